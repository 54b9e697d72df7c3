"""Presence as everybody may read it: our own work as it is, people's answers behind the publication gate."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from commonbeat.faces.gaps import GapMap, gap_map
from commonbeat.openness import gate
from commonbeat.openness.calendar import week_start
from commonbeat.places.models import Neighborhood, Team
from commonbeat.presence import queries as presence
from commonbeat.presence.queries import PresenceFigures, PresenceReport, Share
from commonbeat.trust import queries as trust
from commonbeat.trust.queries import History

WINDOW = timedelta(weeks=12)


@dataclass(frozen=True)
class BeingThere:
    """Planned, delivered, noticed in the last twelve whole weeks; what is held back is None."""

    since: date
    until: date
    report: PresenceReport
    figures: PresenceFigures
    map: GapMap | None
    survey: History | None
    open_link: Share | None
    knows: Share | None


@gate.closed_on_error(None)
def being_there(team: Team, neighborhood: Neighborhood, at: datetime) -> BeingThere | None:
    """Where we meant to be, where we were, and who noticed; None when anything goes wrong."""
    until = week_start(team, at)
    since = until - WINDOW
    report = presence.presence_report(team, neighborhood, since, until, at)
    told = presence.noticed(team, neighborhood, since, until)
    return BeingThere(
        since=since,
        until=until - timedelta(days=1),
        report=report,
        figures=presence.presence_figures(team, neighborhood, since, until, at),
        map=gap_map(team, neighborhood, report),
        survey=_survey(team, neighborhood),
        open_link=shown(told.open_link),
        knows=shown(told.knows_open_link),
    )


@gate.closed_on_error(None)
def shown(share: Share) -> Share | None:
    """A share of people's answers: only where neither those who said yes nor those who said no are too few."""
    table = gate.people_table({"yes": share.count, "no": share.n - share.count})
    cells = [table.total, *table.cells.values()]
    return share if share.n and all(cell.is_shown for cell in cells) else None


def _survey(team: Team, neighborhood: Neighborhood) -> History | None:
    """What the last published survey of residents drawn at random says about seeing us."""
    return next((one for one in trust.histories(team, neighborhood) if one.measure.key == "presence"), None)
