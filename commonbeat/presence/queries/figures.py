"""Presence in figures: of the team and its neighborhoods, never of one officer."""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from commonbeat.places.models import Neighborhood, Team
from commonbeat.presence.models import AbstractionKind, Contact, Sighting, Visit, Walk
from commonbeat.presence.queries.places import places_overdue
from commonbeat.safety.clock import local_midnight, to_hour


@dataclass(frozen=True)
class Reason:
    """What officers were taken off their walks for, and for how long altogether."""

    because: str
    hours: float


@dataclass(frozen=True)
class PresenceFigures:
    """Planned beside delivered, for walks that are over.

    A walk counts as delivered in proportion to its stops that were; without stops, where a chat was logged
    during it. Hours taken off for other duty are not delivered. Canceled walks are counted apart.
    """

    planned_hours: float
    delivered_hours: float
    abstracted_hours: float
    planned_stops: int
    delivered_stops: int
    skipped_stops: int
    unrecorded_stops: int
    canceled_walks: int
    contacts: int
    places_overdue: int
    reasons: list[Reason]
    kinds: list[Reason]
    """The same hours by kind, as residents may read them."""


@dataclass(frozen=True)
class SightingFigures:
    """How many residents answered this week, and how many of them saw an officer; for the gate to publish."""

    answered: int
    seen: int


def presence_figures(
    team: Team, neighborhood: Neighborhood | None, since: date, until: date, at: datetime
) -> PresenceFigures:
    """From the first day to the day before the last, for walks that have ended by now."""
    begin, end = local_midnight(since, team.timezone), local_midnight(until, team.timezone)
    where = Q(team=team) if neighborhood is None else Q(team=team, neighborhood=neighborhood)
    walks = Walk.objects.filter(where, ends_at__lte=at).between(begin, end)
    chats = Contact.objects.filter(where, happened_at__gte=begin, happened_at__lt=end)
    rows = list(chats.values_list("officer", "neighborhood", "happened_at"))
    talked = set(rows)
    over = list(walks.standing().prefetch_related("stops__visit", "abstractions"))
    visits = [getattr(stop, "visit", None) for walk in over for stop in walk.stops.all()]
    taken = [row for walk in over for row in walk.abstractions.all()]
    reasons: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for row in taken:
        reasons[row.because] += row.minutes
        kinds[row.kind] += row.minutes
    return PresenceFigures(
        planned_hours=_hours(sum(map(_length, over))),
        delivered_hours=_hours(sum(_delivered(walk, talked) for walk in over)),
        abstracted_hours=_hours(sum(row.minutes for row in taken)),
        planned_stops=len(visits),
        delivered_stops=sum(visit is not None and visit.is_delivered for visit in visits),
        skipped_stops=sum(visit is not None and not visit.is_delivered for visit in visits),
        unrecorded_stops=sum(visit is None for visit in visits),
        canceled_walks=walks.exclude(canceled_because="").count(),
        contacts=len(rows),
        places_overdue=len(places_overdue(team, neighborhood, min(until - timedelta(days=1), at.date()))),
        reasons=[Reason(because, _hours(minutes)) for because, minutes in reasons.most_common()],
        kinds=[
            Reason(str(AbstractionKind(kind).label), _hours(minutes)) for kind, minutes in kinds.most_common()
        ],
    )


def sighting_figures(team: Team, neighborhood: Neighborhood, week: date) -> SightingFigures:
    """Answers of one week through the open link, given by its Monday; fewer than eight must not be published."""
    found = Sighting.objects.filter(team=team, neighborhood=neighborhood, week=week)
    counted = found.aggregate(answered=Count("pk"), seen=Count("pk", filter=Q(was_seen=True)))
    return SightingFigures(**counted)


def _length(walk: Walk) -> float:
    return (walk.ends_at - walk.starts_at).total_seconds() / 60


def _delivered(walk: Walk, chats: set[tuple[uuid.UUID, uuid.UUID, datetime]]) -> float:
    """The minutes of a walk that were delivered."""
    off = sum(row.minutes for row in walk.abstractions.all())
    visits: list[Visit | None] = [getattr(stop, "visit", None) for stop in walk.stops.all()]
    if visits:
        share = sum(visit is not None and visit.is_delivered for visit in visits) / len(visits)
    else:
        share = float(any(_is_during(walk, chat) for chat in chats))
    return max(0.0, _length(walk) - off) * share


def _is_during(walk: Walk, chat: tuple[uuid.UUID, uuid.UUID, datetime]) -> bool:
    officer, neighborhood, hour = chat
    if (officer, neighborhood) != (walk.officer_id, walk.neighborhood_id):
        return False
    return to_hour(walk.starts_at) <= hour < walk.ends_at


def _hours(minutes: float) -> float:
    return round(minutes / 60, 1)
