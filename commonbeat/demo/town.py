"""What the demo has made so far, found by the short names its story uses."""

from __future__ import annotations

import heapq
import random
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from commonbeat.demo.days import Days
from commonbeat.listening.models import Concern, Voice
from commonbeat.openness.models import Gathering
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood, Place, Team
from commonbeat.presence.queries import Suggestion

FAMILY = uuid.UUID("6f2b1c1e-54b0-4c55-9a37-0d5d3b2f7c11")


def named_id(seed: int, *parts: object) -> uuid.UUID:
    """The client id of one thing in the story; the same for the same seed, so that its code can be shown."""
    return uuid.uuid5(FAMILY, "/".join(str(part) for part in (seed, *parts)))


@dataclass
class Town:
    """One demo community while it is being built."""

    seed: int
    weeks: int
    days: Days
    team: Team
    areas: dict[str, Neighborhood] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    voices: dict[str, Voice] = field(default_factory=dict)
    concerns: dict[str, Concern] = field(default_factory=dict)
    gatherings: dict[str, Gathering] = field(default_factory=dict)
    suggested: dict[tuple[object, ...], list[Suggestion]] = field(default_factory=dict)
    # What will happen, the soonest first; of two at the same moment the one told first.
    events: list[tuple[datetime, int, Callable[[datetime], object]]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def id(self, *parts: object) -> uuid.UUID:
        """The client id of one thing in the story."""
        return named_id(self.seed, *parts)

    def dice(self, what: str) -> random.Random:
        """Chance for one purpose, the same for the same seed whatever else is in the story."""
        return random.Random(f"{self.seed}/{what}")  # noqa: S311 - a story, not a secret

    def tells(self, days: int) -> bool:
        """Whether something that began so many days ago belongs to a history of this length."""
        return days <= self.weeks * 7

    def then(self, at: datetime, do: Callable[[datetime], object]) -> None:
        """Have something happen at this moment; what would lie in the future happens now."""
        heapq.heappush(self.events, (min(at, self.days.now), next(self.numbers), do))
