"""What everybody may read, and what a code opens."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Count, QuerySet

from commonbeat.openness import gate
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import (
    Gathering,
    Initiative,
    Minutes,
    MinutesCorrection,
    Priority,
    Question,
    Rsvp,
    Session,
    YouSaidWeDid,
    is_session,
)
from commonbeat.openness.rules import takes_votes
from commonbeat.places.models import Neighborhood, Team
from commonbeat.safety import codes

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])
LONGEST_OWED = 50


class Room(enum.Enum):
    """How much room is left, in words: the number of people who come is nobody's business."""

    OPEN = "open"
    FEW = "few"
    FULL = "full"


@dataclass(frozen=True)
class MinutesShown:
    """Published minutes with their corrections; few people are not counted."""

    words: str
    attended: gate.Count | None
    published_at: datetime
    corrections: list[MinutesCorrection]


@dataclass(frozen=True)
class GatheringPage:
    """One gathering as everybody sees it."""

    gathering: Gathering
    room: Room
    is_open: bool
    minutes: MinutesShown | None
    raised: gate.Count
    questions: list[Question]
    is_session: bool = False
    takes_votes: bool = False


@dataclass(frozen=True)
class AnswersOwed:
    """Questions we owe an answer, the longest waiting first; counts of our own work."""

    questions: list[Question]
    owed: int
    late: int
    unread: int


def next_gatherings(
    team: Team, neighborhood: Neighborhood | None, at: datetime, limit: int | None = 3
) -> list[Gathering]:
    """Published gatherings that are not over, soonest first; called-off ones among them, marked."""
    found = _in(
        Gathering.objects.public(team).upcoming(at).select_related("place", "neighborhood"), neighborhood
    )
    return list(found[:limit])


def past_gatherings(
    team: Team, neighborhood: Neighborhood | None, at: datetime, limit: int = 10
) -> list[Gathering]:
    """Those that took place, newest first."""
    found = _in(
        Gathering.objects.public(team).held(at).select_related("place", "neighborhood", "minutes"),
        neighborhood,
    )
    return list(found[:limit])


def gatherings_for_calendar(team: Team, neighborhood: Neighborhood | None, at: datetime) -> list[Gathering]:
    """What a subscribed calendar needs: three months back and all that is to come, called-off ones too."""
    since = at - timedelta(days=92)
    found = Gathering.objects.public(team).filter(ends_at__gt=since).order_by("starts_at")
    return list(_in(found.select_related("place", "neighborhood", "host__profile"), neighborhood))


def gathering_page(team: Team, slug: str, at: datetime) -> GatheringPage | None:
    """One published gathering; None when there is none by that name."""
    found = Gathering.objects.public(team).select_related("place", "neighborhood", "host__profile")
    gathering = found.annotate(raised_count=Count("raised")).filter(slug=slug).first()
    if gathering is None:
        return None
    return GatheringPage(
        gathering=gathering,
        room=room_left(gathering),
        is_open=not gathering.is_canceled and gathering.starts_at > at,
        minutes=minutes_shown(gathering),
        raised=gate.people(gathering.raised_count),
        questions=list(_with_answers(Question.objects.public(team).filter(gathering=gathering))),
        is_session=is_session(gathering),
        takes_votes=takes_votes(gathering, at) and not is_closed(gathering),
    )


def is_closed(gathering: Gathering) -> bool:
    """Whether those who run the session ended its votes."""
    return Session.objects.filter(gathering=gathering, closed_at__isnull=False).exists()


def minutes_shown(gathering: Gathering) -> MinutesShown | None:
    """The published minutes of a gathering with every correction beside them."""
    minutes = Minutes.objects.filter(gathering=gathering, published_at__isnull=False).first()
    if minutes is None or minutes.published_at is None:
        return None
    attended = None if minutes.attended is None else gate.people(minutes.attended)
    return MinutesShown(minutes.words, attended, minutes.published_at, list(minutes.corrections.all()))


