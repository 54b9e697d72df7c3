"""Residents who asked to be greeted, who subscribed, and who said whether they saw somebody."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from commonbeat.demo import telling
from commonbeat.demo.days import MONDAY
from commonbeat.demo.town import Town
from commonbeat.journal.actions import publish_head
from commonbeat.listening.actions import settle_confirmations
from commonbeat.people import actions as people
from commonbeat.people.models import Acquaintance
from commonbeat.post.actions import send_due
from commonbeat.presence import actions as presence
from commonbeat.safety import sealing
from commonbeat.updates import actions as updates
from commonbeat.updates import links
from commonbeat.updates.models import Asking

DAILY_ROUNDS = 20
WEEKS_OF_SIGHTINGS = 2


def plan_residents(town: Town) -> None:
    """Greetings, subscriptions and sightings."""
    story = telling.read("residents")
    for key, told in story["greeting"].items():
        if town.tells(told["at"][0]):
            _PlannedGreeting(town, key, told).plan()
    for told in story["subscriber"]:
        if town.tells(told["asked"][0]):
            _PlannedSubscriber(town, told).plan()
    _plan_sightings(town)


def plan_rounds(town: Town) -> None:
    """What the worker would have done: digests, mail, silence that ends our waiting."""
    for ago in range(town.weeks * 7, 0, -1):
        on = town.days.on(ago)
        # Every day was a round's day; told are those on which somebody is sent something.
        if on.weekday() == MONDAY or on.day == 1 or ago <= DAILY_ROUNDS:
            town.then(town.days.at(ago, 7, 30), partial(_round, on.weekday() == MONDAY))
    town.then(town.days.now, partial(_round, True))


def _round(is_weekly: bool, at: datetime) -> None:
    if is_weekly:
        settle_confirmations(at)
    updates.build_digests(at=at)
    send_due(at)
    publish_head(at)


class _PlannedGreeting:
    def __init__(self, town: Town, key: str, told: dict[str, Any]) -> None:
        self.town, self.key, self.told = town, key, told
        self.person: Acquaintance

    def plan(self) -> None:
        town, told = self.town, self.told
        days, hour = told["at"]
        town.then(town.days.at(days, hour), self._ask)
        dice = town.dice(f"greeting/{self.key}")
        for _reading in range(min(4, days // 9)):
            town.then(town.days.at(dice.randint(1, days), 15), self._read)
        if "ended" in told:
            town.then(town.days.at(told["ended"], 20), self._end)

    def _ask(self, at: datetime) -> None:
        told, town = self.told, self.town
        self.person, _code = people.ask_to_be_greeted(
            team=town.team,
            neighborhood=town.areas[told["area"]],
            place=town.places.get(told.get("place", "")),
            client_id=town.id("greeting", self.key),
            call_me=told["call_me"],
            say_it=told.get("say_it", ""),
            know=told.get("know", ""),
            months=told["months"],
            has_consented=True,
            at=at,
        )

    def _read(self, at: datetime) -> None:
        """The officer of the neighborhood looks at who would like a hello there."""
        officer = {"Kamppi": "ben", "Kluuvi": "amina", "Kruununhaka": "dot"}[self.told["area"]]
        people.greet_list(staff=self.town.staff[officer], place_id=self.person.place_id, at=at)

    def _end(self, at: datetime) -> None:
        people.end_greeting(acquaintance=self.person, at=at)


class _PlannedSubscriber:
    def __init__(self, town: Town, told: dict[str, Any]) -> None:
        self.town, self.told = town, told

    def plan(self) -> None:
        asked_at = self.town.days.at(*self.told["asked"])
        self.town.then(asked_at, self._ask)
        if "confirmed" in self.told:
            confirmed_at = max(self.town.days.at(*self.told["confirmed"]), asked_at + timedelta(minutes=5))
            self.town.then(confirmed_at, self._confirm)

    def _ask(self, at: datetime) -> None:
        told, town = self.told, self.town
        who: dict[str, Any] = {"email": told["email"], "language": told.get("language", "en"), "at": at}
        if "follows" in told:
            updates.follow(team=town.team, voice=town.voices[told["follows"]], **who)
        else:
            choices = [(town.areas[area], topic, cadence) for area, topic, cadence in told["choices"]]
            updates.ask_to_subscribe(team=town.team, choices=choices, **who)
        send_due(at)

    def _confirm(self, at: datetime) -> None:
        """They follow the link in the mail they got."""
        mine = (asking for asking in Asking.objects.all() if self._is_mine(asking))
        updates.confirm(team=self.town.team, token=links.confirm_token(next(mine)), at=at)

    def _is_mine(self, asking: Asking) -> bool:
        return sealing.reveal(asking.subscriber.address) == str(self.told["email"])


def _plan_sightings(town: Town) -> None:
    """In each of the last two weeks some said whether they saw an officer."""
    for area, (yes, no) in telling.read("walks")["sightings"].items():
        for week in range(WEEKS_OF_SIGHTINGS):
            for number in range(yes + no):
                dice = town.dice(f"sighting/{area}/{week}/{number}")
                at = town.days.at(week * 7 + dice.randint(1, 6), dice.randint(8, 21))
                town.then(at, partial(_see, town, area, (week, number), number < yes - week))


def _see(town: Town, area: str, which: tuple[int, int], was_seen: bool, at: datetime) -> None:
    presence.see(
        team=town.team,
        neighborhood=town.areas[area],
        client_id=town.id("sighting", area, *which),
        was_seen=was_seen,
        at=at,
    )
    # Of three who answered one goes on to say whether they know somebody by name.
    if which[1] % 3 == 0:
        client_id = town.id("sighting", area, *which)
        presence.say_whether_known(client_id=client_id, knows_us=was_seen and which[1] % 2 == 0, at=at)
