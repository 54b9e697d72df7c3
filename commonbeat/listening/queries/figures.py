"""The loop in numbers: of the concerns heard in a period, how far each came, and where others were lost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.listening import rules
from commonbeat.listening.models import Answer, Concern, ReadBack, ReportBack, Step, Voice

if TYPE_CHECKING:
    from commonbeat.people.models import Staff
    from commonbeat.places.models import Neighborhood, Team

UNDERSTOOD, ANSWERED, ACTING, REPORTED_BACK, CONFIRMED = range(1, 6)


@dataclass(frozen=True)
class Leak:
    """Concerns that came to the step before and not to this one, all for the same reason."""

    step: str
    """understood, answered, acted, reported_back or confirmed."""
    reason: str
    """closed, not_read_back, no_word, unreachable, not_answered, idle, not_told or reopened."""
    count: int
    sentence: str
    is_ours: bool
    """Whether it waits on us, not on the person."""


@dataclass(frozen=True)
class LoopFigures:
    """How many of the concerns heard in a period ever came so far; each includes all further steps.

    `confirmed` counts only what still is: who says no again takes it back. What a step misses against the
    step before is exactly the sum of its leaks. Complaints about officers are in none of these numbers.
    """

    heard: int
    understood: int
    answered: int
    acted: int
    reported_back: int
    confirmed: int
    unreachable: int
    """Concerns in which nobody can be reached, so that nobody can ever confirm them; counted all the same."""
    unasked: int
    """Of those understood: how many without the person's own word; nobody could be reached or answered."""
    reopened: int
    closed: int
    unsorted: int
    """Voices of the period that nobody has put to a concern yet; they are in none of the counts."""
    median_hours_to_answer: int | None
    leaks: list[Leak] = field(default_factory=list)

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The six bars of the loop strip."""
        return [
            {"name": _("heard"), "count": self.heard, "note": ""},
            {"name": _("understood"), "count": self.understood, "owed": self._owed("understood"), "note": ""},
            {
                "name": _("answered"),
                "count": self.answered,
                "owed": self._owed("answered"),
                "note": self._pace(),
            },
            {"name": _("acted on"), "count": self.acted, "owed": self._owed("acted"), "note": ""},
            {
                "name": _("reported back"),
                "count": self.reported_back,
                "owed": self._owed("reported_back"),
                "note": "",
            },
            {"name": _("confirmed"), "count": self.confirmed, "owed": "", "note": self._apart()},
        ]

    @property
    def worst(self) -> str:
        """The step before which most is lost and waits on us; "" when nothing does."""
        lost: Counter[str] = Counter()
        for leak in self.leaks:
            lost[leak.step] += leak.count if leak.is_ours else 0
        return max(lost, key=lambda step: lost[step]) if sum(lost.values()) else ""

    @property
    def finding(self) -> str:
        """The page's heading: what the numbers say, in a sentence."""
        if not self.heard:
            return _("We have not heard anything in this period.")
        return {
            "understood": _("Most of what we lose, we lose before we have understood."),
            "answered": _("Most of what we lose, we lose between understanding and answering."),
            "acted": _("Most of what we lose, we lose between answering and acting."),
            "reported_back": _("Most of what we lose, we lose between acting and telling."),
            "confirmed": _("Most of what we lose, we lose after telling: people say it is not solved."),
        }.get(self.worst, _("Nothing waits on us: what is missing is the word of those who raised it."))

    def _owed(self, step: str) -> str:
        count = sum(leak.count for leak in self.leaks if leak.step == step and leak.is_ours)
        return (
            ngettext("%(number)d waiting", "%(number)d waiting", count) % {"number": count} if count else ""
        )

    def _pace(self) -> str:
        hours = self.median_hours_to_answer
        return "" if hours is None else _("median %(hours)d h") % {"hours": hours}

    def _apart(self) -> str:
        parts = []
        if self.reopened:
            parts.append(ngettext("%(n)d reopened", "%(n)d reopened", self.reopened) % {"n": self.reopened})
        if self.unreachable:
            words = ngettext("%(n)d cannot be asked", "%(n)d cannot be asked", self.unreachable)
            parts.append(words % {"n": self.unreachable})
        return " · ".join(parts)


