"""Which team answers, and how long a staff session lives."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from commonbeat.faces.signin import BEGAN, SEEN
from commonbeat.places.queries import team_for_host


class TeamMiddleware:
    """Sets request.team and request.at, and tells times as the team's clocks do.

    Ends staff sessions after 30 idle minutes and after 12 hours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = timezone.now()
        request.team = team_for_host(request.get_host())
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            self.end_old(request)
        with timezone.override(request.team.timezone if request.team else None):
            return self.get_response(request)

    def end_old(self, request: HttpRequest) -> None:
        """Every save moves the session's own expiry, so its beginning is kept and compared here."""
        if SESSION_KEY not in request.session:
            return
        now = int(request.at.timestamp())
        began, seen = request.session.get(BEGAN, 0), request.session.get(SEEN, now)
        if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_SECONDS:
            logout(request)
        elif SEEN not in request.session or now - seen > 60:
            request.session[SEEN] = now
