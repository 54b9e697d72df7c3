"""What came in and waits for somebody at the desk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce
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
    ids = _in_order(chosen, staff, at, limit + 1)
    has_more, ids = len(ids) > limit, ids[:limit]
    return Desk(_with_due(voices_in(ids), at), has_more, all_count)


def search(staff: Staff, text: str, *, limit: int = 50) -> list[Voice]:
    """The newest voices this person may read in which these words stand; refused for names and numbers of people.

    People are not searched for: there is no record of a person here, and a search must not make one.
    """
    text = clean(text, 100, "q")
    if len(text) < 3:
        raise Refused(_("Write at least three letters."), "q")
    if any(detail.kind != "circumstance" for detail in find_personal_details(text)):
        raise Refused(_("We do not search for people. Look for a matter or a place instead."), "q")
    found = (
        Voice.objects.visible_to(staff).filter(purged_on=None, about_officer=None, is_held=False).standing()
    )
    for word in text.split()[:6]:
        found = found.filter(words__icontains=word)
    # Rare words are looked for in every voice: reading the rows as they lie takes a fifth of the time that going
    # through an index in the order of the answer takes, and common words take no longer than that.
    newest = found.order_by(Coalesce("heard_at", "heard_at").desc(), "pk")
    return voices_in(list(newest.values_list("pk", flat=True)[:limit]))


def voices_in(ids: Sequence[UUID]) -> list[Voice]:
    """Voices somebody may read, in this order: what a list shows of each, and nothing that makes sorting heavy."""
    rows = Voice.objects.select_related("team", "neighborhood", "place", "concern", "logged_by")
    found = rows.defer("neighborhood__boundary").in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


def _mine(staff: Staff) -> VoiceQuerySet:
    """Unjoined voices of the neighborhoods somebody coordinates, and those they logged themselves."""
    where = staff.neighborhoods_as("coordinator")
    if not staff.is_active:
        return Voice.objects.none()
    seen = Q(pk__isnull=False) if where is None else Q(neighborhood_id__in=where)
    if where is not None and staff.has_duty("officer", "coordinator"):
        seen |= Q(logged_by=staff)
    return Voice.objects.filter(seen, team_id=staff.team_id, is_held=False, about_officer=None).unjoined()


def _in_order(chosen: VoiceQuerySet, staff: Staff, at: datetime, most: int) -> list[UUID]:
    """The first ids: danger, then what is late, then the rest, the newest of each first.

    Asked for part by part, because each part stands in an index in this order; a whole inbox need not be sorted.
    """
    until = hour(at)
    hours = {kind: staff.team.hours_to_answer(kind) for kind in Kind.values}
    late = Q(pk__in=[])
    for kind, limit in hours.items():
        late |= Q(kind=kind, heard_at__lt=until - timedelta(hours=limit))
    # What these say follows from `late`; it tells the database where to begin and where to stop.
    before = Q(heard_at__lt=until - timedelta(hours=min(hours.values())))
    since = Q(heard_at__gte=until - timedelta(hours=max(hours.values())))
    ids: list[UUID] = []
    for is_danger in (True, False):
        for part in (before & late, since & ~late):
            if len(ids) < most:
                found = chosen.filter(part, is_danger=is_danger).order_by("-heard_at", "pk")
                ids += found.values_list("pk", flat=True)[: most - len(ids)]
    return ids


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
