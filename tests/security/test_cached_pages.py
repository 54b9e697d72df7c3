"""What everybody is handed alike: nobody can put anything into it, flood it out, or read from it who spoke."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext

from commonbeat.front import MOST_PAGES, Front
from commonbeat.journal import queries as journal
from commonbeat.listening import actions as listening
from tests.security.ground import OWN, Town
from tests.security.heard import hear
from tests.security.table import ALL, PUBLIC
from tests.security.typed import address

Get = Callable[..., tuple[int, dict[str, str], bytes]]
EVIL = "evil.example"


@pytest.fixture
def front() -> Front:
    return Front(get_wsgi_application())


@pytest.fixture
def get(front: Front, town: Town) -> Iterator[Get]:
    def get(path: str, **more: str) -> tuple[int, dict[str, str], bytes]:
        given: list[Any] = []
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "HTTP_HOST": "localhost", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.BytesIO(), **more,
        }  # fmt: skip
        body = b"".join(
            front(environ, lambda status, headers, exc_info=None: given.extend([status, dict(headers)]))
        )
        return int(given[0].split()[0]), given[1], body

    # As Django's own test client does: the test's connection outlives the request.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield get
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def public_paths(town: Town) -> list[str]:
    rows = [row for row in PUBLIC if row.who == ALL and "token" not in row.things]
    return [address(row, town) for row in rows]


FORGED = {
    "HTTP_X_FORWARDED_HOST": EVIL, "HTTP_X_FORWARDED_PROTO": EVIL, "HTTP_X_ORIGINAL_URL": f"/{EVIL}/",
    "HTTP_X_REWRITE_URL": f"/{EVIL}/", "HTTP_FORWARDED": f"host={EVIL}", "HTTP_REFERER": f"https://{EVIL}/",
    "HTTP_USER_AGENT": EVIL, "HTTP_ACCEPT_LANGUAGE": EVIL,
}  # fmt: skip


@pytest.mark.django_db
def test_nothing_a_stranger_sends_along_is_handed_to_anybody(town: Town, get: Get, front: Front) -> None:
    for name, value in FORGED.items():
        front.pages.clear()
        for path in public_paths(town):
            status, headers, body = get(path, **{name: value})
            assert status in (200, 302), (path, name, status)
            assert EVIL.encode() not in body + repr(headers).encode(), (path, name)
            assert EVIL.encode() not in get(path)[2], (path, name)


@pytest.mark.django_db
def test_a_forged_host_gets_400_and_is_not_repeated(town: Town, get: Get) -> None:
    for path in (
        "/",
        "/n/harbor-row/calendar.ics",
        "/n/harbor-row/feed.atom",
        "/desk/",
        "/sign-in/",
        "/nowhere/",
    ):
        for host in (EVIL, f"localhost.{EVIL}", f"localhost@{EVIL}", "localhost:80:80", "", "[::1", "\xff"):
            status, _headers, body = get(path, HTTP_HOST=host)
            assert status == 400, (path, host, status)
            assert EVIL.encode() not in body


@pytest.mark.django_db
def test_who_invents_addresses_pushes_out_no_page_that_is_read(town: Town, get: Get, front: Front) -> None:
    get("/")
    for port in range(1, MOST_PAGES + 60):
        get("/accessibility/", HTTP_HOST=f"localhost:{port}")
        if port % 50 == 0:
            with CaptureQueriesContext(connection) as asked:
                get("/")
            assert len(asked) == 1, port
    assert len(front.pages) <= MOST_PAGES
    for number in range(20):
        get("/", QUERY_STRING=f"x={number}")
        get("/", HTTP_X_FORWARDED_PROTO=f"http{number}")
    assert sum(key[1] == "/" for key in front.pages) == 1


@pytest.mark.django_db
def test_not_even_the_time_a_page_takes_tells_that_somebody_spoke(town: Town, get: Get) -> None:
    corner = type("Corner", (), {"team": town.cast.team, "area": town.cast.row, "place": town.cast.gate})()
    paths = ["/", "/n/harbor-row/", "/n/harbor-row/heard/"]
    before = [(get(path)[2], get(path)[1]["ETag"]) for path in paths]
    voice = hear(town, corner, kind="complaint", about_officer=town.cast.ben).voice
    listening.join(voices=[voice], by=town.cast.noor, title="About Ben", at=town.at)
    assert journal.newest().sequence > journal.newest_sequence()
    for path, seen in zip(paths, before, strict=True):
        with CaptureQueriesContext(connection) as asked:
            status, headers, body = get(path)
        assert len(asked) == 1, (path, status)
        assert (body, headers["ETag"]) == seen


@pytest.mark.django_db
def test_pages_of_one_person_are_kept_by_nobody(town: Town, get: Get, front: Front) -> None:
    mine = f"/updates/change/{town.find('change token', OWN)}/"
    for path in ("/code/", "/n/harbor-row/say/", "/sign-in/", "/desk/", "/officer/", mine):
        _status, headers, _body = get(path)
        assert headers["Cache-Control"] == "no-store, private", path
    assert not front.pages