def loop_figures(
    team: Team, neighborhood: Neighborhood | None, since: datetime, until: datetime, public: bool = False
) -> LoopFigures:
    """The figures of the concerns heard from `since` until before `until`; everywhere for no neighborhood.

    With `public`, what only the desk can act on is left out.
    """
    where = {"team": team} if neighborhood is None else {"team": team, "neighborhood": neighborhood}
    concerns = Concern.objects.filter(**where, about_officer=None, opened_at__gte=since, opened_at__lt=until)
    fates = _fates(concerns)
    unsorted = 0
    if not public:
        voices = Voice.objects.filter(**where, about_officer=None, heard_at__gte=since, heard_at__lt=until)
        unsorted = voices.unjoined().filter(is_held=False).count()
    return summarize(fates, unsorted=unsorted)


def complaint_figures(staff: Staff, since: datetime, until: datetime) -> LoopFigures:
    """The figures of the complaints about officers that this confidant may know of; zeros for others."""
    known = Concern.objects.visible_to(staff).filter(about_officer__isnull=False)
    return summarize(_fates(known.filter(opened_at__gte=since, opened_at__lt=until)))


@dataclass(frozen=True)
class Fate:
    """How far one concern came, and what is known about why not further."""

    states: tuple[str, ...]
    is_unasked: bool = False
    is_reachable: bool = True
    is_read_back: bool = True
    hours_to_answer: int | None = None

    @property
    def state(self) -> str:
        return self.states[-1]

    @property
    def reached(self) -> int:
        """The furthest step that counts: confirmed only while it still is."""
        furthest = rules.stage(self.states)
        return REPORTED_BACK if furthest == CONFIRMED and self.state != rules.CONFIRMED else furthest


def summarize(fates: Iterable[Fate], *, unsorted: int = 0) -> LoopFigures:
    """The figures of these concerns."""
    fates = list(fates)
    heard, understood, answered, acted, told, confirmed = (
        sum(fate.reached >= step for fate in fates) for step in range(6)
    )
    hours = [fate.hours_to_answer for fate in fates if fate.hours_to_answer is not None]
    return LoopFigures(
        heard=heard,
        understood=understood,
        answered=answered,
        acted=acted,
        reported_back=told,
        confirmed=confirmed,
        unreachable=sum(not fate.is_reachable for fate in fates),
        unasked=sum(fate.is_unasked for fate in fates),
        reopened=sum(rules.REOPENED in fate.states for fate in fates),
        closed=sum(fate.state == rules.CLOSED for fate in fates),
        unsorted=unsorted,
        median_hours_to_answer=round(median(hours)) if hours else None,
        leaks=_leaks(fates),
    )


