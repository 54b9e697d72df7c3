"""A problem from two concerns to its assessment, as the coordinator, a partner and a resident walk it."""

import re
import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from commonbeat.listening import actions as listening
from commonbeat.post.models import Delivery
from commonbeat.together.models import PartnerLink, Problem, Task, Word
from commonbeat.updates import actions as updates
from commonbeat.updates.models import ProblemFollow, Subscription
from tests.browser import DESKTOP, PHONE, Browse, assert_axe_clean, assert_fits, shot
from tests.faces.scene import lively, now
from tests.journeys.test_resident import click, press
from tests.signin import sign_in_browser
from tests.together.solving import ANSWERS
from tests.updates.news import newest

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def look(page: Page, name: str) -> None:
    assert_fits(page)
    assert_axe_clean(page)
    shot(page, f"problem/{name}-{page.viewport_size['width']}")


def raise_twice(cast: SimpleNamespace) -> None:
    """Two people tell of the same thing, and the desk makes two concerns of it."""
    for words in ("Glass in the sand again.", "Broken bottles by the swings."):
        voice = listening.hear(
            team=cast.team, neighborhood=cast.row, client_id=uuid.uuid4(), channel="web", kind="worry",
            words=words, place=cast.cafe, topic="damage", at=now(),
        ).voice  # fmt: skip
        listening.join(
            voices=[voice],
            by=cast.cleo,
            at=now(),
            title="Glass in the playground",
            kind="worry",
            topic="damage",
        )


def open_file(page: Page) -> None:
    """The suggestion becomes a file, the six questions are answered."""
    page.goto("/desk/problems/")
    expect(page.locator("h1")).to_contain_text("comes up again and again")
    look(page, "suggested")
    click(page, page.get_by_role("link", name=re.compile("Open a problem file")).first)
    page.get_by_label("What happens").fill("Glass lies in the sand after weekends.")
    look(page, "open")
    press(page, "Open it")
    expect(page.locator("h1")).to_have_text("Glass in the playground")
    click(page, page.get_by_role("link", name="Answer the six questions"))
    for label, words in zip(
        (
            "Who is harmed?",
            "What harm",
            "What do residents",
            "What exactly",
            "How often",
            "What do the events",
        ),
        ANSWERS.values(),
        strict=True,
    ):
        page.get_by_label(label).fill(words)
    look(page, "cheers")
    press(page, "Save")
    on(page)


def on(page: Page) -> None:
    """The next step of the table."""
    click(page, page.get_by_role("link", name="Go on, or back"))
    press(page, "Go on")


def analyse(page: Page) -> None:
    for label in ("who is concerned", "where", "when", "why there"):
        click(page, page.get_by_role("link", name="Write down what you found out"))
        page.get_by_role("radio", name=re.compile(label)).check()
        page.get_by_label("What you found out").fill("After the last bus, at the benches.")
        press(page, "Write it down")
    on(page)


def respond(page: Page) -> str:
    """A partner with a link, a task of ours, and what was counted before."""
    click(page, page.get_by_role("link", name="Add one", exact=True).last)
    page.get_by_label("Organization").fill("City parks")
    press(page, "Add them")
    click(page, page.get_by_role("link", name=re.compile("Make a link")))
    press(page, "Make the link")
    link = page.locator(".link").inner_text()
    look(page, "link")
    click(page, page.get_by_role("link", name="To the file"))
    click(page, page.get_by_role("link", name="Add a task"))
    page.get_by_label("What will be done").fill("Walk there at closing time")
    page.get_by_label("Until").fill((now().date() + timedelta(days=3)).isoformat())
    press(page, "Write it down")
    page.goto(f"{page.url}measure/")
    words = {
        "What is counted": "Mornings with glass in the sand",
        "Who counts it": "The kindergarten, every morning",
        "The place to compare": "The playground in Elm Court",
        "Why the two": "The same benches and the same bus.",
        "How many here": "21",
        "How many there": "18",
        "Counted from": (now().date() - timedelta(days=40)).isoformat(),
    }
    for label, text in words.items():
        page.get_by_label(label).fill(text)
    look(page, "measure")
    press(page, "Keep it")
    look(page, "file")
    return re.sub(r"^https?://[^/]+", "", link)


