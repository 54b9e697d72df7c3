"""Twelve weeks of walks: planned with reasons, delivered, skipped, taken off; and those still to come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from commonbeat.demo import telling
from commonbeat.demo.days import SUNDAY
from commonbeat.demo.town import Town
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood
from commonbeat.presence import actions as presence
from commonbeat.presence.models import Stop, StopReason, Walk
from commonbeat.presence.queries import Suggestion, suggested_stops

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
STOPS = 4
BETWEEN_STOPS = timedelta(minutes=45)
PLANNED_DAYS_BEFORE = 3
PLANNED_AHEAD = 8
# So that the phone of whoever tries it has a walk on any of the coming days.
OWN_WALK_AHEAD = 14
# Which share of walks and stops comes to what.
TAKEN_OFF, CANCELED, SKIPPED = 0.08, 0.03, 0.08
HELLO_WORDS = "Many people pass here at this hour: say hello"


def plan_walks(town: Town) -> None:
    """Every officer's weeks, past and coming, and Ben's walk of today."""
    story = telling.read("walks")
    for beat in story["beat"]:
        begin = min(beat.get("from", town.weeks * 7), town.weeks * 7)
        # Next week is planned from what is unmet then, in demo.planning.
        end = beat.get("until", town.days.today.weekday() - SUNDAY)
        if beat["officer"] == "kaisa":
            end = min(end, town.weeks * 7) + 1
        for ago in range(begin, end - 1, -1):
            on = town.days.on(ago)
            for weekday, starts, ends in beat["week"]:
                is_own_day = beat["officer"] == "ben" and ago <= 0
                if on.weekday() == WEEKDAYS.index(weekday) and not is_own_day:
                    _Outing(town, story, beat, on, starts, ends).plan()
    for ago in range(-1, -OWN_WALK_AHEAD - 1, -1):
        if 7 <= (town.days.today.weekday() - ago) < 14:
            continue
        _Outing(town, story, story["beat"][0], town.days.on(ago), "14:00", "17:30").plan()
    town.then(town.days.at(2, 10), partial(_today, town, story))
    _plan_chats(town, story)


class _Outing:
    """One walk of one officer."""

    def __init__(
        self, town: Town, story: dict[str, Any], beat: dict[str, Any], on: date, starts: str, ends: str
    ) -> None:
        self.town, self.story, self.beat, self.on = town, story, beat, on
        self.officer: str = beat["officer"]
        self.area: Neighborhood = town.areas[beat["area"]]
        self.starts_at, self.ends_at = self._clock(starts), self._clock(ends)
        ago = town.days.ago(on)
        is_usual = any(WEEKDAYS.index(day) == on.weekday() for day, *_hours in beat["week"])
        self.is_announced = -PLANNED_AHEAD <= ago <= 0 and is_usual
        self.dice = town.dice(f"{self.officer}/{self.area.slug}/{ago}")
        self.walk: Walk
        self.stops: list[Stop] = []

    def plan(self) -> None:
        """Have it planned some days before, then walked or not."""
        town = self.town
        planned_at = town.days.clock(self.on - timedelta(days=PLANNED_DAYS_BEFORE), 10)
        town.then(planned_at, self._plan)
        if self.starts_at >= town.days.now:
            return
        fate = self.dice.random()
        if fate < TAKEN_OFF or town.days.ago(self.on) > self.beat.get("off_until", town.weeks * 7):
            town.then(self.starts_at, self._taken_off)
        elif fate > 1 - CANCELED:
            town.then(self.starts_at - timedelta(hours=5), self._cancel)
        else:
            for number in range(STOPS):
                town.then(self._time(number) + timedelta(minutes=1), partial(self._visit, number))

    def _plan(self, at: datetime) -> None:
        planner, officer = self.town.staff["cleo"], self.town.staff[self.officer]
        announced = self.dice.randrange(STOPS)
        self.walk = presence.plan_walk(
            officer=officer,
            neighborhood=self.area,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            is_announced=self.is_announced,
            by=planner,
            at=at,
        )
        for number, (place, reason, words, concern) in enumerate(self._reasons(officer)):
            self.stops.append(
                presence.add_stop(
                    walk=self.walk,
                    place=place,
                    at_time=self._time(number),
                    minutes=12,
                    reason=reason,
                    reason_words=words,
                    concern=concern,
                    is_announced=self.is_announced and number == announced,
                    by=planner,
                    at=at,
                )
            )

    def _reasons(self, officer: Staff) -> list[tuple[Any, str, str, Any]]:
        """Where they always go first, what the desk suggests, and one place only to say hello."""
        stops: list[tuple[Any, str, str, Any]] = []
        if "first" in self.beat:
            slug, words = self.beat["first"]
            stops.append((self.town.places[slug], str(StopReason.OTHER), words, None))
        found = self._suggested(officer)
        found = [one for one in found if all(one.place.pk != stop[0].pk for stop in stops)]
        pressing = self.dice.sample(found[:4], min(len(found), 2))
        others = [one for one in found if one not in pressing]
        chosen = pressing + self.dice.sample(others, min(len(others), STOPS - 1 - len(pressing)))
        stops += [(one.place, str(one.reason), one.reason_words, one.concern) for one in chosen]
        there = {place.pk for place, *_rest in stops}
        rest = [
            place for place in self.town.places.values()
            if place.neighborhood_id == self.area.pk and place.pk not in there
        ]  # fmt: skip
        hello = [(place, str(StopReason.OTHER), HELLO_WORDS, None) for place in self.dice.sample(rest, 2)]
        return (stops + hello)[:STOPS]

    def _suggested(self, officer: Staff) -> list[Suggestion]:
        """What the desk suggests, looked up once a week, as somebody does who plans a week at a time."""
        week = (self.officer, self.area.slug, *self.on.isocalendar()[:2])
        if week not in self.town.suggested:
            self.town.suggested[week] = suggested_stops(officer, self.area, self.on)
        return self.town.suggested[week]

    def _visit(self, number: int, at: datetime) -> None:
        if number >= len(self.stops) or self.stops[number].at > self.town.days.now:
            return
        because = self.beat.get("only_first", "") if number else ""
        if not because and self.dice.random() < SKIPPED:
            because = self.dice.choice(self.story["skipped"]["reasons"])
        presence.record_visit(
            stop=self.stops[number],
            client_id=self.town.id("visit", self.officer, self.on, number),
            is_delivered=not because,
            minutes=0 if because else self.dice.randint(6, 19),
            skipped_because=because,
            by=self.town.staff[self.officer],
            at=at,
        )

    def _taken_off(self, at: datetime) -> None:
        off = self.story["off"]
        because = off.get(self.officer) or self.dice.choice(off["reasons"])
        whole = int((self.ends_at - self.starts_at).total_seconds() // 60)
        presence.take_off_walk(
            walk=self.walk,
            client_id=self.town.id("off", self.officer, self.on),
            because=because,
            minutes=whole,
            by=self.town.staff[self.officer],
            at=at,
        )

    def _cancel(self, at: datetime) -> None:
        planner = self.town.staff["cleo"]
        presence.cancel_walk(walk=self.walk, because="Ill, and nobody could stand in.", by=planner, at=at)

    def _time(self, number: int) -> datetime:
        return self.starts_at + timedelta(minutes=10) + number * BETWEEN_STOPS

    def _clock(self, text: str) -> datetime:
        hour, minute = text.split(":")
        return self.town.days.clock(self.on, int(hour), int(minute))


def _today(town: Town, story: dict[str, Any], at: datetime) -> None:
    """Ben's walk around this very hour: some stops behind, one just now, some still ahead."""
    ben, planner = town.staff["ben"], town.staff["cleo"]
    starts_at = _start_of_today(town)
    walk = presence.plan_walk(
        officer=ben,
        neighborhood=town.areas["Kamppi"],
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=210),
        is_announced=True,
        by=planner,
        at=at,
    )
    is_told = False
    for number, told in enumerate(story["today"]):
        concern = town.concerns.get(told.get("concern", ""))
        at_time = starts_at + timedelta(minutes=told["after"])
        stop = presence.add_stop(
            walk=walk,
            place=town.places[told["place"]],
            at_time=at_time,
            minutes=told["minutes"],
            reason=told["reason"] if concern or told["reason"] != StopReason.CONCERN else StopReason.OTHER,
            reason_words=told["words"],
            concern=concern,
            is_announced=not is_told and at_time > town.days.now,
            by=planner,
            at=at,
        )
        is_told = is_told or stop.is_announced
        if stop.at + timedelta(minutes=told["minutes"]) <= town.days.now:
            town.then(stop.at, partial(_visit_today, town, stop, number))


