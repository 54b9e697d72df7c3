"""The browser we test with notices what it must notice."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import Browse, assert_axe_clean, assert_fits

pytestmark = pytest.mark.journey

CLEAN = """<!doctype html><html lang="en"><title>Tea</title><main><h1>Hello</h1><p>Heard.</p></main>"""


@pytest.fixture
def alone(chromium: Browser) -> Iterator[Browse]:
    opened = Browse(chromium, "http://localhost:9")
    yield opened
    opened.close()


def test_a_silent_page_has_no_faults(alone: Browse) -> None:
    page = alone()
    page.set_content(CLEAN)
    assert_axe_clean(page)
    assert_fits(page)
    assert alone.unexpected() == []


def test_a_console_error_is_noticed(alone: Browse) -> None:
    page = alone()
    with page.expect_console_message():
        page.evaluate("console.error('the tea is cold')")
    assert "the tea is cold" in alone.unexpected()[0]
    alone.allow("tea is cold")
    assert alone.unexpected() == []


def test_an_uncaught_exception_is_noticed(alone: Browse) -> None:
    page = alone()
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('spilled') }, 0)")
    assert any("spilled" in fault for fault in alone.unexpected())


def test_a_request_to_somebody_else_is_noticed(alone: Browse) -> None:
    page = alone()
    page.set_content(CLEAN + '<img alt="" src="http://tracker.invalid/pixel.png">')
    assert any("tracker.invalid" in fault for fault in alone.unexpected())


def test_an_inaccessible_page_is_noticed(alone: Browse) -> None:
    page = alone()
    page.set_content(CLEAN.replace("</main>", "<img src='data:,'></main>"))
    with pytest.raises(AssertionError, match="image-alt"):
        assert_axe_clean(page)


def test_a_page_without_scripts_can_still_be_judged(alone: Browse) -> None:
    page = alone(javascript=False, width=320, height=640, color_scheme="dark")
    page.set_content(CLEAN + "<div style='width: 900px'>wide</div>")
    with pytest.raises(AssertionError, match="908px wide"):
        assert_fits(page)
