"""What a write leaves beside its row: a journal entry, and a note on the desk when somebody was heard."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.utils.translation import gettext, override

from commonbeat.journal import actions as journal
from commonbeat.listening.models import Concern, Intake, Voice
from commonbeat.people.models import Duty, Staff
from commonbeat.post import actions as post
from commonbeat.safety.records import Record

Actor = Staff | Literal["resident", "system"]


def enter(*, actor: Actor, action: str, on: Record, about: Voice | Concern, at: datetime) -> None:
    """One entry, last in its transaction. What came in, and all about a complaint, moves no public number."""
    is_quiet = isinstance(about, Voice) or about.about_officer_id is not None
    journal.enter(
        team=about.team_id,
        actor=actor,
        action=action,
        object_type=on._meta.label,
        object_id=on.pk,
        at=at,
        is_quiet=is_quiet,
    )


def tell_desk(voice: Voice, at: datetime) -> None:
    """One note for those who read it first: it says that somebody spoke, not what, nor in which language."""
    if voice.about_officer_id is not None:
        audience = Duty.CONFIDANT
    else:
        audience = Duty.MODERATOR if voice.is_held else Duty.COORDINATOR
    with override(voice.team.languages[0]):
        subject = gettext("Somebody told us something")
    post.queue(
        team=voice.team_id,
        kind="heard",
        subject=subject,
        body_text="",
        about=voice,
        dedupe=f"heard {voice.pk}",
        at=at,
        audience=str(audience),
    )


def tell_quarantine(intake: Intake, at: datetime) -> None:
    """One note for coordinators that something came which we could not read; not what it says."""
    with override(intake.team.languages[0]):
        subject = gettext("Something came that we could not read")
    post.queue(
        team=intake.team_id,
        kind="quarantine",
        subject=subject,
        body_text="",
        about=intake,
        dedupe=f"quarantine {intake.pk}",
        at=at,
        audience=str(Duty.COORDINATOR),
    )


def enter_row(*, actor: Actor, action: str, row: Record, at: datetime) -> None:
    """One quiet entry about what is no voice and no concern: a message set aside, a table brought in."""
    team_id = row.team_id  # type: ignore[attr-defined]
    journal.enter(
        team=team_id,
        actor=actor,
        action=action,
        object_type=row._meta.label,
        object_id=row.pk,
        at=at,
        is_quiet=True,
    )
