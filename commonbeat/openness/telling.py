"""How a higher room learns that a question came to something, so that it can mail whoever follows it.

As in `listening.telling`: called inside the transaction of the write, only to put rows into the outbox.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commonbeat.openness.models import Question


@dataclass(frozen=True)
class AboutQuestions:
    """What became of which questions; never their words."""

    what: str
    """answered, corrected, owed, declined or merged."""
    id: UUID
    question_ids: tuple[UUID, ...]
    at: datetime


Listener = Callable[[AboutQuestions], None]
_listeners: list[Listener] = []


def register(listener: Listener) -> None:
    """Call this listener, inside the transaction, whenever a question came to something; twice counts once."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_askers(what: str, row_id: UUID, question: Question, at: datetime) -> None:
    """Whoever asked it, and whoever asked what was merged into it."""
    if _listeners:
        asked = (question.pk, *question.merged.values_list("pk", flat=True))
        for listener in _listeners:
            listener(AboutQuestions(what, row_id, asked, at))
