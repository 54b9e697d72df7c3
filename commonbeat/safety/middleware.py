"""The outermost ring: bad input stays out, nothing private is cached, every refusal is a sentence."""

import logging
import sys
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext as _

from commonbeat.safety import bodies
from commonbeat.safety.errors import Conflict, Refused, Unavailable
from commonbeat.safety.files import FULL

logger = logging.getLogger("commonbeat.safety")
RETRY_AFTER_SECONDS = 10
METHODS = ("GET", "HEAD", "POST")
# Where only programs ask, every answer is one they can read.
FOR_PROGRAMS = ("/api/", "/police/api/")
# Position serves the officer's phone, which turns it into a place on the device.
PERMISSIONS = "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), browsing-topics=()"
UNREADABLE = (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError, ValueError)
# "disk i/o": SQLite's word for a write that a quota or a failing disk refused; nothing of it was saved.
BUSY_WORDS = (
    "locked",
    "full",
    "disk i/o",
    "deadlock",
    "could not serialize",
    "connection",
    "timeout",
    "starting up",
)


class GuardMiddleware:
    """Stands outside all other middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refusal = refuse_bad_input(request)
        response = refusal or self.get_response(request)
        guard_headers(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer_for(request, exception)


def answer_for(request: HttpRequest, exception: BaseException | None) -> HttpResponse | None:
    """The answer to an exception that is not a defect of ours; None for one that is.

    Refused 422, Conflict 409, Unavailable, a busy database and a full disk 503 with Retry-After.
    """
    if isinstance(exception, Conflict):
        return _say(request, 409, exception.sentence, reason=exception.sentence)
    if isinstance(exception, Unavailable) or is_busy(exception):
        logger.warning("Unavailable: %s", type(exception).__name__)
        own = getattr(exception, "sentence", "")
        usual = _("We are very busy right now and could not save this. Please try again in a moment.")
        return _say(request, 503, own or usual, reason=own)
    if isinstance(exception, Refused):
        return _say(request, 422, exception.sentence, reason=exception.sentence)
    return None


def current_answer(request: HttpRequest) -> HttpResponse | None:
    """For the handler of server errors: what `answer_for` says to the exception being handled."""
    return answer_for(request, sys.exception())


def is_busy(exception: BaseException | None) -> bool:
    """True for a locked or unreachable database and a full disk: the same request may work later."""
    if isinstance(exception, OperationalError):
        return any(word in str(exception).lower() for word in BUSY_WORDS)
    return isinstance(exception, OSError) and exception.errno in FULL


def refuse_bad_input(request: HttpRequest) -> HttpResponse | None:
    """405 for methods nobody needs, 400 for NUL, lone surrogates and hostile JSON, 413 for more than we take.

    None for sound input.
    """
    if request.method not in METHODS:
        return HttpResponseNotAllowed(METHODS)
    too_much = _("This is larger than we can take. Please go back and choose a smaller file.")
    if _declared_length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        # Never parsed: a larger upload would be spooled to a temporary file, with its position in it.
        return _say(request, 413, too_much, reason=too_much)
    try:
        if not _is_sound(request):
            raise BadRequest
        if request.method == "POST":
            bodies.check(request)
    except RequestDataTooBig:
        return _say(request, 413, too_much, reason=too_much)
    except UNREADABLE:
        return _say(
            request, 400, _("We could not read this. Please go back, check what you typed and send it again.")
        )
    return None


def guard_headers(request: HttpRequest, response: HttpResponse) -> None:
    """no-store unless a view said that the page is public and nothing about this visitor is in it."""
    is_private = settings.SESSION_COOKIE_NAME in request.COOKIES or bool(response.cookies)
    is_file = request.path.startswith(settings.STATIC_URL)
    if not is_file and (is_private or not response.has_header("Cache-Control")):
        response.headers["Cache-Control"] = "no-store, private"
        response.headers.pop("ETag", None)
    # What was refused here never passed the middleware that sets these.
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
    policy = "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives)
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Permissions-Policy", PERMISSIONS)
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")


def _declared_length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _is_sound(request: HttpRequest) -> bool:
    """No NUL in path, query or cookies, and nothing in the query that is not text."""
    if not bodies.is_sound_text(request.path) or "\x00" in request.META.get("HTTP_COOKIE", ""):
        return False
    query = unquote_to_bytes(request.META.get("QUERY_STRING", "").replace("+", " "))
    query.decode()
    return b"\x00" not in query


def _say(request: HttpRequest, status: int, sentence: str, *, reason: str = "") -> HttpResponse:
    """An answer as JSON, as a page that says the usual thing and `reason`, or at least as one sentence."""
    if _wants_json(request):
        response: HttpResponse = JsonResponse({"error": sentence}, status=status)
    else:
        page = status if status in (409, 503) else 400
        try:
            response = render(request, f"look/errors/{page}.html", {"reason": reason}, status=status)
        except Exception:
            # Before the inner middleware ran, or without a database, a page may be impossible.
            response = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _wants_json(request: HttpRequest) -> bool:
    accepted = request.headers.get("Accept", "")
    is_json = request.content_type == "application/json" or accepted.startswith("application/json")
    return is_json or request.path.startswith(FOR_PROGRAMS)
