"""Questions of residents: read before they are shown, answered where everybody can see it."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonbeat.listening.models import Kind
from commonbeat.openness import rules
from commonbeat.openness.actions.notes import RESIDENT, note
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import Gathering, Question, QuestionAnswer
from commonbeat.openness.telling import tell_askers
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood, Team
from commonbeat.safety import codes
from commonbeat.safety.clock import to_hour
from commonbeat.safety.errors import Conflict, Refused
from commonbeat.safety.resends import body_hash
from commonbeat.safety.text import clean


class Asked(NamedTuple):
    """The question, and the code with which the person comes back; a resend gets the same pair."""

    question: Question
    code: str


def ask(
    *,
    team: Team,
    neighborhood: Neighborhood,
    client_id: UUID,
    words: str,
    at: datetime,
    language: str = "en",
    gathering: Gathering | None = None,
    topic: str = "",
) -> Asked:
    """Takes a question; it is shown after a moderator read it, and the clock for its answer runs from now."""
    words = clean(words, 1000, "words")
    rules.need_words(words, "words", _("Please write your question."))
    hidden = codes.hide_client_id(client_id)
    body = body_hash(
        neighborhood=neighborhood.pk, words=words, gathering=gathering and gathering.pk, topic=topic
    )
    question = Question.objects.filter(client_id=hidden).first()
    if question is None:
        # A question to a gathering is answered there; the clock runs from its end.
        due_from = max(at, gathering.ends_at) if gathering else at
        new = Question(
            team=team,
            neighborhood=neighborhood,
            gathering=gathering,
            client_id=hidden,
            body_hash=body,
            code_fingerprint=codes.fingerprint(codes.derive_code(client_id)),
            reference=codes.short_reference(),
            topic=topic,
            words=words,
            language=language,
            asked_at=to_hour(at),
            answer_due_at=to_hour(due_from + timedelta(hours=team.hours_to_answer(Kind.QUESTION))),
        )
        question = _store(new, at)
    if question.body_hash != body:
        raise Conflict(
            _("You have already sent this form with other words. Please open it again to ask another.")
        )
    return Asked(question, codes.derive_code(client_id, question.code_fingerprint or ""))


@transaction.atomic
def publish_question(*, question: Question, public_words: str, by: Staff, at: datetime) -> Question:
    """Shows the question in the words a moderator read; without names or details of anybody."""
    rules.need_moderator(by, question)
    public_words = clean(public_words, 1000, "public_words")
    rules.need_words(public_words, "public_words", _("Please write the question as everybody will read it."))
    question = _standing(question)
    question.public_words, question.declined_because = public_words, ""
    question.published_at = question.published_at or at
    question.save(update_fields=["public_words", "declined_because", "published_at"])
    note("publish question", question, by=by, at=at)
    return question


@transaction.atomic
def decline_question(*, question: Question, because: str, by: Staff, at: datetime) -> Question:
    """Keeps the question off the page, or takes it down; the person reads the reason with their code."""
    rules.need_moderator(by, question)
    because = clean(because, 500, "because")
    rules.need_words(because, "because", _("Please tell the person why their question is not shown."))
    question = _standing(question)
    question.declined_because, question.published_at = because, None
    question.save(update_fields=["declined_because", "published_at"])
    # What stood with it must not vanish with it.
    question.merged.update(merged_into=None)
    note("decline question", question, by=by, at=at)
    tell_askers("declined", question.pk, question, at)
    return question


@transaction.atomic
def answer_question(
    *, question: Question, words: str, by: Staff, at: datetime, is_cannot: bool = False
) -> QuestionAnswer:
    """The answer, or "we cannot answer because …"; either stops the clock. It is shown with its question."""
    question = _answerable(question, by)
    if question.answers.exists():
        raise Refused(_("This question has an answer. Please correct it, so that both stay readable."))
    answer = _answer(question, 1, words, is_cannot, "", by, at)
    note("answer question", question, by=by, at=at)
    tell_askers("answered", answer.pk, question, at)
    return answer


@transaction.atomic
def correct_answer(
    *, question: Question, words: str, because: str, by: Staff, at: datetime, is_cannot: bool = False
) -> QuestionAnswer:
    """A better answer with the reason for it; the earlier one stays readable beside it."""
    question = _answerable(question, by)
    because = clean(because, 500, "because")
    rules.need_words(because, "because", _("Please say what was wrong with the earlier answer."))
    given = question.answers.count()
    if not given:
        raise Refused(_("This question has no answer yet. Please answer it first."))
    answer = _answer(question, given + 1, words, is_cannot, because, by, at)
    note("correct answer", question, by=by, at=at)
    tell_askers("corrected", answer.pk, question, at)
    return answer


@transaction.atomic
def withdraw_question(*, question: Question, at: datetime) -> Question:
    """The person takes it back: the words, the answers and the code are gone."""
    question = Question.objects.select_for_update().get(pk=question.pk)
    if question.withdrawn_on is None:
        question.answers.all().delete()
        question.votes.all().delete()
        question.merged.update(merged_into=None)
        question.words = question.public_words = question.declined_because = ""
        question.published_at = question.code_fingerprint = question.merged_into = None
        question.withdrawn_on = local_day(question.team, at)
        question.save()
        note("withdraw question", question, by=RESIDENT, at=at)
    return question


def _store(question: Question, at: datetime) -> Question:
    try:
        with transaction.atomic():
            question.save(force_insert=True)
            note("ask", question, by=RESIDENT, at=at, is_quiet=True)
    except IntegrityError:
        # The same form arrived twice at the same moment; the first one counts.
        return Question.objects.get(client_id=question.client_id)
    return question


def _standing(question: Question) -> Question:
    question = Question.objects.select_for_update().get(pk=question.pk)
    if question.withdrawn_on is not None:
        raise Refused(_("The person took this question back. There is nothing left to do."))
    return question


def _answerable(question: Question, by: Staff) -> Question:
    rules.need_answerer(by, question)
    question = _standing(question)
    if question.declined_because:
        raise Refused(_("This question is not shown. Please publish it before you answer it."))
    if question.merged_into_id is not None:
        raise Refused(_("This question stands with another one. Please answer that one."))
    return question


def _answer(
    question: Question, number: int, words: str, is_cannot: bool, because: str, by: Staff, at: datetime
) -> QuestionAnswer:
    words = clean(words, 5000, "words")
    rules.need_words(words, "words", _("Please write the answer, or why it cannot be answered."))
    return QuestionAnswer.objects.create(
        team_id=question.team_id,
        question=question,
        number=number,
        words=words,
        is_cannot=is_cannot,
        corrected_because=because,
        by=by,
        at=to_hour(at),
    )
