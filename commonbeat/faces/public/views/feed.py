"""The feed to subscribe to without an address."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from commonbeat.faces.public import feeds
from commonbeat.faces.public.cached import for_everybody
from commonbeat.faces.public.views.neighborhood import named

TYPE = "application/atom+xml; charset=utf-8"


@require_safe
@for_everybody
def neighborhood(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse(feeds.of_neighborhood(request, named(request, slug)), content_type=TYPE)
