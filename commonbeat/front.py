"""In front of Django: a public page rendered once is handed out again until anything is written.

A copy is kept only of answers that say of themselves that they are public and carry an ETag, only for
requests without a cookie and without a query, and only for the newest number in the journal that is not
quiet and the hour it was made in. Every write that changes what everybody reads makes such an entry, so a
copy is never older than the last write. Votes make none: what says "no-cache" of itself is handed out again
only to those who ask in the same moment, so that a room full of phones costs as much as one.
"""

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError

from commonbeat.journal import queries as journal

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Key = tuple[str, ...]

MOST_PAGES = 512
LARGEST_PAGE = 512 * 1024
WORTH_PACKING = 1024
A_MOMENT = 0.3  # seconds
# What a request may carry that makes its answer its own.
PERSONAL = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_HX_REQUEST")
KEPT_ON_304 = {"etag", "cache-control", "vary", "content-security-policy", "referrer-policy"}


@dataclass(frozen=True)
class Page:
    """An answer as it was given, plain and packed."""

    sequence: int
    hour: int
    etag: str
    headers: Headers
    body: bytes
    packed: bytes | None
    until: float | None = None
    """On the clock that only goes forward; None for as long as nothing is written."""

    def is_current(self, sequence: int, hour: int) -> bool:
        is_in_time = self.until is None or time.monotonic() < self.until
        return is_in_time and self.sequence == sequence and self.hour == hour


class Front:
    """A WSGI application around Django's."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.pages: OrderedDict[Key, Page] = OrderedDict()
        self.lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        key = key_of(environ)
        sequence = newest() if key else None
        if key is None or sequence is None:
            return self.application(environ, start_response)
        hour = int(time.time()) // 3600
        page = self.pages.get(key)
        if page is not None and page.is_current(sequence, hour):
            self.keep(key, page)
            return answer(page, environ, start_response)
        if page is not None and page.until is not None:
            return self.again(key, sequence, hour, environ, start_response)
        return self.render(key, sequence, hour, environ, start_response)

    def again(
        self, key: Key, sequence: int, hour: int, environ: Environ, start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Rendered whole also for somebody who has it already: the copy answers those who ask beside them."""
        given: list[Any] = []
        whole = {name: value for name, value in environ.items() if name != "HTTP_IF_NONE_MATCH"}
        response = self.render(key, sequence, hour, whole, lambda *told, **_about: given.extend(told[:2]))
        body = b"".join(response)
        if hasattr(response, "close"):
            response.close()
        page = self.pages.get(key)
        if page is not None and page.body == body:
            return answer(page, environ, start_response)
        start_response(*given)
        return [body]

    def render(
        self, key: Key, sequence: int, hour: int, environ: Environ, start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Let Django answer; what is public is kept under the number the journal had before."""
        given: list[Any] = []
        asked_at = time.monotonic()

        def listen(status: str, headers: Headers, exc_info: Any = None) -> Any:
            given[:] = [status, headers]
            return start_response(status, headers, exc_info)

        response = self.application(environ, listen)
        if not given or not is_public(given[0], given[1]):
            return response
        body = b"".join(response)
        if hasattr(response, "close"):
            response.close()
        if len(body) <= LARGEST_PAGE:
            self.keep(key, page_of(sequence, hour, given[1], body, asked_at))
        return [body]

    def keep(self, key: Key, page: Page) -> None:
        """The copies used last stay, so that nobody who invents addresses pushes out what people read."""
        with self.lock:
            self.pages[key] = page
            self.pages.move_to_end(key)
            while len(self.pages) > MOST_PAGES:
                self.pages.popitem(last=False)


def key_of(environ: Environ) -> Key | None:
    """What tells one public page from another; None for a request whose answer may be its own."""
    if (
        environ["REQUEST_METHOD"] != "GET"
        or environ.get("QUERY_STRING")
        or any(name in environ for name in PERSONAL)
    ):
        return None
    names = ("HTTP_HOST", "PATH_INFO", "wsgi.url_scheme")
    is_forwarded = environ.get("HTTP_X_FORWARDED_PROTO", "") == "https"
    return (*(str(environ.get(name, "")) for name in names), str(is_forwarded))


def newest() -> int | None:
    """The journal's newest number; None while the database does not answer, and Django then says so."""
    try:
        return journal.newest_sequence()
    except DatabaseError:
        return None


def is_public(status: str, headers: Headers) -> bool:
    found = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200")
        and found.get("cache-control", "").startswith("public")
        and "etag" in found
        and "set-cookie" not in found
        and "content-encoding" not in found
    )


def page_of(sequence: int, hour: int, headers: Headers, body: bytes, asked_at: float) -> Page:
    told = {name.lower(): value for name, value in headers}
    until = asked_at + A_MOMENT if "no-cache" in told["cache-control"] else None
    is_text = any(
        name.lower() == "content-type" and value.startswith(("text/", "application/"))
        for name, value in headers
    )
    packed = gzip.compress(body, 6, mtime=0) if is_text and len(body) > WORTH_PACKING else None
    return Page(sequence, hour, told["etag"], headers, body, packed, until)


def answer(page: Page, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response(
            "304 Not Modified", [(name, value) for name, value in page.headers if name.lower() in KEPT_ON_304]
        )
        return []
    if page.packed is not None and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        others = [
            (name, value) for name, value in page.headers if name.lower() not in ("content-length", "vary")
        ]
        own = [
            ("Content-Length", str(len(page.packed))),
            ("Content-Encoding", "gzip"),
            ("Vary", "Accept-Encoding"),
        ]
        start_response("200 OK", [*others, *own])
        return [page.packed]
    start_response("200 OK", page.headers)
    return [page.body]
