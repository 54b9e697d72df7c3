"""What came in and waits for somebody at the desk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext as _

from commonbeat.listening.models import Kind, Voice, VoiceQuerySet
from commonbeat.listening.queries.pulse import the_feeling
from commonbeat.listening.times import hour, hours_between
from commonbeat.methods.text.personal import find_personal_details
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

if TYPE_CHECKING:
    from commonbeat.people.models import Staff

# Nobody reads further today, and counting on would cost every page of the desk.
MANY = 1000


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


@dataclass(frozen=True)
class Desk:
    """The first voices of the inbox in the order they should be read, and how many wait in all."""

    items: list[InboxItem]
    has_more: bool
    """Whether more fit than are shown."""
    all_count: int
    """Counted up to MANY; a longer inbox is not counted further."""

    @property
    def is_long(self) -> bool:
        return self.all_count >= MANY


def desk(
    staff: Staff,
    at: datetime,
    *,
    neighborhood_id: UUID | None = None,
    kind: str = "",
    channel: str = "",
    feeling: str = "",
    limit: int = 100,
) -> Desk:
    """What this person may put to a concern: danger first, then what is late, then the newest."""
    waiting = _mine(staff)
    if neighborhood_id is not None:
        waiting = waiting.filter(neighborhood_id=neighborhood_id)
    all_count = waiting.order_by()[:MANY].count()
    chosen = waiting.filter(**{name: word for name, word in (("kind", kind), ("channel", channel)) if word})
    if feeling:
        chosen = chosen.annotate(felt=the_feeling()).filter(felt=feeling)
    ordered = chosen.annotate(late=_lateness(staff, at)).order_by("-is_danger", "-late", "-heard_at", "pk")
    # Sorting carries what it selects: only the ids of a long inbox, then the rows of one page.
    ids = list(ordered.values_list("pk", flat=True)[: limit + 1])
    has_more, ids = len(ids) > limit, ids[:limit]
    rows = Voice.objects.select_related("team", "neighborhood", "place", "logged_by")
    found = rows.defer("neighborhood__boundary").in_bulk(ids)
    return Desk(_with_due([found[pk] for pk in ids], at), has_more, all_count)


def search(staff: Staff, text: str, *, limit: int = 50) -> list[Voice]:
    """The newest voices this person may read in which these words stand; refused for names and numbers of people.

    People are not searched for: there is no record of a person here, and a search must not make one.
    """
    text = clean(text, 100, "q")
    if len(text) < 3:
        raise Refused(_("Write at least three letters."), "q")
    if find_personal_details(text):
        raise Refused(_("We do not search for people. Look for a matter or a place instead."), "q")
    found = (
        Voice.objects.visible_to(staff).filter(purged_on=None, about_officer=None, is_held=False).standing()
    )
    for word in text.split()[:6]:
        found = found.filter(words__icontains=word)
    rows = found.select_related("team", "neighborhood", "place", "concern", "logged_by")
    return list(rows.defer("neighborhood__boundary").order_by("-heard_at", "reference")[:limit])


def _mine(staff: Staff) -> VoiceQuerySet:
    """Unjoined voices of the neighborhoods somebody coordinates, and those they logged themselves."""
    where = staff.neighborhoods_as("coordinator")
    if not staff.is_active:
        return Voice.objects.none()
    seen = Q(pk__isnull=False) if where is None else Q(neighborhood_id__in=where)
    if where is not None and staff.has_duty("officer", "coordinator"):
        seen |= Q(logged_by=staff)
    return Voice.objects.filter(seen, team_id=staff.team_id, is_held=False, about_officer=None).unjoined()


def _lateness(staff: Staff, at: datetime) -> Case:
    """1 where the answer is late by the team's own clock for this kind of voice."""
    until = hour(at)
    late = [
        When(kind=kind, heard_at__lt=until - timedelta(hours=staff.team.hours_to_answer(kind)), then=Value(1))
        for kind in Kind.values
    ]
    return Case(*late, default=Value(0), output_field=IntegerField())


def held(staff: Staff, at: datetime, *, neighborhood_id: UUID | None = None) -> list[InboxItem]:
    """Voices that wait for a moderator before anybody works with them."""
    return _items(Voice.objects.visible_to(staff).unjoined().held(), at, neighborhood_id)


def inbox_count(staff: Staff) -> int:
    """How many voices wait in the inbox."""
    return Voice.objects.visible_to(staff).unjoined().filter(is_held=False).count()


def _items(voices: VoiceQuerySet, at: datetime, neighborhood_id: UUID | None) -> list[InboxItem]:
    if neighborhood_id is not None:
        voices = voices.filter(neighborhood_id=neighborhood_id)
    items = _with_due(voices.select_related("team", "neighborhood", "place", "logged_by"), at)
    return sorted(items, key=lambda item: (not item.voice.is_danger, item.due_at, item.voice.reference))


def _with_due(voices: Iterable[Voice], at: datetime) -> list[InboxItem]:
    return [
        InboxItem(voice, due, hours_between(at, due)) for voice in voices for due in [voice.answer_due_at]
    ]
