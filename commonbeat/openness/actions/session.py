"""An information session: votes of devices, what stands on the screen, and its close."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.openness import rules
from commonbeat.openness.actions.notes import note
from commonbeat.openness.actions.session_questions import owe
from commonbeat.openness.models import Gathering, GatheringKind, Question, QuestionVote, Session
from commonbeat.openness.models.session import OPEN_AFTER
from commonbeat.openness.queries.session import open_questions, tally
from commonbeat.people.models import Staff
from commonbeat.safety import ballots
from commonbeat.safety.ballots import Ballot
from commonbeat.safety.errors import Refused


@transaction.atomic
def vote_for_question(*, question: Question, ballot: Ballot, at: datetime) -> Question:
    """One device wants it answered; a second time changes nothing. Returns what it counts for.

    Not in the journal: no entry may tell that a certain device spoke. The close enters the totals.
    """
    counted, gathering = _votable(question, at)
    device = ballots.fingerprint(gathering.pk, ballot)
    QuestionVote.objects.bulk_create(
        [QuestionVote(team_id=counted.team_id, question=counted, device=device)], ignore_conflicts=True
    )
    return counted


@transaction.atomic
def take_back_question_vote(*, question: Question, ballot: Ballot, at: datetime) -> Question:
    """The device does not want it anymore, nor anything that was merged into it."""
    counted, gathering = _votable(question, at)
    device = ballots.fingerprint(gathering.pk, ballot)
    family = [counted.pk, *counted.merged.values_list("pk", flat=True)]
    QuestionVote.objects.filter(question_id__in=family, device=device).delete()
    return counted


@transaction.atomic
def put_on_stage(*, gathering: Gathering, question: Question | None, by: Staff, at: datetime) -> Session:
    """The question that is being answered now stands large on the screen; None clears it."""
    rules.need_session_team(by, gathering)
    session = locked_session(gathering)
    _need_running(session)
    if question is not None:
        question = Question.objects.get(pk=question.pk)
        _need_of(gathering, question)
        if question.published_at is None or question.merged_into_id is not None:
            raise Refused(_("Only a question that is shown can stand on the screen. Please show it first."))
    session.on_stage = question
    session.save(update_fields=["on_stage"])
    note("put on stage", session, by=by, at=at, is_quiet=True)
    return session


@transaction.atomic
def close_session(
    *, gathering: Gathering, by: Staff, at: datetime, owner: Staff | None = None, due_on: date | None = None
) -> Session:
    """Ends the votes and keeps only their totals; what has no answer yet is owed by somebody with a date.

    Refused while a question waits to be read, and without owner and date while one waits for its answer.
    Closing twice changes nothing.
    """
    rules.need_host(by, gathering)
    session = locked_session(gathering)
    if session.closed_at is not None:
        return session
    if at < gathering.starts_at:
        raise Refused(_("This session has not begun yet. It can be closed from its start."))
    open_ones = open_questions(gathering)
    if any(question.published_at is None for question in open_ones):
        raise Refused(_("Some questions have not been read yet. Please show or decline each of them first."))
    for question in open_ones:
        if question.owner_id is None:
            _owe_rest(question, owner, due_on, by, at)
    freeze(session, at)
    note("close session", session, by=by, at=at)
    return session


@transaction.atomic
def close_forgotten_sessions(*, at: datetime) -> int:
    """Ends the votes of sessions long over that nobody closed; what is unanswered stays on the board we owe."""
    over = Gathering.objects.filter(
        kind=GatheringKind.INFORMATION_SESSION,
        ends_at__lt=at - OPEN_AFTER,
        questions__votes__isnull=False,
    )
    found = list(over.distinct())
    for gathering in found:
        session = locked_session(gathering)
        freeze(session, at)
        note("close session", session, by="system", at=at)
    return len(found)


def locked_session(gathering: Gathering) -> Session:
    """Its row, made when it is new and locked: votes and the close come one after another."""
    Session.objects.get_or_create(gathering=gathering, defaults={"team_id": gathering.team_id})
    return Session.objects.select_for_update().get(gathering=gathering)


def freeze(session: Session, at: datetime) -> None:
    """From here on only totals are kept: who voted for what is gone."""
    totals = tally(session.gathering)
    for question in Question.objects.filter(gathering_id=session.gathering_id):
        question.phone_votes = totals.get(question.pk, 0)
        question.save(update_fields=["phone_votes"])
    QuestionVote.objects.filter(question__gathering_id=session.gathering_id).delete()
    session.closed_at, session.on_stage = session.closed_at or at, None
    session.save(update_fields=["closed_at", "on_stage"])


def _owe_rest(question: Question, owner: Staff | None, due_on: date | None, by: Staff, at: datetime) -> None:
    if owner is None or due_on is None:
        raise Refused(
            _("Some questions have no answer yet. Please say who answers them, and by when."), "owner"
        )
    owe(question, owner, due_on, by, at)


def _votable(question: Question, at: datetime) -> tuple[Question, Gathering]:
    """What the vote counts for, while votes are taken; else the sentence that says why not."""
    question = Question.objects.select_related("gathering", "merged_into").get(pk=question.pk)
    question = question.merged_into or question
    gathering = question.gathering
    if gathering is None or not rules.takes_votes(gathering, at):
        raise Refused(_("Votes for this session are closed. The questions and their answers stay here."))
    if locked_session(gathering).closed_at is not None:
        raise Refused(_("Votes for this session are closed. The questions and their answers stay here."))
    if question.published_at is None or question.withdrawn_on is not None:
        raise Refused(_("This question is not shown anymore. Please choose another one."))
    return question, gathering


def _need_running(session: Session) -> None:
    if session.closed_at is not None:
        raise Refused(
            _("This session is closed. Its questions and answers stay where everybody can read them.")
        )


def _need_of(gathering: Gathering, question: Question) -> None:
    if question.gathering_id != gathering.pk:
        raise Refused(_("This question was asked for another gathering. Please choose one of this session."))
