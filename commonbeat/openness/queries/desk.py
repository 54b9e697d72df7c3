"""What the desk works on; every list begins with what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from commonbeat.listening.models import Action, Concern, ConcernState, ReportBack
from commonbeat.openness.models import (
    Gathering,
    Initiative,
    Priority,
    Question,
    Rsvp,
    YouSaidWeDid,
)
from commonbeat.people.models import Staff


@dataclass(frozen=True)
class DeskGatherings:
    """Gatherings of the desk: what is coming, and what still lacks its minutes."""

    coming: list[Gathering]
    without_minutes: list[Gathering]
    past: list[Gathering]


@dataclass(frozen=True)
class Ready:
    """A concern with everything a public pair needs."""

    concern: Concern
    action: Action
    report_back: ReportBack


def gatherings_for(staff: Staff, at: datetime, past: int = 20) -> DeskGatherings:
    """Everything one runs or coordinates, drafts included."""
    found = Gathering.objects.visible_to(staff).select_related("place", "neighborhood", "host", "minutes")
    held = found.held(at)
    return DeskGatherings(
        coming=list(found.upcoming(at)),
        without_minutes=list(held.filter(Q(minutes=None) | Q(minutes__published_at=None))[:past]),
        past=list(held.exclude(minutes__published_at=None)[:past]),
    )


def rsvps(staff: Staff, gathering: Gathering) -> QuerySet[Rsvp]:
    """Who comes and what they need; nobody but the host and the coordinators gets a row."""
    return Rsvp.objects.visible_to(staff).coming().filter(gathering=gathering).order_by("pk")


def questions_for(staff: Staff) -> QuerySet[Question]:
    """Questions one may read before they are shown, and answer; narrow with the verbs of the queryset."""
    found = Question.objects.visible_to(staff).filter(withdrawn_on=None)
    return (
        found.select_related("neighborhood", "gathering")
        .prefetch_related("answers")
        .order_by("answer_due_at")
    )


def initiatives_for(staff: Staff) -> QuerySet[Initiative]:
    """Initiatives with drafts, those that end first on top."""
    return Initiative.objects.visible_to(staff).select_related("neighborhood").order_by("ended_on", "until")


def priorities_for(staff: Staff, on: date) -> QuerySet[Priority]:
    """Priorities with drafts, the stalest first."""
    return Priority.objects.visible_to(staff).current(on).reverse().prefetch_related("actions")


def pairs_for(staff: Staff) -> QuerySet[YouSaidWeDid]:
    """Pairs one wrote or may read, those waiting for a reading included."""
    found = YouSaidWeDid.objects.visible_to(staff).filter(concern__about_officer=None)
    return found.select_related("neighborhood", "concern", "action", "report_back", "by").order_by(
        "-written_at"
    )


def ready_to_publish(staff: Staff) -> list[Ready]:
    """Concerns with an action and a report back that nobody has published yet, newest report first."""
    standing = YouSaidWeDid.objects.filter(concern=OuterRef("pk"), withdrawn_on=None)
    found = (
        Concern.objects.visible_to(staff)
        .filter(~Exists(standing), about_officer=None)
        .annotate(action_count=Count("actions"), report_count=Count("report_backs"))
        .filter(action_count__gt=0, report_count__gt=0)
        .with_state()
        .select_related("neighborhood")
        .prefetch_related("actions", "report_backs")
    )
    where = staff.neighborhoods_as("coordinator")
    mine = [
        concern
        for concern in found
        if (where is None or concern.neighborhood_id in where)
        and getattr(concern, "state", None) != ConcernState.REOPENED
    ]
    ready = [_ready(concern) for concern in mine]
    return sorted(ready, key=lambda one: one.report_back.at, reverse=True)


def _ready(concern: Concern) -> Ready:
    # Both lists come ordered by their number: the last one is the newest.
    return Ready(concern, list(concern.actions.all())[-1], list(concern.report_backs.all())[-1])
