"""The one cookie of somebody who votes: random, signed, for this vote's address alone, gone at its end."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from commonbeat.safety import ballots
from commonbeat.safety.ballots import Ballot
from commonbeat.safety.errors import Refused

NAME = "ballot"
# Nothing that takes votes lasts longer; the cookie itself ends with the vote.
LIFE = timedelta(days=200)


def held(request: HttpRequest, box: UUID) -> Ballot | None:
    """The ballot this browser has for this vote."""
    for code, _language in settings.LANGUAGES:
        found = ballots.read(box, request.COOKIES.get(f"{NAME}_{code}", ""), LIFE)
        if found is not None:
            return found
    return None


def needed(request: HttpRequest, box: UUID) -> Ballot:
    """The ballot of a browser that votes; refused where it keeps no cookie, since it could vote for ever."""
    found = held(request, box)
    if found is None:
        raise Refused(
            _(
                "Your browser did not keep the cookie that makes it count once. "
                "Please allow it for this page, open the page again and vote."
            )
        )
    return found


def give(
    response: HttpResponse, box: UUID, ballot: Ballot, *, route: str, slug: str, until: datetime, at: datetime
) -> HttpResponse:
    """Hands the ballot to the browser: the same one under the address of every language, so that it counts once."""
    seconds = max(int((until - at).total_seconds()), 1)
    sealed = ballots.seal(box, ballot)
    for code, _language in settings.LANGUAGES:
        with override(code):
            path = reverse(route, args=[slug])
        response.set_cookie(
            f"{NAME}_{code}",
            sealed,
            max_age=seconds,
            path=path,
            secure=settings.IS_HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response
