"""What every page of the desk shares: the guard, the team's own clock, and the rail."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from commonbeat.faces.access import staff_required
from commonbeat.faces.desk.rail import rail_for

View = Callable[..., HttpResponse]
READ = ("GET", "HEAD")
DO = ("GET", "HEAD", "POST")


def desk_page(*duties: str, methods: tuple[str, ...] = READ) -> Callable[[View], View]:
    """Let only staff with one of these duties in, and show every time as the team's clock does."""

    def decorate(view: View) -> View:
        guarded = staff_required(*duties)(view)

        @functools.wraps(view)
        def local(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            zone = request.team.timezone if request.team else timezone.get_default_timezone_name()
            with timezone.override(zone):
                return guarded(request, *args, **kwargs)

        shown = require_http_methods(list(methods))(local)
        shown.staff_duties = guarded.staff_duties  # type: ignore[attr-defined]
        return shown

    return decorate


def show(
    request: HttpRequest,
    template: str,
    section: str,
    context: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of the desk with this section marked in the rail."""
    around = {"section": section, "rail": rail_for(request, section)}
    return render(request, f"desk/{template}", around | (context or {}), status=status)
