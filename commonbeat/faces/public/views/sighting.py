"""Whether residents saw one of us this week: one tap, no words, no name."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from commonbeat.faces.public import doing
from commonbeat.faces.public.doing import form_page
from commonbeat.faces.public.forms.seen import SeenForm
from commonbeat.faces.public.views.neighborhood import named
from commonbeat.presence import actions

SEEN = doing.Pages("public/seen.html", "public/seen_done.html", "sighting")


@form_page
def seen(request: HttpRequest, slug: str) -> HttpResponse:
    neighborhood = named(request, slug)

    def tell(said: dict[str, Any]) -> dict[str, Any]:
        doing.count("sighting", request)
        sighting = actions.see(team=request.team, neighborhood=neighborhood, at=request.at, **said)
        return {"was_seen": sighting.was_seen}

    return doing.ask(request, doing.bound(SeenForm, request), tell, SEEN, {"neighborhood": neighborhood})
