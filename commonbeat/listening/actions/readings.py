"""What those who raised a concern have told us: whether we understood, and whether it is solved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from commonbeat.listening import rules, telling
from commonbeat.listening.actions import notes
from commonbeat.listening.actions.ground import lock_concern, step
from commonbeat.listening.models import Answer, Concern, Confirmation, Promise, ReadBack, Step, Voice
from commonbeat.listening.rules import Facts, Listener
from commonbeat.people.models import Staff


def listeners(concern: Concern) -> list[Listener]:
    """Everybody who raised it in their own words and can be reached, and whether they have spoken."""
    voices = reachable(concern).filter(is_me_too=False).values_list("pk", flat=True)
    read_backs = {
        read_back.voice_id: read_back
        for read_back in ReadBack.objects.filter(voice__concern=concern).order_by("number")
    }
    judged = set(Confirmation.objects.filter(voice__concern=concern).values_list("voice_id", flat=True))
    told_at = None
    if concern.kind in rules.ANSWER_IS_ENOUGH:
        # An answer to a question shows what was heard as plainly as a read-back does.
        told_at = Answer.objects.filter(concern=concern).aggregate(last=Max("at"))["last"]
    return [_listener(voice, read_backs.get(voice), judged, told_at) for voice in voices]


def reachable(concern: Concern) -> QuerySet[Voice]:
    """Voices of people who can come back with a code; none that is held for a moderator."""
    return Voice.objects.filter(concern=concern, code_fingerprint__isnull=False, is_held=False).standing()


def reach_understood(
    concern: Concern,
    facts: Facts,
    *,
    by: Staff | None,
    at: datetime,
    because: str = "",
    is_vouched: bool = False,
) -> Facts:
    """The concern is understood now and catches up with what was written about it meanwhile.

    What was written before it was opened again counts only when the person vouches for it.
    """
    facts = step(concern, facts, [rules.UNDERSTOOD], by=by, at=at, because=because)
    if rules.REOPENED in facts.states and not is_vouched:
        return facts
    return step(concern, facts, rules.catch_up(facts), by=by, at=at)


def settle_understanding(concern: Concern, facts: Facts, at: datetime) -> Facts:
    """Move it to understood when everybody who can be reached has spoken, or was silent for 14 days."""
    if facts.is_understood or (facts.state, rules.UNDERSTOOD) not in rules.MOVES:
        return facts
    because = rules.understood(listeners(concern), at)
    if because is None:
        return facts
    return reach_understood(concern, facts, by=None, at=at, because=because)


def settle_confirmation(concern: Concern, facts: Facts, at: datetime) -> Facts:
    """Move it to confirmed when those who raised it say so: at once when all do, else after 14 days.

    Where nobody says anything for 90 days it is closed instead, and counted as never confirmed.
    """
    if not facts.is_told or (facts.state, rules.CONFIRMED) not in rules.MOVES:
        return facts
    asked = asking(concern)
    if asked is None:
        return facts
    yes, no = count_words(concern, asked)
    is_confirmed = rules.is_confirmed(
        reachable=reachable(concern).count(), yes=yes, no=no, told_at=asked.told_at, at=at
    )
    if is_confirmed:
        return step(concern, facts, [rules.CONFIRMED], by=None, at=at)
    if rules.is_left_unsaid(facts, no=no, told_at=asked.told_at, at=at) and not _owes_a_promise(concern):
        return step(concern, facts, [rules.CLOSED], by=None, at=at, because="~unconfirmed")
    return facts


def _owes_a_promise(concern: Concern) -> bool:
    return Promise.objects.filter(concern=concern).due().exists()


@dataclass(frozen=True)
class Asking:
    """Since which step, and when, those who raised it were asked; and since which step a yes is fresh."""

    told_step: int
    told_at: datetime
    fresh_step: int


def asking(concern: Concern) -> Asking | None:
    """The step with which we told them first since it was last opened again; None before they were told.

    What was opened again and not told about yet is still asked about, but only a yes said since then counts.
    """
    told = {rules.REPORTED_BACK, rules.CLOSED}
    if concern.kind in rules.ANSWER_IS_ENOUGH:
        told.add(rules.ANSWERED)
    asked, is_over = None, True
    for each in Step.objects.filter(concern=concern).order_by("number"):
        if each.state == rules.REOPENED and asked is not None:
            asked, is_over = replace(asked, fresh_step=each.number), True
        elif each.state in told and is_over:
            asked, is_over = Asking(each.number, each.at, each.number), False
    return asked


def count_words(concern: Concern, asked: Asking) -> tuple[int, int]:
    """How many say yes and how many no, each by their last word; none who took their voice back."""
    rows = Confirmation.objects.filter(
        voice__concern=concern,
        voice__withdrawn_on=None,
        voice__is_held=False,
        after_step__gte=asked.told_step,
    )
    last = {row.voice_id: row for row in rows.order_by("number")}
    yes = sum(row.is_solved and row.after_step >= asked.fresh_step for row in last.values())
    return yes, sum(not row.is_solved for row in last.values())


def settle_confirmations(at: datetime) -> int:
    """The daily round: silence of 14 days ends our waiting for a read-back or a no, of 90 days for any word.

    Returns how many concerns moved. Doing it again changes nothing.
    """
    moved = 0
    # All read before the first write: a cursor that stays open may see a row twice.
    for concern in list(Concern.objects.open().select_related("team")):
        with transaction.atomic():
            now, facts = lock_concern(concern)
            after = settle_confirmation(now, settle_understanding(now, facts, at), at)
            if after.states != facts.states:
                moved += 1
                if after.state == rules.CLOSED:
                    telling.tell_everybody(rules.CLOSED, now.pk, now, at)
                notes.enter(actor="system", action="settle", on=now, about=now, at=at)
    return moved


def _listener(
    voice: UUID, read_back: ReadBack | None, judged: set[UUID], told_at: datetime | None
) -> Listener:
    has_answered = voice in judged or (read_back is not None and read_back.is_accepted is not None)
    asked = [at for at in (read_back.at if read_back is not None else None, told_at) if at is not None]
    return Listener(has_answered=has_answered, asked_at=max(asked, default=None))
