"""A survey by hand: drawn, printed, answered at home and at the door, closed, published and read."""

import random
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from commonbeat.listening.models import Voice
from commonbeat.trust.models import Answer, Invitation, Wave
from tests.browser import DESKTOP, PHONE, Browse
from tests.journeys.survey import look, tick
from tests.signin import sign_in_browser
from tests.trust.asking import answer

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
ADDRESSES = "area,address,name\n" + "\n".join(f"harbor-row,Mill Street {n},Nobody {n}" for n in range(1, 41))
WORDS = "Tell us what became of the lamp."


def draw(page: Page) -> None:
    """Cleo starts a wave and draws twelve letters and four doors from a list."""
    page.goto("/desk/trust/")
    look(page, "desk-empty")
    page.get_by_role("link", name="Start a survey").click()
    page.get_by_label("What it is called").fill("Autumn round")
    page.get_by_label("Also a poster and an open link").check()
    look(page, "desk-new")
    page.get_by_role("button", name="Go on to the draw").click()
    page.get_by_label("The list").set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": ADDRESSES.encode()}
    )
    page.get_by_label("Letters in each neighborhood").fill("12")
    page.get_by_label("Doors to knock on in each neighborhood").fill("4")
    look(page, "desk-draw")
    page.get_by_role("button", name="Draw by chance").click()
    expect(page.get_by_text("Drawn. Print the letters")).to_be_visible()
    look(page, "desk-wave")


def answer_letter(page: Page, code: str) -> None:
    """A resident scans a letter: the code is filled in and leaves the address bar."""
    page.goto(f"/answer/#{code}")
    expect(page.get_by_label("The code in your letter")).to_have_value(code)
    assert "#" not in page.url
    look(page, "code-phone")
    page.get_by_role("button", name="To the questions").click()
    assert code not in page.url
    look(page, "questions-phone")
    tick(page, "walking alone here after dark", "7")
    tick(page, "I feel heard", "Disagree")
    tick(page, "How often do you see one of us", "About once a week")
    page.get_by_label("What should we do first").fill(WORDS)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    look(page, "thanks-phone")


def answer_at_door(page: Page) -> None:
    """Ben notes one closed door and hands the phone over at the next."""
    page.goto("/officer/")
    page.get_by_role("link", name="4 doors to knock on").click()
    look(page, "doors-phone")
    page.get_by_role("button", name="Nobody home").first.click()
    expect(page.locator("#door-said")).to_contain_text("Nobody home")
    page.get_by_role("button", name="They answer here").first.click()
    look(page, "door-questions")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_text("Answer at least one question").last).to_be_visible()
    tick(page, "I feel heard", "Agree")
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_text("Please hand the phone back").first).to_be_visible()
    look(page, "door-thanks")
    page.get_by_role("button", name="The next door").click()
    look(page, "door-next")
    expect(page.locator("#queue")).to_be_hidden()
    page.goto("/officer/doors/")
    expect(page.locator(".door")).to_have_count(3)


def end(page: Page, wave: Wave) -> None:
    """Its last day is over: Cleo closes and publishes it."""
    today = timezone.localdate()
    Wave.objects.filter(pk=wave.pk).update(
        starts_on=today - timedelta(days=20), ends_on=today - timedelta(days=2)
    )
    page.goto(f"/desk/trust/waves/{wave.pk}/")
    page.get_by_role("link", name="Close it").click()
    page.get_by_role("button", name="Close it").click()
    expect(page.get_by_text("The addresses are gone.")).to_be_visible()
    page.get_by_role("link", name="Show it to everybody").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published.")).to_be_visible()
    page.goto("/desk/trust/")
    expect(page.get_by_text(WORDS)).to_be_visible()
    look(page, "desk-after")


def test_a_wave_from_the_draw_to_the_published_page(cast: SimpleNamespace, browse: Browse) -> None:
    desk = browse()
    sign_in_browser(desk, cast.cleo)
    draw(desk)
    wave = Wave.objects.get()
    assert (wave.invitations.filter(mode="letter").count(), Invitation.objects.count()) == (12, 16)
    assert not any("Nobody" in row.address for row in Invitation.objects.all())
    desk.get_by_role("link", name="Print the letters").click()
    expect(desk.locator(".letter-page")).to_have_count(12)
    look(desk, "letters")
    code = desk.locator(".letter-code").first.inner_text()
    answer_letter(browse(width=PHONE[0], height=PHONE[1], color_scheme="dark"), code)
    again = browse()
    again.goto(f"/answer/#{code}")
    again.get_by_role("button", name="To the questions").click()
    expect(again.get_by_role("heading", name="Thank you")).to_be_visible()
    phone = browse(width=PHONE[0], height=PHONE[1])
    sign_in_browser(phone, cast.ben)
    answer_at_door(phone)
    dice = random.Random(1)
    for row in wave.invitations.filter(mode="letter", is_used=False).select_related("wave__team")[:9]:
        assert answer(row, dice, at=timezone.now())
    assert not Answer.objects.exists(), "eleven wait sealed"
    end(desk, wave)
    assert Answer.objects.count() == 11
    assert not Invitation.objects.exists()
    assert Voice.objects.get(words=WORDS).channel == "survey"
    read(browse)


def read(browse: Browse) -> None:
    """Everybody reads the same figures on the page and in the file."""
    for width, scheme in ((DESKTOP[0], "light"), (PHONE[0], "dark")):
        page = browse(width=width, color_scheme=scheme)
        page.goto("/n/harbor-row/trust/")
        expect(page.get_by_text("11 people of this neighborhood answered")).to_be_visible()
        look(page, f"public-{width}")
        for name, path in (
            ("everywhere", "/trust/"),
            ("scorecard", "/n/harbor-row/scorecard/"),
            ("evidence", "/trust/does-it-work/"),
            ("about", "/survey/"),
            ("paper", "/survey/paper/"),
        ):
            page.goto(path)
            look(page, f"{name}-{width}")
    page.goto("/trust/")
    shown = page.locator("tbody td").first.inner_text()
    text = page.request.get("/trust.csv").text()
    row = next(line for line in text.splitlines() if ",heard," in line)
    assert row.split(",")[5] == shown
    assert row.split(",")[8] == "11"


def test_without_a_script_the_code_is_typed(cast: SimpleNamespace, browse: Browse) -> None:
    browse.allow("status of 422")
    page = browse(javascript=False)
    page.goto("/answer/")
    page.get_by_label("The code in your letter").fill("0000-0000-0000")
    page.get_by_role("button", name="To the questions").click()
    expect(page.get_by_text("This code opens no survey").first).to_be_visible()
