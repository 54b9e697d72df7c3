"""A neighborhood's own page, its officers, and the map."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commonbeat.commonground import queries as commonground
from commonbeat.faces.public import linked, meeting
from commonbeat.faces.public.cached import for_everybody
from commonbeat.faces.public.figures import public_loop
from commonbeat.openness import queries as openness
from commonbeat.openness.calendar import local_day
from commonbeat.people import queries as people
from commonbeat.places.models import Neighborhood, Team
from commonbeat.places.queries import sheet_of
from commonbeat.presence import queries as presence
from commonbeat.safety import pictures
from commonbeat.safety.caching import public_page
from commonbeat.together import queries as together

# How long a change of a named officer stands on the page of their neighborhood.
CHANGE_SHOWN = timedelta(days=92)


def named(request: HttpRequest, slug: str, *without: str) -> Neighborhood:
    """The team's neighborhood of this name, or 404; `without` fields that the page does not need."""
    return get_object_or_404(Neighborhood.objects.public(request.team).defer(*without), slug=slug)


def who(team: Team, area: Neighborhood, today: date) -> dict[str, Any]:
    """Who looks after it, who handed over lately, and who left without a successor."""
    officers, since = people.officers_of(team, area), today - CHANGE_SHOWN
    return {
        "officers": officers,
        "handed_over": people.handed_over(officers, since),
        "left_open": presence.left_open(area, since, today),
    }


@require_safe
@for_everybody
def neighborhood(request: HttpRequest, slug: str) -> HttpResponse:
    found = named(request, slug)
    today = local_day(request.team, request.at)
    context = {
        "neighborhood": found,
        **who(request.team, found, today),
        "meetings": meeting.next_meetings(request.team, found, request.at, limit=4),
        "pairs": openness.published_pairs(request.team, found, limit=2),
        "loop": public_loop(request.team, found, request.at),
        "initiatives": openness.current_initiatives(request.team, found, today)[:3],
        "priorities": openness.priorities_with_actions(request.team, found, today)[:3],
        "problems": [row for row in together.problems_of(request.team, found) if row.is_open][:2],
        "alerts": together.alerts_now(request.team, found, request.at),
        "talks": commonground.running_conversations(request.team, found, request.at)[:4],
        "today": today,
        "linked": linked.neighborhood(request, found),
        "sheet": sheet_of(request.team, found),
    }
    return render(request, "public/neighborhood.html", context)


@require_safe
@public_page(lambda request, slug, name: name, max_age=86400)
def photo(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """An officer's photo, cleaned when it was uploaded; a new photo has a new address."""
    profile = people.profile_by_slug(request.team, slug)
    if profile is None or profile.photo != name:
        raise Http404
    try:
        return HttpResponse(pictures.read(profile.photo), content_type="image/jpeg")
    except FileNotFoundError:
        raise Http404 from None


@require_safe
@for_everybody
def officer(request: HttpRequest, slug: str) -> HttpResponse:
    """An officer's own page; of somebody who left, the handover stays readable."""
    profile = people.profile_by_slug(request.team, slug)
    if profile is None:
        raise Http404
    roles = profile.staff.roles.select_related("neighborhood")
    areas = sorted({role.neighborhood for role in roles if role.neighborhood}, key=lambda area: area.name)
    context = {
        "profile": profile,
        "before": people.came_before(profile),
        "areas": areas,
        "neighborhood": areas[0] if len(areas) == 1 else None,
        "meetings": meeting.next_meetings(request.team, None, request.at, limit=4, host=profile.staff),
    }
    return render(request, "public/officer.html", context)
