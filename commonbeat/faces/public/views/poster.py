"""A poster to print: for the café counter, the lobby, the library."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from commonbeat.faces.public.views.neighborhood import named
from commonbeat.people import queries as people
from commonbeat.places.models import Place
from commonbeat.safety import codes


@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """Who looks after this neighborhood, how to tell them something, how to be greeted by name."""
    neighborhood = named(request, slug)
    places = Place.objects.filter(neighborhood=neighborhood).current()
    place = places.filter(slug=request.GET.get("at", "")).first()
    hello = reverse("public:hello", args=[slug]) + (f"?{urlencode({'at': place.slug})}" if place else "")
    addresses = {
        "say": request.build_absolute_uri(reverse("public:say", args=[slug])),
        "hello": request.build_absolute_uri(hello),
        "home": request.build_absolute_uri(reverse("public:neighborhood", args=[slug])).partition("://")[2],
    }
    context = {
        "neighborhood": neighborhood,
        "place": place,
        "officers": people.officers_of(request.team, neighborhood)[:4],
        "addresses": addresses,
        "say_qr": codes.qr_svg(addresses["say"]),
        "hello_qr": codes.qr_svg(addresses["hello"]),
    }
    return render(request, "public/poster.html", context)
