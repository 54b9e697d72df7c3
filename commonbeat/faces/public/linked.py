"""Public pages in the words of schema.org, as JSON-LD beside the page: what stands on it, and nothing more."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from commonbeat.openness.models import Gathering, Question
from commonbeat.places.models import Neighborhood

CONTEXT = "https://schema.org"
Linked = dict[str, Any]


def organization(request: HttpRequest) -> Linked:
    """The team itself."""
    team = request.team
    found: Linked = {
        "@type": "Organization",
        "name": team.name,
        "url": request.build_absolute_uri(reverse("public:home")),
    }
    if team.contact_email:
        found["email"] = team.contact_email
    return found


def neighborhood(request: HttpRequest, one: Neighborhood) -> Linked:
    """A neighborhood and who looks after it."""
    return {
        "@context": CONTEXT,
        "@type": "Service",
        "serviceType": "Community safety",
        "name": f"{request.team.name}: {one.name}",
        "url": request.build_absolute_uri(reverse("public:neighborhood", args=[one.slug])),
        "provider": organization(request),
        "areaServed": {
            "@type": "Place",
            "name": one.name,
            "geo": {
                "@type": "GeoCoordinates",
                "latitude": round(one.latitude, 5),
                "longitude": round(one.longitude, 5),
            },
        },
    }


def gathering(request: HttpRequest, one: Gathering) -> Linked:
    """A gathering as an event, called off or not."""
    where: Linked = {
        "@type": "Place",
        "name": one.where or (one.place.name if one.place else one.neighborhood.name),
    }
    if one.place:
        where["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": round(one.place.latitude, 5),
            "longitude": round(one.place.longitude, 5),
        }
    status = "EventCancelled" if one.is_canceled else "EventScheduled"
    return {
        "@context": CONTEXT,
        "@type": "Event",
        "name": one.title,
        "description": one.purpose,
        "url": request.build_absolute_uri(reverse("public:gathering", args=[one.slug])),
        "startDate": one.starts_at.isoformat(timespec="seconds"),
        "endDate": one.ends_at.isoformat(timespec="seconds"),
        "eventStatus": f"{CONTEXT}/{status}",
        "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "location": where,
        "organizer": organization(request),
    }


def questions(answered: list[Question]) -> Linked | None:
    """Questions that have an answer; None when there are none."""
    entries = [
        {
            "@type": "Question",
            "name": one.public_words,
            "acceptedAnswer": {"@type": "Answer", "text": list(one.answers.all())[-1].words},
        }
        for one in answered
    ]
    return {"@context": CONTEXT, "@type": "FAQPage", "mainEntity": entries} if entries else None
