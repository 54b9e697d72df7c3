"""People who asked to be greeted. Opening one is logged, and the person sees it."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from commonbeat.faces.officer.page import officer_page
from commonbeat.people import actions, queries
from commonbeat.people.models import Duty
from commonbeat.places.models import Neighborhood


@require_GET
@officer_page
def hello(request: HttpRequest) -> HttpResponse:
    """How many asked, at which places; no name yet."""
    where = request.user.neighborhoods_as(Duty.OFFICER)
    own = Neighborhood.objects.public(request.team)
    context = {
        "tab": "hello",
        "places": queries.greeting_places(request.user, request.at),
        "areas": own if where is None else own.filter(pk__in=where),
    }
    return render(request, "officer/hello.html", context)


@require_POST
@officer_page
def greet(request: HttpRequest) -> HttpResponse:
    """Who asked to be greeted at one place; reading it is an entry they can see."""
    place_id = _place(request.POST.get("place", ""))
    people = actions.greet_list(staff=request.user, place_id=place_id, at=request.at)
    return render(request, "officer/greet.html", {"tab": "hello", "people": people})


def _place(raw: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(raw)
    except ValueError:
        return None
