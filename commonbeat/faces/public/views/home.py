"""Finding one's neighborhood: by typing a street or a place, or on the map."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from commonbeat.faces.public.cached import for_everybody
from commonbeat.places import queries as places
from commonbeat.places.models import MapSheet, Neighborhood
from commonbeat.safety import limits
from commonbeat.safety.caching import public_page
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

LONGEST_SEARCH = 120


@require_safe
@for_everybody
def home(request: HttpRequest) -> HttpResponse:
    if request.team is None:
        return render(request, "public/no_team.html")
    neighborhoods = list(Neighborhood.objects.public(request.team))
    sheet = places.sheet_of(request.team)
    context = {
        "neighborhoods": neighborhoods,
        "sheet": sheet,
        "outlines": places.outlines(sheet, neighborhoods) if sheet else [],
    }
    return render(request, "public/home.html", context)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """One sure hit leads straight to its neighborhood; several are listed; none says what to do."""
    try:
        text = clean(request.GET.get("q", ""), LONGEST_SEARCH)
    except Refused:
        text = ""
    allowed = limits.hit("search", request, at=request.at).allowed
    hits = places.find(request.team, text) if text and allowed and request.team else []
    if len(hits) == 1:
        return redirect("public:neighborhood", hits[0].neighborhood.slug)
    context = {
        "text": text,
        "hits": hits,
        "allowed": allowed,
        "neighborhoods": Neighborhood.objects.public(request.team),
    }
    return render(request, "public/find.html", context, status=200 if allowed else 429)


@require_safe
@public_page(lambda request, sheet_id, digest: digest, max_age=86400)
def sheet(request: HttpRequest, sheet_id: str, digest: str) -> HttpResponse:
    """A drawn map; its address changes when it is drawn anew."""
    found = get_object_or_404(MapSheet.objects.public(request.team), pk=sheet_id, sha256=digest)
    response = HttpResponse(bytes(found.svg_gzip), content_type="image/svg+xml")
    response.headers["Content-Encoding"] = "gzip"
    return response
