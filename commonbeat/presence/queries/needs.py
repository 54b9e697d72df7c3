"""What is unmet at each place: the only facts a plan is made from, and none about a person."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import cos, radians
from typing import Any

from django.db.models import Count, Q, QuerySet

from commonbeat.listening.models import Concern, Feeling, Kind, Promise, Voice
from commonbeat.listening.queries import reasons_to_visit
from commonbeat.people.models import Acquaintance
from commonbeat.places.models import Neighborhood, Place, Team
from commonbeat.presence.prizes import Need
from commonbeat.presence.queries.places import last_present
from commonbeat.presence.rules import PLANNED_PROMISES
from commonbeat.safety.clock import local_date, local_midnight

HEARD_WINDOW = timedelta(weeks=12)
UNSAFE_WINDOW = timedelta(weeks=4)
NEARBY_METERS = 500.0
METERS_PER_DEGREE = 111_195.0

Due = dict[uuid.UUID, list[int]]


def needs_of(
    team: Team, neighborhoods: Iterable[Neighborhood], monday: date, at: datetime
) -> list[tuple[Place, Need]]:
    """Every place where people are met, with what is unmet there; days are counted to the week's Monday.

    `at` is now: what is said or done after it cannot be known.
    """
    areas, on = list(neighborhoods), local_date(at, team.timezone)
    places = list(
        Place.objects.public(team).meeting_places().filter(neighborhood__in=areas).defer("search_key")
    )
    near = _Nearby(places)
    waiting, first = _concerns(team, areas, near, monday)
    promised = _promises(team, areas, near, monday)
    unsafe = _unsafe(team, areas, near, on)
    greeted = _greeted(team, areas, on)
    heard = heard_shares(team, on)
    asked = _asked_for(team, areas, near, at)
    seen = last_present(places)
    found = []
    for place in places:
        place.team = team
        last = seen.get(place.pk)
        need = Need(
            place_id=place.pk,
            concern_days=tuple(waiting[place.pk]),
            promise_days=tuple(promised[place.pk]),
            days_since_visit=None if last is None else (monday - local_date(last, team.timezone)).days,
            target_days=place.days_between_visits(),
            unsafe_voices=unsafe[place.pk],
            heard_share=heard.get(place.neighborhood_id, 1.0),
            has_greeting=place.pk in greeted,
            pulse=asked[place.pk].words if place.pk in asked else "",
            pulse_is_loud=place.pk in asked and asked[place.pk].is_loud,
            first_concern=first.get(place.pk),
        )
        found.append((place, need))
    return found


def heard_shares(team: Team, on: date) -> dict[uuid.UUID, float]:
    """Each neighborhood's share of voices over its share of residents; without residents known, nothing."""
    people = dict(Neighborhood.objects.public(team).filter(population__gt=0).values_list("pk", "population"))
    since = local_midnight(on, team.timezone) - HEARD_WINDOW
    rows = _plain_voices(team).filter(heard_at__gte=since, neighborhood__in=people)
    counts = dict(rows.values("neighborhood").annotate(n=Count("pk")).values_list("neighborhood", "n"))
    all_people, all_voices = sum(people.values()), sum(counts.values())
    if not all_voices:
        return {}
    return {area: (counts.get(area, 0) / all_voices) / (size / all_people) for area, size in people.items()}


def _plain_voices(team: Team) -> QuerySet[Voice]:
    """What may be counted: never a complaint about an officer, nothing held or taken back."""
    return Voice.objects.filter(team=team, about_officer=None, is_held=False, withdrawn_on=None)


