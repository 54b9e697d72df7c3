"""An information session, from its announcement to the answers, in real browsers of everybody concerned."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from commonbeat.openness.models import Gathering, Question, QuestionVote
from tests.browser import PHONE, Browse, assert_axe_clean, assert_fits, shot
from tests.signin import sign_in_browser

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def look(page: Page, name: str, *, has_script: bool = True) -> None:
    if has_script:
        assert_fits(page)
        assert_axe_clean(page)
    shot(page, f"session/{name}-{page.viewport_size['width']}")


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def announce(desk: Page) -> Gathering:
    """Cleo announces it; then it is moved so that it runs right now."""
    desk.goto("/desk/gatherings/new/")
    desk.fill("[name=title]", "The night bus")
    desk.select_option("[name=kind]", "information_session")
    desk.fill("[name=purpose]", "We tell you what the city plans, and you ask.")
    desk.fill("[name=where]", "The school hall")
    desk.fill("[name=agenda]", "What the city plans\nYour questions")
    desk.fill("[name=link]", "https://meet.example.org/bus")
    desk.select_option("[name=host]", label="Ben")
    desk.check("[name=is_published]")
    press(desk, "Keep it")
    expect(desk.locator("h1")).to_contain_text("The night bus")
    at = timezone.now()
    Gathering.objects.update(starts_at=at - timedelta(minutes=10), ends_at=at + timedelta(hours=1))
    return Gathering.objects.get()


def ask(page: Page, slug: str, words: str) -> str:
    """Somebody asks by phone and keeps the code."""
    page.goto(f"/meet/{slug}/live/")
    page.get_by_role("link", name="Ask a question").click()
    page.fill("[name=words]", words)
    press(page, "Ask")
    return re.sub(r"\s", "", page.locator("output").inner_text())


def vote(page: Page, words: str) -> None:
    row = page.locator(".ballot li", has_text=words)
    row.get_by_role("button").click()
    expect(row).to_contain_text("Voted")


def test_from_the_announcement_to_an_answer_for_every_question(cast: SimpleNamespace, browse: Browse) -> None:
    browse.allow("status of 422")
    desk = browse()
    sign_in_browser(desk, cast.cleo)
    slug = announce(desk).slug

    amara = browse(width=PHONE[0], height=PHONE[1], color_scheme="dark", javascript=False)
    code = ask(amara, slug, "When does the last bus come?")
    rosa = browse(width=PHONE[0], height=PHONE[1])
    ask(rosa, slug, "Is there a bus after midnight?")
    ask(rosa, slug, "Who pays for it?")
    rosa.goto(f"/meet/{slug}/live/")
    look(rosa, "live-nothing-read")

    ben = browse()
    sign_in_browser(ben, cast.ben)
    ben.goto("/desk/gatherings/")
    ben.get_by_role("link", name="The night bus").first.click()
    ben.get_by_role("link", name="Run the session").click()
    look(ben, "moderator-unread")
    for _question in range(3):
        ben.get_by_role("link", name=re.compile("^Show it")).first.click()
        press(ben, "Show it")
    screen = browse(width=1280, height=720)
    screen.goto(f"/meet/{slug}/stage/")
    expect(screen.locator(".stage-list li")).to_have_count(3)

    amara.goto(f"/meet/{slug}/live/")
    for words in ("the last bus", "after midnight"):
        vote(amara, words)
    rosa.reload()
    vote(rosa, "Who pays")
    vote(rosa, "after midnight")
    look(rosa, "live-voted")
    # The room follows by itself.
    expect(screen.locator(".stage-list li").first).to_contain_text("after midnight", timeout=2_000)
    expect(screen.locator(".stage-list li").first.locator("b")).to_have_text("2")
    look(screen, "stage-votes")

    ben.reload()
    row = ben.locator(".row-card", has_text="the last bus")
    row.get_by_role("link", name=re.compile("^Merge")).click()
    ben.get_by_label("Is there a bus after midnight?").check()
    press(ben, "Merge them")
    expect(ben.locator(".row-card").first).to_contain_text("2 votes")
    ben.locator(".row-card", has_text="after midnight").get_by_role(
        "button", name=re.compile("^Answer it now")
    ).click()
    expect(screen.locator("h1")).to_contain_text("after midnight", timeout=2_000)
    look(screen, "stage-answering")
    look(ben, "moderator-answering")
    ben.locator(".row-card", has_text="after midnight").get_by_role(
        "link", name=re.compile("^Write the answer")
    ).click()
    ben.fill("[name=words]", "At one and at three, from December on.")
    press(ben, "Answer")
    ben.get_by_role("link", name="Type in a paper card").click()
    ben.fill("[name=words]", "Will there be a shelter?")
    press(ben, "Show it")
    ben.goto(f"/desk/gatherings/{Gathering.objects.get().pk}/session/cards/")
    look(ben, "cards")
    ben.go_back()
    ben.get_by_role("link", name="Close the session").click()
    look(ben, "close")
    press(ben, "Close it")
    expect(ben.locator("main")).to_contain_text("Ben answers by")
    assert QuestionVote.objects.count() == 0
    assert not Question.objects.filter(answers=None, owner=None, merged_into=None).exists()

    amara.goto("/code/")
    amara.fill("[name=code]", code)
    amara.get_by_role("button", name="Open").click()
    expect(amara.locator("main")).to_contain_text("Others asked the same")
    expect(amara.locator("main")).to_contain_text("At one and at three")
    look(amara, "answer-for-amara", has_script=False)
    rosa.goto(f"/meet/{slug}/live/")
    expect(rosa.locator("main")).to_contain_text("Votes are closed")
    look(rosa, "live-closed")
    rosa.goto(f"/meet/{slug}/")
    look(rosa, "gathering-afterwards")
    ben.goto(f"/desk/gatherings/{Gathering.objects.get().pk}/minutes/")
    expect(ben.locator("[name=words]")).to_have_value(re.compile("At one and at three"))


def test_the_screen_says_when_it_is_not_up_to_date_and_goes_on_by_itself(
    cast: SimpleNamespace, browse: Browse
) -> None:
    browse.allow("ERR_INTERNET_DISCONNECTED")
    desk = browse()
    sign_in_browser(desk, cast.cleo)
    slug = announce(desk).slug
    screen = browse(width=1280, height=720)
    screen.goto(f"/meet/{slug}/stage/")
    screen.context.set_offline(True)
    expect(screen.locator("[data-stage-late]")).to_be_visible(timeout=5_000)
    screen.context.set_offline(False)
    expect(screen.locator("[data-stage-late]")).to_be_hidden()


def test_a_browser_that_keeps_no_cookie_is_told_why_it_cannot_vote(
    cast: SimpleNamespace, browse: Browse
) -> None:
    browse.allow("status of 422")
    desk = browse()
    sign_in_browser(desk, cast.cleo)
    slug = announce(desk).slug
    phone = browse(width=PHONE[0], height=PHONE[1])
    ask(phone, slug, "When does the bus come?")
    desk.goto("/desk/questions/")
    desk.get_by_role("link", name=re.compile("^Show it")).first.click()
    press(desk, "Show it")
    phone.goto(f"/meet/{slug}/live/")
    for name in ("ballot_en", "ballot_es"):
        phone.context.clear_cookies(name=name)
    phone.get_by_role("button", name=re.compile("^Vote")).click()
    expect(phone.get_by_role("alert")).to_contain_text("did not keep the cookie")
    assert QuestionVote.objects.count() == 0
    # The same page gave it a new one, in every language the same.
    phone.get_by_role("button", name=re.compile("^Vote")).click()
    phone.goto(f"/es/meet/{slug}/live/")
    expect(phone.locator("main form button[value=take-back]")).to_have_count(1)
    assert QuestionVote.objects.count() == 1
