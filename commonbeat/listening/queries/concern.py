"""One concern with everything behind it, for those who work on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Prefetch

from commonbeat.listening import rules
from commonbeat.listening.models import (
    Action,
    Answer,
    Concern,
    ConcernState,
    Promise,
    ReadBack,
    ReportBack,
    Step,
    Turn,
    Voice,
)
from commonbeat.listening.queries.owed import Debt, owed_for, usual_feeling

if TYPE_CHECKING:
    from commonbeat.people.models import Staff


@dataclass(frozen=True)
class ConcernPage:
    """A concern as one member of staff may see it."""

    concern: Concern
    state: ConcernState
    facts: rules.Facts
    steps: list[Step]
    voices: list[Voice]
    hidden_voices: int
    """How many more raised it whose words this member of staff may not read."""
    feeling: str
    answers: list[Answer]
    promises: list[Promise]
    actions: list[Action]
    report_backs: list[ReportBack]
    debts: tuple[Debt, ...]
    verbs: frozenset[str]
    """What this member of staff may do here at all; whether it is the moment for it stands in `moves`."""
    moves: list[ConcernState]

    @property
    def people(self) -> int:
        return len(self.voices) + self.hidden_voices

    @property
    def current_promises(self) -> list[Promise]:
        """Promises nothing was put in place of."""
        return [promise for promise in self.promises if not hasattr(promise, "correction")]


def concern_page(staff: Staff, concern_id: UUID, at: datetime) -> ConcernPage | None:
    """The concern and all that belongs to it; None where this person must not know that it exists."""
    concern = (
        Concern.objects.visible_to(staff)
        .with_state()
        .with_evidence()
        .select_related("team", "neighborhood", "place", "owner")
        .filter(pk=concern_id)
        .first()
    )
    if concern is None:
        return None
    steps = list(concern.steps.select_related("by"))
    facts = rules.Facts.of(concern, [step.state for step in steps])
    everybody = Voice.objects.filter(concern=concern).standing()
    voices = list(_voices(staff, concern))
    owed = owed_for([concern], at)
    return ConcernPage(
        concern=concern,
        state=ConcernState(facts.state),
        facts=facts,
        steps=steps,
        voices=voices,
        hidden_voices=everybody.count() - len(voices),
        feeling=usual_feeling(voices),
        answers=list(concern.answers.select_related("by")),
        promises=list(_promises(concern)),
        actions=list(concern.actions.select_related("by")),
        report_backs=list(concern.report_backs.select_related("by")),
        debts=owed[0].debts if owed else (),
        verbs=frozenset(verb for verb in rules.VERBS if rules.may(staff, verb, concern)),
        moves=rules.allowed(facts.state),
    )


def _voices(staff: Staff, concern: Concern) -> list[Voice]:
    found = (
        Voice.objects.visible_to(staff)
        .standing()
        .filter(concern=concern)
        .select_related("place", "logged_by", "sealed_contact")
        .prefetch_related(
            Prefetch("read_backs", ReadBack.objects.select_related("by")),
            Prefetch("turns", Turn.objects.select_related("by")),
            "confirmations",
            "attachments",
        )
        .order_by("heard_at", "reference")
    )
    voices = list(found)
    for voice in voices:
        # So that asking "may they?" of each voice costs no query.
        voice.concern, voice.team = concern, concern.team
    return voices


def _promises(concern: Concern) -> list[Promise]:
    found = Promise.objects.filter(concern=concern).select_related("by", "outcome", "correction", "corrects")
    return list(found.order_by("made_on", "due_on"))
