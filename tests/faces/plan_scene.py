"""A week that can be planned in Harbor Row, for the pages that show it."""

import gzip
from datetime import datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from commonbeat.openness.calendar import week_start
from commonbeat.people import actions as people
from commonbeat.places.models import MapSheet
from commonbeat.presence import actions
from commonbeat.presence.models import PlanRun, WeekPlan
from tests.faces.desk_scene import gathering, hear, join
from tests.presence.planned import place_at

LONG = "The old granary building's courtyard behind the playground"


def next_monday(cast: Any, at: datetime) -> Any:
    return week_start(cast.team, at) + timedelta(days=7)


def make_week(cast: Any, at: datetime, *, is_tried: bool = True) -> WeekPlan:
    """Shifts, a school gate, a concern, somebody who asked for a hello, and a first try at next week."""
    who = {"by": cast.cleo, "at": at}
    for number in range(6):
        place_at(cast, f"Corner {number}", 0.0006 * (number % 3), 0.0008 * (number // 3))
    place_at(cast, LONG, -0.0009)
    for weekday in (0, 2, 4):
        actions.add_shift(
            officer=cast.ben, neighborhood=cast.row, weekday=weekday, starts_at=time(14), ends_at=time(17),
            base=cast.cafe, is_announced=weekday == 2, **who,
        )  # fmt: skip
    actions.add_regular_stop(
        place=cast.gate, weekday=2, starts_at=time(14, 10), ends_at=time(14, 40), why="School ends",
        is_announced=True, **who,
    )  # fmt: skip
    actions.add_regular_stop(
        place=cast.gate, weekday=1, starts_at=time(8), ends_at=time(8, 20), why="School begins", **who
    )
    join(cast, hear(cast, place=cast.cafe), title="Underpass lamps")
    people.ask_to_be_greeted(
        team=cast.team, neighborhood=cast.row, client_id=uuid4(), call_me="Aino", months=6, has_consented=True,
        place=cast.cafe, at=at,
    )  # fmt: skip
    monday = next_monday(cast, at)
    week = actions.open_week(team=cast.team, neighborhood=cast.row, monday=monday, **who)
    if is_tried:
        tried(week, cast, at)
    return week


def tried(week: WeekPlan, cast: Any, at: datetime) -> PlanRun:
    return actions.plan_week(week=week, by=cast.cleo, at=at, iterations=200, seed=5)


def draw_map(cast: Any) -> MapSheet:
    """An empty sheet that Harbor Row lies on."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 500"/>'
    return MapSheet.objects.create(
        team=cast.team, neighborhood=cast.row, svg_gzip=gzip.compress(svg), sha256="5" * 64, width=720, height=500,
        west=24.928, north=60.172, scale_x=45000, scale_y=40000, drawn_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def planned(cast: SimpleNamespace) -> SimpleNamespace:
    """The week with a first try."""
    at = timezone.now()
    sheet = draw_map(cast)
    gathering(cast, days=9)
    return SimpleNamespace(cast=cast, week=make_week(cast, at), at=at, sheet=sheet)
