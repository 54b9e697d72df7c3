"""Digests: each period's news, once for each subscriber, whichever worker comes first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from commonbeat.journal import actions as journal
from commonbeat.places.models import Neighborhood, Team
from commonbeat.updates import mails
from commonbeat.updates.items import Item, about, items_between, newest_first, select, still_ahead
from commonbeat.updates.models import Cadence, Digest, Subscriber, Subscription
from commonbeat.updates.periods import ONE_DAY, Period, last_over

# After a long standstill nobody wants to read more than this.
LONGEST_CATCH_UP = timedelta(days=92)


class Shelf:
    """Items read once per neighborhood and window, however many subscribers want them."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.known: dict[tuple[UUID, date, date], list[Item]] = {}

    def items(self, neighborhood: Neighborhood, window: Period) -> list[Item]:
        key = (neighborhood.pk, window.first, window.last)
        if key not in self.known:
            neighborhood.team = self.team
            self.known[key] = items_between(neighborhood, *window.instants(self.team))
        return self.known[key]


def build_digests(*, at: datetime) -> int:
    """Queues the digests of every period that is over and has none yet; returns how many mails."""
    made = 0
    for team in Team.objects.all():
        shelf = Shelf(team)
        for cadence in Cadence.values:
            period = last_over(cadence, team, at)
            made += sum(
                _build(pk, cadence, period, shelf, at) for pk in list(_waiting(team, cadence, period))
            )
    return made


def _waiting(team: Team, cadence: str, period: Period) -> Iterator[UUID]:
    """Subscribers who chose this cadence before the period ended and have no digest of it."""
    chosen = Subscription.objects.filter(
        subscriber=OuterRef("pk"), cadence=cadence, chosen_on__lte=period.last
    )
    done = Digest.objects.filter(subscriber=OuterRef("pk"), cadence=cadence, period_ends_on__gte=period.last)
    found = Subscriber.objects.of_team(team).reachable().filter(Exists(chosen), ~Exists(done))
    return found.order_by("pk").values_list("pk", flat=True).iterator()


@transaction.atomic
def _build(subscriber_id: UUID, cadence: str, period: Period, shelf: Shelf, at: datetime) -> bool:
    """One subscriber's digest; the row of an empty one only says that the period is done."""
    found = Subscriber.objects.select_for_update(of=("self",)).filter(pk=subscriber_id)
    subscriber = found.first()
    if subscriber is None:
        return False
    subscriber.team = shelf.team
    digests = Digest.objects.filter(subscriber=subscriber, cadence=cadence)
    if digests.filter(period_ends_on__gte=period.last).exists():
        return False
    chosen = subscriber.subscriptions.filter(cadence=cadence, chosen_on__lte=period.last)
    wanted = list(chosen.select_related("neighborhood"))
    if not wanted:
        return False
    newest = digests.order_by("-period_ends_on").first()
    selection = select(_items(wanted, _window(wanted, newest, period), shelf, at))
    digest = Digest.objects.create(
        team=shelf.team,
        subscriber=subscriber,
        cadence=cadence,
        period_ends_on=period.last,
        item_count=selection.count,
    )
    if selection.count:
        mails.digest(digest, selection, at)
        journal.enter(
            team=shelf.team,
            actor="system",
            action="queue digest",
            object_type="digest",
            object_id=digest.pk,
            at=at,
            is_quiet=True,
        )
    return bool(selection.count)


def _window(wanted: list[Subscription], newest: Digest | None, period: Period) -> Period:
    """From the day after the last digest, so that nothing is lost when the worker stood still."""
    if newest is not None:
        first = newest.period_ends_on + ONE_DAY
    else:
        first = min(period.first, *(one.chosen_on for one in wanted))
    return Period(max(first, period.last - LONGEST_CATCH_UP), period.last)


def _items(wanted: list[Subscription], window: Period, shelf: Shelf, at: datetime) -> list[Item]:
    """What the chosen neighborhoods and topics bring; an item two choices bring comes once."""
    topics: dict[UUID, set[str]] = {}
    places = {one.neighborhood_id: one.neighborhood for one in wanted}
    for one in wanted:
        topics.setdefault(one.neighborhood_id, set()).add(one.topic)
    found = [item for pk, place in places.items() for item in about(shelf.items(place, window), topics[pk])]
    return newest_first(still_ahead(found, at))
