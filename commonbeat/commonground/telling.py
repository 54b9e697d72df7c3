"""How a higher room learns that something came of a conversation, so that it can mail those who took part.

As in `listening.telling`: called inside the transaction of the write, only to put rows into the outbox.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commonbeat.commonground.models import Conversation


@dataclass(frozen=True)
class AboutConversation:
    """What happened in which conversation; never anybody's words."""

    what: str
    """closed, result or outcome."""
    id: UUID
    conversation_id: UUID
    at: datetime


Listener = Callable[[AboutConversation], None]
_listeners: list[Listener] = []


def register(listener: Listener) -> None:
    """Call this listener, inside the transaction, whenever something came of it; twice counts once."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(what: str, row_id: UUID, conversation: Conversation, at: datetime) -> None:
    """Whoever asked to be told about this conversation."""
    for listener in _listeners:
        listener(AboutConversation(what, row_id, conversation.pk, at))
