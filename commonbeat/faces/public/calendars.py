"""Gatherings and announced stops as iCalendar, exactly as calendar programs expect them."""

from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from icalendar import Calendar, Event

from commonbeat.faces.public.meeting import Meeting, of_stop, where_of
from commonbeat.openness import queries as openness
from commonbeat.openness.models import Gathering
from commonbeat.places.models import Neighborhood, Team
from commonbeat.presence import queries as presence
from commonbeat.safety.clock import to_hour

MOST_STOPS = 60


def of_neighborhood(request: HttpRequest, neighborhood: Neighborhood) -> bytes:
    """Everything announced in one neighborhood, and what of it was called off since."""
    calendar = empty(f"{request.team.name}: {neighborhood.name}")
    for gathering in openness.gatherings_for_calendar(request.team, neighborhood, request.at):
        calendar.add_component(event_of(request, gathering))
    for is_off, find in ((False, presence.next_presence), (True, presence.called_off)):
        for stop in find(request.team, neighborhood, request.at, limit=MOST_STOPS):
            event = event_of_stop(request.team, of_stop(stop), request.at, is_off=is_off)
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def of_gathering(request: HttpRequest, gathering: Gathering) -> bytes:
    calendar = empty(gathering.title)
    calendar.add_component(event_of(request, gathering))
    return bytes(calendar.to_ical())


def empty(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Commonbeat//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", "PT6H")
    return calendar


def event_of(request: HttpRequest, gathering: Gathering) -> Event:
    event = Event()
    event.add("uid", f"{gathering.pk}@commonbeat")
    event.add("dtstamp", gathering.published_at or request.at)
    event.add("sequence", gathering.revision)
    event.add("dtstart", gathering.starts_at)
    event.add("dtend", gathering.ends_at)
    event.add("summary", gathering.title)
    event.add("location", where_of(gathering))
    event.add(
        "description",
        "\n\n".join(part for part in (gathering.purpose, gathering.agenda, gathering.access) if part),
    )
    event.add("url", request.build_absolute_uri(reverse("public:gathering", args=[gathering.slug])))
    event.add("status", "CANCELLED" if gathering.is_canceled else "CONFIRMED")
    return event


def event_of_stop(team: Team, meeting: Meeting, at: datetime, *, is_off: bool) -> Event:
    event = Event()
    event.add("uid", f"{meeting.stop_id}@commonbeat")
    event.add("dtstamp", to_hour(at))
    event.add("sequence", int(is_off))
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", f"{meeting.who}, {team.name}" if meeting.who else team.name)
    event.add("location", meeting.where)
    event.add("transp", "TRANSPARENT")
    return event
