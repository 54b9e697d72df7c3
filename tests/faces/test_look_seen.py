"""The gallery in a real browser: reachable for everyone, at every size, in both schemes."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route

from tests.browser import Browse, assert_axe_clean, assert_fits, shot
from tests.faces import gallery

pytestmark = pytest.mark.journey

SITE = "http://look.invalid"
ELSEWHERE = "Leave this page"
SMALL = """[...document.querySelectorAll(
  '.btn:not(.small), .chip, .choice, .leave, .nav a, .langs a, summary')]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.textContent.trim())"""


def answer(route: Route) -> None:
    """Serve the gallery and the static files without a server."""
    path = route.request.url.removeprefix(SITE)
    if path.startswith("/static/"):
        found = finders.find(path.removeprefix("/static/"))
        assert found, path
        route.fulfill(path=found)
    else:
        route.fulfill(body=gallery.render(path or "/"), content_type="text/html; charset=utf-8")


@pytest.fixture
def open_gallery(chromium: Browser) -> Iterator[Callable[..., Page]]:
    opened = Browse(chromium, SITE)
    opened.allow("does not conform to the required format")

    def go(**options: object) -> Page:
        page = opened(**options)
        page.route(f"{SITE}/**", answer)
        page.goto("/")
        return page

    yield go
    opened.close()
    assert not opened.unexpected(), "\n".join(opened.unexpected())


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_gallery_is_accessible_and_fits(
    open_gallery: Callable[..., Page], width: int, scheme: str
) -> None:
    page = open_gallery(width=width, color_scheme=scheme)
    assert_axe_clean(page)
    assert_fits(page)
    shot(page, f"gallery-{width}-{scheme}")


def test_targets_are_large_enough_for_a_thumb(open_gallery: Callable[..., Page]) -> None:
    assert open_gallery(width=320).evaluate(SMALL) == []


def test_the_gallery_reads_without_javascript_and_in_forced_colors(open_gallery: Callable[..., Page]) -> None:
    page = open_gallery(javascript=False, forced_colors="active")
    assert page.get_by_role("link", name=ELSEWHERE).is_visible()
    assert not page.get_by_role("button", name="Print this page").is_visible()


def test_a_mistake_takes_the_focus_and_leads_to_its_field(open_gallery: Callable[..., Page]) -> None:
    page = open_gallery()
    assert page.evaluate("document.activeElement.className") == "errors"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "words"


@pytest.mark.parametrize("way", ["click", "escape"])
def test_leaving_replaces_the_page(open_gallery: Callable[..., Page], way: str) -> None:
    page = open_gallery()
    before = page.evaluate("history.length")
    target = page.get_by_role("link", name=ELSEWHERE).get_attribute("href")
    assert target
    page.evaluate(f"document.querySelector('[data-quick-exit]').href = '{SITE}/elsewhere/'")
    if way == "click":
        page.get_by_role("link", name=ELSEWHERE).click()
    else:
        for _press in range(3):
            page.keyboard.press("Escape")
    page.wait_for_url("**/elsewhere/")
    assert page.evaluate("history.length") == before


def test_a_double_press_sends_once(open_gallery: Callable[..., Page]) -> None:
    page = open_gallery()
    sent = page.evaluate(
        """() => { let sent = 0; const form = document.querySelector('form');
        window.addEventListener('submit', (e) => { if (!e.defaultPrevented) sent += 1; e.preventDefault(); });
        form.requestSubmit(); form.requestSubmit(); return sent; }"""
    )
    assert sent == 1
