"""The whole loop, in real browsers: from a chat on the street to "yes, that is solved"."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from commonbeat.listening.models import Concern
from tests.browser import PHONE, Browse, assert_axe_clean, assert_fits, shot
from tests.journeys.test_officer import handed_in, tap, wait_for_worker
from tests.signin import sign_in_browser

pytestmark = [pytest.mark.journey, pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


def look(page: Page, name: str) -> None:
    assert_fits(page)
    assert_axe_clean(page)
    shot(page, f"loop/{name}")


def come_back(page: Page, code: str) -> None:
    page.goto("/code/")
    page.fill("[name=code]", code.lower())
    page.get_by_role("button", name="Open").click()


def deed(page: Page, link: str, button: str, **fields: str) -> None:
    """At the desk: choose what to do, fill the form, do it."""
    page.get_by_role("link", name=link, exact=True).first.click()
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    page.locator("main form").get_by_role("button", name=button, exact=True).click()


def chat_without_signal(page: Page) -> str:
    """An officer hears a worry where there is no signal, and hands out a code."""
    page.goto("/officer/log/")
    wait_for_worker(page)
    page.context.set_offline(True)
    page.reload()
    tap(page, "A worry")
    tap(page, "Afraid")
    page.fill("[name=words]", "The lamp in the underpass is dark, my daughter walks home there.")
    page.get_by_text("They want to hear back").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#queue")).to_contain_text("1 note waiting")
    code = re.sub(r"\s", "", page.locator("#handed output").inner_text())
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    handed_in(page)
    return code


def test_from_a_chat_on_the_street_to_yes_that_is_solved(cast: SimpleNamespace, browse: Browse) -> None:
    browse.allow("ERR_INTERNET_DISCONNECTED")
    phone = browse(width=PHONE[0], height=PHONE[1], is_mobile=True, has_touch=True)
    sign_in_browser(phone, cast.ben)
    code = chat_without_signal(phone)

    desk = browse()
    sign_in_browser(desk, cast.cleo)
    desk.goto("/desk/inbox/")
    expect(desk.locator("main")).to_contain_text("The lamp in the underpass is dark")
    look(desk, "inbox")
    desk.locator("main input[type=checkbox]").first.check()
    desk.get_by_role("button", name="Join into a concern").click()
    desk.fill("[name=title]", "Dark lamp in the underpass")
    desk.select_option("[name=owner]", label="Ben")
    desk.get_by_role("button", name="Join them").click()
    expect(desk.locator("h1")).to_contain_text("Dark lamp in the underpass")
    look(desk, "concern-heard")
    deed(desk, "Read back", "Read it back", words="The underpass is dark and you fear for your daughter.")

    amara = browse(width=PHONE[0], height=PHONE[1], color_scheme="dark", javascript=False)
    come_back(amara, code)
    expect(amara.locator("main")).to_contain_text("you fear for your daughter")
    shot(amara, "loop/thread-read-back")
    amara.get_by_role("button", name="Yes, that is what I meant").click()

    desk.reload()
    deed(desk, "Answer", "Send the answer", words="The city repairs the lamps by Friday.")
    due = (date.today() + timedelta(days=3)).isoformat()
    deed(desk, "Promise", "Promise it", words="Ben walks there every evening until then.", due_on=due)
    deed(
        desk,
        "Write down what was done",
        "Write it down",
        words="Four lamps were repaired.",
        done_by="The city",
    )
    deed(desk, "Report back", "Report back", words="The lamps burn again. Ben was there every evening.")
    look(desk, "concern-told")

    come_back(amara, code)
    expect(amara.locator("main")).to_contain_text("The lamps burn again.")
    shot(amara, "loop/thread-told")
    amara.get_by_role("button", name="No, it is not").click()
    assert Concern.objects.with_state().get().state == "reopened"
    desk.reload()
    deed(
        desk,
        "Write down what was done",
        "Write it down",
        words="The last lamp was repaired too.",
        done_by="The city",
    )
    deed(desk, "Report back", "Report back", words="Now all of them burn.")
    come_back(amara, code)
    amara.get_by_role("button", name="Yes, that is solved").click()
    shot(amara, "loop/thread-solved")
    assert Concern.objects.with_state().get().state == "confirmed"

    desk.reload()
    look(desk, "concern-confirmed")
    desk.goto("/desk/")
    look(desk, "loop")
