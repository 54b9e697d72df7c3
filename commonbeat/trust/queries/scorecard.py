"""Six plain standards for a public meeting, each from what stands in the books today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.listening.models import Concern
from commonbeat.openness import gate
from commonbeat.openness.calendar import local_day, week_start
from commonbeat.openness.models import Priority
from commonbeat.openness.queries import published_pairs
from commonbeat.people.queries import officers_of
from commonbeat.places.models import Neighborhood, Team
from commonbeat.presence.queries import presence_figures, sighting_figures
from commonbeat.trust.queries.shown import History, histories

WINDOW = timedelta(weeks=12)
HOURS = 72
MOST_TAKEN_OFF = 0.1
Met = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class Line:
    """One standard: what it asks, what is so, and whether it is met; counts of our own work, and what the gate lets."""

    name: str
    standard: str
    finding: str
    met: Met

    @property
    def met_words(self) -> str:
        return {"yes": _("met"), "no": _("not met"), "unknown": _("too early to tell")}[self.met]


NO_LINES: list[Line] = []


@gate.closed_on_error(NO_LINES)
def scorecard(team: Team, neighborhood: Neighborhood, at: datetime) -> list[Line]:
    """The six lines; empty when anything went wrong."""
    told = {history.measure.key: history for history in histories(team, neighborhood)}
    return [
        _officers(team, neighborhood),
        _first_answer(team, neighborhood, at),
        _priorities(team, neighborhood, at),
        _seen(team, neighborhood, at, told.get("presence")),
        _informed(team, neighborhood, told.get("informed")),
        _abstraction(team, neighborhood, at),
    ]


def _officers(team: Team, neighborhood: Neighborhood) -> Line:
    named = [profile for profile in officers_of(team, neighborhood) if profile.reach]
    finding = ngettext("%(n)d officer: %(names)s.", "%(n)d officers: %(names)s.", len(named)) % {
        "n": len(named),
        "names": ", ".join(profile.known_as for profile in named),
    }
    return Line(
        _("Named officers"),
        _("Everybody can find out who looks after them, and how to reach them."),
        finding if named else _("Nobody is named here yet."),
        "yes" if named else "no",
    )


def _first_answer(team: Team, neighborhood: Neighborhood, at: datetime) -> Line:
    name, standard = _("First answer"), _("Within 72 hours of the first word.")
    until = gate.as_of(team, at)
    rows = Concern.objects.filter(
        team=team,
        neighborhood=neighborhood,
        about_officer=None,
        opened_at__gte=until - WINDOW,
        opened_at__lt=until,
    )
    times = rows.annotate(answered_at=Min("answers__at")).values_list("opened_at", "answered_at")
    limit = timedelta(hours=HOURS)
    judged = [
        answered is not None and answered - opened <= limit
        for opened, answered in times
        if answered is not None or at - opened > limit
    ]
    if not judged:
        return Line(name, standard, _("No concern of the last twelve weeks is old enough."), "unknown")
    told = {"in_time": sum(judged), "all": len(judged)}
    return Line(
        name,
        standard,
        _("%(in_time)d of %(all)d in the last twelve weeks.") % told,
        "yes" if all(judged) else "no",
    )


def _priorities(team: Team, neighborhood: Neighborhood, at: datetime) -> Line:
    today = local_day(team, at)
    shown = Priority.objects.public(team).filter(neighborhood=neighborhood)
    current, stale = shown.current(today).count(), shown.stale(today).count()
    finding = _("%(fresh)d of %(all)d priorities.") % {"fresh": current - stale, "all": current}
    return Line(
        _("Priorities"),
        _("Agreed with residents less than three months ago."),
        finding if current else _("No priority is agreed here."),
        "yes" if current and not stale else "no",
    )


def _seen(team: Team, neighborhood: Neighborhood, at: datetime, history: History | None) -> Line:
    monday, _sunday = gate.last_week(team, at)
    week = sighting_figures(team, neighborhood, monday)
    seen = gate.people_table({"yes": week.seen, "no": week.answered - week.seen})
    parts = [history.sentence] if history else []
    if seen.total.is_shown and seen.cells["yes"].is_shown:
        parts.append(
            _("Last week %(seen)s of %(all)s who told us had seen one of us.")
            % {"seen": seen.cells["yes"], "all": seen.total}
        )
    met = _judged(history, 50)
    return Line(
        _("Seen on foot"),
        _("Half of the residents or more see us at least once a week."),
        " ".join(parts) or _("Nobody was asked yet."),
        met,
    )


def _informed(team: Team, neighborhood: Neighborhood, history: History | None) -> Line:
    told = len(published_pairs(team, neighborhood, limit=None))
    finding = ngettext("%(n)d “You said, we did” stands here.", "%(n)d “You said, we did” stand here.", told)
    return Line(
        _("Seen or heard what was done"),
        _("Half of the residents or more feel informed about what we do."),
        " ".join([*([history.sentence] if history else []), finding % {"n": told}]),
        _judged(history, 50),
    )


def _abstraction(team: Team, neighborhood: Neighborhood, at: datetime) -> Line:
    until = week_start(team, at)
    figures = presence_figures(team, neighborhood, until - WINDOW, until, at)
    name, standard = _("Taken off the walk"), _("At most one planned hour in ten.")
    if not figures.planned_hours:
        return Line(name, standard, _("No walk was planned in the last twelve weeks."), "unknown")
    told = {"off": round(figures.abstracted_hours), "all": round(figures.planned_hours)}
    is_met = figures.abstracted_hours <= MOST_TAKEN_OFF * figures.planned_hours
    return Line(name, standard, _("%(off)d of %(all)d planned hours.") % told, "yes" if is_met else "no")


def _judged(history: History | None, least: int) -> Met:
    """Met or not only where the whole interval says so."""
    if history is None or history.now.lower < least <= history.now.upper:
        return "unknown"
    return "yes" if history.now.lower >= least else "no"
