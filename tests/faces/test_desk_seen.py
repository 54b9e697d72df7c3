"""The desk as people see it: narrow and wide, light and dark, with the keyboard and without a script."""

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page

from commonbeat.listening.models import Concern, Voice
from tests.browser import DESKTOP, PHONE, assert_axe_clean, assert_fits, shot
from tests.faces.desk_scene import PASSPHRASE, hear, join, url
from tests.signin import sign_in_browser

LONG = "Broken glass in stairwell C of the old granary building and on the way to the playground behind it"
PAGES = {
    "cleo": [
        "home", "inbox", "voice_new", ("voice", "voice"), "concerns", ("concern", "concern"),
        ("concern_do", "concern", "answer"), ("concern_do", "concern", "promise"), "promises",
        ("promise_do", "promise", "break"), "walks", "walk_new", ("walk", "walk"), ("walk_do", "walk", "stop"),
        "gatherings", "gathering_new", ("gathering", "gathering"), "questions", ("question_do", "question", "answer"),
        "work", "initiative_new", ("priority_do", "priority", "end"), "pairs", "team", ("person", "ben"), "export",
        "profile", ("profile_do", None, "edit"),
    ],
    "mo": ["reading", ("voice", "held")],
    "noor": ["complaints", ("voice", "complaint"), "contacts", ("contact_open", "contact"), ("box_do", None, "share")],
    "ivo": ["journal"],
    "ada": ["team", "invite", ("person_do", "ben", "leave"), "settings", ("settings_do", None, "team"),
            ("settings_do", None, "pace"), ("area", "row"), ("place_change", "cafe"), "place_new", "mail"],
}  # fmt: skip


def address(scene: SimpleNamespace, page: Any) -> str:
    name, about, *deed = page if isinstance(page, tuple) else (page, None)
    found = getattr(scene, about, None) or getattr(scene.cast, about) if about else None
    return url(name, *([found.pk] if found else []), *deed)


@pytest.mark.parametrize("who", list(PAGES))
def test_every_page_is_whole_for_everybody(browse: Any, scene: SimpleNamespace, who: str) -> None:
    join(scene.cast, hear(scene.cast, f"{LONG}. " * 4, where=LONG), title=LONG)
    page = sign_in_browser(browse(), getattr(scene.cast, who))
    for asked in PAGES[who]:
        name = "-".join(str(part) for part in asked if part) if isinstance(asked, tuple) else asked
        for scheme, (width, height) in (("light", DESKTOP), ("dark", PHONE)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": height})
            page.goto(address(scene, asked))
            assert_fits(page)
            assert_axe_clean(page)
            shot(page, f"desk-{who}-{name}-{width}-{scheme}")


def test_a_mistake_takes_the_focus_and_leads_to_its_field(browse: Any, scene: SimpleNamespace) -> None:
    browse.allow("status of 422")
    page = sign_in_browser(browse(), scene.cast.cleo)
    page.goto(url("concern_do", scene.concern.pk, "promise"))
    page.fill("#id_words", "We walk there.")
    page.click("main form button")
    assert page.evaluate("document.activeElement.className") == "errors"
    page.click('.errors a[href="#id_due_on"]')
    assert page.evaluate("document.activeElement.id") == "id_due_on"
    assert page.input_value("#id_words") == "We walk there."
    assert_axe_clean(page)
    shot(page, "desk-mistake")


def test_the_inbox_is_worked_with_the_keyboard(browse: Any, cast: SimpleNamespace) -> None:
    for words in ("first", "second", "third"):
        hear(cast, words)
    page: Page = sign_in_browser(browse(), cast.cleo)
    page.goto(url("inbox"))
    for key in "jxjjx":
        page.keyboard.press(key)
    assert page.locator(".voices input:checked").count() == 2
    page.keyboard.press("k")
    page.keyboard.press("o")
    page.wait_for_url("**/desk/voices/**")


def test_the_loop_is_worked_without_a_script(browse: Any, cast: SimpleNamespace) -> None:
    hear(cast, "The lift is broken."), hear(cast, "The lift again.")
    page: Page = sign_in_browser(browse(javascript=False), cast.cleo)
    page.goto(url("inbox"))
    for box in page.locator(".voices input").all():
        box.check()
    page.click("text=Join into a concern")
    page.fill("#id_title", "The lift")
    page.click("text=Join them")
    assert page.locator("h1").inner_text() == "The lift"
    page.click("main a:has-text('Answer')")
    page.fill("#id_words", "The landlord repairs it on Friday.")
    page.click("text=Send the answer")
    assert "The landlord repairs it on Friday." in page.content()
    assert Concern.objects.get().voices.count() == 2


def test_a_voice_is_typed_in_with_the_keyboard_in_under_a_minute(browse: Any, cast: SimpleNamespace) -> None:
    page: Page = sign_in_browser(browse(), cast.cleo)
    page.goto(url("voice_new"))
    page.locator("input[name=kind]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("The lift is broken.")
    page.locator("main form button").press("Enter")
    assert page.locator("h1").inner_text() == "Kept. Read them this code."
    assert_axe_clean(page)
    shot(page, "desk-kept")
    assert Voice.objects.get().words == "The lift is broken."


def test_sealed_details_are_seen_once(browse: Any, scene: SimpleNamespace) -> None:
    page: Page = sign_in_browser(browse(), scene.cast.noor)
    page.goto(url("contact_open", scene.contact.pk))
    page.fill("#id_reason", "To call about the scooters.")
    page.fill("#id_passphrase", PASSPHRASE)
    page.click("main form button")
    assert page.locator(".card").inner_text().startswith("Amara")
    assert_axe_clean(page)
    shot(page, "desk-opened")
    page.click("text=I have what I need")
    assert "Amara" not in page.content()
