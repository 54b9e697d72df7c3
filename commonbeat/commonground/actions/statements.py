"""Statements: said by anyone, read before others see them, taken out with a reason, followed up."""

import uuid
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commonbeat.commonground import rules, telling
from commonbeat.commonground.actions.notes import RESIDENT, note
from commonbeat.commonground.models import Conversation, Outcome, Statement
from commonbeat.listening import actions as listening
from commonbeat.listening.models import Channel, Kind, Voice
from commonbeat.openness.calendar import local_day
from commonbeat.people.models import Staff
from commonbeat.safety import ballots, codes
from commonbeat.safety.ballots import Ballot
from commonbeat.safety.clock import to_hour
from commonbeat.safety.errors import Conflict, Refused
from commonbeat.safety.resends import body_hash
from commonbeat.safety.text import clean

LONGEST = 300


@transaction.atomic
def say_statement(
    *,
    conversation: Conversation,
    client_id: UUID,
    words: str,
    ballot: Ballot,
    at: datetime,
    language: str = "en",
) -> Statement:
    """Takes a statement; nobody sees it before a moderator has read it. A resend finds the same one."""
    words = _words(words)
    hidden = codes.hide_client_id(client_id)
    body = body_hash(conversation=conversation.pk, words=words)
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    rules.need_running(conversation, at)
    known = Statement.objects.filter(client_id=hidden).first()
    if known is not None:
        if known.body_hash != body:
            raise Conflict(_("You have already sent this form with other words. Please open it again."))
        return known
    _need_statements(conversation)
    device = ballots.fingerprint(conversation.pk, ballot)
    own = Statement.objects.filter(conversation=conversation, device=device)
    rules.need_room(own.filter(said_at__gte=to_hour(at)).count(), own.count())
    statement = _add(conversation, words, at, client_id=hidden, device=device, language=language)
    Statement.objects.filter(pk=statement.pk).update(body_hash=body)
    note("say statement", statement, by=RESIDENT, at=at, is_quiet=True)
    return statement


@transaction.atomic
def add_statement(*, conversation: Conversation, words: str, by: Staff, at: datetime) -> Statement:
    """One of ours, to begin with; shown at once, and marked as ours."""
    rules.need_moderator(by, conversation)
    words = _words(words)
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if conversation.closed_at is not None or conversation.closes_at <= at:
        raise Refused(_("This conversation is closed. Please start a new one."))
    statement = _add(conversation, words, at, client_id=uuid.uuid4(), is_ours=True)
    _show(statement, words, at)
    note("add statement", statement, by=by, at=at)
    return statement


@transaction.atomic
def publish_statement(*, statement: Statement, public_words: str, by: Staff, at: datetime) -> Statement:
    """Shows it in the words a moderator read; from the first vote on they stay as they are."""
    rules.need_moderator(by, statement.conversation)
    public_words = clean(public_words, LONGEST, "public_words")
    rules.need_words(public_words, "public_words", _("Please write the statement as everybody will read it."))
    statement = _standing(statement)
    if statement.public_words != public_words and statement.votes.exists():
        raise Refused(
            _("People have voted on these words. Please take it out and add another one instead."),
            "public_words",
        )
    statement.declined_because = statement.hidden_because = ""
    is_first = statement.published_at is None
    _show(statement, public_words, at)
    if is_first and not statement.is_ours:
        _hear(statement, by, at)
    note("publish statement", statement, by=by, at=at)
    return statement


@transaction.atomic
def decline_statement(*, statement: Statement, because: str, by: Staff, at: datetime) -> Statement:
    """Not shown; whoever said it reads the reason where they vote."""
    rules.need_moderator(by, statement.conversation)
    because = _because(because)
    statement = _standing(statement)
    if statement.published_at is not None:
        raise Refused(_("This statement is shown. Please take it out instead, with a reason for everybody."))
    statement.declined_because = because
    statement.save(update_fields=["declined_because"])
    note("decline statement", statement, by=by, at=at, is_quiet=True)
    return statement


@transaction.atomic
def hide_statement(*, statement: Statement, because: str, by: Staff, at: datetime) -> Statement:
    """Takes a shown one out: it takes no votes and moves nobody; that and why is shown, its votes stay counted."""
    rules.need_moderator(by, statement.conversation)
    because = _because(because)
    statement = _standing(statement)
    if statement.published_at is None:
        raise Refused(_("This statement is not shown. Please decline it instead."))
    statement.hidden_because = because
    statement.save(update_fields=["hidden_because"])
    note("hide statement", statement, by=by, at=at)
    return statement


