"""When and where the team can be met, and coming along."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from commonbeat.faces.public import doing, linked, meeting
from commonbeat.faces.public.cached import for_everybody
from commonbeat.faces.public.doing import form_page
from commonbeat.faces.public.forms.come import ComeForm
from commonbeat.faces.public.views.neighborhood import named
from commonbeat.openness import actions
from commonbeat.openness import queries as openness

COME = doing.Pages("public/come.html", "public/come_done.html", "rsvp")


@require_safe
@for_everybody
def meet(request: HttpRequest, slug: str) -> HttpResponse:
    neighborhood = named(request, slug)
    context = {
        "neighborhood": neighborhood,
        "meetings": meeting.next_meetings(
            request.team, neighborhood, request.at, limit=20, with_canceled=True
        ),
        "past": openness.past_gatherings(request.team, neighborhood, request.at, limit=6),
    }
    return render(request, "public/meet.html", context)


@require_safe
@for_everybody
def gathering(request: HttpRequest, slug: str) -> HttpResponse:
    context = shown(request, slug)
    context["linked"] = linked.gathering(request, context["gathering"])
    return render(request, "public/gathering.html", context)


@form_page
def come(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep places at a gathering; no name is asked."""
    context = shown(request, slug)
    if request.method != "POST" and (not context["page"].is_open or context["room"] == "full"):
        return redirect("public:gathering", slug)

    def reserve(said: dict[str, Any]) -> dict[str, Any]:
        doing.count("rsvp", request)
        kept = actions.reserve(gathering=context["gathering"], at=request.at, **said)
        return {"rsvp": kept.rsvp, **doing.code_shown(kept.code)}

    return doing.ask(request, doing.bound(ComeForm, request), reserve, COME, context)


def shown(request: HttpRequest, slug: str) -> dict[str, Any]:
    """What the pages of one published gathering need, or 404."""
    page = openness.gathering_page(request.team, slug, request.at)
    if page is None:
        raise Http404
    found = page.gathering
    return {
        "page": page,
        "gathering": found,
        "neighborhood": found.neighborhood,
        "where": meeting.where_of(found),
        "room": page.room.value,
    }
