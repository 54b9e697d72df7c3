"""What an information session shows: its questions with their votes, on the phone, the screen and the desk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonbeat.openness import rules
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import Gathering, GatheringKind, Question, QuestionVote, Session
from commonbeat.people.models import Staff
from commonbeat.places.models import Team
from commonbeat.safety import ballots
from commonbeat.safety.ballots import Ballot

ANSWERED, OWED, OPEN = "answered", "owed", "open"


@dataclass(frozen=True)
class QuestionShown:
    """A question of a session as everybody sees it; `votes` are by phone, `paper` counted in the room."""

    id: str
    words: str
    votes: int
    paper: int
    state: str
    is_on_stage: bool
    merged: int

    @property
    def wanted(self) -> int:
        """Phones and paper together: what the order goes by."""
        return self.votes + self.paper


@dataclass(frozen=True)
class SessionState:
    """Everything the screen and the phones follow; equal states have equal `version`."""

    questions: list[QuestionShown] = field(default_factory=list)
    waiting: int = 0
    takes_votes: bool = False
    version: str = ""

    @property
    def on_stage(self) -> QuestionShown | None:
        return next((one for one in self.questions if one.is_on_stage), None)

    def of(self, *states: str) -> list[QuestionShown]:
        return [one for one in self.questions if one.state in states and not one.is_on_stage]


def tally(gathering: Gathering) -> dict[UUID, int]:
    """Votes by phone for each question, a device once for everything that was merged into it."""
    rows = (
        QuestionVote.objects.filter(question__gathering=gathering)
        .values_list(Coalesce("question__merged_into", "question"))
        .annotate(devices=Count("device", distinct=True))
    )
    return dict(rows)


def votes_of(gathering: Gathering, ballot: Ballot | None) -> set[str]:
    """The ids of the questions this device voted for, itself or by one that was merged into it."""
    if ballot is None:
        return set()
    device = ballots.fingerprint(gathering.pk, ballot)
    rows = QuestionVote.objects.filter(question__gathering=gathering, device=device)
    return {str(pk) for pk in rows.values_list(Coalesce("question__merged_into", "question"), flat=True)}


def session_gathering(team: Team, slug: str) -> Gathering | None:
    """The published information session of this name."""
    found = Gathering.objects.public(team).filter(slug=slug, kind=GatheringKind.INFORMATION_SESSION)
    return found.select_related("team", "neighborhood", "place", "host__profile", "session").first()


def session_state(gathering: Gathering, at: datetime) -> SessionState:
    """The shown questions, most wanted first; how many wait to be read; whether votes are taken."""
    session = Session.objects.filter(gathering=gathering).first()
    totals = tally(gathering)
    rows = Question.objects.public(gathering.team).filter(gathering=gathering)
    found = rows.annotate(answered=Count("answers", distinct=True), same=Count("merged", distinct=True))
    on_stage = session.on_stage_id if session else None
    questions = sorted(
        (_shown(question, totals, on_stage) for question in found.order_by("asked_at", "pk")),
        key=lambda one: -one.wanted,
    )
    waiting = Question.objects.filter(gathering=gathering).waiting_for_moderation().count()
    is_closed = session is not None and session.closed_at is not None
    takes_votes = not is_closed and rules.takes_votes(gathering, at)
    return SessionState(questions, waiting, takes_votes, _version(questions, waiting, takes_votes))


def open_questions(gathering: Gathering) -> list[Question]:
    """What still needs an end: neither answered nor declined nor merged nor taken back."""
    found = Question.objects.filter(gathering=gathering).owed().select_related("team", "owner")
    return list(found)


def desk_questions(staff: Staff, gathering: Gathering) -> list[Question]:
    """Every standing question of a session for those who run it, with answers and what was merged into it."""
    if not rules.may_moderate_session(staff, gathering):
        return []
    rows = Question.objects.filter(gathering=gathering, withdrawn_on=None).select_related("owner")
    return list(rows.prefetch_related("answers", "merged").order_by("asked_at", "pk"))


def minutes_draft(questions: Iterable[Question]) -> str:
    """A first draft of the minutes: what was asked in public, and what was answered."""
    lines = []
    for question in questions:
        if question.published_at is None or question.merged_into_id is not None:
            continue
        answer = list(question.answers.all())[-1:]
        lines.append(question.public_words)
        said = answer[0].words if answer else _owed(question)
        lines += [f"– {said}", ""] if said else [""]
    return "\n".join(lines).strip()


def _owed(question: Question) -> str:
    if question.owner_id is None or question.answer_due_at is None:
        return ""
    day = date_format(local_day(question.team, question.answer_due_at))
    return _("We owe an answer by %(day)s.") % {"day": day}


def _shown(question: Any, totals: dict[UUID, int], on_stage: UUID | None) -> QuestionShown:
    state = ANSWERED if question.answered else OWED if question.owner_id else OPEN
    votes = question.phone_votes if question.phone_votes is not None else totals.get(question.pk, 0)
    return QuestionShown(
        id=str(question.pk),
        words=question.public_words,
        votes=votes,
        paper=question.paper_votes,
        state=state,
        is_on_stage=question.pk == on_stage,
        merged=question.same,
    )


def _version(questions: list[QuestionShown], waiting: int, takes_votes: bool) -> str:
    told = json.dumps([[asdict(one) for one in questions], waiting, takes_votes], sort_keys=True)
    return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()
