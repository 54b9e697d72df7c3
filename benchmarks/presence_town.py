"""The made-up community of benchmarks/presence_weeks.py: people, places, what is said there, and who walks."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

MONDAY = date(2026, 3, 2)
# Name, residents, places, how many speak up in a week, how many of them are afraid.
AREAS = (
    ("Harbor Row", 5200, 22, 7.0, 0.20),
    ("Mill Side", 4100, 18, 4.0, 0.10),
    ("Elm Court", 3300, 16, 1.5, 0.25),
    ("Hill End", 2600, 14, 0.8, 0.05),
)
TARGETS = (7, 10, 14, 14, 14, 21, 28)
TOPICS = ("lighting", "traffic", "noise", "damage", "other")
HOURS = ((9, 13), (12, 16), (14, 18), (16, 20))
MADE, ANSWERED, PROMISED, GREETED = 0.9, 0.35, 0.3, 0.15


@dataclass
class Town:
    """A team with all it needs to plan, and what happened there so far."""

    seed: int
    team: Any
    areas: list[Any]
    places: list[Any]
    vera: Any
    officers: list[Any]
    dice: random.Random
    monday: date = MONDAY
    visits: list[tuple[Any, date]] = field(default_factory=list)
    waiting: list[Any] = field(default_factory=list)
    promised: list[Any] = field(default_factory=list)

    def id(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128), version=4)

    def speak(self, since: date, days: int) -> None:
        """So many days of voices, concerns, answers, promises and wishes for a hello."""
        for number in range(days):
            at = datetime.combine(since + timedelta(days=number), time(9), UTC)
            for area, (_name, _people, _places, weekly, afraid) in zip(self.areas, AREAS, strict=True):
                while self.dice.random() < weekly / (weekly + 7):
                    self._voice(area, afraid, at)
            self._answer(at)

    def _voice(self, area: Any, afraid: float, at: datetime) -> None:
        from commonbeat.listening import actions
        from commonbeat.people import actions as people

        near = [place for place in self.places if place.neighborhood_id == area.pk]
        # Some corners are talked about more than others, always.
        place = near[min(int(self.dice.expovariate(0.25)), len(near) - 1)]
        topic = self.dice.choice(TOPICS)
        voice = actions.hear(
            team=self.team, neighborhood=area, place=place, client_id=self.id(), channel="web", kind="worry",
            words="It troubles us.", topic=topic, feeling_said="afraid" if self.dice.random() < afraid else "",
            with_note=False, at=at,
        ).voice  # fmt: skip
        concern = actions.join(
            voices=[voice], title="A worry", kind="worry", topic=topic, by=self.vera, at=at
        )
        self.waiting.append(concern)
        if self.dice.random() < PROMISED:
            due = at.date() + timedelta(days=self.dice.randint(4, 24))
            given = actions.promise(
                concern=concern,
                words="We will see to it",
                due_on=due,
                client_id=self.id(),
                by=self.vera,
                at=at,
            )
            self.promised.append((given, due + timedelta(days=self.dice.choice((-2, 0, 4)))))
        if self.dice.random() < GREETED:
            people.ask_to_be_greeted(
                team=self.team, neighborhood=area, place=place, client_id=self.id(), call_me="Sam", months=2,
                has_consented=True, at=at,
            )  # fmt: skip

    def _answer(self, at: datetime) -> None:
        """Some of what waits is answered each day, what was promised is kept, a little early or late."""
        from commonbeat.listening import actions

        for concern in [one for one in self.waiting if self.dice.random() < ANSWERED / 2]:
            actions.answer(concern=concern, words="We saw to it.", by=self.vera, at=at, client_id=self.id())
            self.waiting.remove(concern)
        for given, on in [one for one in self.promised if one[1] <= at.date()]:
            actions.keep(promise=given, by=self.vera, at=at)
            self.promised.remove((given, on))

    def walk(self, monday: date) -> None:
        """Make nine stops in ten of the week, and skip the rest with a reason."""
        from commonbeat.presence import actions
        from commonbeat.presence.models import Stop

        since = datetime.combine(monday, time(), UTC)
        stops = Stop.objects.filter(at__gte=since, at__lt=since + timedelta(days=7)).order_by("at", "pk")
        for stop in stops.select_related("walk__officer", "walk__neighborhood", "walk__team", "place"):
            is_made = self.dice.random() < MADE
            actions.record_visit(
                stop=stop, client_id=self.id(), by=stop.walk.officer, at=stop.at, is_delivered=is_made,
                skipped_because="" if is_made else "Called away",
            )  # fmt: skip
            if is_made:
                self.visits.append((stop.place, stop.at.date()))


def build(seed: int) -> Town:
    """The team in its four neighborhoods, with places, officers and their shifts."""
    from commonbeat.people.models import Duty
    from commonbeat.places.models import Team

    dice = random.Random(seed)
    team = Team.objects.create(
        name="Harbor Team", slug="harbor", kind="town", timezone="UTC", languages=["en"],
        emergency_numbers=[{"label": "Emergency", "number": "112"}], monitored_hours="8:00–20:00",
    )  # fmt: skip
    areas = [_area(team, number, *row[:2]) for number, row in enumerate(AREAS)]
    places = [place for area, row in zip(areas, AREAS, strict=True) for place in _places(area, row[2], dice)]
    vera = _staff(team, "Vera", [(Duty.COORDINATOR, None)])
    officers = [
        _staff(team, f"Officer {number}", [(Duty.OFFICER, area) for area in areas]) for number in range(6)
    ]
    town = Town(seed, team, areas, places, vera, officers, dice)
    _shifts(town)
    return town


def _area(team: Any, number: int, name: str, people: int) -> Any:
    from commonbeat.places.models import Neighborhood

    west, south, size = 24.90 + 0.012 * (number % 2), 60.16 + 0.007 * (number // 2), 0.011
    ring = [
        [west, south],
        [west + size, south],
        [west + size, south + 0.006],
        [west, south + 0.006],
        [west, south],
    ]
    return Neighborhood.objects.create(
        team=team, name=name, slug=name.lower().replace(" ", "-"), population=people,
        boundary={"type": "Polygon", "coordinates": [ring]}, longitude=west + size / 2, latitude=south + 0.003,
    )  # fmt: skip


def _places(area: Any, count: int, dice: random.Random) -> list[Any]:
    from commonbeat.places.models import Place

    return [
        Place.objects.create(
            team=area.team, neighborhood=area, name=f"{area.name} {number}", slug=f"{area.slug}-{number}",
            kind=dice.choice(("cafe", "park", "shop")), is_meeting_place=True,
            longitude=area.longitude + dice.uniform(-0.005, 0.005),
            latitude=area.latitude + dice.uniform(-0.0028, 0.0028), visit_target_days=dice.choice(TARGETS),
            opening_hours=dice.choice(("", "", "Mo-Fr 09:00-18:00", "Mo-Sa 08:00-20:00")),
        )
        for number in range(count)
    ]  # fmt: skip


def _staff(team: Any, name: str, duties: list[tuple[str, Any]]) -> Any:
    from commonbeat.people.models import Role, Staff

    staff = Staff.objects.create_user(
        email=f"{name.lower().replace(' ', '-')}@team.example", team_id=team.id, password=None, name=name,
        joined_on=date(2023, 5, 2),
    )  # fmt: skip
    for duty, where in duties:
        Role.objects.create(team=team, staff=staff, duty=duty, neighborhood=where)
    return staff


def _shifts(town: Town) -> None:
    """Eight walks of three hours a week among six officers, at hours that differ."""
    from commonbeat.presence import actions

    at = datetime.combine(town.monday - timedelta(days=30), time(9), UTC)
    for number, officer in enumerate(town.officers):
        for turn in range(1 + (number % 3 == 0)):
            begin, _end = HOURS[(number + turn) % len(HOURS)]
            home = town.areas[number % len(town.areas)]
            actions.add_shift(
                officer=officer, neighborhood=home, weekday=(number + 3 * turn) % 6, starts_at=time(begin),
                ends_at=time(begin + 3), base=next(p for p in town.places if p.neighborhood_id == home.pk),
                may_cross=True, by=town.vera, at=at,
            )  # fmt: skip
