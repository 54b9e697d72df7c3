"""A resident without an account, in a real browser: everything a neighborhood page promises."""

import io
import re
import uuid
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from commonbeat.listening import actions as listening
from commonbeat.listening.models import Attachment, Concern, Voice
from commonbeat.openness.models import Question, Rsvp
from commonbeat.people.models import Acquaintance
from commonbeat.presence.models import Sighting
from commonbeat.updates.models import Subscriber, Subscription
from tests.browser import DESKTOP, PHONE, Browse, assert_axe_clean, assert_fits, shot
from tests.faces.scene import lively, now
from tests.faces.test_public_pages import ELSEWHERE, paths
from tests.updates.news import newest

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
# Not pages a browser draws.
FILES = {"calendar", "gathering_calendar", "feed", "robots", "trust_file", "live_state"} | ELSEWHERE


def look(page: Page, name: str) -> None:
    """Nothing sticks out, axe finds nothing, and a picture where one is wanted."""
    assert_fits(page)
    assert_axe_clean(page)
    shot(page, f"resident/{name}-{page.viewport_size['width']}")


def press(page: Page, name: str) -> None:
    click(page, page.locator("main").get_by_role("button", name=name, exact=True).first)


def click(page: Page, what: Locator) -> None:
    """Click, and wait for the page it leads to."""
    with page.expect_navigation():
        what.click()


def code_on(page: Page) -> str:
    return re.sub(r"\s", "", page.locator("output").inner_text())


def come_back(page: Page, code: str) -> None:
    page.goto("/")
    click(page, page.get_by_role("link", name="I have a code"))
    page.get_by_label("Your code").fill(code.lower())
    press(page, "Open")


def photo(folder: Path) -> str:
    """A photo that knows where it was taken."""
    picture = Image.new("RGB", (400, 300), (70, 80, 60))
    exif = Image.Exif()
    exif[0x010E] = "CANARY-PLACE"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    path = folder / "lamp.jpg"
    path.write_bytes(out.getvalue())
    return str(path)


def say_something(page: Page, folder: Path, check: bool) -> str:
    """From a mistyped street to the code."""
    seen = look if check else shot
    page.goto("/")
    seen(page, "home")
    page.get_by_label("A street or a place").fill("harbour rwo")
    press(page, "Find")
    expect(page.locator("h1")).to_have_text("Harbor Row")
    click(page, page.get_by_role("link", name="Tell us something").first)
    seen(page, "say-start")
    press(page, "Nobody is in danger, go on")
    press(page, "Go on")
    expect(page.get_by_role("alert")).to_contain_text("Choose what you would like to tell us.")
    seen(page, "say-kind-refused")
    page.get_by_label("A worry").check()
    press(page, "Go on")
    page.get_by_label("What happens?").fill("The lamp in the underpass is dark. Call Maria on 040 123 4567.")
    seen(page, "say-what")
    press(page, "Go on")
    expect(page.locator(".notice")).to_contain_text("040 123 4567")
    seen(page, "say-pause")
    page.get_by_label("What happens?").fill("The lamp in the underpass is dark.")
    page.get_by_label("Lighting and dark places").check()
    press(page, "Go on with it as it is")
    page.get_by_label("Where is it?").fill("The underpass")
    page.get_by_label("It happens again and again").check()
    press(page, "Go on")
    page.get_by_label("Afraid").check()
    seen(page, "say-feeling")
    press(page, "Go on")
    page.get_by_label("Would you like to add a photo?").set_input_files(photo(folder))
    press(page, "Go on")
    press(page, "Back")
    expect(page.locator("main")).to_contain_text("A photo is ready.")
    seen(page, "say-photo")
    press(page, "Go on")
    seen(page, "say-you")
    press(page, "Go on")
    expect(page.locator("h1")).to_have_text("Is this right?")
    seen(page, "say-check")
    press(page, "Send it")
    expect(page.locator("h1")).to_have_text("We heard you. Thank you.")
    seen(page, "say-done")
    return code_on(page)


def understand(cast: SimpleNamespace) -> Concern:
    """The team joins the voice into a concern and reads it back."""
    voice = Voice.objects.get(words__startswith="The lamp in the underpass")
    voice = listening.release(voice=voice, by=cast.mo, at=now())
    about = {"title": "Dark underpass", "kind": "worry", "topic": "lighting", "owner": cast.ben}
    concern = listening.join(voices=[voice], by=cast.cleo, at=now(), **about)
    listening.read_back(voice=voice, words="The underpass frightens you.", by=cast.ben, at=now())
    return concern


