"""When officers can walk: shifts, leave with cover, and where somebody must be every week."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood, Place
from commonbeat.presence import rules
from commonbeat.presence.actions.ground import enter, must, needed
from commonbeat.presence.models import Leave, LeaveKind, RegularStop, Shift
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean


@transaction.atomic
def add_shift(
    *,
    officer: Staff,
    neighborhood: Neighborhood,
    weekday: int,
    starts_at: time,
    ends_at: time,
    by: Staff,
    at: datetime,
    base: Place | None = None,
    may_cross: bool = False,
    is_announced: bool = False,
) -> Shift:
    """When an officer usually walks; the same shift again changes nothing."""
    must(rules.coordinates(by, neighborhood) and rules.works_in(officer, neighborhood))
    _refuse_odd(weekday, starts_at, ends_at)
    if base is not None and base.team_id != officer.team_id:
        raise Refused(_("Please choose one of the team's places."), "base")
    Staff.objects.select_for_update().get(pk=officer.pk)
    same = Shift.objects.filter(officer=officer, weekday=weekday)
    given = {"neighborhood": neighborhood, "base": base, "may_cross": may_cross, "is_announced": is_announced}
    known: Shift | None = same.filter(starts_at=starts_at, ends_at=ends_at, **given).first()
    if known is not None:
        return known
    if same.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Refused(
            _("This officer has another shift at that time. Please choose another time."), "starts_at"
        )
    shift = Shift.objects.create(
        team=officer.team, officer=officer, weekday=weekday, starts_at=starts_at, ends_at=ends_at, **given
    )
    enter("add shift", shift, by=by, at=at)
    return shift


@transaction.atomic
def remove_shift(*, shift: Shift, by: Staff, at: datetime) -> None:
    """No more walks come of it; those that are planned stay."""
    must(rules.coordinates(by, shift.neighborhood))
    enter("remove shift", shift, by=by, at=at)
    shift.delete()


@transaction.atomic
def write_leave(
    *,
    officer: Staff,
    kind: str,
    first_on: date,
    last_on: date,
    by: Staff,
    at: datetime,
    cover: Staff | None = None,
) -> Leave:
    """Days on which an officer does not walk, and who stands in. Nobody asks why."""
    must(rules.may_plan_for(by, officer))
    if kind not in LeaveKind.values:
        raise Refused(_("Please choose one of the reasons offered."), "kind")
    if not first_on <= last_on <= first_on + rules.LONGEST_LEAVE:
        raise Refused(_("The last day comes after the first, within a year."), "last_on")
    if cover is not None and (
        cover.pk == officer.pk or cover.team_id != officer.team_id or not cover.is_active
    ):
        raise Refused(_("Please choose a colleague who stands in."), "cover")
    Staff.objects.select_for_update().get(pk=officer.pk)
    there: Leave | None = Leave.objects.filter(officer=officer).during(first_on, last_on).first()
    if there is not None:
        asked = (kind, first_on, last_on, cover and cover.pk)
        if (there.kind, there.first_on, there.last_on, there.cover_id) == asked:
            return there
        raise Refused(
            _("Some of these days are written down already. Please take those away first."), "first_on"
        )
    leave = Leave.objects.create(
        team=officer.team, officer=officer, kind=kind, first_on=first_on, last_on=last_on, cover=cover
    )
    enter("write leave", leave, by=by, at=at)
    return leave


@transaction.atomic
def remove_leave(*, leave: Leave, by: Staff, at: datetime) -> None:
    """The officer walks after all."""
    must(rules.may_plan_for(by, leave.officer))
    enter("remove leave", leave, by=by, at=at)
    leave.delete()


@transaction.atomic
def add_regular_stop(
    *,
    place: Place,
    weekday: int,
    starts_at: time,
    ends_at: time,
    why: str,
    by: Staff,
    at: datetime,
    is_announced: bool = False,
) -> RegularStop:
    """Somebody must be at this place every week at this time; every plan begins with it."""
    must(rules.coordinates(by, place.neighborhood))
    _refuse_odd(weekday, starts_at, ends_at)
    if (ends_at.hour - starts_at.hour) * 60 + ends_at.minute - starts_at.minute > rules.LONGEST_STOP_MINUTES:
        raise Refused(_("A stop lasts four hours at most."), "ends_at")
    words = needed(clean(why, 200, "why"), _("Please say why somebody must be there."), "why")
    Place.objects.select_for_update().get(pk=place.pk)
    same: RegularStop | None = RegularStop.objects.filter(
        place=place, weekday=weekday, starts_at=starts_at
    ).first()
    if same is not None:
        if (same.ends_at, same.why, same.is_announced) == (ends_at, words, is_announced):
            return same
        raise Refused(_("There is a stop at this time already. Please take it away first."), "starts_at")
    stop = RegularStop.objects.create(
        team=place.team, place=place, weekday=weekday, starts_at=starts_at, ends_at=ends_at,
        why=words, is_announced=is_announced,
    )  # fmt: skip
    enter("add regular stop", stop, by=by, at=at)
    return stop


@transaction.atomic
def remove_regular_stop(*, stop: RegularStop, by: Staff, at: datetime) -> None:
    """Nobody must be there any more; what is planned stays."""
    must(rules.coordinates(by, stop.place.neighborhood))
    enter("remove regular stop", stop, by=by, at=at)
    stop.delete()


def _refuse_odd(weekday: int, starts_at: time, ends_at: time) -> None:
    if weekday not in range(7):
        raise Refused(_("Please choose a day of the week."), "weekday")
    if not starts_at < ends_at:
        raise Refused(_("It ends after it starts, on the same day."), "ends_at")
