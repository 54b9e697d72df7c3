"""Door after door with no signal: the household answers on the phone, and the phone forgets it."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from commonbeat.trust.models import Box, Invitation
from tests.browser import Browse
from tests.journeys.survey import look, tick
from tests.journeys.test_officer import handed_in, phone, wait_for_worker
from tests.signin import sign_in_browser
from tests.trust.asking import make_wave

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
KEPT = """() => new Promise((done) => { const open = indexedDB.open('commonbeat-phone', 1);
    open.onsuccess = () => { const all = open.result.transaction('items').objectStore('items').getAll();
    all.onsuccess = () => done(JSON.stringify(all.result)); }; })"""
WORDS = "The lamp at number nine."


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_doors_are_answered_with_no_signal_and_handed_in_later(
    cast: SimpleNamespace, browse: Browse, scheme: str
) -> None:
    make_wave(cast, letters=0, doors=4, at=timezone.now() - timedelta(days=2))
    page = phone(browse, scheme)
    sign_in_browser(page, cast.ben)
    page.goto("/officer/doors/")
    look(page, f"doors-{scheme}")
    first = page.locator(".door h2").first.inner_text()
    wait_for_worker(page)
    page.context.set_offline(True)
    page.goto("/officer/doors/")
    expect(page.locator("#offline-note")).to_be_visible()
    page.locator(".door").first.get_by_role("button", name="They answer here").click()
    expect(page.get_by_role("link", name="Promises")).to_be_hidden()
    page.get_by_role("button", name="Español").click()
    page.get_by_role("button", name="English").click()
    look(page, f"door-questions-{scheme}")
    tick(page, "walking alone here after dark", "7")
    page.locator("textarea:visible").fill(WORDS)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_text("Please hand the phone back").first).to_be_visible()
    look(page, f"door-thanks-{scheme}")
    page.get_by_role("button", name="The next door").click()
    assert page.locator("textarea").first.input_value() == ""
    assert not page.locator("#handed input:checked").count()
    expect(
        page.locator(".door h2").filter(has_text=re.compile(f"^\\s*{re.escape(first)}\\s*$"))
    ).to_have_count(0)
    page.locator(".door[open]").get_by_role("button", name="Nobody home").click()
    expect(page.locator("#door-said")).to_contain_text("Nobody home")
    expect(page.locator("#queue")).to_contain_text("2 notes waiting")
    look(page, f"door-waiting-{scheme}")
    kept = page.evaluate(KEPT)
    assert not [told for told in (WORDS, "safe_dark", first) if told in kept]
    page.goto("/officer/doors/")
    expect(page.locator(".door")).to_have_count(2)
    assert not Box.objects.exists()
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    handed_in(page)
    assert Box.objects.count() == 1
    assert Invitation.objects.get(is_used=True).address == first
    assert Invitation.objects.get(door_state="not_home").tries == 1


def test_without_a_script_a_door_is_answered_on_the_page(cast: SimpleNamespace, browse: Browse) -> None:
    make_wave(cast, letters=0, doors=2, at=timezone.now() - timedelta(days=2))
    page = phone(browse, javascript=False)
    sign_in_browser(page, cast.ben)
    page.goto("/officer/doors/")
    page.locator(".door[open]").get_by_role("button", name="Nobody home").click()
    expect(page.get_by_text("Noted.")).to_be_visible()
    page.locator(".door[open]").get_by_role("button", name="They answer here").click()
    tick(page, "I feel heard", "Agree")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_text("Please hand the phone back")).to_be_visible()
    assert Box.objects.count() == 1
