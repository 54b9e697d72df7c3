"""What other programs may read about a neighborhood, row by row.

Every row has gone through the publication gate; what the gate holds back is null.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from commonbeat.listening import queries as listening
from commonbeat.openness import gate
from commonbeat.openness import queries as openness
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import Gathering, Initiative, Priority, Question, YouSaidWeDid
from commonbeat.places.models import Neighborhood
from commonbeat.together.models import Alert, Phase, PhaseStep, Problem

WEEKS = 12
Row = dict[str, Any]
NO_ROWS: list[Row] = []


@dataclass(frozen=True)
class Field:
    """One field: its name, its type (string, integer, number, boolean, date, datetime), what it says."""

    name: str
    type: str
    says: str
    may_be_missing: bool = False


@dataclass(frozen=True)
class Asked:
    """Who asks, about what."""

    request: HttpRequest
    neighborhood: Neighborhood

    @property
    def team(self) -> Any:
        return self.request.team

    @property
    def at(self) -> datetime:
        return self.request.at

    @property
    def today(self) -> date:
        return local_day(self.team, self.at)

    def url(self, name: str, *args: object) -> str:
        return self.request.build_absolute_uri(reverse(name, args=args))

    def day(self, at: datetime | None) -> str | None:
        return local_day(self.team, at).isoformat() if at else None


@dataclass(frozen=True)
class Collection:
    """A table: its name, what it holds, its fields and where its rows come from."""

    name: str
    says: str
    fields: tuple[Field, ...]
    rows: Callable[[Asked], list[Row]]


def _place(place: Any) -> Row:
    return {
        "place": place.name if place else None,
        "longitude": round(place.longitude, 5) if place else None,
        "latitude": round(place.latitude, 5) if place else None,
    }


def loop(asked: Asked) -> list[Row]:
    """The loop in fixed weeks that are over; counts of our own work."""
    until = gate.as_of(asked.team, asked.at)
    rows = []
    for back in range(WEEKS, 0, -1):
        since = until - timedelta(weeks=back)
        found = listening.loop_figures(
            asked.team, asked.neighborhood, since, since + timedelta(weeks=1), public=True
        )
        counts = {
            name: gate.our_work(getattr(found, name)).number
            for name in ("heard", "understood", "answered", "acted", "reported_back", "confirmed")
        }
        rows.append({"week": asked.day(since), **counts})
    return rows


def concerns(asked: Asked) -> list[Row]:
    found = listening.public_concerns(asked.team, asked.neighborhood, until=gate.as_of(asked.team, asked.at))
    rows = []
    for one in found:
        concern, point = one.concern, gate.point(one.concern)
        rows.append(
            {
                "reference": concern.reference,
                "title": concern.title,
                "topic": concern.topic,
                "words": concern.public_words,
                "state": one.state,
                "heard_in_week_of": gate.week_of(asked.team, concern.opened_at).isoformat(),
                "people": gate.people(one.people).number,
                "place": concern.place.name if point and concern.place else None,
                "longitude": round(point[0], 5) if point else None,
                "latitude": round(point[1], 5) if point else None,
                "url": asked.url("public:concern", concern.reference),
            }
        )
    return rows


def pairs(asked: Asked) -> list[Row]:
    found = YouSaidWeDid.objects.public(asked.team).filter(neighborhood=asked.neighborhood)
    return [
        {
            "id": str(one.pk),
            "said": one.said,
            "did": one.did,
            "topic": one.concern.topic,
            "done_on": one.action.done_on.isoformat(),
            "published_on": asked.day(one.published_at),
            "url": asked.url("public:evidence", one.pk),
        }
        for one in found.select_related("concern", "action").order_by("-published_at")
    ]


def gatherings(asked: Asked) -> list[Row]:
    found = openness.gatherings_for_calendar(asked.team, asked.neighborhood, asked.at)
    return [_gathering(asked, one) for one in found]


def _gathering(asked: Asked, one: Gathering) -> Row:
    where = _place(one.place)
    where["place"] = one.where or where["place"]
    return {
        "id": one.slug,
        "title": one.title,
        "kind": one.kind,
        "purpose": one.purpose,
        "starts_at": one.starts_at.isoformat(timespec="seconds"),
        "ends_at": one.ends_at.isoformat(timespec="seconds"),
        **where,
        "is_called_off": one.is_canceled,
        "called_off_because": one.canceled_because or None,
        "url": asked.url("public:gathering", one.slug),
    }


def priorities(asked: Asked) -> list[Row]:
    found = Priority.objects.public(asked.team).filter(neighborhood=asked.neighborhood)
    return [
        {
            "issue": one.issue,
            "why": one.why,
            "topic": one.topic or None,
            "agreed_on": one.agreed_on.isoformat(),
            "renewed_on": one.renewed_on.isoformat() if one.renewed_on else None,
            "is_stale": one.is_stale(asked.today),
            "ended_on": one.ended_on.isoformat() if one.ended_on else None,
            "what_came_of_it": one.what_came_of_it or None,
            "url": asked.url("public:work", asked.neighborhood.slug),
        }
        for one in found.order_by("-agreed_on", "issue")
    ]


def initiatives(asked: Asked) -> list[Row]:
    found = Initiative.objects.public(asked.team).filter(neighborhood=asked.neighborhood)
    return [
        {
            "id": one.slug,
            "title": one.title,
            "what": one.what,
            "why": one.why,
            "where": one.where,
            "starts_on": one.starts_on.isoformat(),
            "until": one.until.isoformat(),
            "how_we_will_know": one.how_we_will_know,
            "ended_on": one.ended_on.isoformat() if one.ended_on else None,
            "what_came_of_it": one.what_came_of_it or None,
            "url": asked.url("public:work", asked.neighborhood.slug),
        }
        for one in found.order_by("-starts_on", "slug")
    ]


def questions(asked: Asked) -> list[Row]:
    found = Question.objects.public(asked.team).filter(neighborhood=asked.neighborhood)
    rows = []
    for one in found.prefetch_related("answers").order_by("-published_at", "reference"):
        answers = list(one.answers.all())
        answer = answers[-1] if answers else None
        rows.append(
            {
                "reference": one.reference,
                "question": one.public_words,
                "asked_in_week_of": gate.week_of(asked.team, one.asked_at).isoformat(),
                "answer": answer.words if answer else None,
                "is_cannot": answer.is_cannot if answer else None,
                "answered_on": asked.day(answer.at) if answer else None,
                "url": asked.url("public:questions", asked.neighborhood.slug),
            }
        )
    return rows


def problems(asked: Asked) -> list[Row]:
    found = Problem.objects.public(asked.team).with_phase().filter(neighborhood=asked.neighborhood)
    closed = dict(
        PhaseStep.objects.filter(problem__in=found.values("pk"), phase=Phase.CLOSED)
        .order_by("number")
        .values_list("problem_id", "at")
    )
    return [
        {
            "id": one.slug,
            "title": one.title,
            "topic": one.topic,
            "what": one.what,
            "phase": one.phase,
            "opened_on": asked.day(one.opened_at),
            "closed_on": asked.day(closed.get(one.pk)) if one.phase == Phase.CLOSED else None,
            "what_came_of_it": one.what_came_of_it or None,
            "url": asked.url("public:problem", one.slug),
        }
        for one in found.order_by("-opened_at", "slug")
    ]


def alerts(asked: Asked) -> list[Row]:
    found = Alert.objects.public(asked.team).filter(neighborhood=asked.neighborhood)
    return [
        {
            "id": str(one.pk),
            "title": one.title,
            "what": one.what,
            "to_do": one.to_do,
            "sent_at": one.sent_at.isoformat(timespec="seconds"),
            "ends_at": one.ends_at.isoformat(timespec="seconds"),
            "is_in_force": one.is_in_force(asked.at),
            "url": asked.url("public:alert", one.pk),
        }
        for one in found
    ]
