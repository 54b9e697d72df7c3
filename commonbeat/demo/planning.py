"""Next week, planned from what is unmet and published: shifts, a stand-in, weekly stops, a stop residents are told."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from commonbeat.demo import telling
from commonbeat.demo.days import WEDNESDAY
from commonbeat.demo.town import Town
from commonbeat.faces.desk.planned import gatherings_in
from commonbeat.presence import actions as presence
from commonbeat.presence.models import PlanRun, WeekPlan

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
# Few steps, so that the demo is there soon; whoever presses "Plan again" sees more.
STEPS = 200
BEN_FROM, BEN_UNTIL = time(14), time(17, 30)


def plan_next_week(town: Town) -> None:
    """Everything somebody at the desk would have done yesterday."""
    town.then(town.days.at(1, 9), lambda at: _say_who_walks(town, at))
    town.then(town.days.at(1, 9), lambda at: _say_who_is_away_and_what_must_be(town, at))
    town.then(town.days.at(1, 10), lambda at: _plan(town, at))


def _say_who_walks(town: Town, at: datetime) -> None:
    """The shifts of the story, and one on every other day for Ben."""
    who: dict[str, Any] = {"by": town.staff["cleo"], "at": at}
    walked = set()
    for beat in telling.read("walks")["beat"]:
        if "until" in beat:
            continue
        for weekday, starts, ends in beat["week"]:
            day = WEEKDAYS.index(weekday)
            walked.add((beat["officer"], day))
            presence.add_shift(
                officer=town.staff[beat["officer"]],
                neighborhood=town.areas[beat["area"]],
                weekday=day,
                starts_at=_clock(starts),
                ends_at=_clock(ends),
                is_announced=beat["officer"] == "ben",
                **who,
            )
    # So that the phone of whoever tries it has a walk on each of the coming days.
    for day in range(7):
        if ("ben", day) not in walked:
            presence.add_shift(
                officer=town.staff["ben"], neighborhood=town.areas["Kamppi"], weekday=day, starts_at=BEN_FROM,
                ends_at=BEN_UNTIL, **who,
            )  # fmt: skip


def _say_who_is_away_and_what_must_be(town: Town, at: datetime) -> None:
    """One day with a stand-in, a school gate and a lobby."""
    who: dict[str, Any] = {"by": town.staff["cleo"], "at": at}
    saturday = _next_monday(town) + timedelta(days=5)
    presence.write_leave(
        officer=town.staff["ines"],
        kind="training",
        first_on=saturday,
        last_on=saturday,
        cover=town.staff["amina"],
        **who,
    )
    for place, starts, ends, why in (
        ("ressun-lukio", time(14, 10), time(14, 40), "School ends, and parents like to talk"),
        ("lobby", time(13, 10), time(13, 50), "In the lobby every Wednesday: people count on it"),
    ):
        presence.add_regular_stop(
            place=town.places[place],
            weekday=WEDNESDAY,
            starts_at=starts,
            ends_at=ends,
            why=why,
            is_announced=True,
            **who,
        )


def _plan(town: Town, at: datetime) -> None:
    """A first try, one stop told to residents, a second try, published."""
    who: dict[str, Any] = {"by": town.staff["cleo"], "at": at}
    week = presence.open_week(team=town.team, neighborhood=None, monday=_next_monday(town), **who)
    first = _try(town, week, who)
    friday = next(
        row for row in first.outcome["walks"]
        if row["officer"] == str(town.staff["ben"].pk) and datetime.fromisoformat(row["starts_at"]).weekday() == 4
    )  # fmt: skip
    presence.pin_stop(
        week=week,
        place=town.places["simonpuistikko"],
        walk_key=friday["key"],
        at_time=town.days.clock(week.monday + timedelta(days=4), 15, 30),
        is_announced=True,
        **who,
    )
    presence.publish_week(run=_try(town, week, who), **who)


def _try(town: Town, week: WeekPlan, who: dict[str, Any]) -> PlanRun:
    return presence.plan_week(
        week=week, gatherings=gatherings_in(week), iterations=STEPS, seed=town.seed, **who
    )


def _next_monday(town: Town) -> Any:
    return town.days.today + timedelta(days=7 - town.days.today.weekday())


def _clock(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))
