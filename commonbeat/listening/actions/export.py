"""Taking a table of concerns away: our own work only, with who takes it, what for and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from commonbeat.journal import actions as journal
from commonbeat.listening.actions.ground import needed
from commonbeat.listening.models import Concern, ConcernState
from commonbeat.listening.times import day
from commonbeat.people.models import Duty, Staff
from commonbeat.places.models import Neighborhood
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean


@dataclass(frozen=True)
class Export:
    """A table without anybody in it, and the lines that say who took it away and why."""

    about: list[tuple[str, str]]
    columns: list[str]
    rows: list[list[str]]


@transaction.atomic
def export_concerns(
    *,
    by: Staff,
    since: date,
    until: date,
    purpose: str,
    expires_on: date,
    at: datetime,
    neighborhood: Neighborhood | None = None,
) -> Export:
    """The concerns heard from one day to another, without voices, words or owners; counted in the journal."""
    if not by.has_duty(Duty.COORDINATOR):
        raise Refused(_("This is not yours to do. Ask the coordinator of the neighborhood."))
    purpose = needed(clean(purpose, 120, "purpose"), _("Say what the table is for."), "purpose")
    if until < since:
        raise Refused(_("The last day must come after the first."), "until")
    rows = [_row(concern) for concern in _coordinated(by, neighborhood, since, until)]
    journal.enter(
        team=by.team,
        actor=by,
        action="export concerns",
        object_type="places.Neighborhood" if neighborhood else "places.Team",
        object_id=neighborhood.pk if neighborhood else by.team_id,
        reason=f"{purpose} (until {expires_on.isoformat()})",
        at=at,
    )
    about = [
        (_("Taken by"), by.name),
        (_("For"), purpose),
        (_("On"), day(by.team, at).isoformat()),
        (_("Delete by"), expires_on.isoformat()),
    ]
    return Export(about, _columns(), rows)


def _coordinated(by: Staff, neighborhood: Neighborhood | None, since: date, until: date) -> list[Concern]:
    """Ordinary concerns of the neighborhoods this person coordinates, the oldest first."""
    where = by.neighborhoods_as(Duty.COORDINATOR)
    found = Concern.objects.visible_to(by).filter(about_officer=None)
    if where is not None:
        found = found.filter(neighborhood__in=where)
    if neighborhood is not None:
        found = found.filter(neighborhood=neighborhood)
    zone = ZoneInfo(by.team.timezone)
    begin = datetime(since.year, since.month, since.day, tzinfo=zone)
    end = datetime(until.year, until.month, until.day, tzinfo=zone) + timedelta(days=1)
    found = found.filter(opened_at__gte=begin, opened_at__lt=end).with_state().with_evidence()
    found = found.annotate(kept=Count("promises__outcome", filter=Q(promises__outcome__is_kept=True)))
    found = found.annotate(broken=Count("promises__outcome", filter=Q(promises__outcome__is_kept=False)))
    return list(found.select_related("neighborhood", "place", "team").order_by("opened_at", "reference"))


def _columns() -> list[str]:
    return [
        _("Reference"),
        _("Title"),
        _("Kind"),
        _("Topic"),
        _("Neighborhood"),
        _("Place"),
        _("Heard in the week of"),
        _("State"),
        _("Answered"),
        _("Acted on"),
        _("Reported back"),
        _("Promises kept"),
        _("Promises broken"),
    ]


def _row(concern: Concern) -> list[str]:
    heard_on = day(concern.team, concern.opened_at)
    state, told = ConcernState(concern.state), {True: _("yes"), False: _("no")}  # type: ignore[attr-defined]
    return [
        concern.reference,
        concern.title,
        str(concern.get_kind_display()),
        str(concern.get_topic_display()),
        concern.neighborhood.name,
        concern.place.name if concern.place else "",
        (heard_on - timedelta(days=heard_on.weekday())).isoformat(),
        str(state.label),
        told[concern.is_answered],  # type: ignore[attr-defined]
        told[concern.has_action],  # type: ignore[attr-defined]
        told[concern.is_reported_back],  # type: ignore[attr-defined]
        str(concern.kept),  # type: ignore[attr-defined]
        str(concern.broken),  # type: ignore[attr-defined]
    ]