def mend(cast: SimpleNamespace, concern: Concern) -> None:
    """The team answers, promises, acts and reports back."""
    by = {"concern": concern, "by": cast.ben, "at": now()}
    listening.answer(words="You are right.", **by)
    due_on = now().date() + timedelta(days=5)
    listening.promise(words="We walk there daily.", due_on=due_on, client_id=uuid.uuid4(), **by)
    listening.act(words="The city mended it.", done_on=now().date(), **by)
    listening.report_back(words="It shines again.", **by)


@pytest.mark.both_databases
@pytest.mark.parametrize(("javascript", "size"), [(False, PHONE), (True, DESKTOP)])
def test_from_a_mistyped_street_to_yes_that_is_solved(
    cast: SimpleNamespace, browse: Browse, tmp_path: Path, javascript: bool, size: tuple[int, int]
) -> None:
    browse.allow("status of 4(09|22)")
    page = browse(width=size[0], height=size[1], javascript=javascript)
    seen = look if javascript else shot
    code = say_something(page, tmp_path, check=javascript)
    assert Attachment.objects.count() == 1
    concern = understand(cast)

    come_back(page, code)
    expect(page.locator("main")).to_contain_text("The underpass frightens you.")
    seen(page, "thread-read-back")
    press(page, "Yes, that is what I meant")
    expect(page.get_by_role("status")).to_contain_text("we understood you")
    page.get_by_role("textbox", name="Write to us").fill("It is the second lamp.")
    press(page, "Send")
    expect(page.locator(".thread")).to_contain_text("It is the second lamp.")

    mend(cast, concern)
    come_back(page, code)
    expect(page.locator("main")).to_contain_text("It shines again.")
    seen(page, "thread-told")
    press(page, "Yes, that is solved")
    expect(page.get_by_role("status")).to_contain_text("Thank you")
    seen(page, "thread-solved")
    assert Concern.objects.with_state().get(pk=concern.pk).state == "confirmed"

    page.get_by_text("Everything else we hold about it").click()
    expect(page.locator("details")).to_contain_text(["The underpass"])
    press(page, "Take back what I said")
    seen(page, "thread-withdraw")
    press(page, "Yes, erase it")
    expect(page.locator("h1")).to_have_text("It is erased.")
    assert not Attachment.objects.exists()
    come_back(page, code)
    expect(page.get_by_role("alert")).to_contain_text("opens nothing")


def test_keyboard_alone_is_enough_to_be_heard(cast: SimpleNamespace, browse: Browse) -> None:
    page = browse()
    page.goto("/n/harbor-row/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the page")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Tell us something")
    enter(page)
    to(page, "Nobody is in danger, go on")
    tab_to(page, "A worry")
    page.keyboard.press("Space")
    enter(page)
    expect(page.locator("h1")).to_contain_text("What happens?")
    tab_to(page, "What happens?")
    page.keyboard.type("The lamp is dark.")
    to(page, "Go on")
    for heading in ("Where is it?", "How does it make you feel?", "Would you like to add a photo?"):
        expect(page.locator("h1")).to_contain_text(heading)
        to(page, "Go on")
    expect(page.locator("h1")).to_contain_text("How may we reach you?")
    to(page, "Go on")
    to(page, "Send it")
    expect(page.locator("h1")).to_have_text("We heard you. Thank you.")
    assert Voice.objects.get().words == "The lamp is dark."


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name is in focus, and check that the focus can be seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if name in page.evaluate("(e => (e.labels?.[0] ?? e).innerText + e.value)(document.activeElement)"):
            outline = "getComputedStyle(document.activeElement.closest('label') ?? document.activeElement)"
            assert page.evaluate(f"{outline}.outlineStyle") != "none" or name == "A worry"
            return
    raise AssertionError(f"{name} cannot be reached with the keyboard")


