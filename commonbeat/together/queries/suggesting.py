"""Where two or more similar concerns appear, a problem is suggested."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from commonbeat.listening.models import Concern, Kind, Topic
from commonbeat.methods.text import same_signs
from commonbeat.methods.text.clean import fold
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood

LOOKED_BACK = timedelta(days=180)
# A harm or a sign of one: ideas, questions and thanks make no problem.
HARMS = (Kind.WORRY, Kind.INFORMATION)
# Concerns at places this near to each other must still say something alike.
NEAR_METERS = 250
# Beside the topic, what was said must share so many words that carry meaning, by where it happens.
SHARED_NEAR, SHARED_ANYWHERE = 1, 2
STEM, LEAST_LETTERS = 5, 4
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

    Similar: the same neighborhood and topic, and the same place; or places near each other and a word in
    common; or, where no place is known, two words in common. What was set aside counts only beside a concern
    that came later.
    """
    return _grouped(_waiting(staff, at))


def suggestion_with(staff: Staff, concern: Concern, at: datetime) -> Suggestion | None:
    """The suggestion this concern is part of; None where nothing is like it."""
    beside = _waiting(staff, at).filter(neighborhood=concern.neighborhood_id, topic=concern.topic)
    return next((one for one in _grouped(beside) if concern in one.concerns), None)


def _waiting(staff: Staff, at: datetime) -> QuerySet[Concern]:
    """Harms that belong to no problem yet."""
    found = Concern.objects.visible_to(staff).filter(
        about_officer=None, problem_link=None, kind__in=HARMS, opened_at__gt=at - LOOKED_BACK
    )
    waiting: QuerySet[Concern] = found.exclude(topic__in=(Topic.OTHER, Topic.TEAM))
    return waiting.select_related("neighborhood", "place", "set_aside")


def _grouped(found: QuerySet[Concern]) -> list[Suggestion]:
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
    words = {concern.pk: _words(f"{concern.title} {concern.public_words}") for concern in concerns}
    waiting = list(concerns)
    while waiting:
        cluster = [waiting.pop(0)]
        for one in cluster:
            alike = [other for other in waiting if _is_like(one, other, words[one.pk] & words[other.pk])]
            cluster += alike
            waiting = [other for other in waiting if other not in alike]
        yield sorted(cluster, key=lambda concern: concern.opened_at)


def _is_like(one: Concern, other: Concern, shared: set[str]) -> bool:
    if one.place is None or other.place is None:
        return len(shared) >= SHARED_ANYWHERE
    if one.place_id == other.place_id:
        return True
    return _meters(one, other) <= NEAR_METERS and len(shared) >= SHARED_NEAR


def _meters(one: Concern, other: Concern) -> float:
    a, b = one.place, other.place
    if a is None or b is None:
        return math.inf
    across = (a.longitude - b.longitude) * math.cos(math.radians(a.latitude))
    return math.hypot(across, a.latitude - b.latitude) * METERS_PER_DEGREE


def _words(text: str) -> set[str]:
    return {fold(word)[:STEM] for word in same_signs.content(text) if len(word) >= LEAST_LETTERS}
