"""Public pages are the same for everybody, so one rendering serves until the team writes something."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from commonbeat import __version__
from commonbeat.journal import queries as journal
from commonbeat.safety.caching import public_page
from commonbeat.safety.clock import to_hour

View = Callable[..., HttpResponse]


def version_of(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
    """Which version of this page is current: it moves with every write of the team, every hour and every release."""
    parts = (
        __version__,
        request.team.pk if request.team else "",
        journal.version(request.team),
        get_language(),
        request.get_host(),
        request.get_full_path(),
        to_hour(request.at).isoformat(),
    )
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def for_everybody(view: View) -> View:
    """Marks a page without forms, sessions and codes: it carries an ETag, and commonbeat.front keeps it."""
    return public_page(version_of)(view)
