"""The copies in front of Django: never older than the last write, never of anybody's own page."""

import gzip
from collections.abc import Callable, Iterator
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from commonbeat.front import MOST_PAGES, Front
from commonbeat.openness import actions

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
