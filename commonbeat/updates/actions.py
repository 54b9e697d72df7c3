"""Every write of this room: asking, confirming, changing, following, leaving."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from commonbeat.commonground.models import Conversation
from commonbeat.journal import actions as journal
from commonbeat.listening.models import Voice
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import Question
from commonbeat.places.models import Neighborhood, Team
from commonbeat.post import actions as post
from commonbeat.safety import sealing
from commonbeat.safety.clock import to_hour
from commonbeat.safety.errors import Refused
from commonbeat.together.models import Problem
from commonbeat.updates import addresses, links, mails
from commonbeat.updates.bulletins import send_bulletins, tell_problem_followers
from commonbeat.updates.choices import Choice, checked, from_json, to_json
from commonbeat.updates.digests import build_digests
from commonbeat.updates.models import (
    Asking,
    Bulletin,
    Digest,
    Follow,
    ProblemFollow,
    Subscriber,
    Subscription,
)
from commonbeat.updates.volume import recent_items, volume_of

__all__ = [
    "ask_to_move",
    "ask_to_subscribe",
    "build_digests",
    "change",
    "confirm",
    "erase",
    "follow",
    "follow_conversation",
    "follow_problem",
    "follow_question",
    "forget_lapsed",
    "leave",
    "send_bulletins",
    "stop",
    "tell_problem_followers",
    "unfollow",
]

Chosen = Iterable[tuple[Neighborhood, str, str]]
# Nobody can have a stranger's mailbox filled through us.
MOST_ASKINGS_A_DAY = 3
ASKING_LIFE = timedelta(days=7)
DIGESTS_KEPT = timedelta(days=100)
# Longer than any alert lasts and any report is new.
BULLETINS_KEPT = timedelta(days=400)
CLOSED_FOLLOWED = timedelta(days=365)


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
    if voice.team_id != team.pk or not voice.is_reachable:
        raise Refused(_("Only something you can come back to with a code can be followed."))
    _ask_about(team, email, language, at, voice=voice)


@transaction.atomic
def follow_question(*, team: Team, email: str, question: Question, language: str, at: datetime) -> None:
    """Sends a link to confirm; then a mail comes, without content, when the question comes to something."""
    if question.team_id != team.pk or question.code_fingerprint is None:
        raise Refused(_("Only something you can come back to with a code can be followed."))
    _ask_about(team, email, language, at, question=question)


@transaction.atomic
def follow_conversation(
    *, team: Team, email: str, conversation: Conversation, language: str, at: datetime
) -> None:
    """Sends a link to confirm; then a mail comes when something comes of the conversation."""
    if conversation.team_id != team.pk or conversation.published_at is None:
        raise Refused(_("This conversation has not begun yet. Please look again later."))
    _ask_about(team, email, language, at, conversation=conversation)


@transaction.atomic
def follow_problem(*, team: Team, email: str, problem: Problem, language: str, at: datetime) -> None:
    """Sends a link to confirm; then a mail comes when there is news of the problem."""
    if problem.team_id != team.pk or problem.hidden_because:
        raise Refused(_("Only a problem of this team can be followed."))
    _ask_about(team, email, language, at, problem=problem)


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
    _begin_following(asking, at)
    asking.delete()
    _note("confirm subscription", subscriber, at)
    return subscriber


@transaction.atomic
def change(*, team: Team, token: str, choices: Chosen, language: str, at: datetime) -> Subscriber | None:
    """Replaces what one gets, without signing in; choosing and following nothing is leaving (None)."""
    subscriber = _by_token(team, token)
    chosen = checked(team, choices)
    if not chosen and not _follows_anything(subscriber):
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
    """No more mail about one matter; None where nothing else was wanted and the address is gone."""
    subscriber = _by_token(team, token)
    for rows in (Follow.objects, ProblemFollow.objects):
        for row in rows.filter(pk=follow_id, subscriber=subscriber):
            _stop(row, at)
    if not _follows_anything(subscriber) and not subscriber.subscriptions.exists():
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
def stop(*, row: Subscription | Follow | ProblemFollow, at: datetime) -> None:
    """One thing less in somebody's mail, and everything gone with the last one."""
    subscriber = row.subscriber
    _stop(row, at)
    if not subscriber.subscriptions.exists() and not _follows_anything(subscriber):
        _forget(subscriber, at)


