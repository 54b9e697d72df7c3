"""What the desk adds to a plan: gatherings somebody must be at, and the map of a day."""

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from commonbeat.openness.calendar import day_start
from commonbeat.openness.models import Gathering
from commonbeat.places import queries as places
from commonbeat.places.drawing import project
from commonbeat.places.models import MapSheet
from commonbeat.presence import rules
from commonbeat.presence.models import StopReason, WeekPlan
from commonbeat.presence.queries import Draft
from commonbeat.presence.weeks import Appointment

LATE = timedelta(minutes=10)
DASHES = 6


def gatherings_in(week: WeekPlan) -> list[Appointment]:
    """Published gatherings of this week at a known place: somebody must be there when they begin."""
    span = [day_start(week.team, week.monday + timedelta(days=days)) for days in (0, 7)]
    rows = Gathering.objects.filter(
        team=week.team, published_at__isnull=False, canceled_because="", place__isnull=False,
        starts_at__gte=span[0], starts_at__lt=span[1],
    )  # fmt: skip
    return [
        Appointment(
            place=one.place,
            starts_at=one.starts_at - LATE,
            latest_at=one.starts_at + LATE,
            minutes=min(rules.LONGEST_STOP_MINUTES, int((one.ends_at - one.starts_at).total_seconds() // 60)),
            reason=str(StopReason.GATHERING),
            words=one.title[:200],
            officer_id=one.host_id,
        )
        for one in rows.select_related("place__neighborhood").order_by("starts_at")
    ]


@dataclass(frozen=True)
class MapPoint:
    """One stop on the map, numbered in the order of its walk."""

    number: int
    x: float
    y: float
    name: str


@dataclass(frozen=True)
class MapWalk:
    """One walk on the map: a line with its own dashes, and its stops."""

    letter: str
    words: str
    path: str
    points: list[MapPoint]
    dashes: int


@dataclass(frozen=True)
class DayMap:
    """The walks of one day on the drawn map."""

    day: date
    days: list[date]
    sheet: MapSheet
    walks: list[MapWalk]


def day_map(draft: Draft, asked: str) -> DayMap | None:
    """The map of the day asked for, or of the first day somebody walks; None without a drawn map."""
    sheet = places.sheet_of(draft.week.team, draft.week.neighborhood)
    days = [day for day, walks in draft.days if any(walk.stops for walk in walks)]
    if sheet is None or not days:
        return None
    day = next((one for one in days if one.isoformat() == asked), days[0])
    walks = [walk for on, some in draft.days if on == day for walk in some if walk.stops]
    drawn = [_map_walk(sheet, walk, number) for number, walk in enumerate(walks)]
    return DayMap(day, days, sheet, drawn)


def _map_walk(sheet: MapSheet, walk: Any, number: int) -> MapWalk:
    spots = [
        (stop.place.name, *project(sheet, stop.place.longitude, stop.place.latitude)) for stop in walk.stops
    ]
    points = [
        MapPoint(order, x, y, name) for order, (name, x, y) in zip(itertools.count(1), spots, strict=False)
    ]
    starts = timezone.localtime(walk.starts_at)
    return MapWalk(
        letter="ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % 26],
        words=f"{walk.officer.name}, {starts:%H:%M}",
        path="M" + "L".join(f"{x} {y}" for _name, x, y in spots),
        points=points,
        dashes=number % DASHES,
    )
