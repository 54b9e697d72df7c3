"""Bad input stays out, nothing private is cached, every refusal is a sentence."""

import json
from collections.abc import Callable
from http.cookies import SimpleCookie

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as some

from commonbeat.safety import bodies
from commonbeat.safety.caching import public_page
from commonbeat.safety.errors import Conflict, Refused, Unavailable
from commonbeat.safety.middleware import GuardMiddleware, answer_for

make = RequestFactory()


def reached(request: HttpRequest) -> HttpResponse:
    return HttpResponse("reached")


def through(request: HttpRequest, view: Callable[..., HttpResponse] = reached) -> HttpResponse:
    return GuardMiddleware(view)(request)


@pytest.mark.parametrize(
    "request_",
    [
        make.get("/find/", QUERY_STRING="q=a%00b"),
        make.get("/find/", QUERY_STRING="q=%ff"),
        make.get("/find/", QUERY_STRING="q=%ed%a0%80"),
        make.get("/pla\x00ce/"),
        make.post("/say/", {"words": "a\x00b"}),
        make.post("/say/", {"wo\x00rds": "a"}),
        make.post("/say/", {"picture": SimpleUploadedFile("a.jpg", b"x"), "words": "\x00"}),
        make.post("/api/", json.dumps({"words": "a\x00b"}), content_type="application/json"),
        make.post("/api/", '{"words": "\\ud800"}', content_type="application/json"),
        make.post("/api/", '{"\\udfff": 1}', content_type="application/json"),
        make.post("/api/", "[" * 40 + "]" * 40, content_type="application/json"),
        make.post("/api/", "[" * 200_000, content_type="application/json"),
        make.post("/api/", '{"number": NaN}', content_type="application/json"),
        make.post("/api/", '{"number": ' + "9" * 5000 + "}", content_type="application/json"),
        make.post("/api/", b"\xff\xfe", content_type="application/json"),
        make.post("/api/", json.dumps("x" * 300_000), content_type="application/json"),
        make.post("/api/", json.dumps(["x" * 1000] * 1500), content_type="application/json"),
        make.post("/say/", b"broken", content_type="multipart/form-data"),
    ],
)
def test_bad_input_gets_a_sentence_and_400(request_: HttpRequest) -> None:
    response = through(request_)
    assert response.status_code == 400
    assert b"go back" in response.content.lower()
    assert response["Cache-Control"] == "no-store, private"


@given(some.binary(max_size=200))
def test_json_from_outside_is_sound_or_refused(body: bytes) -> None:
    response = through(make.post("/api/", body, content_type="application/json"))
    assert response.status_code in (200, 400)


def test_sound_input_is_read_once_and_handed_on() -> None:
    request = make.post("/api/", '{"words": "müde ☔", "list": [[[1]]]}', content_type="application/json")
    assert through(request).content == b"reached"
    assert bodies.read_json(request) == {"words": "müde ☔", "list": [[[1]]]}
    assert through(make.post("/say/", {"words": "'; DROP TABLE --\n\u202e"})).content == b"reached"


def test_too_much_is_not_even_parsed() -> None:
    request = make.post("/say/", CONTENT_LENGTH=str(13 * 1024 * 1024))
    assert through(request).status_code == 413
    assert not hasattr(request, "_post")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Refused("Please choose a later date."), 422),
        (Conflict("This was sent before with other words."), 409),
        (Unavailable("Please try again later."), 503),
        (OperationalError("database is locked"), 503),
        (OperationalError("database or disk is full"), 503),
        (OperationalError("could not obtain lock: deadlock detected"), 503),
        (OSError(28, "No space left on device"), 503),
    ],
)
def test_a_refusal_is_a_sentence_not_a_crash(error: Exception, status: int) -> None:
    response = answer_for(make.post("/api/", "{}", content_type="application/json"), error)
    assert response is not None
    assert response.status_code == status
    assert json.loads(response.content)["error"].endswith((".", "!"))
    assert ("Retry-After" in response) == (status == 503)


def test_our_own_mistakes_are_not_passed_off_as_refusals() -> None:
    for error in (ValueError("x"), OperationalError("no such table: voice"), OSError(2, "missing"), None):
        assert answer_for(make.get("/"), error) is None


def test_nothing_is_kept_by_a_browser_unless_a_view_says_so() -> None:
    response = through(make.get("/"))
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "microphone=()" in response["Permissions-Policy"]


def test_a_public_page_is_sent_once_for_each_version() -> None:
    versions = iter(["7", "7", "8"])
    calls = []

    @public_page(lambda request: next(versions))
    def page(request: HttpRequest) -> HttpResponse:
        calls.append(1)
        return HttpResponse("page")

    first = through(make.get("/"), page)
    assert first["Cache-Control"].startswith("public")
    assert "Accept-Language" in first["Vary"]
    again = through(make.get("/", HTTP_IF_NONE_MATCH=first["ETag"]), page)
    assert (again.status_code, again.content, len(calls)) == (304, b"", 1)
    assert through(make.get("/", HTTP_IF_NONE_MATCH=first["ETag"]), page).status_code == 200


def test_a_public_page_with_a_session_or_a_new_cookie_is_not_cached() -> None:
    @public_page(lambda request: "7")
    def page(request: HttpRequest) -> HttpResponse:
        response = HttpResponse("page")
        if "new" in request.GET:
            response.set_cookie("csrftoken", "x")
        return response

    signed_in = make.get("/")
    signed_in.COOKIES = {name: one.value for name, one in SimpleCookie("sessionid=x").items()}
    for request in (signed_in, make.get("/?new=1")):
        response = through(request, page)
        assert response["Cache-Control"] == "no-store, private"
        assert "ETag" not in response
