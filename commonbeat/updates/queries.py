"""Every read of this room: what a link opens, what we hold, how much mail to expect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from commonbeat.openness import gate
from commonbeat.openness.calendar import local_day
from commonbeat.places.models import Neighborhood, Team
from commonbeat.safety import sealing
from commonbeat.updates import links
from commonbeat.updates.choices import Choice, from_json
from commonbeat.updates.items import Selection, items_between, select
from commonbeat.updates.models import MATTERS, Asking, Digest, Follow, ProblemFollow, Subscriber, Subscription
from commonbeat.updates.volume import ExpectedVolume, expected_volume, recent_items, volume_of

__all__ = [
    "Held",
    "Pending",
    "Volumes",
    "by_token",
    "choices_of",
    "expected_volume",
    "follows_of",
    "held_about",
    "leaver",
    "news",
    "pending",
    "problems_followed_by",
    "subscriber_count",
    "volumes",
]


@dataclass(frozen=True)
class Pending:
    """What a confirmation link would start."""

    choices: list[Choice]
    is_follow: bool


@dataclass(frozen=True)
class Held:
    """Everything we hold about one subscriber, as they may read, correct and erase it."""

    address: str
    language: str
    asked_on: date
    confirmed_on: date | None
    choices: list[Choice]
    follows: list[Follow]
    problems: list[ProblemFollow]
    digests: list[Digest]
    waiting: list[Pending]


@dataclass(frozen=True)
class Volumes:
    """What every cadence of one choice would bring."""

    topic: str
    by_cadence: dict[str, ExpectedVolume]


def by_token(team: Team, token: str) -> Subscriber | None:
    """The subscriber whose link this is; None for a forged or old one and for somebody who left."""
    subscriber_id = links.read_subscriber(token)
    return (
        Subscriber.objects.of_team(team).reachable().filter(pk=subscriber_id).first()
        if subscriber_id
        else None
    )


def leaver(team: Team, token: str) -> bool:
    """Whether a leaving link is ours, so that its page may show the button; true also after leaving."""
    return links.read_subscriber(token, to_leave=True) is not None


def pending(team: Team, token: str) -> Pending | None:
    """What this confirmation link would start; None for one that is old, used or forged."""
    named = links.read_confirm(token)
    asking = Asking.objects.filter(team=team, pk=named[0], subscriber_id=named[1]).first() if named else None
    return _pending(asking) if asking else None


def choices_of(subscriber: Subscriber) -> list[Choice]:
    """What a subscriber gets, in the order of the neighborhoods' names."""
    rows = Subscription.objects.filter(subscriber=subscriber).select_related("neighborhood")
    return [
        Choice(row.neighborhood, row.topic, row.cadence)
        for row in rows.order_by("neighborhood__name", "topic")
    ]


def follows_of(subscriber: Subscriber) -> list[Follow]:
    """The matters a subscriber follows; show their `name`, never their words."""
    found = Follow.objects.filter(subscriber=subscriber).select_related(*MATTERS)
    return list(found.order_by("voice__heard_at", "pk"))


def problems_followed_by(subscriber: Subscriber) -> list[ProblemFollow]:
    """The problems a subscriber follows."""
    found = ProblemFollow.objects.filter(subscriber=subscriber).select_related("problem")
    return list(found.order_by("problem__title"))


def held_about(subscriber: Subscriber) -> Held:
    """Everything stored about this subscriber, the address readable."""
    return Held(
        address=sealing.reveal(subscriber.address),
        language=subscriber.language,
        asked_on=local_day(subscriber.team, subscriber.asked_at),
        confirmed_on=subscriber.confirmed_on,
        choices=choices_of(subscriber),
        follows=follows_of(subscriber),
        problems=problems_followed_by(subscriber),
        digests=list(Digest.objects.filter(subscriber=subscriber).order_by("-period_ends_on", "cadence")),
        waiting=[
            _pending(asking) for asking in Asking.objects.filter(subscriber=subscriber).order_by("asked_at")
        ],
    )


def volumes(
    neighborhood: Neighborhood, topics: list[str], cadences: list[str], at: datetime
) -> list[Volumes]:
    """The expected volume of every topic and cadence of one neighborhood, in one reading."""
    items = recent_items(neighborhood, at)
    return [
        Volumes(topic, {cadence: volume_of(items, neighborhood, topic, cadence) for cadence in cadences})
        for topic in topics
    ]


def news(neighborhood: Neighborhood, since: datetime, until: datetime, most: int) -> Selection:
    """What was published in a neighborhood, as a digest would group it; for feeds and the news page."""
    return select(items_between(neighborhood, since, until), most)


def subscriber_count(team: Team, neighborhood_id: UUID | None = None) -> gate.Count:
    """How many people get mail, through the publication gate."""
    found = Subscriber.objects.of_team(team).reachable()
    if neighborhood_id is not None:
        found = found.filter(subscriptions__neighborhood_id=neighborhood_id).distinct()
    return gate.people(found.count())


def _pending(asking: Asking) -> Pending:
    return Pending(from_json(asking.team, asking.choices), bool(asking.matter))