def room_left(gathering: Gathering) -> Room:
    """Open, only a few places, or full."""
    if gathering.capacity is None:
        return Room.OPEN
    left = gathering.capacity - gathering.taken
    if left <= 0:
        return Room.FULL
    return Room.FEW if left <= max(3, gathering.capacity // 5) else Room.OPEN


def current_initiatives(team: Team, neighborhood: Neighborhood | None, on: date) -> list[Initiative]:
    """What is running, the one that ends first on top; `owes_outcome(on)` tells which are past their date."""
    return list(_in(Initiative.objects.public(team).current(on).select_related("neighborhood"), neighborhood))


def ended_initiatives(team: Team, neighborhood: Neighborhood | None, limit: int = 10) -> list[Initiative]:
    """What came of it, newest first."""
    return list(
        _in(Initiative.objects.public(team).ended().select_related("neighborhood"), neighborhood)[:limit]
    )


def priorities_with_actions(team: Team, neighborhood: Neighborhood | None, on: date) -> list[Priority]:
    """Current priorities, freshest first, each with its actions; `is_stale(on)` tells which are too old."""
    found = (
        Priority.objects.public(team).current(on).select_related("neighborhood").prefetch_related("actions")
    )
    return list(_in(found, neighborhood))


def published_pairs(
    team: Team, neighborhood: Neighborhood | None = None, limit: int | None = 10
) -> list[YouSaidWeDid]:
    """ "You said, we did", newest first; `evidence(pair, at)` follows each down to the voices."""
    found = YouSaidWeDid.objects.public(team).select_related(
        "neighborhood", "concern", "action", "report_back"
    )
    return list(_in(found.order_by("-published_at"), neighborhood)[:limit])


def taken_back_pairs(
    team: Team, neighborhood: Neighborhood | None = None, limit: int = 10
) -> list[YouSaidWeDid]:
    """Published pairs we took back, with the reason; their words are not shown again."""
    found = YouSaidWeDid.objects.filter(team=team, published_at__isnull=False, withdrawn_on__isnull=False)
    found = found.filter(concern__about_officer=None).defer("said", "did").select_related("neighborhood")
    return list(_in(found.order_by("-withdrawn_on"), neighborhood)[:limit])


def owed_answers(team: Team, neighborhood: Neighborhood | None, at: datetime) -> AnswersOwed:
    """The public board of answers we owe: shown questions without one, and how many wait to be read."""
    owed = _in(Question.objects.filter(team=team).owed(), neighborhood)
    shown = owed.filter(published_at__isnull=False).select_related(
        "neighborhood", "gathering", "owner__profile"
    )
    return AnswersOwed(
        questions=list(shown[:LONGEST_OWED]),
        owed=owed.count(),
        late=owed.filter(answer_due_at__lt=at).count(),
        unread=owed.filter(published_at=None).count(),
    )


def answered_questions(
    team: Team, neighborhood: Neighborhood | None, limit: int | None = 20
) -> list[Question]:
    """Shown questions that have an answer, newest question first; `answers.all()` holds every correction."""
    found = Question.objects.public(team).filter(answers__number=1).order_by("-asked_at", "-published_at")
    return list(_with_answers(_in(found, neighborhood))[:limit])


def rsvp_by_code(team: Team, code: str) -> Rsvp | None:
    """The RSVP this code opens; None for a wrong, canceled-long-ago or purged one, all alike."""
    meant = codes.normalise(code)
    prints = codes.fingerprints(meant) if meant else []
    return (
        Rsvp.objects.filter(team=team, code_fingerprint__in=prints).select_related("gathering__place").first()
    )


def question_by_code(team: Team, code: str) -> Question | None:
    """The question this code opens, with its answers; None for a wrong, withdrawn or purged one alike."""
    meant = codes.normalise(code)
    prints = codes.fingerprints(meant) if meant else []
    found = Question.objects.filter(team=team, code_fingerprint__in=prints)
    return _with_answers(found).select_related("merged_into").first()


def today(team: Team, at: datetime) -> date:
    """The day it is for the team."""
    return local_day(team, at)


def _in(rows: Rows, neighborhood: Neighborhood | None) -> Rows:
    return rows if neighborhood is None else rows.filter(neighborhood=neighborhood)


def _with_answers(rows: Rows) -> Rows:
    return rows.select_related("neighborhood", "gathering", "owner").prefetch_related("answers")
