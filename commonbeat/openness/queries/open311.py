"""Published concerns as other programs ask for them (Open311 GeoReport v2), through the gate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from commonbeat.listening.models import ENDED, Concern, ConcernState, Intake, Source
from commonbeat.listening.models.concern import ConcernQuerySet
from commonbeat.openness import gate
from commonbeat.openness.calendar import day_start, week_start
from commonbeat.places.models import Team

LONGEST_SPAN = timedelta(days=90)
MOST_A_PAGE = 200
BY_THE_PERSON = (ConcernState.HEARD, ConcernState.UNDERSTOOD, ConcernState.CONFIRMED, ConcernState.REOPENED)


NOTHING: list[dict[str, Any]] = []
NO_REQUEST: dict[str, Any] | None = None


@dataclass(frozen=True)
class Asked:
    """What a program asks for; times are instants, lists empty where nothing was said."""

    ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    start: datetime | None = None
    end: datetime | None = None
    updated_after: datetime | None = None
    updated_before: datetime | None = None
    page: int = 1
    page_size: int = 50


@gate.closed_on_error(NOTHING)
def service_requests(team: Team, asked: Asked, at: datetime) -> list[dict[str, Any]]:
    """The published concerns a program asked for, newest first; at most 90 days unless it names them."""
    found = Concern.objects.public(team).with_state().select_related("place", "team")
    if asked.ids:
        found = found.filter(reference__in=asked.ids[:MOST_A_PAGE])
    else:
        found = _in_span(found, team, asked, at)
        if asked.codes:
            found = found.filter(topic__in=asked.codes)
        if asked.statuses and set(asked.statuses) != {"open", "closed"}:
            is_closed = "closed" in asked.statuses
            found = found.filter(state__in=ENDED) if is_closed else found.exclude(state__in=ENDED)  # type: ignore[misc]
    size = min(max(asked.page_size, 1), MOST_A_PAGE)
    first = (max(asked.page, 1) - 1) * size
    rows = found.order_by("-opened_at", "reference")[first : first + size]
    return [request_of(concern) for concern in rows]


@gate.closed_on_error(NO_REQUEST)
def service_request(team: Team, reference: str, by: Source | None = None) -> dict[str, Any] | None:
    """One published concern; for the program that handed it over also what is not public: only its state."""
    concern = (
        Concern.objects.public(team)
        .with_state()
        .filter(reference=reference)
        .select_related("place", "team")
        .first()
    )
    if concern is not None:
        return request_of(concern)
    own = Intake.objects.filter(source=by, voice__reference=reference).select_related("voice") if by else []
    for intake in own:
        if intake.voice is not None:
            state = _state_of(intake.voice.concern_id)
            return {"service_request_id": reference, **_status(state)}
    return None


def _in_span(found: ConcernQuerySet, team: Team, asked: Asked, at: datetime) -> ConcernQuerySet:
    """Weeks are what we tell, so weeks are what may be asked for: a finer question gives no finer answer."""
    end = asked.end or at
    start = asked.start or end - LONGEST_SPAN
    start = max(start, end - LONGEST_SPAN)
    found = found.filter(opened_at__gte=_first_week(team, start), opened_at__lt=_after_week(team, end))
    if asked.updated_after is not None:
        found = found.filter(state_at__gte=_first_week(team, asked.updated_after))  # type: ignore[misc]
    if asked.updated_before is not None:
        found = found.filter(state_at__lt=_after_week(team, asked.updated_before))  # type: ignore[misc]
    return found


def _first_week(team: Team, start: datetime) -> datetime:
    """From when a concern's week begins at or after `start`."""
    monday = week_start(team, start)
    begins = day_start(team, monday)
    return begins if begins >= start else day_start(team, monday + timedelta(days=7))


def _after_week(team: Team, end: datetime) -> datetime:
    return day_start(team, week_start(team, end) + timedelta(days=7))


def request_of(concern: Concern) -> dict[str, Any]:
    """A published concern as a service request: no time finer than a week for what people said."""
    team = concern.team
    state: str = concern.state  # type: ignore[attr-defined]
    state_at: datetime = concern.state_at  # type: ignore[attr-defined]
    requested = gate.week_of(team, concern.opened_at)
    by_person = state in BY_THE_PERSON
    updated = gate.week_of(team, state_at) if by_person else gate.day_of_our_work(team, state_at)
    point = gate.point(concern)
    return {
        "service_request_id": concern.reference,
        **_status(state),
        "service_name": concern.get_topic_display().capitalize(),
        "service_code": concern.topic,
        "description": f"{concern.title}\n\n{concern.public_words}".strip(),
        "agency_responsible": team.name,
        "service_notice": None,
        "requested_datetime": _instant(team, requested),
        "updated_datetime": _instant(team, updated or requested),
        "expected_datetime": None,
        "address": concern.place.name if concern.place else None,
        "address_id": concern.place.slug if concern.place else None,
        "zipcode": None,
        "lat": point[1] if point else None,
        "long": point[0] if point else None,
        "media_url": None,
    }


def _status(state: str) -> dict[str, str]:
    word = ConcernState(state).label.capitalize() if state else _("We have not looked at it yet.")
    return {"status": "closed" if state in ENDED else "open", "status_notes": str(word)}


def _state_of(concern_id: UUID | None) -> str:
    if concern_id is None:
        return ""
    return str(Concern.objects.with_state().get(pk=concern_id).state)  # type: ignore[attr-defined]


def _instant(team: Team, day: date) -> str:
    return day_start(team, day).strftime("%Y-%m-%dT%H:%M:%SZ")
