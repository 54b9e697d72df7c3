"""Between one person and the team: what we heard, what they write, and whether it is solved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.listening import rules, telling
from commonbeat.listening.actions import notes
from commonbeat.listening.actions.ground import lock_concern, lock_voice, must, needed, once, same, step
from commonbeat.listening.actions.readings import reach_understood, settle_confirmation, settle_understanding
from commonbeat.listening.models import Concern, Confirmation, ReadBack, Turn, Voice
from commonbeat.listening.rules import Facts
from commonbeat.listening.times import hour
from commonbeat.people.models import Staff
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

LONGEST, LONGEST_ANSWER = 5000, 2000

Written = TypeVar("Written", ReadBack, Turn, Confirmation)


@transaction.atomic
def read_back(
    *, voice: Voice, words: str, by: Staff, at: datetime, client_id: UUID | None = None
) -> ReadBack:
    """Write "this is what I heard" for the person to accept or correct; the newest one counts."""
    words = needed(clean(words, 2000, "words"), _("Write what you heard, in your own words."))
    voice = lock_voice(voice)
    must(by, "read_back", voice)
    row, is_new = _once(ReadBack, voice, client_id, {"words": words, "by_id": by.pk}, at=hour(at))
    if is_new:
        telling.tell_person("read_back", row.pk, voice, at)
        notes.enter(actor=by, action="read back", on=row, about=voice, at=at)
    return row


@transaction.atomic
def accept_read_back(
    *, read_back: ReadBack, is_accepted: bool, at: datetime, correction: str = ""
) -> ReadBack:
    """The person says whether we understood; a correction counts as understood, in their words.

    The first answer stands. The concern moves on once everybody who can be reached has spoken.
    """
    correction = clean(correction, LONGEST_ANSWER, "correction")
    if not is_accepted:
        needed(correction, _("Tell us what is not right, in a few words."), "correction")
    voice = lock_voice(Voice.objects.select_related("team").get(pk=read_back.voice_id))
    row = ReadBack.objects.get(pk=read_back.pk)
    if row.is_accepted is not None:
        return row
    if ReadBack.objects.filter(voice=voice, number__gt=row.number).exists():
        raise Refused(_("We have written again since. Open the page again to read it."))
    row.is_accepted, row.correction, row.answered_at = (
        is_accepted,
        "" if is_accepted else correction,
        hour(at),
    )
    row.save(update_fields=["is_accepted", "correction", "answered_at"])
    if voice.concern is not None:
        concern, facts = lock_concern(voice.concern)
        settle_confirmation(concern, settle_understanding(concern, facts, at), at)
    notes.enter(actor="resident", action="answer read-back", on=row, about=voice, at=at)
    return row


@transaction.atomic
def write(*, voice: Voice, words: str, client_id: UUID, at: datetime, by: Staff | None = None) -> Turn:
    """One turn in the thread on a voice: by the person, or by the team when `by` is given."""
    words = needed(clean(words, LONGEST, "words"), _("Write a few words first."))
    voice = lock_voice(voice)
    if by is not None:
        must(by, "write", voice)
    body = {"words": words, "by_id": None if by is None else by.pk, "is_from_team": by is not None}
    row, is_new = _once(Turn, voice, client_id, body, at=hour(at))
    if is_new:
        if by is not None:
            telling.tell_person("turn", row.pk, voice, at)
        notes.enter(actor=by or "resident", action="write", on=row, about=voice, at=at)
    return row


@transaction.atomic
def write_on(*, voice: Voice, words: Iterable[str], client_id: UUID, at: datetime) -> None:
    """What did not fit into what the person said under this client id, as turns after it, each kept once."""
    for number, part in enumerate(words):
        write(voice=voice, words=part, client_id=uuid5(client_id, f"more {number}"), at=at)


@transaction.atomic
def confirm(*, voice: Voice, is_solved: bool, client_id: UUID, at: datetime, words: str = "") -> Confirmation:
    """The person's own word on whether it is solved, never staff's.

    A no opens the concern again at once. A yes confirms it when nobody else who can be reached is still
    to speak, or 14 days after we told them.
    """
    words = clean(words, LONGEST_ANSWER, "words")
    voice = lock_voice(voice)
    if voice.concern is None or not voice.is_reachable:
        raise Refused(_("We have not told you yet what was done. You can write to us here in the meantime."))
    if voice.is_held:
        # A program could send any number of them.
        raise Refused(_("Somebody of our team reads this first. Please come back in a day or two."))
    concern, facts = lock_concern(voice.concern)
    before = Confirmation.objects.filter(client_id=client_id).first()
    if before is None:
        facts = _ready_to_judge(concern, facts, is_solved, at)
    body = {"is_solved": is_solved, "words": words}
    row, is_new = _once(Confirmation, voice, client_id, body, at=hour(at), after_step=len(facts.states))
    if is_new:
        _weigh(concern, facts, is_solved, at)
        notes.enter(
            actor="resident", action="confirm" if is_solved else "not solved", on=row, about=concern, at=at
        )
    return row


def _ready_to_judge(concern: Concern, facts: Facts, is_solved: bool, at: datetime) -> Facts:
    """Whoever judges what we told them has read what we understood: their word carries it that far."""
    is_closed = facts.state == rules.CLOSED
    if not facts.is_told and (is_solved or not is_closed):
        raise Refused(_("We have not told you yet what was done. You can write to us here in the meantime."))
    if not facts.is_understood and (facts.state, rules.UNDERSTOOD) in rules.MOVES:
        return reach_understood(concern, facts, by=None, at=at, is_vouched=is_solved)
    return facts


def _weigh(concern: Concern, facts: Facts, is_solved: bool, at: datetime) -> None:
    if is_solved:
        settle_confirmation(concern, facts, at)
    elif (facts.state, rules.REOPENED) in rules.MOVES:
        step(concern, facts, [rules.REOPENED], by=None, at=at, because="~not solved")


def _once(
    model: type[Written], voice: Voice, client_id: Any, body: dict[str, Any], **more: Any
) -> tuple[Written, bool]:
    """The new row on this voice, or the one this client id wrote before."""

    def find() -> Written | None:
        return None if client_id is None else model._default_manager.filter(client_id=client_id).first()

    def make() -> Written:
        number = model._default_manager.filter(voice=voice).count() + 1
        return model._default_manager.create(
            team_id=voice.team_id, voice=voice, number=number, client_id=client_id, **body, **more
        )

    row = find()
    if row is None:
        row, is_new = once(make, find)
        if is_new:
            return row, True
    same(row, voice_id=voice.pk, **body)
    return row, False
