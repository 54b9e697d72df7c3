"""Who can walk when in a week: shifts, leave and cover, and the walks that are there already."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from commonbeat.people.models import Duty, Staff
from commonbeat.places.models import Neighborhood
from commonbeat.presence import rules
from commonbeat.presence.models import (
    Leave,
    PlannedWalk,
    RegularStop,
    Shift,
    Stop,
    StopReason,
    Walk,
    WeekPlan,
)
from commonbeat.presence.weeks import Appointment, Missing, Outing, WeekOfWalks, instant, is_among
from commonbeat.safety.clock import local_midnight


def areas_of(week: WeekPlan) -> list[Neighborhood]:
    """The neighborhoods a plan is for."""
    if week.neighborhood is not None:
        return [week.neighborhood]
    return list(Neighborhood.objects.public(week.team).defer("boundary"))


def week_of_walks(week: WeekPlan, at: datetime) -> WeekOfWalks:
    """What is left to plan of a week: walks that have begun are left as they are."""
    areas = areas_of(week)
    ids = {area.pk for area in areas}
    begin = local_midnight(week.monday, week.team.timezone)
    end = local_midnight(week.monday + timedelta(days=7), week.team.timezone)
    rows = (
        Walk.objects.filter(team=week.team)
        .between(begin, end)
        .select_related("officer", "neighborhood__team")
    )
    walks = list(rows.prefetch_related("officer__roles", "stops__place__neighborhood"))
    linked = {row.walk_id: row.key for row in PlannedWalk.objects.filter(week=week)}
    busy = _busy(walk for walk in walks if not walk.canceled_because)
    outings, appointments, taken = [], [], set()
    for walk in walks:
        if walk.canceled_because or walk.neighborhood_id not in ids:
            continue
        stops = list(walk.stops.all())
        if walk.starts_at <= at or (walk.pk not in linked and stops):
            taken |= {stop.place_id for stop in stops}
            continue
        outing = _of_walk(walk, linked.get(walk.pk, str(walk.pk)))
        outings.append(outing)
        appointments += [_told(stop, outing) for stop in stops if stop.is_announced]
    given_up = {linked[walk.pk] for walk in walks if walk.canceled_because and walk.pk in linked}
    known = set(linked.values()) - given_up
    fresh, missing = _of_shifts(week, ids, known, given_up, busy, at)
    # What residents were told of a published week is among its stops already.
    appointments += [one for one in _regular(week, ids, at) if not is_among(one, appointments)]
    # Named as they are walked, so that the same week always makes the same problem.
    outings = sorted(outings + fresh, key=lambda one: (one.starts_at, one.officer.email, one.key))
    return WeekOfWalks(outings, appointments, missing, frozenset(taken))


def _busy(walks: Iterable[Walk]) -> dict[uuid.UUID, list[tuple[datetime, datetime]]]:
    spans: dict[uuid.UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    for walk in walks:
        spans[walk.officer_id].append((walk.starts_at, walk.ends_at))
    return spans


def _of_walk(walk: Walk, key: str) -> Outing:
    shift = (
        Shift.objects.filter(pk=key.partition(":")[0]).select_related("base").first() if ":" in key else None
    )
    crosses = bool(shift and shift.may_cross)
    return Outing(
        key=key,
        officer=walk.officer,
        neighborhood=walk.neighborhood,
        starts_at=walk.starts_at,
        ends_at=walk.ends_at,
        base=shift.base if shift else None,
        areas=_areas(walk.officer, walk.neighborhood, crosses),
        is_announced=walk.is_announced,
        walk=walk,
    )


def _areas(officer: Staff, home: Neighborhood, may_cross: bool) -> frozenset[uuid.UUID]:
    where = officer.neighborhoods_as(Duty.OFFICER, Duty.COORDINATOR) if may_cross else {home.pk}
    if where is None:
        where = set(Neighborhood.objects.public(home.team).values_list("pk", flat=True))
    return frozenset(where | {home.pk})


def _of_shifts(
    week: WeekPlan,
    ids: set[uuid.UUID],
    known: set[str],
    given_up: set[str],
    busy: dict[uuid.UUID, list[tuple[datetime, datetime]]],
    at: datetime,
) -> tuple[list[Outing], list[Missing]]:
    """One walk for each shift that is still to come and that nobody walks otherwise."""
    rows = Shift.objects.filter(team=week.team, neighborhood__in=ids).select_related(
        "officer", "neighborhood__team", "base"
    )
    shifts = rows.prefetch_related("officer__roles").order_by("weekday", "starts_at", "officer__name")
    sunday = week.monday + timedelta(days=6)
    leaves = list(Leave.objects.filter(team=week.team).during(week.monday, sunday).select_related("cover"))
    outings: list[Outing] = []
    missing: list[Missing] = []
    for shift in shifts:
        on = week.monday + timedelta(days=shift.weekday)
        key = f"{shift.pk}:{on.isoformat()}"
        outing = _of_shift(shift, key, on)
        if key in known or outing.starts_at <= at:
            continue
        found = _who_walks(outing, on, leaves, busy)
        if isinstance(found, str):
            missing.append(Missing(shift.officer, on, found))
        elif key in given_up and found.officer == shift.officer:
            missing.append(Missing(shift.officer, on, _("this walk was canceled")))
        else:
            outings.append(found)
            busy[found.officer.pk].append((found.starts_at, found.ends_at))
    return outings, missing


def _of_shift(shift: Shift, key: str, on: date) -> Outing:
    return Outing(
        key=key,
        officer=shift.officer,
        neighborhood=shift.neighborhood,
        starts_at=instant(shift.neighborhood.team, on, shift.starts_at),
        ends_at=instant(shift.neighborhood.team, on, shift.ends_at),
        base=shift.base,
        areas=_areas(shift.officer, shift.neighborhood, shift.may_cross),
        is_announced=shift.is_announced,
    )


def _who_walks(
    outing: Outing, on: date, leaves: list[Leave], busy: dict[uuid.UUID, list[tuple[datetime, datetime]]]
) -> Outing | str:
    """The outing with whoever walks it, or why nobody does."""
    away = {leave.officer_id: leave for leave in leaves if leave.first_on <= on <= leave.last_on}
    leave = away.get(outing.officer.pk)
    if leave is None:
        who = outing.officer
    elif leave.cover is None:
        return _("%(why)s, and nobody stands in") % {"why": leave.get_kind_display()}
    elif leave.cover_id in away:
        return _("%(why)s, and whoever stands in is away too") % {"why": leave.get_kind_display()}
    else:
        who = leave.cover
    if not rules.works_in(who, outing.neighborhood):
        return _("no longer works in this neighborhood")
    if any(begin < outing.ends_at and end > outing.starts_at for begin, end in busy[who.pk]):
        return _("walks somewhere else at that time")
    if who == outing.officer:
        return outing
    return replace(
        outing,
        officer=who,
        stands_in_for=outing.officer,
        areas=_areas(who, outing.neighborhood, len(outing.areas) > 1),
    )


def _regular(week: WeekPlan, ids: set[uuid.UUID], at: datetime) -> list[Appointment]:
    rows = RegularStop.objects.filter(team=week.team, place__neighborhood__in=ids, place__is_current=True)
    found = []
    for row in rows.select_related("place__neighborhood"):
        on = week.monday + timedelta(days=row.weekday)
        starts_at, ends_at = instant(week.team, on, row.starts_at), instant(week.team, on, row.ends_at)
        if starts_at > at:
            minutes = min(rules.LONGEST_STOP_MINUTES, int((ends_at - starts_at).total_seconds() // 60))
            late = starts_at + timedelta(minutes=min(10, minutes // 3))
            found.append(
                Appointment(
                    place=row.place,
                    starts_at=starts_at,
                    latest_at=late,
                    minutes=minutes,
                    reason=StopReason.REGULAR,
                    words=row.why,
                    is_announced=row.is_announced,
                )
            )
    return found


def _told(stop: Stop, outing: Outing) -> Appointment:
    """What residents were told stays where it is."""
    return Appointment(
        place=stop.place,
        starts_at=stop.at,
        latest_at=stop.at,
        minutes=stop.minutes,
        reason=stop.reason,
        words=stop.reason_words,
        walk_key=outing.key,
        is_announced=True,
        concern_id=stop.concern_id,
    )