def _visit_today(town: Town, stop: Stop, number: int, at: datetime) -> None:
    client_id = town.id("visit today", number)
    presence.record_visit(stop=stop, client_id=client_id, minutes=stop.minutes, by=town.staff["ben"], at=at)


def _start_of_today(town: Town) -> datetime:
    """So that the walk lies around now; early in the morning it is the one of the afternoon."""
    days = town.days
    now = days.now.astimezone(days.zone)
    if now.hour < 7:
        return days.clock(days.today, 14)
    return now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0) - timedelta(minutes=80)


def _plan_chats(town: Town, story: dict[str, Any]) -> None:
    """Chats of which nothing needs to be kept but that they took place."""
    for officer, count in story["chats"]["officers"].items():
        dice = town.dice(f"chats/{officer}")
        beats = [beat for beat in story["beat"] if beat["officer"] == officer]
        for number in range(count * town.weeks // 12):
            beat = dice.choice(beats)
            first = min(beat.get("from", town.weeks * 7), town.weeks * 7)
            at = town.days.at(dice.randint(1, first), dice.randint(10, 20), dice.randint(0, 59))
            town.then(at, partial(_chat, town, officer, beat["area"], number))


def _chat(town: Town, officer: str, area: str, number: int, at: datetime) -> None:
    dice = town.dice(f"chat/{officer}/{number}")
    here = [place for place in town.places.values() if place.neighborhood_id == town.areas[area].pk]
    presence.record_contact(
        officer=town.staff[officer],
        client_id=town.id("chat", officer, number),
        neighborhood=town.areas[area],
        place=dice.choice(here),
        seconds_to_log=dice.randint(3, 9),
        happened_at=at,
        at=at,
    )
