"""What we publicly said we will do: made, corrected, kept, or broken with the reason."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.listening import telling
from commonbeat.listening.actions import notes
from commonbeat.listening.actions.ground import lock_concern, must, needed, once, same
from commonbeat.listening.models import Concern, Promise, PromiseOutcome
from commonbeat.listening.times import day
from commonbeat.people.models import Staff
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean


@transaction.atomic
def promise(
    *, concern: Concern, words: str, due_on: date, client_id: UUID, by: Staff, at: datetime
) -> Promise:
    """Say publicly what we will do and by when."""
    concern, facts = lock_concern(concern)
    must(by, "promise", concern)
    before = Promise.objects.filter(client_id=client_id).first()
    if facts.is_ended and before is None:
        raise Refused(_("This concern has ended. Open it again first, and say why."))
    return _write(concern, words=words, due_on=due_on, client_id=client_id, by=by, at=at)


@transaction.atomic
def correct_promise(
    *, promise: Promise, words: str, due_on: date, reason: str, client_id: UUID, by: Staff, at: datetime
) -> Promise:
    """A new row in place of a promise, with why; the old one stays readable."""
    reason = needed(
        clean(reason, 500, "reason"), _("Say why the promise changes; people will read it."), "reason"
    )
    concern, _facts = lock_concern(promise.concern)
    must(by, "correct_promise", concern)
    before = Promise.objects.filter(client_id=client_id).first()
    if before is None:
        _refuse_done(promise)
    return _write(
        concern,
        words=words,
        due_on=due_on,
        client_id=client_id,
        by=by,
        at=at,
        corrects=promise,
        reason=reason,
    )


@transaction.atomic
def keep(*, promise: Promise, by: Staff, at: datetime, words: str = "") -> PromiseOutcome:
    """The promise is kept; whether in time is read from the dates."""
    return _end(promise, is_kept=True, reason=clean(words, 500, "words"), by=by, at=at)


@transaction.atomic
def break_promise(*, promise: Promise, reason: str, by: Staff, at: datetime) -> PromiseOutcome:
    """We will not keep it, and say why."""
    reason = needed(
        clean(reason, 500, "reason"), _("Say why we could not keep it; people will read it."), "reason"
    )
    return _end(promise, is_kept=False, reason=reason, by=by, at=at)


def _write(
    concern: Concern,
    *,
    words: str,
    due_on: date,
    client_id: UUID,
    by: Staff,
    at: datetime,
    corrects: Promise | None = None,
    reason: str = "",
) -> Promise:
    words = needed(clean(words, 500, "words"), _("Write what you promise."))
    made_on = day(concern.team, at)
    body: dict[str, Any] = {
        "concern_id": concern.pk,
        "words": words,
        "due_on": due_on,
        "by_id": by.pk,
        "corrects_id": None if corrects is None else corrects.pk,
        "correction_reason": reason,
    }

    def find() -> Promise | None:
        return Promise.objects.filter(client_id=client_id).first()

    def make() -> Promise:
        return Promise.objects.create(team_id=concern.team_id, client_id=client_id, made_on=made_on, **body)

    row, is_new = find(), False
    if row is None:
        if due_on < made_on:
            raise Refused(_("Choose a day that is still to come."), "due_on")
        row, is_new = once(make, find)
    if not is_new:
        same(row, **body)
        return row
    telling.tell_everybody("promise", row.pk, concern, at)
    notes.enter(actor=by, action="correct promise" if corrects else "promise", on=row, about=concern, at=at)
    return row


def _end(promise: Promise, *, is_kept: bool, reason: str, by: Staff, at: datetime) -> PromiseOutcome:
    verb = "keep" if is_kept else "break"
    concern, _facts = lock_concern(promise.concern)
    must(by, verb, concern)
    outcome = PromiseOutcome.objects.filter(promise=promise).first()
    if outcome is not None and outcome.is_kept == is_kept:
        return outcome
    _refuse_done(promise)
    outcome = PromiseOutcome.objects.create(
        team_id=concern.team_id,
        promise=promise,
        is_kept=is_kept,
        reason=reason,
        by=by,
        on=day(concern.team, at),
    )
    notes.enter(actor=by, action=f"{verb} promise", on=promise, about=concern, at=at)
    return outcome


def _refuse_done(promise: Promise) -> None:
    if PromiseOutcome.objects.filter(promise=promise).exists():
        raise Refused(_("We have said already what became of this promise."))
    if Promise.objects.filter(corrects=promise).exists():
        raise Refused(_("This promise was corrected. Look at the one that took its place."))