@transaction.atomic
def forget_lapsed(*, at: datetime) -> int:
    """Forgets what nobody confirmed within a week, follows of what is gone, and old digests."""
    Asking.objects.filter(asked_at__lt=at - ASKING_LIFE).delete()
    Follow.objects.filter(voice__isnull=False, voice__code_fingerprint=None).delete()
    Follow.objects.filter(question__isnull=False, question__code_fingerprint=None).delete()
    Follow.objects.filter(conversation__closed_at__lt=at - CLOSED_FOLLOWED).delete()
    Digest.objects.before((at - DIGESTS_KEPT).date()).delete()
    Bulletin.objects.filter(queued_at__lt=at - BULLETINS_KEPT).delete()
    gone = Subscriber.objects.lapsed(at - ASKING_LIFE)
    empty = Subscriber.objects.reachable().filter(
        subscriptions=None, follows=None, problem_follows=None, askings=None
    )
    return gone.delete()[0] + empty.delete()[0]


def _ask(
    team: Team,
    email: str,
    chosen: list[Choice],
    language: str,
    at: datetime,
    replaces: Subscriber | None = None,
    **matter: models.Model,
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
        replaces=replaces,
        asked_at=to_hour(at),
        **matter,
    )
    items = {one.neighborhood.pk: recent_items(one.neighborhood, at) for one in chosen}
    expected = [
        (one, volume_of(items[one.neighborhood.pk], one.neighborhood, one.topic, one.cadence))
        for one in chosen
    ]
    mails.confirm(asking, expected, at)
    _note("ask to subscribe", subscriber, at)


def _ask_about(team: Team, email: str, language: str, at: datetime, **matter: models.Model) -> None:
    email = addresses.checked(email)
    mine = {**matter, "subscriber__address_fingerprint": addresses.fingerprint(team, email)}
    follows: type[Follow] | type[ProblemFollow] = ProblemFollow if "problem" in matter else Follow
    if not Asking.objects.filter(**mine).exists() and not follows._default_manager.filter(**mine).exists():
        _ask(team, email, [], language, at, None, **matter)


def _begin_following(asking: Asking, at: datetime) -> None:
    """What is one's own has one follower; what is everybody's may be followed by many."""
    owned: dict[str, Any] = {"team_id": asking.team_id, "subscriber": asking.subscriber}
    if asking.voice and asking.voice.is_reachable:
        Follow.objects.update_or_create(voice=asking.voice, defaults=owned)
    elif asking.question and asking.question.code_fingerprint is not None:
        Follow.objects.update_or_create(question=asking.question, defaults=owned)
    elif asking.conversation:
        Follow.objects.get_or_create(conversation=asking.conversation, **owned)
    elif asking.problem:
        ProblemFollow.objects.get_or_create(problem=asking.problem, defaults={"told_at": at}, **owned)


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
    talks = Follow.objects.filter(subscriber=subscriber, conversation__isnull=False).values("conversation")
    Follow.objects.filter(subscriber=former, conversation__in=talks).delete()
    Follow.objects.filter(subscriber=former).update(subscriber=subscriber)
    problems = ProblemFollow.objects.filter(subscriber=subscriber).values("problem")
    ProblemFollow.objects.filter(subscriber=former, problem__in=problems).delete()
    ProblemFollow.objects.filter(subscriber=former).update(subscriber=subscriber)
    _forget(former, at)


def _forget(subscriber: Subscriber, at: datetime) -> None:
    for rows in (
        subscriber.digests,
        subscriber.follows,
        subscriber.problem_follows,
        subscriber.subscriptions,
        subscriber.askings,
    ):
        post.forget(about_type=rows.model._meta.label, ids=rows.values_list("pk", flat=True))
    pk, team_id = subscriber.pk, subscriber.team_id
    subscriber.delete()
    _enter("leave", pk, team_id, at)


def _note(action: str, subscriber: Subscriber, at: datetime) -> None:
    _enter(action, subscriber.pk, subscriber.team_id, at)


def _follows_anything(subscriber: Subscriber) -> bool:
    return subscriber.follows.exists() or subscriber.problem_follows.exists()


def _stop(row: Subscription | Follow | ProblemFollow, at: datetime) -> None:
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
