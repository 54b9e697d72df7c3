"""A real browser does the work a challenge asks for, under our own content security policy."""

import html
from collections.abc import Callable

import altcha
import pytest
from playwright.sync_api import Page, Route

from commonbeat.safety import keys, limits


@pytest.mark.journey
def test_a_browser_solves_a_challenge_while_the_person_types(browse: Callable[..., Page]) -> None:
    page = browse()
    form = f"""<!doctype html><html lang="en"><title>x</title><form>
        <input type="hidden" name="altcha" data-challenge="{html.escape(limits.challenge())}"></form>
        <script src="/static/safety/challenge.js" defer></script>"""

    def answer(route: Route) -> None:
        policy = {"Content-Security-Policy": "default-src 'self'; img-src data:"}
        route.fulfill(body=form, content_type="text/html", headers=policy)

    page.route("**/form/", answer)
    page.route("**/favicon.ico", lambda route: route.fulfill(body=""))
    page.goto("/form/")
    page.wait_for_function("document.querySelector('[name=altcha]').value")
    solved = page.evaluate("document.querySelector('[name=altcha]').value")
    assert altcha.verify_solution(solved, keys.derived("signing", "altcha")).verified
