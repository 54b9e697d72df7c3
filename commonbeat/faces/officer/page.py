"""What every page of the phone shares: officers only, in their own language."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from commonbeat.faces.access import staff_required
from commonbeat.people.models import Duty

View = Callable[..., HttpResponse]


def officer_page(view: View) -> View:
    """Let officers in and speak their language; the app lives at one address, so the address cannot say it."""

    @functools.wraps(view)
    def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = request.user.language if request.user.is_authenticated else translation.get_language()
        with translation.override(language):
            return guarded(request, *args, **kwargs)

    guarded = staff_required(Duty.OFFICER)(view)
    spoken.staff_duties = guarded.staff_duties  # type: ignore[attr-defined]
    return spoken
