"""The officer in the rain: one thumb, three taps, no signal, nothing lost."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from commonbeat.listening.models import Promise, Voice
from commonbeat.presence import actions
from commonbeat.presence.models import Contact, Visit
from tests.browser import PHONE, Browse, assert_axe_clean, assert_fits, shot
from tests.signin import sign_in_browser

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def phone(browse: Browse, scheme: str = "light", **options: object) -> Page:
    browse.allow("ERR_INTERNET_DISCONNECTED")
    return browse(
        width=PHONE[0], height=PHONE[1], color_scheme=scheme, is_mobile=True, has_touch=True, **options
    )


def tap(page: Page, label: str) -> None:
    page.locator("label.chip", has_text=re.compile(f"^\\s*{re.escape(label)}\\s*$")).first.click()


def plan_today(cast: SimpleNamespace) -> None:
    at = timezone.now().replace(minute=0)
    walk = actions.plan_walk(
        officer=cast.ben,
        neighborhood=cast.row,
        starts_at=at,
        ends_at=at + timedelta(hours=2),
        by=cast.cleo,
        at=at,
    )
    for place, words, minutes in (
        (cast.cafe, "16 days since a visit", 0),
        (cast.gate, "Parents feel unsafe here", 50),
    ):
        actions.add_stop(
            walk=walk,
            place=place,
            at_time=at + timedelta(minutes=minutes),
            reason="other",
            reason_words=words,
            by=cast.cleo,
            at=at,
        )


IS_SHELL_KEPT = """(async () => {
    for (const name of await caches.keys())
        if (await (await caches.open(name)).match('/officer/offline/')) return true;
    return false;
})()"""


def until(page: Page, condition: str) -> None:
    """Until the script's answer is true; Playwright's own waiting would need eval, which our pages forbid."""
    for _ in range(400):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def wait_for_worker(page: Page) -> None:
    """Until the shell is kept and the worker answers for this page; on a slow day that takes a second look."""
    for _ in range(3):
        try:
            until(page, "navigator.serviceWorker.controller !== null")
            break
        except AssertionError:
            page.reload()
    until(page, IS_SHELL_KEPT)


def handed_in(page: Page) -> None:
    expect(page.locator("#queue")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_three_taps_log_a_chat(cast: SimpleNamespace, browse: Browse, scheme: str) -> None:
    page = phone(browse, scheme)
    sign_in_browser(page, cast.ben)
    page.goto("/officer/log/")
    shot(page, f"officer/log-{scheme}")
    assert_fits(page)
    assert_axe_clean(page)
    tap(page, "A worry")
    tap(page, "Afraid")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#saved")).to_be_visible()
    expect(page.locator("#queue")).to_be_hidden()
    shot(page, f"officer/log-saved-{scheme}")
    contact = Contact.objects.get()
    assert contact.seconds_to_log is not None
    assert contact.seconds_to_log < 10
    assert contact.voice.feeling_guessed == "afraid"


def test_the_position_becomes_a_place_on_the_phone(cast: SimpleNamespace, browse: Browse) -> None:
    spot = {"longitude": cast.gate.longitude, "latitude": cast.gate.latitude}
    cast.gate.longitude, cast.gate.latitude = spot["longitude"] + 0.002, spot["latitude"] + 0.001
    cast.gate.save()
    spot = {"longitude": cast.gate.longitude + 0.0002, "latitude": cast.gate.latitude}
    page = phone(browse, geolocation=spot, permissions=["geolocation"])
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    sign_in_browser(page, cast.ben)
    page.goto("/officer/log/")
    expect(page.locator(f'input[name="place"][value="{cast.gate.pk}"]')).to_be_checked()
    tap(page, "Just a chat")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#saved")).to_be_visible()
    handed_in(page)
    assert Contact.objects.get().place == cast.gate
    assert not any(str(spot["longitude"])[:8] in one or str(spot["latitude"])[:8] in one for one in sent)


def test_without_signal_nothing_is_lost_and_nothing_doubled(cast: SimpleNamespace, browse: Browse) -> None:
    plan_today(cast)
    page = phone(browse)
    sign_in_browser(page, cast.ben)
    page.goto("/officer/")
    shot(page, "officer/today-light")
    assert_fits(page)
    assert_axe_clean(page)
    wait_for_worker(page)
    page.context.set_offline(True)
    page.locator("[data-stop]").first.get_by_role("button", name="I am here").click()
    expect(page.locator("#queue")).to_contain_text("1 note waiting")
    page.goto("/officer/log/")
    tap(page, "A worry")
    tap(page, "Afraid")
    page.fill("[name=words]", "Bikes race past the crossing at three.")
    tap(page, "Yes, by Friday")
    page.fill("[name=promise]", "We stand there every day.")
    page.get_by_text("They want to hear back").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#handed output")).to_be_visible()
    code = re.sub(r"\s", "", page.locator("#handed output").inner_text())
    expect(page.locator("#queue")).to_contain_text("2 notes waiting")
    shot(page, "officer/log-offline")
    page.reload()
    expect(page.locator("#queue")).to_contain_text("2 notes waiting")
    page.goto("/officer/")
    expect(page.locator("#main")).to_contain_text("Corner café")
    shot(page, "officer/today-offline")
    assert not Contact.objects.exists()
    kept = page.evaluate(
        """() => new Promise((done) => { const open = indexedDB.open('commonbeat-phone', 1);
        open.onsuccess = () => { const all = open.result.transaction('items').objectStore('items').getAll();
        all.onsuccess = () => done(JSON.stringify(all.result)); }; })"""
    )
    assert "Bikes" not in kept
    assert "crossing" not in kept
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    handed_in(page)
    assert Contact.objects.count() == 1
    assert Visit.objects.count() == 1
    assert Promise.objects.get().concern.owner == cast.ben
    visitor = browse()
    visitor.goto("/code/")
    visitor.fill("[name=code]", code)
    visitor.get_by_role("button", name="Open").click()
    expect(visitor.locator("main")).to_contain_text("Bikes race past the crossing at three.")


def test_after_the_sitting_the_phone_still_takes_notes_but_shows_nothing(
    cast: SimpleNamespace, browse: Browse
) -> None:
    plan_today(cast)
    page = phone(browse)
    sign_in_browser(page, cast.ben)
    page.goto("/officer/")
    wait_for_worker(page)
    page.context.set_offline(True)
    page.evaluate("sessionStorage.clear()")
    page.goto("/officer/")
    expect(page.locator("#main")).not_to_contain_text("Corner café")
    shot(page, "officer/locked")
    page.goto("/officer/log/")
    tap(page, "Thanks")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#queue")).to_contain_text("1 note waiting")
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    handed_in(page)
    assert Voice.objects.get().kind == "thanks"


def test_without_a_script_the_phone_works_as_a_page(cast: SimpleNamespace, browse: Browse) -> None:
    plan_today(cast)
    page = phone(browse, javascript=False)
    sign_in_browser(page, cast.ben)
    page.goto("/officer/")
    page.locator("[data-stop]").first.get_by_role("button", name="I am here").click()
    expect(page.locator("[data-stop]").first).to_contain_text("visited")
    page.goto("/officer/log/")
    tap(page, "An idea")
    page.fill("[name=words]", "A bench at the stop.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Saved")
    assert Voice.objects.get().words == "A bench at the stop."
