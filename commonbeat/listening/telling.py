"""How higher rooms learn that the team wrote something, so that they can mail those who asked to be told.

A higher room calls `register` once, in its AppConfig.ready. Whoever is registered is called inside the same
transaction as the write, and must only put rows into the outbox: nothing may leave before the commit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commonbeat.listening.models import Concern, Voice


@dataclass(frozen=True)
class Told:
    """What the team wrote, about which voices; never the words themselves."""

    what: str
    """read_back, turn, answer, promise, report_back, reopened or closed."""
    id: UUID
    """The row that was written; stable, so that a mail about it can be sent once only."""
    team_id: UUID
    voice_ids: tuple[UUID, ...]
    at: datetime


Listener = Callable[[Told], None]
_listeners: list[Listener] = []


def register(listener: Listener) -> None:
    """Call this listener, inside the transaction, whenever the team wrote something; twice counts once."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell_person(what: str, row_id: UUID, voice: Voice, at: datetime) -> None:
    """The team wrote to one person."""
    _tell(what, row_id, voice.team_id, (voice.pk,), at)


def tell_everybody(what: str, row_id: UUID, concern: Concern, at: datetime) -> None:
    """The team wrote to everybody who raised the concern."""
    if _listeners:
        standing = Voice.objects.filter(concern=concern).standing().values_list("pk", flat=True)
        _tell(what, row_id, concern.team_id, tuple(standing), at)


def _tell(what: str, row_id: UUID, team_id: UUID, voice_ids: tuple[UUID, ...], at: datetime) -> None:
    for listener in _listeners:
        listener(Told(what=what, id=row_id, team_id=team_id, voice_ids=voice_ids, at=at))
