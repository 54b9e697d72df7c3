"""What waits on us, concern by concern, and how late it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.listening import rules
from commonbeat.listening.models import ENDED, Concern, Feeling, Promise, ReadBack, Turn, Voice
from commonbeat.listening.times import hours_between

if TYPE_CHECKING:
    from commonbeat.people.models import Staff

FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Debt:
    """One thing we owe those who raised a concern."""

    what: str
    """answer, read_back, say_understood, reply, promise, tell or act."""
    sentence: str
    due_at: datetime | None = None
    hours_late: int = 0

    @property
    def is_late(self) -> bool:
        return self.hours_late > 0


@dataclass(frozen=True)
class Owed:
    """A concern with everything we owe because of it, the most pressing first."""

    concern: Concern
    debts: tuple[Debt, ...]
    people: int
    feeling: str

    @property
    def first(self) -> Debt:
        return self.debts[0]

    @property
    def feeling_word(self) -> str:
        return str(Feeling(self.feeling).label) if self.feeling else ""


def waiting(staff: Staff, at: datetime, *, is_mine: bool = False) -> list[Owed]:
    """Concerns this member of staff may see and in which something waits on us: the latest first.

    In one that has ended we may still owe a reply or what we promised.
    """
    found = Concern.objects.visible_to(staff).owing().with_evidence()
    if is_mine:
        found = found.filter(owner=staff)
    concerns = list(found.select_related("team", "place", "neighborhood", "owner"))
    rows = owed_for(concerns, at)
    return sorted(rows, key=_pressing)


def owed_for(concerns: Sequence[Concern], at: datetime) -> list[Owed]:
    """What is owed in these concerns, read with state and evidence; those where nothing is are left out."""
    story = _Story.read([concern.pk for concern in concerns])
    rows = []
    for concern in concerns:
        debts = sorted(_debts(concern, story, at), key=lambda debt: (debt.due_at or FAR, debt.what))
        if debts:
            voices = story.voices[concern.pk]
            rows.append(Owed(concern, tuple(debts), len(voices), usual_feeling(voices)))
    return rows


def usual_feeling(voices: Iterable[Voice]) -> str:
    """The feeling most of them have, as far as anybody said or guessed; "" when nobody did."""
    felt = Counter(voice.feeling for voice in voices if voice.feeling)
    return min(felt, key=lambda feeling: (-felt[feeling], feeling)) if felt else ""


@dataclass
class _Story:
    """What the debts are read from, for many concerns in a fixed number of queries."""

    voices: dict[UUID, list[Voice]]
    read_back: set[UUID]
    last_turn: dict[UUID, Turn]
    promises: dict[UUID, list[Promise]]

    @classmethod
    def read(cls, concern_ids: Sequence[UUID]) -> _Story:
        voices: dict[UUID, list[Voice]] = defaultdict(list)
        for voice in Voice.objects.filter(concern__in=concern_ids).standing().defer("words", "where", "when"):
            if voice.concern_id is not None:
                voices[voice.concern_id].append(voice)
        last_turn: dict[UUID, Turn] = {}
        turns = Turn.objects.filter(voice__concern__in=concern_ids).defer("words").order_by("number")
        for turn in turns:
            last_turn[turn.voice_id] = turn
        promises: dict[UUID, list[Promise]] = defaultdict(list)
        for promise in Promise.objects.due().filter(concern__in=concern_ids).order_by("due_on"):
            promises[promise.concern_id].append(promise)
        read_back = ReadBack.objects.filter(voice__concern__in=concern_ids).values_list("voice_id", flat=True)
        return cls(voices, set(read_back), last_turn, promises)


def _debts(concern: Any, story: _Story, at: datetime) -> Iterable[Debt]:
    voices = story.voices[concern.pk]
    is_told, has_ended = concern.is_answered or concern.is_reported_back, concern.state in ENDED
    if not is_told and not has_ended:
        yield _clocked("answer", concern.answer_due_at, at)
    if concern.state == rules.HEARD:
        yield from _understanding(concern, voices, story, at)
    for voice in voices:
        turn = story.last_turn.get(voice.pk)
        if turn is not None and not turn.is_from_team:
            hours = concern.team.hours_to_answer(concern.kind)
            yield _clocked("reply", turn.at + timedelta(hours=hours), at)
    for promise in story.promises[concern.pk]:
        yield _clocked("promise", _end_of(promise, concern.team.timezone), at)
    if is_told and not has_ended:
        yield from _next_deed(concern, has_promise=bool(story.promises[concern.pk]))


def _understanding(concern: Any, voices: list[Voice], story: _Story, at: datetime) -> Iterable[Debt]:
    asked = [voice for voice in voices if voice.is_reachable and not voice.is_me_too]
    if not asked:
        yield Debt("say_understood", _("nobody can be asked: say why we understood"))
    elif concern.kind not in rules.ANSWER_IS_ENOUGH and any(
        voice.pk not in story.read_back for voice in asked
    ):
        yield _clocked("read_back", concern.answer_due_at, at)


def _next_deed(concern: Any, *, has_promise: bool) -> Iterable[Debt]:
    is_light = concern.kind in rules.ANSWER_IS_ENOUGH
    if concern.state == rules.REOPENED:
        yield Debt("act", _("they say it is not solved"))
    elif concern.state == rules.ACTING or (concern.has_action and not concern.is_reported_back):
        yield Debt("tell", _("tell them what was done"))
    elif not concern.has_action and not is_light and not has_promise:
        yield Debt("act", _("do something about it, or say why not"))


def _clocked(what: str, due_at: datetime, at: datetime) -> Debt:
    late = max(0, hours_between(due_at, at))
    name = {
        "answer": _("an answer"),
        "read_back": _("what we heard"),
        "reply": _("a reply"),
        "promise": _("a promise"),
    }[what]
    return Debt(what, _how_late(name, late) if late else name, due_at, late)


def _how_late(name: str, hours: int) -> str:
    if hours < 48:
        words = ngettext("%(name)s, %(number)d h late", "%(name)s, %(number)d h late", hours)
        return words % {"name": name, "number": hours}
    days = hours // 24
    words = ngettext("%(name)s, %(number)d day late", "%(name)s, %(number)d days late", days)
    return words % {"name": name, "number": days}


def _end_of(promise: Promise, timezone: str) -> datetime:
    """The end of the day it is due on, where the team is."""
    return datetime.combine(promise.due_on + timedelta(days=1), time(), ZoneInfo(timezone)).astimezone(UTC)


def _pressing(row: Owed) -> tuple[datetime, datetime]:
    return (row.first.due_at or FAR, row.concern.opened_at)
