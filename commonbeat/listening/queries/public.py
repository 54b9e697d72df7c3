"""What everybody may read about concerns, and counts of who was heard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count

from commonbeat.listening import rules
from commonbeat.listening.models import Concern, Voice, public_voices
from commonbeat.listening.queries.owed import usual_feeling

if TYPE_CHECKING:
    from commonbeat.places.models import Neighborhood, Team


@dataclass(frozen=True)
class PublicConcern:
    """A published concern. `people` must go through the publication gate before it is shown."""

    concern: Concern
    state: str
    people: int
    feeling: str
    may_join: bool
    """Whether "me too" is still open."""


def public_concerns(
    team: Team, neighborhood: Neighborhood | None = None, *, until: datetime | None = None
) -> list[PublicConcern]:
    """Concerns the team chose to show, those still open first, then the newest; people counted up to `until`."""
    found = Concern.objects.public(team).with_state().select_related("place", "neighborhood")
    if neighborhood is not None:
        found = found.filter(neighborhood=neighborhood)
    rows = _with_people(found.order_by("-published_at", "reference"), until)
    return sorted(rows, key=lambda row: not row.may_join)


def public_concern(team: Team, reference: str, *, until: datetime | None = None) -> PublicConcern | None:
    """One published concern by its public reference; people counted up to `until`."""
    found = Concern.objects.public(team).with_state().filter(reference=reference)
    return next(iter(_with_people(found.select_related("team", "place", "neighborhood"), until)), None)


def people_behind(concern_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many people raised each concern, "me too" included; none who took it back."""
    counted = Voice.objects.filter(concern__in=list(concern_ids)).standing().order_by()
    return dict(counted.values_list("concern_id").annotate(people=Count("pk")))


def me_too_counts(concern_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many said "me too" to each concern."""
    counted = Voice.objects.filter(concern__in=list(concern_ids), is_me_too=True).standing().order_by()
    return dict(counted.values_list("concern_id").annotate(people=Count("pk")))


def voice_counts(team: Team, since: datetime, until: datetime) -> dict[UUID, int]:
    """How many voices came from each neighborhood, to see who is heard less than their share."""
    counted = public_voices(team).filter(heard_at__gte=since, heard_at__lt=until).order_by()
    return dict(counted.values_list("neighborhood_id").annotate(voices=Count("pk")))


def _with_people(concerns: Iterable[Concern], until: datetime | None) -> list[PublicConcern]:
    concerns = list(concerns)
    voices: dict[UUID | None, list[Voice]] = {}
    counted = Voice.objects.filter(concern__in=concerns, is_held=False).standing()
    if until is not None:
        counted = counted.filter(heard_at__lt=until)
    for voice in counted.defer("words"):
        voices.setdefault(voice.concern_id, []).append(voice)
    rows = []
    for concern in concerns:
        raised = voices.get(concern.pk, [])
        state: str = concern.state  # type: ignore[attr-defined]
        may_join = state not in (rules.CONFIRMED, rules.CLOSED)
        rows.append(PublicConcern(concern, state, len(raised), usual_feeling(raised), may_join))
    return rows
