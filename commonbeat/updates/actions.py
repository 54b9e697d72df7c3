"""Every write of this room: asking, confirming, changing, following, leaving."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.journal import actions as journal
from commonbeat.listening.models import Voice
from commonbeat.openness.calendar import local_day
from commonbeat.places.models import Neighborhood, Team
from commonbeat.post import actions as post
from commonbeat.safety import sealing
from commonbeat.safety.clock import to_hour
from commonbeat.safety.errors import Refused
from commonbeat.updates import addresses, links, mails
from commonbeat.updates.choices import Choice, checked, from_json, to_json
from commonbeat.updates.digests import build_digests
from commonbeat.updates.models import Asking, Digest, Follow, Subscriber, Subscription
from commonbeat.updates.volume import recent_items, volume_of

__all__ = [
    "ask_to_move",
    "ask_to_subscribe",
    "build_digests",
    "change",
    "confirm",
    "erase",
    "follow",
    "forget_lapsed",
    "leave",
    "stop",
    "unfollow",
]

Chosen = Iterable[tuple[Neighborhood, str, str]]
# Nobody can have a stranger's mailbox filled through us.
MOST_ASKINGS_A_DAY = 3
ASKING_LIFE = timedelta(days=7)
DIGESTS_KEPT = timedelta(days=100)


@transaction.atomic
def ask_to_subscribe(*, team: Team, email: str, choices: Chosen, language: str, at: datetime) -> None:
    """Sends a link to confirm. What happens is the same whether or not we know the address."""
    chosen = checked(team, choices)
    if not chosen:
        raise Refused(_("Please choose at least one thing you want to hear about."), "choices")
    _ask(team, addresses.checked(email), chosen, language, at)


@transaction.atomic
def follow(*, team: Team, email: str, voice: Voice, language: str, at: datetime) -> None:
    """Sends a link to confirm; then a mail comes, without content, whenever we write about this voice."""
    email = addresses.checked(email)
    if voice.team_id != team.pk or not voice.is_reachable:
        raise Refused(_("Only something you can come back to with a code can be followed."))
    mine = {"voice": voice, "subscriber__address_fingerprint": addresses.fingerprint(team, email)}
    if not Asking.objects.filter(**mine).exists() and not Follow.objects.filter(**mine).exists():
        _ask(team, email, [], language, at, voice=voice)


@transaction.atomic
def confirm(*, team: Team, token: str, at: datetime) -> Subscriber:
    """The owner of the address says yes; following the link twice changes nothing."""
    named = links.read_confirm(token)
    if named is None:
        raise Refused(_("This link is more than a week old or damaged. Please subscribe again."))
    asking_id, subscriber_id = named
    subscriber = Subscriber.objects.of_team(team).select_for_update().filter(pk=subscriber_id).first()
    asking = Asking.objects.filter(pk=asking_id, subscriber=subscriber).first() if subscriber else None
    if subscriber is None or (asking is None and subscriber.confirmed_on is None):
        raise Refused(_("This link was used or is too old. Please subscribe again."))
    if asking is None:
        return subscriber
    if subscriber.confirmed_on is None:
        subscriber.confirmed_on = local_day(team, at)
        subscriber.save(update_fields=["confirmed_on"])
    if asking.replaces:
        _take_over(subscriber, asking.replaces, at)
    _add(subscriber, from_json(team, asking.choices), local_day(team, at))
    if asking.voice and asking.voice.is_reachable:
        Follow.objects.update_or_create(
            voice=asking.voice, defaults={"team_id": team.pk, "subscriber": subscriber}
        )
    asking.delete()
    _note("confirm subscription", subscriber, at)
    return subscriber


@transaction.atomic
def change(*, team: Team, token: str, choices: Chosen, language: str, at: datetime) -> Subscriber | None:
    """Replaces what one gets, without signing in; choosing and following nothing is leaving (None)."""
    subscriber = _by_token(team, token)
    chosen = checked(team, choices)
    if not chosen and not subscriber.follows.exists():
        _forget(subscriber, at)
        return None
    kept = {(one.neighborhood.pk, one.topic) for one in chosen}
    for row in subscriber.subscriptions.all():
        if (row.neighborhood_id, row.topic) not in kept:
            _stop(row, at)
    _add(subscriber, chosen, local_day(team, at))
    subscriber.language = language[:10]
    subscriber.save(update_fields=["language"])
    _note("change subscription", subscriber, at)
    return subscriber


@transaction.atomic
def unfollow(*, team: Team, token: str, follow_id: UUID, at: datetime) -> Subscriber | None:
    """No more mail about one voice; None where nothing else was subscribed and the address is gone."""
    subscriber = _by_token(team, token)
    for row in Follow.objects.filter(pk=follow_id, subscriber=subscriber):
        _stop(row, at)
    if not subscriber.follows.exists() and not subscriber.subscriptions.exists():
        _forget(subscriber, at)
        return None
    _note("unfollow", subscriber, at)
    return subscriber


@transaction.atomic
def ask_to_move(*, team: Team, token: str, email: str, at: datetime) -> None:
    """Corrects the address: the new one gets a link to confirm, and only then the old one is forgotten."""
    subscriber = _by_token(team, token)
    email = addresses.checked(email)
    if addresses.fingerprint(team, email) != subscriber.address_fingerprint:
        _ask(team, email, _choices_of(subscriber), subscriber.language, at, replaces=subscriber)


@transaction.atomic
def leave(*, team: Team, token: str, at: datetime) -> bool:
    """No more mail, from the next one in the queue on, and the address is forgotten; again changes nothing.

    False only for a link that is not ours.
    """
    subscriber_id = links.read_subscriber(token, to_leave=True)
    if subscriber_id is None:
        return False
    subscriber = Subscriber.objects.of_team(team).select_for_update().filter(pk=subscriber_id).first()
    if subscriber is not None:
        _forget(subscriber, at)
    return True


@transaction.atomic
def erase(*, subscriber: Subscriber, at: datetime) -> None:
    """Everything held about the subscriber is gone, mail that waits for them included."""
    _forget(subscriber, at)


@transaction.atomic
def stop(*, row: Subscription | Follow, at: datetime) -> None:
    """One thing less in somebody's mail, and everything gone with the last one."""
    subscriber = row.subscriber
    _stop(row, at)
    if not subscriber.subscriptions.exists() and not subscriber.follows.exists():
        _forget(subscriber, at)