class _Nearby:
    """Which meeting place stands for a point: itself, else the nearest one within a short walk."""

    def __init__(self, places: list[Place]) -> None:
        self.places = places
        self.ids = {place.pk for place in places}

    def of(self, place: Any, longitude: Any, latitude: Any) -> uuid.UUID | None:
        if isinstance(place, uuid.UUID) and place in self.ids:
            return place
        if longitude is None or latitude is None or not self.places:
            return None
        squeeze = cos(radians(latitude))

        def away(one: Place) -> float:
            east, north = (one.longitude - longitude) * squeeze, one.latitude - latitude
            return float((east * east + north * north) ** 0.5) * METERS_PER_DEGREE

        nearest = min(self.places, key=away)
        found: uuid.UUID | None = nearest.pk if away(nearest) <= NEARBY_METERS else None
        return found


def _concerns(
    team: Team, areas: list[Neighborhood], near: _Nearby, monday: date
) -> tuple[Due, dict[uuid.UUID, uuid.UUID]]:
    """Days each unanswered concern has waited, by place; and the oldest one of each place."""
    rows = Concern.objects.filter(team=team, neighborhood__in=areas, about_officer=None).exclude(
        kind=Kind.COMPLAINT
    )
    found = rows.open().unanswered().order_by("opened_at")
    days: Due = defaultdict(list)
    first: dict[uuid.UUID, uuid.UUID] = {}
    for pk, opened_at, *where in found.values_list(
        "pk", "opened_at", "place", "place__longitude", "place__latitude"
    ):
        place = near.of(*where)
        if place is not None:
            days[place].append(max(0, (monday - local_date(opened_at, team.timezone)).days))
            first.setdefault(place, pk)
    return days, first


def _promises(team: Team, areas: list[Neighborhood], near: _Nearby, monday: date) -> Due:
    """Days until each unkept promise is due that is near enough to plan for, by place."""
    rows = Promise.objects.due().filter(
        team=team, concern__neighborhood__in=areas, concern__about_officer=None,
        due_on__lt=monday + PLANNED_PROMISES,
    )  # fmt: skip
    days: Due = defaultdict(list)
    for due_on, *where in rows.values_list(
        "due_on", "concern__place", "concern__place__longitude", "concern__place__latitude"
    ):
        place = near.of(*where)
        if place is not None:
            days[place].append((due_on - monday).days)
    return days


def _unsafe(team: Team, areas: list[Neighborhood], near: _Nearby, on: date) -> Counter[uuid.UUID]:
    """How many voices of the last four weeks were afraid, by place; said by the person or seen by the officer."""
    since = local_midnight(on, team.timezone) - UNSAFE_WINDOW
    afraid = Q(feeling_said=Feeling.AFRAID) | Q(feeling_said="", feeling_guessed=Feeling.AFRAID)
    rows = _plain_voices(team).filter(afraid, neighborhood__in=areas, heard_at__gte=since)
    counts: Counter[uuid.UUID] = Counter()
    by_place = rows.values("place", "place__longitude", "place__latitude").annotate(n=Count("pk"))
    for pk, longitude, latitude, n in by_place.values_list(
        "place", "place__longitude", "place__latitude", "n"
    ):
        place = near.of(pk, longitude, latitude)
        if place is not None:
            counts[place] += n
    return counts


@dataclass(frozen=True)
class _Asked:
    words: str
    is_loud: bool


def _asked_for(team: Team, areas: list[Neighborhood], near: _Nearby, at: datetime) -> dict[uuid.UUID, _Asked]:
    """Why the pulse asks for a visit, by place: what is loud there this week stands before what is silent."""
    found: dict[uuid.UUID, _Asked] = {}
    for area in areas:
        for one in reasons_to_visit(team, area, at):
            spot = one.place
            place = near.of(spot.pk, spot.longitude, spot.latitude) if spot else None
            if place is not None and not (place in found and found[place].is_loud):
                found[place] = _Asked(one.because.rstrip("."), one.is_now)
    return found


def _greeted(team: Team, areas: list[Neighborhood], on: date) -> set[uuid.UUID]:
    """Places where somebody asked for a hello; neither who nor how many."""
    rows = Acquaintance.objects.current(on).filter(team=team, neighborhood__in=areas, place__isnull=False)
    return set(rows.values_list("place", flat=True).distinct())
