"""What the team announced, was asked, started and agreed with residents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from commonbeat.demo import telling
from commonbeat.demo.town import Town
from commonbeat.demo.walking import WEEKDAYS
from commonbeat.openness import actions as openness
from commonbeat.openness.models import Gathering, Initiative, Priority, Question
from commonbeat.places.models import Neighborhood


def plan_openness(town: Town) -> None:
    """Everything in `openness.toml` that began within the weeks that are told."""
    story = telling.read("openness")
    for key, told in story["gathering"].items():
        if town.tells(told["announced"]):
            _PlannedGathering(town, key, told).plan()
    for key, told in story["question"].items():
        if town.tells(max(told["asked"][0], announced(told.get("gathering", "")))):
            _PlannedQuestion(town, key, told).plan()
    for told in story["initiative"].values():
        if town.tells(told["started"]):
            _PlannedInitiative(town, told).plan()
    for told in story["priority"].values():
        _PlannedPriority(town, told).plan()


def day_of(town: Town, on: list[Any]) -> date:
    """The weekday a gathering takes place: at least so many days from now, or ago when negative."""
    weekday, least = WEEKDAYS.index(on[0]), on[1]
    return town.days.coming(weekday, least) if least > 0 else town.days.past(weekday, -least)


def announced(gathering: str) -> int:
    """How many days ago a gathering was announced; none for no gathering."""
    return int(telling.read("openness")["gathering"][gathering]["announced"]) if gathering else 0


def end_of(town: Town, gathering: str) -> datetime:
    """When a gathering of the story is over."""
    on = telling.read("openness")["gathering"][gathering]["on"]
    return town.days.clock(day_of(town, on), *_clock(on[3]))


def _clock(text: str) -> tuple[int, int]:
    hour, minute = text.split(":")
    return int(hour), int(minute)


class _PlannedGathering:
    def __init__(self, town: Town, key: str, told: dict[str, Any]) -> None:
        self.town, self.key, self.told = town, key, told
        self.area: Neighborhood = town.areas[told["area"]]
        self.host = town.staff[told["host"]]
        on, (begin, end) = day_of(town, told["on"]), told["on"][2:]
        self.starts_at = town.days.clock(on, *_clock(begin))
        self.ends_at = town.days.clock(on, *_clock(end))

    def plan(self) -> None:
        town, told = self.town, self.told
        announced_at = min(town.days.at(told["announced"], 9), self.starts_at - timedelta(days=3))
        town.then(announced_at, self._announce)
        for number, (people, needs) in enumerate(told.get("reserve", [])):
            at = announced_at + timedelta(hours=8 + 9 * number)
            town.then(
                min(at, self.starts_at - timedelta(hours=2)), partial(self._reserve, number, people, needs)
            )
        if "canceled" in told:
            days, because = told["canceled"]
            town.then(
                min(town.days.at(days, 12), self.starts_at - timedelta(hours=4)),
                partial(self._cancel, because),
            )
        if "minutes" in told:
            written_at = self.ends_at + timedelta(days=told["minutes_after"])
            town.then(written_at, self._write_minutes)

    def _announce(self, at: datetime) -> None:
        told, town = self.told, self.town
        town.gatherings[self.key] = openness.announce_gathering(
            neighborhood=self.area,
            place=town.places[told["place"]],
            host=self.host,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            is_published=True,
            by=town.staff["cleo"],
            at=at,
            **{name: told[name] for name in ("kind", "topic", "title", "purpose", "access")},
            **{name: told[name] for name in ("where", "agenda", "capacity") if name in told},
        )

    def _reserve(self, number: int, people: int, needs: str, at: datetime) -> None:
        client_id = self.town.id("rsvp", self.key, number)
        openness.reserve(
            gathering=self.gathering, client_id=client_id, people=people, access_needs=needs, at=at
        )

    def _cancel(self, because: str, at: datetime) -> None:
        by = self.town.staff["cleo"]
        openness.cancel_gathering(gathering=self.gathering, because=because, by=by, at=at)

    def _write_minutes(self, at: datetime) -> None:
        told = self.told
        minutes = openness.write_minutes(
            gathering=self.gathering, words=told["minutes"], attended=told["came"], by=self.host, at=at
        )
        minutes = openness.publish_minutes(minutes=minutes, by=self.host, at=at)
        if "correction" in told:
            openness.correct_minutes(minutes=minutes, words=told["correction"], by=self.host, at=at)

    @property
    def gathering(self) -> Gathering:
        return self.town.gatherings[self.key]


class _PlannedQuestion:
    def __init__(self, town: Town, key: str, told: dict[str, Any]) -> None:
        self.town, self.key, self.told = town, key, told
        self.area: Neighborhood = town.areas[told["area"]]
        self.question: Question

    def plan(self) -> None:
        deeds: dict[str, Callable[..., None]] = {
            "asked": self._ask, "shown": self._show, "declined": self._decline,
            "answered": self._answer, "cannot": self._cannot, "corrected": self._correct,
        }  # fmt: skip
        for word, do in deeds.items():
            if word in self.told:
                days, hour, *words = self.told[word]
                self.town.then(self.town.days.at(days, hour), partial(do, *words))

    def _ask(self, at: datetime) -> None:
        told, town = self.told, self.town
        asked = openness.ask(
            team=town.team,
            neighborhood=self.area,
            client_id=town.id("question", self.key),
            words=told["words"],
            language=told.get("language", "en"),
            topic=told["topic"],
            gathering=town.gatherings.get(told.get("gathering", "")),
            at=at,
        )
        self.question = asked.question

    def _show(self, at: datetime) -> None:
        reader = self.town.staff["mo"]
        openness.publish_question(question=self.question, public_words=self.told["words"], by=reader, at=at)

    def _decline(self, because: str, at: datetime) -> None:
        openness.decline_question(question=self.question, because=because, by=self.town.staff["mo"], at=at)

    def _answer(self, words: str, at: datetime) -> None:
        openness.answer_question(question=self.question, words=words, by=self.town.staff["cleo"], at=at)

    def _cannot(self, words: str, at: datetime) -> None:
        openness.answer_question(
            question=self.question, words=words, is_cannot=True, by=self.town.staff["cleo"], at=at
        )

    def _correct(self, words: str, because: str, at: datetime) -> None:
        openness.correct_answer(
            question=self.question, words=words, because=because, by=self.town.staff["cleo"], at=at
        )


class _PlannedInitiative:
    def __init__(self, town: Town, told: dict[str, Any]) -> None:
        self.town, self.told = town, told
        self.initiative: Initiative

    def plan(self) -> None:
        self.town.then(self.town.days.at(self.told["started"], 12), self._start)
        if "ended" in self.told:
            days, words = self.told["ended"]
            self.town.then(self.town.days.at(days, 12), partial(self._end, words))

    def _start(self, at: datetime) -> None:
        told, town = self.told, self.town
        self.initiative = openness.start_initiative(
            neighborhood=town.areas[told["area"]],
            starts_on=town.days.on(told["started"]),
            until=town.days.on(told["until"]),
            how_we_will_know=told["know"],
            is_published=True,
            by=town.staff["cleo"],
            at=at,
            **{name: told[name] for name in ("topic", "title", "what", "why", "where")},
        )

    def _end(self, words: str, at: datetime) -> None:
        by = self.town.staff["cleo"]
        openness.end_initiative(initiative=self.initiative, what_came_of_it=words, by=by, at=at)


class _PlannedPriority:
    def __init__(self, town: Town, told: dict[str, Any]) -> None:
        self.town, self.told = town, told
        self.priority: Priority
        # One agreed before the team began here is entered on its first day.
        self.entered = min(told["agreed"], town.weeks * 7)

    def plan(self) -> None:
        town, told = self.town, self.told
        town.then(town.days.at(self.entered, 11), self._agree)
        for days, words in told.get("acts", []):
            if days <= self.entered:
                town.then(town.days.at(days, 15), partial(self._act, days, words))
        if "renewed" in told and told["renewed"] <= self.entered:
            town.then(town.days.at(told["renewed"], 16), self._renew)
        if "ended" in told:
            days, words = told["ended"]
            town.then(town.days.at(min(days, self.entered), 17), partial(self._end, words))

    def _agree(self, at: datetime) -> None:
        told, town = self.told, self.town
        self.priority = openness.agree_priority(
            neighborhood=town.areas[told["area"]],
            issue=told["issue"],
            why=told["why"],
            topic=told["topic"],
            agreed_on=town.days.on(told["agreed"]),
            agreed_where=told["where"],
            is_published=True,
            by=town.staff["cleo"],
            at=at,
        )

    def _act(self, days: int, words: str, at: datetime) -> None:
        on, by = self.town.days.on(days), self.town.staff["cleo"]
        openness.act_on_priority(priority=self.priority, words=words, done_on=on, by=by, at=at)

    def _renew(self, at: datetime) -> None:
        openness.renew_priority(priority=self.priority, by=self.town.staff["cleo"], at=at)

    def _end(self, words: str, at: datetime) -> None:
        by = self.town.staff["cleo"]
        openness.end_priority(priority=self.priority, what_came_of_it=words, by=by, at=at)
