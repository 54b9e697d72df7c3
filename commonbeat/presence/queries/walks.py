"""Walks: an officer's own for today, the week for those who plan, what residents were told."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil, cos, hypot, radians

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet

from commonbeat.listening.models import Concern
from commonbeat.methods.planning.network import METERS_PER_DEGREE, WALKING_METERS_PER_SECOND
from commonbeat.people.models import OfficerProfile, Staff
from commonbeat.places.models import Neighborhood, Place, Team
from commonbeat.presence.models import Contact, Stop, Visit, Walk
from commonbeat.safety.clock import local_midnight

DETOUR = 1.3
WALKED_LATELY = timedelta(weeks=12)


@dataclass(frozen=True)
class StopToday:
    """One stop as the phone shows it. The two ids make a visit or a skip that is sent twice count once."""

    id: uuid.UUID
    at: datetime
    minutes: int
    place: Place
    reason: str
    reason_words: str
    concern: Concern | None
    visit: Visit | None
    is_next: bool
    on_foot: int | None = None
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)
    skip_id: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True)
class WalkToday:
    """One walk as the phone shows it."""

    id: uuid.UUID
    neighborhood: Neighborhood
    starts_at: datetime
    ends_at: datetime
    stops: list[StopToday]
    minutes_off: int
    off_id: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True)
class AnnouncedStop:
    """Where and when residents may meet somebody; `officer` only where that officer has a public page."""

    id: uuid.UUID
    at: datetime
    minutes: int
    place: Place
    officer: OfficerProfile | None


def today(officer: Staff, on: date) -> list[WalkToday]:
    """The officer's own walks of a day, earliest first, each stop with its reason and what became of it."""
    begin = local_midnight(on, officer.team.timezone)
    end = local_midnight(on + timedelta(days=1), officer.team.timezone)
    walks = Walk.objects.visible_to(officer).filter(officer=officer).standing().between(begin, end)
    stops = Stop.objects.select_related("place", "concern", "visit")
    found = walks.select_related("neighborhood").prefetch_related(Prefetch("stops", stops), "abstractions")
    return [_walk_today(walk) for walk in found]


def walks_between(
    staff: Staff, since: datetime, until: datetime, neighborhood: Neighborhood | None = None
) -> QuerySet[Walk]:
    """Walks this person plans or walks, with their stops, in the order of the clock; canceled ones too."""
    walks = Walk.objects.visible_to(staff).between(since, until)
    if neighborhood is not None:
        walks = walks.filter(neighborhood=neighborhood)
    stops = Stop.objects.select_related("place", "concern", "visit")
    return walks.select_related("officer", "neighborhood").prefetch_related(
        Prefetch("stops", stops), "abstractions"
    )


def next_presence(
    team: Team,
    neighborhood: Neighborhood | None,
    at: datetime,
    limit: int = 5,
    officer: Staff | None = None,
) -> list[AnnouncedStop]:
    """The next stops residents were told about, in one neighborhood or all, of one officer or all."""
    return _announced(Stop.objects.public(team), neighborhood, at, limit, officer)


def called_off(
    team: Team, neighborhood: Neighborhood | None, at: datetime, limit: int
) -> list[AnnouncedStop]:
    """The next stops residents were told about and that will not be, because somebody called them or the walk off."""
    return _announced(Stop.every.called_off(team), neighborhood, at, limit, None)


def _announced(
    found: QuerySet[Stop], neighborhood: Neighborhood | None, at: datetime, limit: int, officer: Staff | None
) -> list[AnnouncedStop]:
    stops = found.filter(at__gte=at)
    if neighborhood is not None:
        stops = stops.filter(place__neighborhood=neighborhood)
    if officer is not None:
        stops = stops.filter(walk__officer=officer)
    rows = stops.select_related("place__neighborhood", "walk__officer__profile").order_by("at")[:limit]
    return [
        AnnouncedStop(stop.pk, stop.at, stop.minutes, stop.place, _shown(stop.walk.officer)) for stop in rows
    ]


def places_to_log(officer: Staff, at: datetime, limit: int = 200) -> list[Place]:
    """Places the officer may log a chat at: today's stops first, then those used last, then by name."""
    where = officer.neighborhoods_as("officer", "coordinator")
    here = Q(team_id=officer.team_id) if where is None else Q(neighborhood__in=where)
    places = list(Place.objects.visible_to(officer).filter(here, is_current=True, is_meeting_place=True))
    near = timedelta(hours=12)
    planned = Stop.objects.filter(
        walk__officer=officer, walk__canceled_because="", at__range=(at - near, at + near)
    ).values_list("place", "at")
    away = {place: abs((when - at).total_seconds()) for place, when in planned}
    own = Contact.objects.visible_to(officer).filter(officer=officer, place__isnull=False)
    used = dict(own.values("place").annotate(last=Max("happened_at")).values_list("place", "last"))

    def order(place: Place) -> tuple[float, float, str]:
        last = used.get(place.pk)
        return away.get(place.pk, float("inf")), -last.timestamp() if last else 0.0, place.name.casefold()

    return sorted(places, key=order)[:limit]


def _walk_today(walk: Walk) -> WalkToday:
    stops = list(walk.stops.all())
    next_one = next((stop.pk for stop in stops if _visit_of(stop) is None), None)
    return WalkToday(
        id=walk.pk,
        neighborhood=walk.neighborhood,
        starts_at=walk.starts_at,
        ends_at=walk.ends_at,
        minutes_off=sum(taken.minutes for taken in walk.abstractions.all()),
        stops=[
            _stop_today(stop, stop.pk == next_one, before)
            for before, stop in zip([None, *stops], stops, strict=False)
        ],
    )


def _stop_today(stop: Stop, is_next: bool, before: Stop | None) -> StopToday:
    return StopToday(
        id=stop.pk,
        at=stop.at,
        minutes=stop.minutes,
        place=stop.place,
        reason=stop.reason,
        reason_words=stop.reason_words,
        concern=stop.concern,
        visit=_visit_of(stop),
        is_next=is_next,
        on_foot=_on_foot(stop, before),
    )


def _on_foot(stop: Stop, before: Stop | None) -> int | None:
    """Minutes on foot from the stop before: as planned on the ways, else about, as the crow flies with a detour."""
    if stop.minutes_on_foot is not None or before is None:
        return stop.minutes_on_foot
    here, there = before.place, stop.place
    east = (there.longitude - here.longitude) * cos(radians(here.latitude))
    meters = hypot(east, there.latitude - here.latitude) * METERS_PER_DEGREE
    return ceil(meters * DETOUR / WALKING_METERS_PER_SECOND / 60)


def _visit_of(stop: Stop) -> Visit | None:
    return getattr(stop, "visit", None)


def _shown(staff: Staff) -> OfficerProfile | None:
    profile: OfficerProfile | None = getattr(staff, "profile", None)
    return profile if profile and profile.is_public and profile.left_on is None else None


def left_open(neighborhood: Neighborhood, since: date, until: date) -> list[OfficerProfile]:
    """Public pages of those who walked here, left between these days and were followed by nobody; newest first."""
    walked = Walk.objects.filter(
        neighborhood=neighborhood, officer=OuterRef("staff"), starts_at__date__gte=since - WALKED_LATELY
    )
    left = OfficerProfile.objects.filter(
        team=neighborhood.team_id, is_public=True, successor=None, left_on__range=(since, until)
    )
    return list(left.filter(Exists(walked)).order_by("-left_on"))