def _fates(concerns: Any) -> list[Fate]:
    rows = list(concerns.values_list("pk", "opened_at"))
    states: dict[UUID, list[str]] = defaultdict(list)
    unasked: set[UUID] = set()
    steps = Step.objects.filter(concern__in=concerns.values("pk")).order_by("number")
    for pk, state, because in steps.values_list("concern_id", "state", "because"):
        states[pk].append(state)
        if state == rules.UNDERSTOOD and because:
            unasked.add(pk)
    voices = Voice.objects.filter(concern__in=concerns.values("pk")).standing()
    reachable = set(voices.filter(code_fingerprint__isnull=False).values_list("concern_id", flat=True))
    read_back = set(
        ReadBack.objects.filter(voice__concern__in=concerns.values("pk")).values_list(
            "voice__concern_id", flat=True
        )
    )
    first = _first_answers(concerns)
    return [
        Fate(
            tuple(states[pk]),
            pk in unasked,
            pk in reachable,
            pk in read_back,
            int((first[pk] - opened_at).total_seconds() // 3600) if pk in first else None,
        )
        for pk, opened_at in rows
    ]


def _first_answers(concerns: Any) -> dict[UUID, datetime]:
    """When each concern got its first real answer; a report back is one."""
    first: dict[UUID, datetime] = {}
    for model in (Answer, ReportBack):
        found = model._default_manager.filter(concern__in=concerns.values("pk")).order_by()
        for pk, at in found.values_list("concern_id").annotate(first=Min("at")):
            first[pk] = min(at, first.get(pk, at))
    return first


Count = Callable[[int], str]

SENTENCES: dict[tuple[str, str], Count] = {
    ("understood", "not_read_back"): lambda n: ngettext(
        "%(n)d was never read back to the person.", "%(n)d were never read back to the person.", n
    ),
    ("understood", "no_word"): lambda n: ngettext(
        "%(n)d waits for the person to say whether we understood.",
        "%(n)d wait for the person to say whether we understood.",
        n,
    ),
    ("understood", "unreachable"): lambda n: ngettext(
        "%(n)d was never reached: nobody left a code.", "%(n)d were never reached: nobody left a code.", n
    ),
    ("answered", "not_answered"): lambda n: ngettext(
        "%(n)d has no answer yet.", "%(n)d have no answer yet.", n
    ),
    ("acted", "idle"): lambda n: ngettext(
        "%(n)d was answered, and nothing is done yet.", "%(n)d were answered, and nothing is done yet.", n
    ),
    ("reported_back", "not_told"): lambda n: ngettext(
        "%(n)d was acted on, and nobody has told those who raised it.",
        "%(n)d were acted on, and nobody has told those who raised them.",
        n,
    ),
    ("confirmed", "reopened"): lambda n: ngettext(
        "%(n)d is open again: somebody says it is not solved.",
        "%(n)d are open again: somebody says they are not solved.",
        n,
    ),
    ("confirmed", "unreachable"): lambda n: ngettext(
        "%(n)d cannot be confirmed: nobody left a code.", "%(n)d cannot be confirmed: nobody left a code.", n
    ),
    ("confirmed", "no_word"): lambda n: ngettext(
        "%(n)d waits for the word of those who raised it.",
        "%(n)d wait for the word of those who raised them.",
        n,
    ),
}
# These wait on us; the others on the person, or on nobody.
OURS = {"not_read_back", "not_answered", "idle", "not_told", "reopened"}
STEPS = ("understood", "answered", "acted", "reported_back", "confirmed")


def _leaks(fates: list[Fate]) -> list[Leak]:
    lost: Counter[tuple[str, str]] = Counter()
    for fate in fates:
        if fate.reached < CONFIRMED:
            step = STEPS[fate.reached]
            lost[step, _reason(fate, step)] += 1
    order = {step: number for number, step in enumerate(STEPS)}
    return [
        Leak(step, reason, count, _sentence(step, reason, count), reason in OURS)
        for (step, reason), count in sorted(
            lost.items(), key=lambda item: (order[item[0][0]], -item[1], item[0][1])
        )
    ]


def _reason(fate: Fate, step: str) -> str:
    if fate.state == rules.CLOSED:
        return "closed"
    if step == "understood":
        if not fate.is_reachable:
            return "unreachable"
        was_told = fate.is_read_back or fate.hours_to_answer is not None
        return "no_word" if was_told else "not_read_back"
    if step == "confirmed":
        if rules.REOPENED in fate.states and fate.state != rules.REPORTED_BACK:
            return "reopened"
        return "no_word" if fate.is_reachable else "unreachable"
    return {"answered": "not_answered", "acted": "idle", "reported_back": "not_told"}[step]


def _sentence(step: str, reason: str, count: int) -> str:
    if reason == "closed":
        words = ngettext("%(n)d was closed, with a reason.", "%(n)d were closed, with a reason.", count)
    else:
        words = SENTENCES[step, reason](count)
    return words % {"n": count}
