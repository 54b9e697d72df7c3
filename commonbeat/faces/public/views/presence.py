"""Presence of one neighborhood: planned, delivered, noticed; and the poster of when we can be met."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from commonbeat.faces.public import meeting
from commonbeat.faces.public.being_there import being_there
from commonbeat.faces.public.cached import for_everybody
from commonbeat.faces.public.views.neighborhood import named
from commonbeat.presence import queries
from commonbeat.safety import codes


@require_safe
@for_everybody
def presence(request: HttpRequest, slug: str) -> HttpResponse:
    neighborhood = named(request, slug)
    about = being_there(request.team, neighborhood, request.at)
    context = {"neighborhood": neighborhood, "about": about, "parts": queries.DAY_PARTS}
    return render(request, "public/presence.html", context)


@require_safe
@for_everybody
def meet_poster(request: HttpRequest, slug: str) -> HttpResponse:
    """The next announced times on one sheet, with two codes to scan; nothing that was not announced."""
    neighborhood = named(request, slug)
    addresses = {name: reverse(f"public:{name}", args=[slug]) for name in ("meet", "sighting")}
    full = {name: request.build_absolute_uri(path) for name, path in addresses.items()}
    context = {
        "neighborhood": neighborhood,
        "meetings": meeting.next_meetings(request.team, neighborhood, request.at, limit=8),
        "meet_qr": codes.qr_svg(full["meet"]),
        "seen_qr": codes.qr_svg(full["sighting"]),
        "address": full["meet"].partition("://")[2],
        "back": addresses["meet"],
    }
    return render(request, "public/meet_poster.html", context)
