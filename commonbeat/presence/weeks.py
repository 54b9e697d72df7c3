"""What a week is made of before it becomes numbers: who can walk, what must be, what is unmet."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood, Place, Team
from commonbeat.presence.models import Walk, Wish
from commonbeat.presence.prizes import Need
from commonbeat.safety.clock import local_midnight

SAME_STOP = timedelta(hours=1)


@dataclass(frozen=True)
class Outing:
    """One walk that can be planned: who, from when to when, from where, and where it may stop."""

    key: str
    officer: Staff
    neighborhood: Neighborhood
    starts_at: datetime
    ends_at: datetime
    base: Place | None
    areas: frozenset[uuid.UUID]
    is_announced: bool = False
    walk: Walk | None = None
    stands_in_for: Staff | None = None


@dataclass(frozen=True)
class Appointment:
    """Where somebody must be at a time: the gate when school ends, a gathering, what residents were told."""

    place: Place
    starts_at: datetime
    latest_at: datetime
    minutes: int
    reason: str
    words: str
    officer_id: uuid.UUID | None = None
    walk_key: str = ""
    is_announced: bool = False
    concern_id: uuid.UUID | None = None
    is_pinned: bool = False


def is_among(one: Appointment, others: Iterable[Appointment]) -> bool:
    """Whether one of these is this very stop already, so that it is not asked for twice."""
    return any(
        other.place.pk == one.place.pk and abs(other.starts_at - one.starts_at) < SAME_STOP
        for other in others
    )


@dataclass(frozen=True)
class Missing:
    """A shift nobody walks this week, and why."""

    officer: Staff
    on: date
    because: str


@dataclass(frozen=True)
class WeekOfWalks:
    """Everything that can be walked in a week, what must be, and where somebody goes anyway."""

    outings: list[Outing]
    appointments: list[Appointment]
    missing: list[Missing] = field(default_factory=list)
    taken: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True)
class Ground:
    """Everything one try is made from, before it becomes numbers."""

    team: Team
    monday: date
    walks: WeekOfWalks
    needs: list[tuple[Place, Need]]
    weights: Mapping[str, int]
    visit_minutes: int
    wishes: list[Wish]

    @property
    def begin(self) -> datetime:
        # In UTC, where a second is a second also in the week in which clocks change.
        return local_midnight(self.monday, self.team.timezone).astimezone(UTC)

    def second(self, at: datetime) -> int:
        return round((at - self.begin).total_seconds())

    def moment(self, second: float) -> datetime:
        return self.begin + timedelta(seconds=round(second))


def instant(team: Team, day: date, clock: time) -> datetime:
    """The instant at which the team's clocks show this time of this day."""
    return datetime.combine(day, clock, ZoneInfo(team.timezone))
