"""Pages that are asked for again and again while something happens: unchanged, they cost one short answer."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from commonbeat import __version__


def answer(request: HttpRequest, version: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """304 to whoever has this version already; nobody in between keeps a copy for longer than it is true."""
    told = repr((__version__, version, get_language(), request.get_host(), request.get_full_path()))
    etag = f'"{hashlib.blake2b(told.encode(), digest_size=12).hexdigest()}"'
    response = get_conditional_response(request, etag=etag) or make()
    if response.status_code in (200, 304):
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = "public, no-cache"
    return response
