"""Which team answers, and how long a staff session lives."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from commonbeat.places.queries import team_for_host


class TeamMiddleware:
    """Sets request.team and request.at; ends staff sessions after thirty idle minutes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = timezone.now()
        request.team = team_for_host(request.get_host())
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            self.end_idle(request)
        return self.get_response(request)

    def end_idle(self, request: HttpRequest) -> None:
        now = int(request.at.timestamp())
        seen = request.session.get("seen_at")
        if seen is not None and now - seen > settings.SESSION_IDLE_SECONDS:
            logout(request)
        elif seen is None or now - seen > 60:
            request.session["seen_at"] = now
