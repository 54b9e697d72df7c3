"""Whether residents saw one of us this week: one tap, no words, no name; and whether they know one by name."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonbeat.faces.public import doing
from commonbeat.faces.public.doing import form_page
from commonbeat.faces.public.forms.seen import KnownForm, SeenForm
from commonbeat.faces.public.views.neighborhood import named
from commonbeat.places.models import Neighborhood
from commonbeat.presence import actions

SEEN = doing.Pages("public/seen.html", "public/seen_done.html", "sighting")


@form_page
def seen(request: HttpRequest, slug: str) -> HttpResponse:
    neighborhood = named(request, slug)
    if request.method == "POST" and "knows_us" in request.POST:
        return known(request, neighborhood)

    def tell(said: dict[str, Any]) -> dict[str, Any]:
        doing.count("sighting", request)
        sighting = actions.see(team=request.team, neighborhood=neighborhood, at=request.at, **said)
        return {
            "was_seen": sighting.was_seen,
            "asked": said["client_id"] if sighting.knows_us is None else "",
        }

    return doing.ask(request, doing.bound(SeenForm, request), tell, SEEN, {"neighborhood": neighborhood})


def known(request: HttpRequest, neighborhood: Neighborhood) -> HttpResponse:
    """One more tap from whoever just answered; it needs nothing but the number of their answer."""
    form = KnownForm(request.POST)
    if form.is_valid():
        actions.say_whether_known(at=request.at, **form.cleaned_data)
    return render(request, SEEN.thanks, {"neighborhood": neighborhood, "is_known": True}, status=201)
