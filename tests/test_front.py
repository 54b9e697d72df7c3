"""The copies in front of Django: never older than the last write, never of anybody's own page."""

import gzip
import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from commonbeat.front import A_MOMENT, MOST_PAGES, Front
from commonbeat.openness import actions
from commonbeat.safety import ballots
from tests.openness.test_gatherings import announce
from tests.openness.test_session import asked

pytestmark = pytest.mark.django_db
Get = Callable[..., tuple[str, dict[str, str], bytes]]


@pytest.fixture
def get(cast: SimpleNamespace) -> Iterator[Get]:
    front = Front(get_wsgi_application())

    def get(path: str, method: str = "GET", **more: str) -> tuple[str, dict[str, str], bytes]:
        given: list[Any] = []
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "HTTP_HOST": "localhost", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(), **more,
        }  # fmt: skip
        body = b"".join(
            front(environ, lambda status, headers, exc_info=None: given.extend([status, dict(headers)]))
        )
        return given[0], given[1], body

    get.front = front  # type: ignore[attr-defined]
    # As Django's own test client does: the test's connection outlives the request.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield get
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def test_a_public_page_is_rendered_once(get: Get, django_assert_num_queries: Any) -> None:
    first = get("/n/harbor-row/")
    with django_assert_num_queries(1):
        assert get("/n/harbor-row/")[2] == first[2]


def test_the_next_page_after_a_write_shows_it(get: Get, cast: SimpleNamespace, at: Any) -> None:
    get("/n/harbor-row/work/")
    actions.agree_priority(
        neighborhood=cast.row,
        issue="Dark corners",
        why="Many said so.",
        agreed_on=at.date(),
        by=cast.cleo,
        at=at,
        is_published=True,
    )
    assert b"Dark corners" in get("/n/harbor-row/work/")[2]


def test_a_browser_that_has_the_page_is_told_so(get: Get) -> None:
    etag = get("/n/harbor-row/")[1]["ETag"]
    status, headers, body = get("/n/harbor-row/", HTTP_IF_NONE_MATCH=etag)
    assert status.startswith("304")
    assert body == b""
    assert headers["ETag"] == etag
    status, _, body = get("/n/harbor-row/", HTTP_IF_NONE_MATCH=etag)
    assert status.startswith("304")
    assert body == b""


@pytest.mark.parametrize(
    "path", ["/n/harbor-row/say/", "/code/", "/n/harbor-row/ask/", "/desk/", "/sign-in/", "/nowhere/"]
)
def test_pages_with_forms_and_errors_are_never_kept(get: Get, path: str) -> None:
    get(path)
    assert not get.front.pages  # type: ignore[attr-defined]


@pytest.mark.parametrize("own", [{"HTTP_COOKIE": "sessionid=x"}, {"QUERY_STRING": "q=1"}, {"method": "HEAD"}])
def test_a_request_of_ones_own_passes_by(get: Get, own: dict[str, str]) -> None:
    get("/n/harbor-row/", **own)
    assert not get.front.pages  # type: ignore[attr-defined]


def test_languages_and_hosts_have_their_own_copies(get: Get) -> None:
    assert get("/n/harbor-row/")[2] != get("/es/n/harbor-row/")[2]
    assert len(get.front.pages) == 2  # type: ignore[attr-defined]
    assert get("/n/harbor-row/", HTTP_HOST="evil.example")[0].startswith("400")
    assert len(get.front.pages) == 2  # type: ignore[attr-defined]


def test_a_packed_copy_is_the_same_page(get: Get) -> None:
    plain = get("/n/harbor-row/")[2]
    _status, headers, packed = get("/n/harbor-row/", HTTP_ACCEPT_ENCODING="gzip, br")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert int(headers["Content-Length"]) == len(packed) < len(plain)


def test_the_number_of_copies_is_bounded(get: Get) -> None:
    get("/n/harbor-row/")
    page = next(iter(get.front.pages.values()))  # type: ignore[attr-defined]
    for number in range(MOST_PAGES + 50):
        get.front.keep((str(number),), page)  # type: ignore[attr-defined]
    assert len(get.front.pages) == MOST_PAGES  # type: ignore[attr-defined]


def session_with_question(cast: SimpleNamespace, at: Any) -> tuple[Any, Any]:
    session = announce(
        cast, at, kind="information_session", title="Night bus", is_published=True, capacity=None,
        starts_at=at + timedelta(days=1), ends_at=at + timedelta(days=1, hours=2),
    )  # fmt: skip
    return session, asked(cast, session, at)


def test_a_screen_that_follows_votes_sees_every_one_of_them(
    get: Get, cast: SimpleNamespace, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, question = session_with_question(cast, at)
    path = f"/meet/{session.slug}/live/state/"
    first = get(path)
    assert get(path, HTTP_IF_NONE_MATCH=first[1]["ETag"])[0].startswith("304")
    actions.vote_for_question(question=question, ballot=ballots.new(), at=at)
    later = time.monotonic() + 2 * A_MOMENT
    monkeypatch.setattr(time, "monotonic", lambda: later)
    status, headers, body = get(path, HTTP_IF_NONE_MATCH=first[1]["ETag"])
    assert status.startswith("200")
    assert json.loads(body)["questions"][0]["votes"] == 1
    assert get(path, HTTP_IF_NONE_MATCH=headers["ETag"])[0].startswith("304")


def test_a_room_full_of_phones_costs_as_much_as_one(
    get: Get, cast: SimpleNamespace, at: Any, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    session, _question = session_with_question(cast, at)
    tag = get(f"/meet/{session.slug}/live/state/")[1]["ETag"]
    with django_assert_num_queries(20):
        for _phone in range(20):
            assert get(f"/meet/{session.slug}/live/state/", HTTP_IF_NONE_MATCH=tag)[0].startswith("304")
