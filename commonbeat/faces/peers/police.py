"""The neighborhood half of the data.police.uk API, as its clients expect it: https://data.police.uk/docs/

Names of fields and places (force, neighbourhood) are theirs. Times are the team's own, without a zone.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from shapely.geometry import MultiPolygon

from commonbeat.faces.peers.answers import Wrong, for_programs, json
from commonbeat.openness import queries as openness
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import Gathering, Priority
from commonbeat.people import queries as people
from commonbeat.people.models import Duty, OfficerProfile
from commonbeat.places.models import Neighborhood, Place, PlaceKind
from commonbeat.places.queries import neighborhood_at

MOST_PLACES = 40


@for_programs
def forces(request: HttpRequest) -> HttpResponse:
    return json([{"id": request.team.slug, "name": request.team.name}])


@for_programs
def force(request: HttpRequest, force: str) -> HttpResponse:
    team = need_force(request, force)
    home = request.build_absolute_uri(reverse("public:home"))
    numbers = [entry.get("number", "") for entry in team.emergency_numbers if isinstance(entry, dict)]
    return json(
        {
            "id": team.slug,
            "name": team.name,
            "description": team.about or team.purpose or None,
            "url": home,
            "telephone": numbers[0] if numbers else None,
            "engagement_methods": [
                {
                    "url": home,
                    "title": "web",
                    "description": "Raise a worry, a question, an idea or a thank you.",
                }
            ],
        }
    )


@for_programs
def senior_people(request: HttpRequest, force: str) -> HttpResponse:
    """Those who coordinate, where they have a public page."""
    team = need_force(request, force)
    shown = OfficerProfile.objects.public(team).filter(staff__roles__duty=Duty.COORDINATOR).distinct()
    return json([person(profile) for profile in shown])


@for_programs
def neighbourhoods(request: HttpRequest, force: str) -> HttpResponse:
    team = need_force(request, force)
    return json([{"id": one.slug, "name": one.name} for one in Neighborhood.objects.public(team)])


@for_programs
def neighbourhood(request: HttpRequest, force: str, neighbourhood: str) -> HttpResponse:
    found = need(request, force, neighbourhood)
    page = request.build_absolute_uri(reverse("public:neighborhood", args=[found.slug]))
    contact = {"web": page}
    if request.team.contact_email:
        contact["email"] = request.team.contact_email
    return json(
        {
            "id": found.slug,
            "name": found.name,
            "description": found.about or None,
            "url_force": page,
            "contact_details": contact,
            "centre": {"latitude": degrees(found.latitude), "longitude": degrees(found.longitude)},
            "links": [{"url": page, "title": request.team.name, "description": found.name}],
            "locations": [location(place) for place in meeting_places(found)],
            "population": str(found.population or 0),
        }
    )


@for_programs
def boundary(request: HttpRequest, force: str, neighbourhood: str) -> HttpResponse:
    """The outer line; of several parts the largest, as the format knows only one."""
    shape: Any = need(request, force, neighbourhood).shape
    largest = max(shape.geoms, key=lambda part: part.area) if isinstance(shape, MultiPolygon) else shape
    points = list(largest.exterior.coords)
    return json([{"latitude": degrees(north), "longitude": degrees(east)} for east, north, *_ in points])


@for_programs
def team_people(request: HttpRequest, force: str, neighbourhood: str) -> HttpResponse:
    """Officers who show a public page, under the name they like."""
    found = need(request, force, neighbourhood)
    return json([person(profile) for profile in people.officers_of(request.team, found)])


@for_programs
def events(request: HttpRequest, force: str, neighbourhood: str) -> HttpResponse:
    """Gatherings still to come; what was called off is not among them."""
    found = need(request, force, neighbourhood)
    coming = openness.next_gatherings(request.team, found, request.at, limit=None)
    return json([event(request, one) for one in coming if not one.is_canceled])


@for_programs
def priorities(request: HttpRequest, force: str, neighbourhood: str) -> HttpResponse:
    found = need(request, force, neighbourhood)
    shown = openness.priorities_with_actions(request.team, found, local_day(request.team, request.at))
    return json([priority(one) for one in shown])


@for_programs
def locate(request: HttpRequest) -> HttpResponse:
    """The neighborhood in which a point lies: q=latitude,longitude."""
    latitude, longitude = point(request.GET.get("q", ""))
    found = neighborhood_at(request.team, longitude, latitude)
    if found is None:
        raise Wrong(404, "This point lies in none of our neighborhoods.")
    return json({"force": request.team.slug, "neighbourhood": found.slug})


def need_force(request: HttpRequest, force: str) -> Any:
    if force != request.team.slug:
        raise Wrong(404, "There is no such force here.")
    return request.team


def need(request: HttpRequest, force: str, neighbourhood: str) -> Neighborhood:
    team = need_force(request, force)
    found = Neighborhood.objects.public(team).filter(slug=neighbourhood).first()
    if found is None:
        raise Wrong(404, "There is no such neighbourhood here.")
    return found


def point(text: str) -> tuple[float, float]:
    parts = text.split(",")
    try:
        latitude, longitude = (float(part) for part in parts) if len(parts) == 2 else (None, None)
    except ValueError:
        latitude = longitude = None
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Wrong(400, "Please give q as latitude,longitude in degrees.")
    return latitude, longitude


def degrees(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")


def person(profile: OfficerProfile) -> dict[str, Any]:
    return {
        "name": profile.known_as,
        "rank": profile.title,
        "bio": profile.why_here or None,
        "contact_details": {"address": profile.reach} if profile.reach else {},
    }


def meeting_places(found: Neighborhood) -> list[Place]:
    return list(Place.objects.public(found.team).meeting_places().filter(neighborhood=found)[:MOST_PLACES])


def location(place: Place) -> dict[str, str]:
    return {
        "name": place.name,
        "type": str(PlaceKind(place.kind).label),
        "description": place.opening_hours,
        "address": place.name,
        "postcode": "",
        "latitude": degrees(place.latitude),
        "longitude": degrees(place.longitude),
    }


def event(request: HttpRequest, one: Gathering) -> dict[str, Any]:
    return {
        "title": one.title,
        "description": one.purpose,
        "type": one.kind,
        "address": one.where or (one.place.name if one.place else ""),
        "start_date": local(request.team.timezone, one.starts_at),
        "end_date": local(request.team.timezone, one.ends_at),
        "contact_details": {"web": request.build_absolute_uri(reverse("public:gathering", args=[one.slug]))},
    }


def priority(one: Priority) -> dict[str, Any]:
    """Both spellings of the dates: the service answers with hyphens, newer clients ask for underscores."""
    done = list(one.actions.all())
    issued = midnight(one.renewed_on or one.agreed_on)
    acted = midnight(done[-1].done_on) if done else None
    return {
        "issue": f"{one.issue}: {one.why}" if one.why else one.issue,
        "action": " ".join(f"{action.done_on:%Y-%m-%d}: {action.words}" for action in done) or None,
        "issue-date": issued,
        "issue_date": issued,
        "action-date": acted,
        "action_date": acted,
    }


def local(timezone: str, at: datetime) -> str:
    return at.astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%dT%H:%M:%S")


def midnight(day: date) -> str:
    return datetime.combine(day, time()).strftime("%Y-%m-%dT%H:%M:%S")