def to(page: Page, name: str) -> None:
    """Go there with Tab and press Enter."""
    tab_to(page, name)
    enter(page)


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_me_too_a_seat_a_question_and_a_greeting(cast: SimpleNamespace, browse: Browse) -> None:
    browse.allow("status of 422")
    scene = lively(cast)
    page = browse(width=PHONE[0], height=PHONE[1], color_scheme="dark")
    page.goto("/n/harbor-row/heard/")
    click(page, page.get_by_role("link", name="Me too").first)
    look(page, "me-too")
    press(page, "Yes, me too")
    look(page, "me-too-done")
    come_back(page, code_on(page))
    expect(page.locator("h1")).to_have_text("We told you what was done.")
    look(page, "me-too-thread")

    page.goto("/n/harbor-row/meet/")
    click(page, page.locator("a.btn", has_text=scene.coffee.title))
    look(page, "gathering")
    click(page, page.get_by_role("link", name="I will come"))
    page.get_by_label("How many of you come?").fill("77")
    press(page, "Keep my place")
    look(page, "come-refused")
    page.get_by_label("How many of you come?").fill("2")
    page.get_by_label("What do you need to take part?").fill("A ramp.")
    press(page, "Keep my place")
    look(page, "come-done")
    come_back(page, code_on(page))
    look(page, "coming")
    press(page, "I cannot come")
    expect(page.get_by_role("status")).to_contain_text("Your place is free")
    assert Rsvp.objects.get().canceled_on

    page.goto("/n/harbor-row/questions/")
    click(page, page.get_by_role("link", name="Ask a question"))
    page.get_by_label("What would you like to ask the team?").fill("Where are the benches?")
    press(page, "Ask")
    look(page, "ask-done")
    come_back(page, code_on(page))
    look(page, "question")
    press(page, "Take my question back")
    look(page, "question-sure")
    press(page, "Yes, erase it")
    assert not Question.objects.filter(words="Where are the benches?").exists()

    page.goto("/n/harbor-row/hello/?at=corner-cafe")
    expect(page.get_by_label("Where do we meet you?")).to_have_value(str(cast.cafe.pk))
    press(page, "Please greet me")
    look(page, "hello-refused")
    page.get_by_label("What should we call you?").fill("Saoirse")
    page.get_by_label("Yes, officers of this neighborhood").check()
    press(page, "Please greet me")
    look(page, "hello-done")
    come_back(page, code_on(page))
    look(page, "greeting")
    press(page, "End it and erase everything")
    assert not Acquaintance.objects.filter(ended_on=None).exists()

    page.goto("/n/harbor-row/seen/")
    press(page, "Yes")
    look(page, "seen-done")
    assert Sighting.objects.get().was_seen


def test_news_by_mail_from_the_first_page_to_the_last_press(cast: SimpleNamespace, browse: Browse) -> None:
    browse.allow("status of 4(04|22)")
    lively(cast)
    page = browse(width=PHONE[0], height=PHONE[1], javascript=False)
    page.goto("/")
    click(page, page.get_by_role("link", name="Get news by mail, stop with one click"))
    click(page, page.locator("main").get_by_role("link", name="Harbor Row"))
    page.get_by_label("Everything").uncheck()
    press(page, "See how much that would be")
    expect(page.get_by_role("alert")).to_contain_text("Choose at least one topic")
    page.get_by_label("Everything").check()
    press(page, "See how much that would be")
    expect(page.locator(".mails")).to_contain_text("Harbor Row: everything, once a week")
    page.get_by_label("Where shall we send it?").fill("amara@home.example")
    press(page, "Send me the mail to confirm")
    expect(page.locator("h1")).to_have_text("Now look into your mailbox.")
    link = re.search(r"https?://[^/]+(/updates/confirm/\S+)", newest("updates.confirm").body_text)
    assert link
    page.goto(link[1])
    press(page, "Yes, send it to me")
    assert Subscription.objects.count() == 1
    click(page, page.get_by_role("link", name="See or change what I get"))
    expect(page.locator("main")).to_contain_text("amara@home.example")
    page.get_by_label("Harbor Row: everything").select_option("monthly")
    press(page, "Save")
    assert Subscription.objects.get().cadence == "monthly"
    press(page, "Stop and erase everything")
    expect(page.locator("h1")).to_have_text("You get no more mail from us.")
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(("color_scheme", "prefix"), [("light", ""), ("dark", ""), ("light", "/es")])
def test_no_page_has_anything_axe_can_find(
    cast: SimpleNamespace, browse: Browse, color_scheme: str, prefix: str
) -> None:
    pages = {name: path for name, path in paths(lively(cast)).items() if name not in FILES}
    wide = browse(color_scheme=color_scheme)
    for name, path in pages.items():
        wide.goto(prefix + path)
        assert_axe_clean(wide)
        assert_fits(wide)
        wide.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert_fits(wide)
        shot(wide, f"pages/{name}{prefix.replace('/', '-')}-{color_scheme}")
        wide.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


def test_empty_and_missing_pages_are_clean_too(cast: SimpleNamespace, browse: Browse) -> None:
    browse.allow("status of 404")
    page = browse(width=PHONE[0], height=PHONE[1])
    for path in ("", "meet/", "heard/", "work/", "questions/", "subscribe/"):
        page.goto(f"/n/elm-court/{path}")
        look(page, f"empty-{path.strip('/') or 'neighborhood'}")
    for path in ("/n/nowhere/", "/updates/change/x/"):
        page.goto(path)
        look(page, "missing")
