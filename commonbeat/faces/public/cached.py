"""Public pages are the same for everybody, so one rendering serves until the team writes something."""

import functools
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from commonbeat import __version__
from commonbeat.journal import queries as journal
from commonbeat.safety.caching import public_page
from commonbeat.safety.clock import to_hour

View = Callable[..., HttpResponse]
MOST_PAGES = 512
# A copy of what can be rendered again at any moment; it is correct because its key is the journal's version.
_rendered: OrderedDict[str, tuple[bytes, str]] = OrderedDict()


def version_of(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
    """Which version of this page is current: it moves with every write of the team, every hour and every release."""
    parts = (
        __version__,
        request.team.pk if request.team else "",
        journal.version(request.team),
        get_language(),
        request.get_full_path(),
        to_hour(request.at).isoformat(),
    )
    return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


def for_everybody(view: View) -> View:
    """Marks a page without forms, sessions and codes: it carries an ETag and is rendered once a version."""

    @functools.wraps(view)
    def remembered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = version_of(request)
        if request.method == "GET" and (found := _rendered.get(key)):
            return HttpResponse(found[0], content_type=found[1])
        response = view(request, *args, **kwargs)
        if request.method == "GET" and response.status_code == 200 and not request.COOKIES:
            _rendered[key] = (response.content, response.headers["Content-Type"])
            while len(_rendered) > MOST_PAGES:
                _rendered.popitem(last=False)
        return response

    return public_page(version_of)(remembered)
