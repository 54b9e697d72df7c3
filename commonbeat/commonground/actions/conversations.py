"""Starting a conversation, changing it, closing it, and saying what came of it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.commonground import rules, telling
from commonbeat.commonground.actions.notes import note
from commonbeat.commonground.actions.pictures import compute
from commonbeat.commonground.models import Conversation, Statement, Voter
from commonbeat.openness.slugs import free_slug
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

TEXTS = {"title": 160, "question": 300, "why": 2000}
CHANGEABLE = {*TEXTS, "closes_at", "topic", "takes_statements"}


@transaction.atomic
def start_conversation(
    *,
    neighborhood: Neighborhood,
    title: str,
    question: str,
    why: str,
    closes_at: datetime,
    by: Staff,
    at: datetime,
    topic: str = "",
    takes_statements: bool = True,
) -> Conversation:
    """A draft for the desk: what is asked, why, until when. It is shown once it has statements to vote on."""
    rules.need_coordinator(by, neighborhood)
    conversation = Conversation(
        team_id=neighborhood.team_id,
        neighborhood=neighborhood,
        topic=topic,
        closes_at=closes_at,
        takes_statements=takes_statements,
        started_at=at,
        by=by,
        **_cleaned(title=title, question=question, why=why),
    )
    rules.need_period(closes_at, at)
    taken = Conversation.objects.filter(team_id=conversation.team_id)
    conversation.slug = free_slug(taken, conversation.title)
    conversation.save(force_insert=True)
    note("start conversation", conversation, by=by, at=at)
    return conversation


@transaction.atomic
def publish_conversation(*, conversation: Conversation, by: Staff, at: datetime) -> Conversation:
    """Opens it for everybody; refused while there is nothing to vote on. Twice changes nothing."""
    rules.need_coordinator(by, conversation.neighborhood)
    if not conversation.imported_from:
        rules.need_period(conversation.closes_at, at)
    if not Statement.objects.filter(conversation=conversation, published_at__isnull=False).exists():
        raise Refused(_("Please add at least one statement first, so that people have something to vote on."))
    if Conversation.objects.filter(pk=conversation.pk, published_at=None).update(published_at=at):
        note("publish conversation", conversation, by=by, at=at)
    conversation.refresh_from_db()
    return conversation


@transaction.atomic
def change_conversation(
    *, conversation: Conversation, by: Staff, at: datetime, **changes: Any
) -> Conversation:
    """Another last day or other words; what is asked stays as it is once people voted."""
    rules.need_coordinator(by, conversation.neighborhood)
    unknown = set(changes) - CHANGEABLE
    if unknown:
        raise TypeError(f"A conversation has no {', '.join(sorted(unknown))} to change.")
    conversation = _open(conversation)
    changes |= _cleaned(**{name: changes[name] for name in changes if name in TEXTS})
    asks_anew = changes.get("question", conversation.question) != conversation.question
    if asks_anew and Voter.objects.filter(conversation=conversation).exists():
        raise Refused(_("People have voted on this question. Please start another conversation."), "question")
    for name, value in changes.items():
        setattr(conversation, name, value)
    rules.need_period(conversation.closes_at, at)
    conversation.save(update_fields=list(changes))
    note("change conversation", conversation, by=by, at=at)
    return conversation


@transaction.atomic
def close_conversation(*, conversation: Conversation, by: Staff, at: datetime) -> Conversation:
    """Ends the votes, keeps the last picture, and forgets the marks of all devices; twice changes nothing."""
    rules.need_coordinator(by, conversation.neighborhood)
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if conversation.published_at is None:
        raise Refused(_("This conversation is a draft. There is nothing to close."))
    if conversation.closed_at is None:
        _end(conversation, by, at)
    return conversation


@transaction.atomic
def close_conversations_over(*, at: datetime) -> int:
    """Closes those whose last day has passed."""
    found = Conversation.objects.to_close(at).select_for_update()
    for conversation in found:
        _end(conversation, "system", at)
    return len(found)


@transaction.atomic
def say_what_came(*, conversation: Conversation, words: str, by: Staff, at: datetime) -> Conversation:
    """What the team does with the result; everybody who asked to be told gets a mail."""
    rules.need_coordinator(by, conversation.neighborhood)
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    words = clean(words, TEXTS["why"], "words")
    rules.need_words(words, "words", _("Please say what came of it, also when nothing did."))
    if conversation.is_running(at) or conversation.published_at is None:
        raise Refused(_("People are still voting. Please close the conversation first."))
    conversation.what_came_of_it = words
    conversation.save(update_fields=["what_came_of_it"])
    note("say what came of conversation", conversation, by=by, at=at)
    telling.tell("result", conversation.pk, conversation, at)
    return conversation


def _end(conversation: Conversation, by: Staff | str, at: datetime) -> None:
    compute(conversation, at)
    Voter.objects.filter(conversation=conversation).update(device="")
    Statement.objects.filter(conversation=conversation).update(device="", body_hash="")
    conversation.closed_at = at
    conversation.save(update_fields=["closed_at"])
    note("close conversation", conversation, by=by, at=at)
    telling.tell("closed", conversation.pk, conversation, at)


def _open(conversation: Conversation) -> Conversation:
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if conversation.closed_at is not None:
        raise Refused(_("This conversation is closed. Please start a new one."))
    return conversation


def _cleaned(**texts: str) -> dict[str, str]:
    sentences = {
        "title": _("Please give the conversation a title."),
        "question": _("Please write the question everybody is asked."),
        "why": _("Please say why you ask, and what you will do with the result."),
    }
    cleaned = {name: clean(text, TEXTS[name], name) for name, text in texts.items()}
    for name, text in cleaned.items():
        rules.need_words(text, name, sentences[name])
    return cleaned
