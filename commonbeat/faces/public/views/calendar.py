"""Calendars to subscribe to."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from commonbeat.faces.public import calendars
from commonbeat.faces.public.cached import for_everybody
from commonbeat.faces.public.views.meet import shown
from commonbeat.faces.public.views.neighborhood import named

TYPE = "text/calendar; charset=utf-8"


@require_safe
@for_everybody
def neighborhood(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse(calendars.of_neighborhood(request, named(request, slug)), content_type=TYPE)


@require_safe
@for_everybody
def gathering(request: HttpRequest, slug: str) -> HttpResponse:
    found = shown(request, slug)["gathering"]
    response = HttpResponse(calendars.of_gathering(request, found), content_type=TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.slug}.ics"'
    return response