def test_a_problem_from_two_concerns_to_its_assessment(cast: SimpleNamespace, browse: Browse) -> None:
    browse.allow("status of 4(04|22)")
    raise_twice(cast)
    desk = browse()
    sign_in_browser(desk, cast.cleo)
    open_file(desk)
    analyse(desk)
    link = respond(desk)
    problem = Problem.objects.get()

    partner = browse(width=PHONE[0], height=PHONE[1], javascript=False)
    partner.goto(link)
    look_without_script(partner, "partner")
    partner.get_by_label("What will you do?").fill("Empty the bins every evening")
    partner.get_by_label("Until when?").fill((now().date() + timedelta(days=5)).isoformat())
    press(partner, "Pledge it")
    task = Task.objects.get(partner__name="City parks")
    partner.locator("summary", has_text="It is done").click()
    partner.locator("details[open]").get_by_label("What came of it?").fill("Emptied.")
    click(partner, partner.locator("details[open]").get_by_role("button", name="Write it down"))
    task.refresh_from_db()
    assert task.done_on

    resident = browse(width=PHONE[0], height=PHONE[1])
    resident.goto(f"/together/{problem.slug}/")
    look(resident, "public")
    click(resident, resident.get_by_role("link", name="Did it get better?"))
    look(resident, "better")
    press(resident, "It got better")
    assert Word.objects.count() == 1
    resident.goto(f"/together/{problem.slug}/")
    click(resident, resident.get_by_role("link", name="I would like to help"))
    resident.get_by_label("How would you like to help?").fill("I can lock the gate.")
    press(resident, "Send it")
    look(resident, "help-done")
    resident.goto(f"/together/{problem.slug}/follow/")
    resident.get_by_label("Where shall we send it?").fill("amara@home.example")
    press(resident, "Send me the mail to confirm")
    found = re.search(r"https?://[^/]+(/updates/confirm/\S+)", newest("updates.confirm").body_text)
    assert found
    resident.goto(found[1])
    press(resident, "Yes, send it to me")
    assert ProblemFollow.objects.count() == 1

    desk.goto(f"/desk/problems/{problem.pk}/")
    expect(desk.locator("main")).to_contain_text("I can lock the gate.")
    ours = desk.locator(".row-card", has_text="Walk there at closing time")
    click(desk, ours.get_by_role("link", name=re.compile("It is done")))
    press(desk, "Write it down")
    on(desk)
    ProblemFollow.objects.update(told_at=now() - timedelta(days=2))
    assert updates.tell_problem_followers(at=now()) == 1
    assert "Empty the bins" in newest("updates.problem").body_text
    desk.goto(f"/desk/problems/{problem.pk}/close/")
    desk.get_by_label("What came of it").fill("Hardly any glass.")
    press(desk, "Close the file")
    expect(desk.get_by_role("alert")).to_contain_text("Nothing was counted again yet")
    look(desk, "close-refused")

    desk.goto(f"/desk/problems/{problem.pk}/")
    click(desk, desk.get_by_role("link", name=re.compile("Stop the link")))
    desk.get_by_label("Why").fill("It was sent around.")
    press(desk, "Stop it")
    assert PartnerLink.objects.get().revoked_at
    partner.goto(link)
    expect(partner.locator("h1")).to_have_text("This link opens nothing anymore.")


def look_without_script(page: Page, name: str) -> None:
    assert_fits(page)
    shot(page, f"problem/{name}-{page.viewport_size['width']}")


def test_an_alert_reaches_who_asked_for_alerts_and_a_report_who_wants_everything(
    cast: SimpleNamespace, browse: Browse
) -> None:
    browse.allow("status of 422")
    page = browse(width=PHONE[0], height=PHONE[1])
    page.goto("/n/harbor-row/subscribe/")
    page.get_by_label("Also tell me at once").check()
    look(page, "alerts-chosen")
    press(page, "See how much that would be")
    expect(page.locator(".mails")).to_contain_text("alerts")
    page.get_by_label("Where shall we send it?").fill("amara@home.example")
    press(page, "Send me the mail to confirm")
    found = re.search(r"https?://[^/]+(/updates/confirm/\S+)", newest("updates.confirm").body_text)
    assert found
    page.goto(found[1])
    press(page, "Yes, send it to me")
    assert Subscription.objects.count() == 2

    desk = browse()
    sign_in_browser(desk, cast.cleo)
    desk.goto("/desk/alerts/")
    look(desk, "alerts")
    click(desk, desk.get_by_role("link", name="Send an alert"))
    desk.get_by_label("In a few words").fill("No water on Mill Street")
    desk.get_by_label("What happens, and where").fill("A pipe broke by the school.")
    press(desk, "Send it now")
    expect(desk.get_by_role("alert")).to_contain_text("only frightens")
    look(desk, "alert-refused")
    desk.get_by_label("What people can do").fill("Fetch water at the school until it is mended.")
    press(desk, "Send it now")
    desk.goto("/desk/reports/")
    look(desk, "reports")
    click(desk, desk.get_by_role("link", name="Write a report"))
    desk.get_by_label("To begin with").fill("A quiet month.")
    desk.get_by_label("What did not go well").fill("Two answers were late.")
    press(desk, "Keep it")
    look(desk, "report-draft")
    click(desk, desk.get_by_role("link", name="Publish", exact=True))
    press(desk, "Publish it")
    updates.send_bulletins(at=now())
    kinds = set(Delivery.objects.values_list("kind", flat=True))
    assert {"updates.alert", "updates.report"} <= kinds
    assert "Fetch water" in newest("updates.alert").body_text
    assert "Two answers were late." in newest("updates.report").body_text
    page.goto("/n/harbor-row/")
    expect(page.locator(".alerts")).to_contain_text("No water on Mill Street")
    look(page, "neighborhood-with-alert")


@pytest.mark.parametrize(("size", "color_scheme"), [(PHONE, "dark"), (DESKTOP, "light")])
def test_the_desks_pages_fit_and_axe_finds_nothing(
    cast: SimpleNamespace, browse: Browse, size: tuple[int, int], color_scheme: str
) -> None:
    scene = lively(cast)
    page = browse(width=size[0], height=size[1], color_scheme=color_scheme)
    sign_in_browser(page, cast.cleo)
    report = scene.report
    for name, path in {
        "desk-problems": "problems/",
        "desk-problem": f"problems/{scene.problem.pk}/",
        "desk-groups": "groups/",
        "desk-group-new": "groups/new/",
        "desk-alerts": "alerts/",
        "desk-reports": "reports/",
        "desk-report": f"reports/{report.pk}/",
        "desk-task": f"problems/{scene.problem.pk}/task/",
    }.items():
        page.goto(f"/desk/{path}")
        look(page, f"{name}-{color_scheme}")