@transaction.atomic
def withdraw_statement(*, statement: Statement, ballot: Ballot, at: datetime) -> Statement:
    """Its author takes it back: words and votes are gone. Only from the browser it was said with."""
    statement = (
        Statement.objects.select_for_update().select_related("conversation__team").get(pk=statement.pk)
    )
    device = ballots.fingerprint(statement.conversation_id, ballot)
    if not statement.device or statement.device != device:
        raise Refused(_("Only the browser it was said with can take it back, until the conversation closes."))
    return take_back_statement(statement=statement, at=at)


@transaction.atomic
def take_back_statement(*, statement: Statement, at: datetime) -> Statement:
    """Words, votes and what came of it are gone; the number stays, so that no other gets it."""
    if statement.withdrawn_on is None:
        statement.votes.all().delete()
        statement.outcomes.all().delete()
        statement.words = statement.public_words = statement.body_hash = ""
        statement.declined_because = statement.hidden_because = ""
        statement.withdrawn_on = local_day(statement.conversation.team, at)
        statement.save()
        voice = Voice.objects.filter(client_id=codes.hide_client_id(_voice_id(statement))).first()
        if voice is not None:
            listening.withdraw(voice=voice, at=at)
        note("withdraw statement", statement, by=RESIDENT, at=at)
    return statement


@transaction.atomic
def say_outcome(*, statement: Statement, words: str, by: Staff, at: datetime) -> Outcome:
    """What came of it, for everybody who voted; a later word stands beside the earlier one."""
    rules.need_coordinator(by, statement.conversation.neighborhood)
    words = clean(words, 2000, "words")
    rules.need_words(words, "words", _("Please say what came of it, also when nothing did."))
    statement = _standing(statement)
    if statement.published_at is None:
        raise Refused(_("This statement is not shown. Please show it first."))
    outcome = Outcome.objects.create(
        team_id=statement.team_id,
        statement=statement,
        number=statement.outcomes.count() + 1,
        words=words,
        by=by,
        written_on=local_day(statement.conversation.team, at),
    )
    note("say what came of statement", statement, by=by, at=at)
    telling.tell("outcome", outcome.pk, statement.conversation, at)
    return outcome


def _hear(statement: Statement, by: Staff, at: datetime) -> None:
    """Said in a conversation is said: it counts among all voices, in the words everybody reads.

    The conversation answers it, so that it waits in no inbox; nothing about whoever said it goes along.
    """
    conversation = statement.conversation
    heard = listening.hear(
        team=conversation.team,
        neighborhood=conversation.neighborhood,
        client_id=_voice_id(statement),
        channel=Channel.CONVERSATION,
        kind=Kind.IDEA,
        words=statement.public_words,
        topic=conversation.topic,
        language=statement.language,
        may_be_quoted=True,
        with_code=False,
        with_note=False,
        at=at,
    )
    if heard.is_new:
        because = _("Everybody is asked about it in our conversation “%(title)s”.")
        listening.settle(voice=heard.voice, because=because % {"title": conversation.title}, by=by, at=at)


def _voice_id(statement: Statement) -> UUID:
    return uuid.uuid5(statement.pk, "voice")


def _add(conversation: Conversation, words: str, at: datetime, **about: object) -> Statement:
    """The conversation's row is locked, so that numbers follow each other."""
    same = " ".join(words.casefold().split())
    for other in Statement.objects.public(conversation.team).filter(conversation=conversation):
        if " ".join(other.public_words.casefold().split()) == same:
            raise Refused(_("Somebody said exactly this already. You will be asked what you think of it."))
    last = Statement.objects.filter(conversation=conversation).aggregate(last=Max("number"))["last"]
    try:
        with transaction.atomic():
            return Statement.objects.create(
                team_id=conversation.team_id,
                conversation=conversation,
                number=0 if last is None else last + 1,
                words=words,
                said_at=to_hour(at),
                **about,
            )
    except IntegrityError:
        raise Conflict(_("You have already sent this form with other words. Please open it again.")) from None


def _show(statement: Statement, words: str, at: datetime) -> None:
    statement.public_words = words
    statement.published_at = statement.published_at or at
    statement.save(update_fields=["public_words", "published_at", "declined_because", "hidden_because"])


def _standing(statement: Statement) -> Statement:
    found = Statement.objects.select_for_update(of=("self",)).select_related("conversation__team")
    statement = found.get(pk=statement.pk)
    if statement.withdrawn_on is not None:
        raise Refused(_("The person took this statement back. There is nothing left to do."))
    return statement


def _need_statements(conversation: Conversation) -> None:
    if not conversation.takes_statements:
        raise Refused(_("No more statements are collected here. Please vote on those there are."))


def _words(text: str) -> str:
    words = " ".join(clean(text, LONGEST, "words").split())
    rules.need_words(words, "words", _("Please write one idea in one sentence."))
    return words


def _because(text: str) -> str:
    because = clean(text, 300, "because")
    rules.need_words(because, "because", _("Please say why, so that the person who said it understands."))
    return because
