"""A week in Harbor Row that can be planned: shifts, places with needs, and what is asked of it."""

from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from commonbeat.places.models import Place
from commonbeat.presence import actions
from commonbeat.presence.models import PlanRun, WeekPlan
from tests.cast import AT, make_place

MONDAY = date(2026, 11, 30)


def place_at(cast: Any, name: str, north: float = 0.0, east: float = 0.0, **more: Any) -> Place:
    place = make_place(more.pop("area", cast.row), name, name.lower().replace(" ", "-"))
    for key, value in {
        "latitude": place.latitude + north,
        "longitude": place.longitude + east,
        **more,
    }.items():
        setattr(place, key, value)
    place.save()
    return place


def spread_places(cast: Any, count: int = 6) -> list[Place]:
    """Places some minutes apart from one another."""
    return [
        place_at(cast, f"Corner {number}", 0.0004 * (number % 3), 0.0006 * (number // 3))
        for number in range(count)
    ]


def shift(cast: Any, **more: Any) -> Any:
    given = {
        "officer": cast.ben, "neighborhood": cast.row, "weekday": 0, "starts_at": time(14), "ends_at": time(17),
        "by": cast.cleo, "at": AT, "base": cast.cafe, **more,
    }  # fmt: skip
    return actions.add_shift(**given)


def week(cast: Any, monday: date = MONDAY, **more: Any) -> WeekPlan:
    given = {"team": cast.team, "neighborhood": cast.row, "monday": monday, "by": cast.cleo, "at": AT, **more}
    return actions.open_week(**given)


def try_at(plan: WeekPlan, by: Any, **more: Any) -> PlanRun:
    given = {"at": AT, "iterations": 200, "seed": 7, **more}
    return actions.plan_week(week=plan, by=by, **given)


def stops_of(run: PlanRun) -> dict[str, list[str]]:
    """The names of the places on each walk, by the walk's key."""
    names = dict(Place.objects.values_list("pk", "name"))
    return {
        walk["key"]: [names[_id(stop["place"])] for stop in walk["stops"]] for walk in run.outcome["walks"]
    }


def all_stops(run: PlanRun) -> list[str]:
    return [name for names in stops_of(run).values() for name in names]


def when(run: PlanRun, name: str) -> datetime:
    """When the place of this name is visited."""
    wanted = str(Place.objects.get(name=name).pk)
    found = [stop for walk in run.outcome["walks"] for stop in walk["stops"] if stop["place"] == wanted]
    return datetime.fromisoformat(found[0]["at"])


def _id(text: str) -> Any:
    return type(uuid4())(text)
