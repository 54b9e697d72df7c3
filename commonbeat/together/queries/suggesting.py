"""Where two or more similar concerns appear, a problem is suggested."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from commonbeat.listening.models import Concern, Topic
from commonbeat.people.models import Staff
from commonbeat.places.folding import fold
from commonbeat.places.models import Neighborhood

LOOKED_BACK = timedelta(days=180)
# Concerns at places nearer than this to each other, about the same topic, may be one problem.
NEAR_METERS = 250
# Beside the topic, the titles must share this many words that carry meaning.
SHARED_WORDS = 2
LEAST_LETTERS = 4
MOST = 400
METERS_PER_DEGREE = 111_320


@dataclass(frozen=True)
class Suggestion:
    """Concerns that look like one problem."""

    neighborhood: Neighborhood
    topic: str
    concerns: list[Concern]

    @property
    def topic_label(self) -> str:
        return str(Topic(self.topic).label)


def suggestions(staff: Staff, at: datetime) -> list[Suggestion]:
    """Groups of similar concerns that belong to no problem yet, the largest first.

    Similar: the same neighborhood and topic, and the same or a near place, or words in common in the title.
    What was set aside counts only beside a concern that came later.
    """
    found = Concern.objects.visible_to(staff).filter(
        about_officer=None, problem_link=None, opened_at__gt=at - LOOKED_BACK
    )
    found = found.exclude(topic__in=(Topic.OTHER, Topic.TEAM)).select_related(
        "neighborhood", "place", "set_aside"
    )
    groups: dict[tuple[object, str], list[Concern]] = defaultdict(list)
    for concern in found.order_by("-opened_at")[:MOST]:
        groups[concern.neighborhood_id, concern.topic].append(concern)
    made = [
        Suggestion(cluster[0].neighborhood, topic, cluster)
        for (_where, topic), concerns in groups.items()
        for cluster in _clusters(concerns)
        if len(cluster) > 1 and not all(hasattr(one, "set_aside") for one in cluster)
    ]
    return sorted(made, key=lambda one: (-len(one.concerns), one.neighborhood.name, one.topic))


def _clusters(concerns: list[Concern]) -> Iterable[list[Concern]]:
    """Concerns that hang together, each like at least one other."""
    words = {concern.pk: _words(concern.title) for concern in concerns}
    waiting = list(concerns)
    while waiting:
        cluster = [waiting.pop(0)]
        for one in cluster:
            alike = [other for other in waiting if _is_like(one, other, words[one.pk] & words[other.pk])]
            cluster += alike
            waiting = [other for other in waiting if other not in alike]
        yield sorted(cluster, key=lambda concern: concern.opened_at)


def _is_like(one: Concern, other: Concern, shared: set[str]) -> bool:
    if one.place and other.place:
        return one.place_id == other.place_id or _meters(one, other) <= NEAR_METERS
    return len(shared) >= SHARED_WORDS


def _meters(one: Concern, other: Concern) -> float:
    a, b = one.place, other.place
    if a is None or b is None:
        return math.inf
    across = (a.longitude - b.longitude) * math.cos(math.radians(a.latitude))
    return math.hypot(across, a.latitude - b.latitude) * METERS_PER_DEGREE


def _words(title: str) -> set[str]:
    return {word for word in fold(title).split() if len(word) >= LEAST_LETTERS}
