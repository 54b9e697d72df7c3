"""When and where the team can be met, and coming along."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from commonbeat.faces.public import meeting
from commonbeat.faces.public.cached import for_everybody
from commonbeat.faces.public.forms.come import ComeForm
from commonbeat.faces.public.views.neighborhood import named
from commonbeat.openness import actions
from commonbeat.openness import queries as openness
from commonbeat.safety import codes, limits
from commonbeat.safety.errors import Refused


@require_GET
@for_everybody
def meet(request: HttpRequest, slug: str) -> HttpResponse:
    neighborhood = named(request, slug)
    context = {
        "neighborhood": neighborhood,
        "meetings": meeting.next_meetings(request.team, neighborhood, request.at, limit=20),
        "past": openness.past_gatherings(request.team, neighborhood, request.at, limit=6),
    }
    return render(request, "public/meet.html", context)


@require_GET
@for_everybody
def gathering(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "public/gathering.html", shown(request, slug))


@require_http_methods(["GET", "POST"])
def come(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep places at a gathering; no name is asked."""
    context = shown(request, slug)
    form = ComeForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "public/come.html", {**context, "form": form}, status=200 if request.method == "GET" else 422)
    limits.hit("rsvp", request, at=request.at)
    said = form.cleaned_data
    try:
        kept = actions.reserve(
            gathering=context["gathering"],
            client_id=said["client_id"],
            people=said["people"],
            access_needs=said["access_needs"],
            at=request.at,
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return render(request, "public/come.html", {**context, "form": form}, status=422)
    context |= {"rsvp": kept.rsvp, "code": kept.code, "qr": codes.qr_svg(codes.show(kept.code))}
    return render(request, "public/come_done.html", context, status=201)


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
