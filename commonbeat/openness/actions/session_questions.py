"""What the people who run a session do with its questions: merge, owe, take from paper, hand on."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.listening import actions as listening
from commonbeat.openness import rules
from commonbeat.openness.actions.minutes import raise_voice
from commonbeat.openness.actions.notes import note
from commonbeat.openness.actions.questions import Asked, ask, publish_question
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import Gathering, Question
from commonbeat.openness.telling import tell_askers
from commonbeat.people.models import Staff
from commonbeat.safety.errors import Refused

LONGEST_OWED = timedelta(days=92)


@transaction.atomic
def merge_questions(*, question: Question, into: Question, by: Staff, at: datetime) -> Question:
    """Two that ask the same stand as one; a device that voted for both counts once. It can be undone."""
    rules.need_moderator(by, question)
    pair = {row.pk: row for row in Question.objects.select_for_update().filter(pk__in=(question.pk, into.pk))}
    if len(pair) < 2:
        raise Refused(_("A question cannot be merged into itself. Please choose another one."), "into")
    question, into = pair[question.pk], pair[into.pk]
    if question.gathering_id is None or question.gathering_id != into.gathering_id:
        raise Refused(_("Only questions of the same session can be merged."), "into")
    if into.merged_into_id is not None or into.published_at is None or into.withdrawn_on is not None:
        raise Refused(_("Please merge it into a question that is shown by itself."), "into")
    if question.withdrawn_on is not None or question.answers.exists():
        raise Refused(_("This question is settled already. Please merge the other one into it."), "into")
    question.merged.update(merged_into=into)
    question.merged_into, question.declined_because = into, ""
    question.save(update_fields=["merged_into", "declined_because"])
    note("merge questions", question, by=by, at=at)
    tell_askers("merged", question.pk, question, at)
    return question


@transaction.atomic
def separate_question(*, question: Question, by: Staff, at: datetime) -> Question:
    """It stands by itself again, with the votes it had."""
    rules.need_moderator(by, question)
    if Question.objects.filter(pk=question.pk, merged_into__isnull=False).update(merged_into=None):
        note("separate questions", question, by=by, at=at)
    question.refresh_from_db()
    return question


@transaction.atomic
def owe_answer(*, question: Question, owner: Staff, due_on: date, by: Staff, at: datetime) -> Question:
    """Not now: somebody of the team answers it by a day that everybody reads."""
    rules.need_answerer(by, question)
    question = Question.objects.select_for_update().get(pk=question.pk)
    if question.answers.exists():
        raise Refused(_("This question has an answer. There is nothing left to owe."))
    owe(question, owner, due_on, by, at)
    return question


def owe(question: Question, owner: Staff, due_on: date, by: Staff, at: datetime) -> None:
    """Inside a transaction: who answers and by the end of which day, told to whoever asked."""
    today = local_day(question.team, at)
    if owner.team_id != question.team_id or not owner.is_active:
        raise Refused(_("Please choose somebody of the team."), "owner")
    if not today <= due_on <= today + LONGEST_OWED:
        raise Refused(_("Please choose a day from today on, within three months."), "due_on")
    evening = datetime.combine(due_on, time(20), ZoneInfo(question.team.timezone))
    question.owner, question.answer_due_at = owner, evening
    question.save(update_fields=["owner", "answer_due_at"])
    note("owe answer", question, by=by, at=at)
    tell_askers("owed", question.pk, question, at)


@transaction.atomic
def take_card(*, gathering: Gathering, client_id: UUID, words: str, by: Staff, at: datetime) -> Asked:
    """A question from a paper card, typed in by somebody who read it: it is shown at once."""
    rules.need_session_team(by, gathering)
    asked = ask(
        team=gathering.team,
        neighborhood=gathering.neighborhood,
        gathering=gathering,
        client_id=client_id,
        words=words,
        at=at,
    )
    if asked.question.published_at is None:
        Question.objects.filter(pk=asked.question.pk).update(came_on_paper=True)
        asked.question.came_on_paper = True
        publish_question(question=asked.question, public_words=words, by=by, at=at)
    return asked


@transaction.atomic
def count_paper_votes(*, question: Question, votes: int, by: Staff, at: datetime) -> Question:
    """Dots or hands counted in the room; shown apart from the votes by phone."""
    rules.need_moderator(by, question)
    if not 0 <= votes <= rules.MOST_IN_A_ROOM:
        raise Refused(
            _("Please write a number from 0 to %(most)d.") % {"most": rules.MOST_IN_A_ROOM}, "votes"
        )
    Question.objects.filter(pk=question.pk).update(paper_votes=votes)
    note("count paper votes", question, by=by, at=at)
    question.refresh_from_db()
    return question


@transaction.atomic
def raise_question(
    *, question: Question, client_id: UUID, kind: str, words: str, by: Staff, at: datetime, **about: Any
) -> listening.Heard:
    """What stands behind a question becomes a voice of its own, with a clock; the question stays."""
    if question.gathering is None:
        raise Refused(_("This question belongs to no session. Please enter it as a voice instead."))
    heard = raise_voice(
        gathering=question.gathering, client_id=client_id, kind=kind, words=words, by=by, at=at, **about
    )
    note("raise question", question, by=by, at=at)
    return heard
