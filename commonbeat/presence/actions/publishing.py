"""From a row of a plan to a walk with stops, changing only what the plan changed."""

import uuid
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from commonbeat.listening.models import Concern
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood, Place
from commonbeat.presence.actions.walks import add_stop, plan_walk, remove_stop
from commonbeat.presence.models import PlannedWalk, StopReason, Walk, WeekPlan
from commonbeat.safety.errors import Refused


def publish_walk(*, week: WeekPlan, row: dict[str, Any], by: Staff, at: datetime) -> Walk | None:
    """The walk of this row, made now or changed; None where it has begun."""
    if datetime.fromisoformat(row["starts_at"]) <= at:
        return None
    walk = _walk_of(week, row, by, at)
    wanted = {(stop["place"], datetime.fromisoformat(stop["at"])): stop for stop in row["stops"]}
    for stop in walk.stops.select_related("walk__officer", "walk__neighborhood"):
        known = wanted.pop((str(stop.place_id), stop.at), None)
        if known is None and not stop.is_announced:
            remove_stop(stop=stop, by=by, at=at)
    for stop in wanted.values():
        _add(walk, stop, by, at)
    return walk


def _walk_of(week: WeekPlan, row: dict[str, Any], by: Staff, at: datetime) -> Walk:
    link = PlannedWalk.objects.filter(week=week, key=row["key"]).select_related("walk").first()
    if link is not None and not link.walk.canceled_because:
        return _as_planned(link.walk.pk, row)
    if ":" not in row["key"]:
        return _as_planned(uuid.UUID(row["key"]), row)
    walk = plan_walk(
        officer=Staff.objects.get(pk=row["officer"]),
        neighborhood=Neighborhood.objects.select_related("team").get(pk=row["neighborhood"]),
        starts_at=datetime.fromisoformat(row["starts_at"]),
        ends_at=datetime.fromisoformat(row["ends_at"]),
        is_announced=row["is_announced"],
        by=by,
        at=at,
    )
    # A canceled walk gives its shift to whoever stands in.
    PlannedWalk.objects.update_or_create(
        week=week, key=row["key"], defaults={"team": week.team, "walk": walk}
    )
    return walk


def _as_planned(pk: uuid.UUID, row: dict[str, Any]) -> Walk:
    """The walk that was there, as long as it is still the one the plan was made for."""
    walk = Walk.objects.select_related("officer", "neighborhood__team", "team").filter(pk=pk).first()
    is_same = walk is not None and not walk.canceled_because and str(walk.officer_id) == row["officer"]
    if walk is None or not is_same:
        raise Refused(_("A walk of this week was changed since this plan was made. Please plan again."))
    return walk


def _add(walk: Walk, stop: dict[str, Any], by: Staff, at: datetime) -> None:
    place = Place.objects.select_related("neighborhood").filter(pk=stop["place"], is_current=True).first()
    if place is None:
        raise Refused(_("A place of this plan is no longer on the map. Please plan again."))
    concerns = Concern.objects.visible_to(walk.officer).filter(about_officer=None)
    concern = concerns.filter(pk=stop["concern"]).first() if stop["concern"] else None
    is_about = stop["reason"] == StopReason.CONCERN
    add_stop(
        walk=walk,
        place=place,
        at_time=datetime.fromisoformat(stop["at"]),
        minutes=max(1, stop["minutes"]),
        minutes_on_foot=stop["on_foot"],
        reason=StopReason.OTHER if is_about and concern is None else stop["reason"],
        reason_words=stop["words"],
        concern=concern,
        is_announced=stop["is_announced"],
        by=by,
        at=at,
    )
