"""What a neighborhood talks about, in numbers that point to nobody; and the same questions on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from commonbeat.faces.public.cached import for_everybody
from commonbeat.faces.public.views.neighborhood import named
from commonbeat.listening.models import Feeling, Kind, Need
from commonbeat.openness.queries.pulse import block_before, public_pulse
from commonbeat.safety import codes


@require_safe
@for_everybody
def pulse(request: HttpRequest, slug: str) -> HttpResponse:
    neighborhood = named(request, slug)
    since, until = block_before(request.team, request.at)
    found = public_pulse(request.team, neighborhood, request.at)
    context = {"neighborhood": neighborhood, "pulse": found, "since": since, "until": until}
    return render(request, "public/pulse.html", context)


@require_safe
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """A form to print: the same questions, and a QR code to the page that asks them."""
    neighborhood = named(request, slug)
    address = request.build_absolute_uri(reverse("public:say", args=[slug]))
    context = {
        "neighborhood": neighborhood,
        "address": address.partition("://")[2],
        "qr": codes.qr_svg(address),
        "kinds": [kind.label for kind in Kind if kind != Kind.COMPLAINT],
        "feelings": [feeling.label for feeling in Feeling],
        "needs": [need.label for need in Need],
    }
    return render(request, "public/paper.html", context)
