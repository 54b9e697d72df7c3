"""What came in and waits for somebody at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from commonbeat.listening.models import Voice, VoiceQuerySet
from commonbeat.listening.times import hours_between

if TYPE_CHECKING:
    from commonbeat.people.models import Staff


@dataclass(frozen=True)
class InboxItem:
    """A voice nobody has put anywhere yet, and by when it must be answered."""

    voice: Voice
    due_at: datetime
    hours_left: int

    @property
    def is_late(self) -> bool:
        return self.hours_left < 0

    @property
    def hours_late(self) -> int:
        return max(0, -self.hours_left)


def inbox(staff: Staff, at: datetime, *, neighborhood_id: UUID | None = None) -> list[InboxItem]:
    """Voices that belong to no concern yet: danger first, then whatever is due first; none that is held."""
    return _items(Voice.objects.visible_to(staff).unjoined().filter(is_held=False), at, neighborhood_id)


def held(staff: Staff, at: datetime, *, neighborhood_id: UUID | None = None) -> list[InboxItem]:
    """Voices that wait for a moderator before anybody works with them."""
    return _items(Voice.objects.visible_to(staff).unjoined().held(), at, neighborhood_id)


def inbox_count(staff: Staff) -> int:
    """How many voices wait in the inbox."""
    return Voice.objects.visible_to(staff).unjoined().filter(is_held=False).count()


def _items(voices: VoiceQuerySet, at: datetime, neighborhood_id: UUID | None) -> list[InboxItem]:
    if neighborhood_id is not None:
        voices = voices.filter(neighborhood_id=neighborhood_id)
    found = voices.select_related("team", "neighborhood", "place", "logged_by")
    items = [
        InboxItem(voice, due, hours_between(at, due)) for voice in found for due in [voice.answer_due_at]
    ]
    return sorted(items, key=lambda item: (not item.voice.is_danger, item.due_at, item.voice.reference))
