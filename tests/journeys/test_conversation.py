"""A conversation, from the first statement to what came of it, in real browsers of everybody concerned."""

import re
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from commonbeat.commonground import actions
from commonbeat.commonground.models import Conversation, Statement, Vote, Voter
from tests.browser import PHONE, Browse, assert_axe_clean, assert_fits, shot
from tests.commonground.talk import WORDS, camps
from tests.signin import sign_in_browser

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def look(page: Page, name: str, *, has_script: bool = True) -> None:
    if has_script:
        assert_fits(page)
        assert_axe_clean(page)
    shot(page, f"talk/{name}-{page.viewport_size['width']}")


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def begin(desk: Page) -> Conversation:
    """Cleo starts it with statements of the team and shows it."""
    desk.goto("/desk/conversations/")
    look(desk, "desk-empty")
    desk.get_by_role("link", name="Start a conversation").click()
    desk.fill("[name=title]", "Mill Street in the evening")
    desk.fill("[name=question]", "What should change on Mill Street after dark?")
    desk.fill("[name=why]", "We plan the winter and want to know what you agree on.")
    press(desk, "Keep it")
    for words in WORDS[:8]:
        desk.get_by_role("link", name="Add a statement").first.click()
        desk.fill("[name=words]", words)
        press(desk, "Add it")
    desk.get_by_role("link", name="Publish").click()
    press(desk, "Publish")
    return Conversation.objects.get()


def test_from_the_first_statement_to_what_came_of_it(cast: SimpleNamespace, browse: Browse) -> None:
    browse.allow("status of 422")
    desk = browse()
    sign_in_browser(desk, cast.cleo)
    talk = begin(desk)

    amara = browse(width=PHONE[0], height=PHONE[1], javascript=False)
    amara.goto(f"/n/{cast.row.slug}/")
    amara.get_by_role("link", name="What should change on Mill Street after dark?").click()
    look(amara, "statement", has_script=False)
    for choice in ("Agree", "Disagree", "Pass, or not sure", "Agree"):
        press(amara, choice)
    expect(amara.locator("main")).to_contain_text("4 of 8 voted on")
    amara.get_by_role("link", name="Say something yourself").click()
    amara.fill("[name=words]", "Ann Miller, phone 040 123 4567, parks on the crossing.")
    press(amara, "Say it")
    expect(amara.locator("main")).to_contain_text("This may tell who somebody is")
    look(amara, "say-warned", has_script=False)
    amara.fill("[name=words]", "Cars park on the crossing.")
    press(amara, "Say it")
    expect(amara.locator("h1")).to_contain_text("Somebody reads it now")
    assert Vote.objects.count() == 4
    assert Voter.objects.count() == 1

    mo = browse(color_scheme="dark")
    sign_in_browser(mo, cast.mo)
    mo.goto(f"/desk/conversations/{talk.pk}/")
    look(mo, "desk-waiting")
    mo.get_by_role("link", name=re.compile("^Show it")).click()
    press(mo, "Show it")
    amara.goto(f"/talk/{talk.slug}/mine/")
    expect(amara.locator("main")).to_contain_text("Everybody is asked about it.")
    amara.get_by_role("button", name=re.compile("^Agree instead")).first.click()
    look(amara, "mine", has_script=False)

    camps(talk, timezone.now(), (24, 18))
    camps(talk, timezone.now(), (9, 9), is_invited=True, seed=4)
    actions.compute(talk, timezone.now())
    amara.goto(f"/talk/{talk.slug}/")
    while amara.get_by_role("button", name="Agree", exact=True).count():
        press(amara, "Agree")
    look(amara, "all-voted", has_script=False)
    for page in (browse(width=PHONE[0], height=PHONE[1]), browse(color_scheme="dark")):
        page.goto(f"/talk/{talk.slug}/")
        look(page, "talk")
        page.goto(f"/talk/{talk.slug}/picture/")
        expect(page.locator("figure svg")).to_be_visible()
        look(page, "picture")

    desk.goto(f"/desk/conversations/{talk.pk}/")
    desk.get_by_role("link", name="Make invitations").click()
    desk.fill("[name=count]", "2")
    press(desk, "Make them")
    look(desk, "invitations")
    code = desk.locator(".ask-card b.link").first.inner_text()
    leo = browse(width=PHONE[0], height=PHONE[1], color_scheme="dark")
    leo.goto(f"/talk/{talk.slug}/invited/")
    look(leo, "invited")
    for typed in ("AAAA-BBBB-CCCC", code.lower()):
        leo.fill("[name=code]", typed)
        press(leo, "Begin")
    expect(leo.locator("h1")).to_contain_text("Your votes count as invited ones")
    leo.get_by_role("link", name="Begin to vote").click()
    press(leo, "Agree")
    assert Voter.objects.filter(is_invited=True).count() == 19

    desk.goto(f"/desk/conversations/{talk.pk}/")
    look(desk, "desk-running")
    shown = Statement.objects.get(conversation=talk, number=0)
    desk.locator(".row-card", has_text=shown.public_words).get_by_role(
        "link", name=re.compile("^What came of it")
    ).click()
    desk.fill("[name=words]", "Four new lamps stand since Friday.")
    press(desk, "Tell everybody")
    desk.get_by_role("link", name="Close it", exact=True).click()
    press(desk, "Close it")
    desk.get_by_role("link", name="Say what came of it").click()
    desk.fill("[name=words]", "We light the street and walk there until eleven.")
    press(desk, "Tell everybody")

    amara.goto(f"/talk/{talk.slug}/")
    expect(amara.locator("main")).to_contain_text("We light the street and walk there until eleven.")
    look(amara, "closed", has_script=False)
    amara.goto(f"/n/{cast.row.slug}/talk/")
    look(amara, "talks", has_script=False)
    assert not Voter.objects.exclude(device="").exists()


def test_a_vote_after_the_close_and_on_what_was_taken_out_gets_a_plain_answer(
    cast: SimpleNamespace, browse: Browse
) -> None:
    browse.allow("status of 422")
    desk = browse()
    sign_in_browser(desk, cast.cleo)
    talk = begin(desk)
    amara = browse(width=PHONE[0], height=PHONE[1])
    amara.goto(f"/talk/{talk.slug}/")
    words = amara.locator("#statement").inner_text()
    statement = Statement.objects.get(public_words=words)
    actions.hide_statement(statement=statement, because="It named somebody.", by=cast.mo, at=timezone.now())
    press(amara, "Agree")
    expect(amara.get_by_role("alert")).to_contain_text("not shown anymore")
    look(amara, "hidden-meanwhile")
    actions.close_conversation(conversation=talk, by=cast.cleo, at=timezone.now())
    press(amara, "Disagree")
    expect(amara.get_by_role("alert")).to_contain_text("closed on")
    assert Vote.objects.count() == 0
