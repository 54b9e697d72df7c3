"""What a week is planned from, one of each: a shift, days away, a weekly stop, a plan with a try and a wish."""

from datetime import time, timedelta

from commonbeat.openness.calendar import week_start
from commonbeat.presence import actions as presence
from tests.security.ground import Corner, Town


def plan(town: Town, where: str, corner: Corner) -> None:
    by = {"by": corner.coordinator, "at": town.at}
    shift = presence.add_shift(
        officer=corner.officer, neighborhood=corner.area, weekday=6, starts_at=time(6), ends_at=time(7), **by
    )
    far = town.at.date() + timedelta(days=60)
    leave = presence.write_leave(officer=corner.officer, kind="away", first_on=far, last_on=far, **by)
    regular = presence.add_regular_stop(
        place=corner.place, weekday=0, starts_at=time(8), ends_at=time(8, 20), why="School begins", **by
    )
    monday = week_start(corner.team, town.at) + timedelta(days=7)
    week = presence.open_week(team=corner.team, neighborhood=corner.area, monday=monday, **by)
    presence.plan_week(week=week, iterations=5, seed=1, **by)
    wish = presence.forbid_stop(week=week, place=corner.place, **by)
    for name, thing in (
        ("shift", shift), ("days away", leave), ("weekly stop", regular), ("week plan", week), ("wish", wish),
    ):  # fmt: skip
        town.put(name, where, thing)
