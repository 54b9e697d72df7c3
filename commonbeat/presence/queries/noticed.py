"""Planned, delivered, noticed: three numbers that are never put together, each with its n and interval."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from commonbeat.methods.shares import wilson
from commonbeat.places.models import Neighborhood, Place, Team
from commonbeat.presence.models import Sighting, Stop, Visit
from commonbeat.presence.queries.places import last_present
from commonbeat.safety.clock import local_date, local_midnight


@dataclass(frozen=True)
class DayPart:
    """A part of the day, from its first hour up to the next one's."""

    name: str
    label: Lazy
    since: int


DAY_PARTS = (
    DayPart("morning", _("until noon"), 0),
    DayPart("midday", _("12 to 15"), 12),
    DayPart("afternoon", _("15 to 18"), 15),
    DayPart("evening", _("after 18"), 18),
)


@dataclass(frozen=True)
class Share:
    """So many of n, and between which limits the share lies with 95 % confidence, in percent."""

    count: int
    n: int

    @property
    def percent(self) -> float:
        return 100 * self.count / self.n if self.n else 0.0

    @property
    def low(self) -> float:
        return 100 * wilson(self.count, self.n)[0]

    @property
    def high(self) -> float:
        return 100 * wilson(self.count, self.n)[1]


@dataclass(frozen=True)
class Noticed:
    """What residents say through the open link; the survey of those invited at random stands apart from it."""

    open_link: Share
    knows_open_link: Share


@dataclass(frozen=True)
class PlaceGap:
    """One place: visits by part of the day, days since the last one, and how long it may be."""

    place: Place
    visits: tuple[int, ...]
    days: int | None
    target: int

    @property
    def is_late(self) -> bool:
        return self.days is None or self.days > self.target

    @property
    def total(self) -> int:
        return sum(self.visits)


@dataclass(frozen=True)
class PresenceReport:
    """Presence in one neighborhood, or in all, in some whole weeks."""

    planned: Share
    delivered: Share
    gaps: list[PlaceGap]
    by_part: tuple[int, ...]

    @property
    def late(self) -> list[PlaceGap]:
        return [gap for gap in self.gaps if gap.is_late]


def presence_report(
    team: Team, neighborhood: Neighborhood | None, since: date, until: date, at: datetime
) -> PresenceReport:
    """Of the visits the team's targets ask for, how many were planned; of those planned, how many were made.

    From the first day to the day before the last; only stops whose time has come.
    """
    places = list(_places(team, neighborhood))
    begin, end = local_midnight(since, team.timezone), local_midnight(until, team.timezone)
    stops = Stop.objects.filter(team=team, walk__canceled_because="", at__gte=begin, at__lt=min(end, at))
    if neighborhood is not None:
        stops = stops.filter(place__neighborhood=neighborhood)
    planned = dict(stops.values("place").annotate(n=Count("pk")).values_list("place", "n"))
    made = Visit.objects.filter(is_delivered=True, stop__in=stops)
    by_place = _by_part(made.values_list("stop__place", "arrived_at"), team)
    seen = last_present(places)
    today = local_date(at, team.timezone)
    gaps = [_gap(place, by_place, seen.get(place.pk), today) for place in places]
    gaps.sort(key=lambda gap: (not gap.is_late, -(gap.days or 0), gap.place.name.casefold()))
    days = (min(until, today) - since).days
    return PresenceReport(
        planned=_planned(places, planned, days),
        delivered=Share(made.count(), sum(planned.values())),
        gaps=gaps,
        by_part=tuple(sum(by_place[place.pk, part] for place in places) for part in range(len(DAY_PARTS))),
    )


def noticed(team: Team, neighborhood: Neighborhood | None, since: date, until: date) -> Noticed:
    """Open answers of whole weeks, from the Monday `since` to the week before `until`."""
    rows = Sighting.objects.filter(team=team, week__gte=since, week__lt=until)
    if neighborhood is not None:
        rows = rows.filter(neighborhood=neighborhood)
    found = rows.aggregate(
        answers=Count("pk"),
        seen=Count("pk", filter=Q(was_seen=True)),
        asked=Count("pk", filter=Q(knows_us__isnull=False)),
        knows=Count("pk", filter=Q(knows_us=True)),
    )
    return Noticed(
        open_link=Share(found["seen"], found["answers"]),
        knows_open_link=Share(found["knows"], found["asked"]),
    )


def _places(team: Team, neighborhood: Neighborhood | None) -> Iterable[Place]:
    found = Place.objects.public(team).meeting_places().defer("search_key")
    if neighborhood is not None:
        found = found.filter(neighborhood=neighborhood)
    for place in found:
        place.team = team
        yield place


def _by_part(rows: Iterable[tuple[uuid.UUID, datetime]], team: Team) -> Counter[tuple[uuid.UUID, int]]:
    zone = ZoneInfo(team.timezone)
    counts: Counter[tuple[uuid.UUID, int]] = Counter()
    for place, arrived_at in rows:
        hour = arrived_at.astimezone(zone).hour
        part = max(number for number, one in enumerate(DAY_PARTS) if hour >= one.since)
        counts[place, part] += 1
    return counts


def _gap(
    place: Place, by_place: Counter[tuple[uuid.UUID, int]], last: datetime | None, today: date
) -> PlaceGap:
    days = None if last is None else max(0, (today - local_date(last, place.team.timezone)).days)
    visits = tuple(by_place[place.pk, part] for part in range(len(DAY_PARTS)))
    return PlaceGap(place, visits, days, place.days_between_visits())


def _planned(places: list[Place], planned: dict[uuid.UUID, int], days: int) -> Share:
    """A place with a target of 14 days asks for 6 visits in 12 weeks; more than that is not more."""
    asked = {place.pk: max(1, days // place.days_between_visits()) for place in places} if days > 0 else {}
    met = sum(min(planned.get(place, 0), number) for place, number in asked.items())
    return Share(met, sum(asked.values()))