@transaction.atomic
def forget_lapsed(*, at: datetime) -> int:
    """Forgets what nobody confirmed within a week, follows of what is gone, and old digests."""
    Asking.objects.filter(asked_at__lt=at - ASKING_LIFE).delete()
    Follow.objects.filter(voice__code_fingerprint=None).delete()
    Digest.objects.before((at - DIGESTS_KEPT).date()).delete()
    gone = Subscriber.objects.lapsed(at - ASKING_LIFE)
    empty = Subscriber.objects.reachable().filter(subscriptions=None, follows=None, askings=None)
    return gone.delete()[0] + empty.delete()[0]


def _ask(
    team: Team,
    email: str,
    chosen: list[Choice],
    language: str,
    at: datetime,
    voice: Voice | None = None,
    replaces: Subscriber | None = None,
) -> None:
    subscriber = _subscriber(team, email, language, at)
    recent = Asking.objects.filter(
        subscriber=subscriber, asked_at__gt=to_hour(at) - timedelta(days=1)
    ).count()
    if recent >= MOST_ASKINGS_A_DAY:
        return
    asking = Asking.objects.create(
        team=team,
        subscriber=subscriber,
        choices=to_json(chosen),
        voice=voice,
        replaces=replaces,
        asked_at=to_hour(at),
    )
    items = {one.neighborhood.pk: recent_items(one.neighborhood, at) for one in chosen}
    expected = [
        (one, volume_of(items[one.neighborhood.pk], one.neighborhood, one.topic, one.cadence))
        for one in chosen
    ]
    mails.confirm(asking, expected, at)
    _note("ask to subscribe", subscriber, at)


def _subscriber(team: Team, email: str, language: str, at: datetime) -> Subscriber:
    """The row of this address, locked; made when it is new."""
    Subscriber.objects.bulk_create(
        [
            Subscriber(
                team=team,
                address=sealing.hide(email),
                address_fingerprint=addresses.fingerprint(team, email),
                language=language[:10],
                asked_at=to_hour(at),
            )
        ],
        ignore_conflicts=True,
    )
    found = Subscriber.objects.of_team(team).select_for_update()
    subscriber = found.get(address_fingerprint=addresses.fingerprint(team, email))
    subscriber.asked_at = to_hour(at)
    subscriber.save(update_fields=["asked_at"])
    return subscriber


def _by_token(team: Team, token: str) -> Subscriber:
    found = Subscriber.objects.of_team(team).reachable().select_for_update()
    subscriber_id = links.read_subscriber(token)
    subscriber = found.filter(pk=subscriber_id).first() if subscriber_id else None
    if subscriber is None:
        raise Refused(_("This link is too old or no longer works. Please subscribe again to get a new one."))
    return subscriber


def _choices_of(subscriber: Subscriber) -> list[Choice]:
    rows = subscriber.subscriptions.select_related("neighborhood")
    return [Choice(row.neighborhood, row.topic, row.cadence) for row in rows]


def _add(subscriber: Subscriber, chosen: list[Choice], on: date) -> None:
    """Adds choices; a cadence that changed counts from today, so that no old period is mailed again."""
    known = {(row.neighborhood_id, row.topic): row for row in subscriber.subscriptions.all()}
    for one in chosen:
        row = known.get((one.neighborhood.pk, one.topic))
        if row is None:
            row = Subscription(team_id=subscriber.team_id, subscriber=subscriber, topic=one.topic)
            row.neighborhood = one.neighborhood
        if row.cadence != one.cadence:
            row.cadence, row.chosen_on = one.cadence, on
            row.save()


def _take_over(subscriber: Subscriber, former: Subscriber, at: datetime) -> None:
    """The new address gets what the old one had; the old one is forgotten."""
    Follow.objects.filter(subscriber=former).update(subscriber=subscriber)
    _forget(former, at)


def _forget(subscriber: Subscriber, at: datetime) -> None:
    for rows in (subscriber.digests, subscriber.follows, subscriber.askings):
        post.forget(about_type=rows.model._meta.label, ids=rows.values_list("pk", flat=True))
    pk, team_id = subscriber.pk, subscriber.team_id
    subscriber.delete()
    _enter("leave", pk, team_id, at)


def _note(action: str, subscriber: Subscriber, at: datetime) -> None:
    _enter(action, subscriber.pk, subscriber.team_id, at)


def _stop(row: Subscription | Follow, at: datetime) -> None:
    pk, what = row.pk, str(row._meta.model_name)
    row.delete()
    _enter("stop", pk, row.team_id, at, object_type=what)


def _enter(
    action: str, object_id: UUID, team_id: UUID, at: datetime, *, object_type: str = "subscriber"
) -> None:
    journal.enter(
        team=team_id,
        actor="resident",
        action=action,
        object_type=object_type,
        object_id=object_id,
        at=at,
        is_quiet=True,
    )
