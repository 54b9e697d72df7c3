"""Planning where an officer means to be, and why."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.listening.models import Concern
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood, Place
from commonbeat.presence import rules
from commonbeat.presence.actions.ground import enter, must, needed
from commonbeat.presence.models import Stop, StopReason, Visit, Walk
from commonbeat.safety.clock import to_hour
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean


@transaction.atomic
def plan_walk(
    *,
    officer: Staff,
    neighborhood: Neighborhood,
    starts_at: datetime,
    ends_at: datetime,
    by: Staff,
    at: datetime,
    is_announced: bool = False,
) -> Walk:
    """Plan an officer's presence on foot; nobody walks in two places at once."""
    must(rules.may_plan(by, officer, neighborhood))
    if not starts_at < ends_at <= starts_at + rules.LONGEST_WALK:
        raise Refused(_("A walk ends after it starts, and lasts twelve hours at most."), "ends_at")
    Staff.objects.select_for_update().get(pk=officer.pk)
    planned = Walk.objects.filter(officer=officer, starts_at__lt=ends_at, ends_at__gt=starts_at)
    if planned.standing().exists():
        raise Refused(
            _("This officer has another walk at that time. Please choose another time."), "starts_at"
        )
    walk = Walk.objects.create(
        team=neighborhood.team,
        neighborhood=neighborhood,
        officer=officer,
        starts_at=starts_at,
        ends_at=ends_at,
        is_announced=is_announced,
    )
    enter("plan walk", walk, by=by, at=at)
    return walk


@transaction.atomic
def announce_walk(*, walk: Walk, is_announced: bool, by: Staff, at: datetime) -> Walk:
    """Tell residents about a walk, or stop telling them."""
    must(rules.may_plan(by, walk.officer, walk.neighborhood))
    if walk.is_announced != is_announced:
        walk.is_announced = is_announced
        walk.save(update_fields=["is_announced"])
        enter("announce walk" if is_announced else "unannounce walk", walk, by=by, at=at)
    return walk


@transaction.atomic
def add_stop(
    *,
    walk: Walk,
    place: Place,
    at_time: datetime,
    reason: str,
    reason_words: str,
    by: Staff,
    at: datetime,
    concern: Concern | None = None,
    minutes: int = 12,
    minutes_on_foot: int | None = None,
    is_announced: bool = False,
) -> Stop:
    """Add a place to a walk, with the reason in words the officer will read."""
    must(rules.may_plan(by, walk.officer, walk.neighborhood))
    _refuse_elsewhere(walk, place)
    if not rules.fits_in_walk(walk, at_time):
        raise Refused(
            _("This time is not within the walk. Please choose a time between its start and end."), "at_time"
        )
    if not 1 <= minutes <= rules.LONGEST_STOP_MINUTES:
        raise Refused(_("A stop lasts between one minute and four hours."), "minutes")
    stop: Stop = Stop.objects.create(
        team=walk.team,
        walk=walk,
        place=place,
        at=at_time,
        minutes=minutes,
        minutes_on_foot=minutes_on_foot,
        reason=reason,
        reason_words=_why(reason, reason_words),
        concern=_concern_for(walk, reason, concern),
        is_announced=is_announced,
    )
    enter("add stop", stop, by=by, at=at)
    return stop


@transaction.atomic
def remove_stop(*, stop: Stop, by: Staff, at: datetime) -> None:
    """Take a stop off the plan; one that has begun or was recorded stays, so that figures stay honest.

    One that residents were told about is kept as called off, so that their calendars say so.
    """
    must(rules.may_plan(by, stop.walk.officer, stop.walk.neighborhood))
    if stop.walk.starts_at <= at or Visit.objects.filter(stop=stop).exists():
        raise Refused(_("This walk has begun. Please say on the phone that the stop was skipped, and why."))
    enter("remove stop", stop, by=by, at=at)
    if stop.is_announced:
        stop.called_off_at = to_hour(at)
        stop.save(update_fields=["called_off_at"])
    else:
        stop.delete()


@transaction.atomic
def cancel_walk(*, walk: Walk, because: str, by: Staff, at: datetime) -> Walk:
    """Cancel a walk before it starts, and say why; afterwards being taken off it is recorded instead."""
    must(rules.may_plan(by, walk.officer, walk.neighborhood))
    words = clean(because, 300, "because")
    because = needed(words, _("Please say why; the team's figures show canceled walks."), "because")
    if walk.starts_at <= at:
        raise Refused(_("This walk has begun. Please record that the officer was taken off it, and why."))
    if not walk.canceled_because:
        walk.canceled_because = because
        walk.save(update_fields=["canceled_because"])
        enter("cancel walk", walk, by=by, at=at)
    return walk


def _refuse_elsewhere(walk: Walk, place: Place) -> None:
    if walk.canceled_because:
        raise Refused(_("This walk was canceled. Please plan another one."))
    if not rules.may_stop(walk, place):
        raise Refused(_("Please choose a place in a neighborhood where the officer works."), "place")


def _why(reason: str, reason_words: str) -> str:
    if reason not in StopReason.values:
        raise Refused(_("Please choose one of the reasons offered."), "reason")
    words = clean(reason_words, 300, "reason_words")
    return needed(words, _("Please say why this stop is worth it."), "reason_words")


def _concern_for(walk: Walk, reason: str, concern: Concern | None) -> Concern | None:
    """The concern, where the officer may know of it; a complaint about an officer is never a reason to go."""
    if concern is None:
        if reason == StopReason.CONCERN:
            raise Refused(_("Please choose the concern this stop is for."), "concern")
        return None
    if not Concern.objects.visible_to(walk.officer).filter(pk=concern.pk, about_officer=None).exists():
        raise Refused(_("Please choose a concern of the officer's neighborhood."), "concern")
    return concern
