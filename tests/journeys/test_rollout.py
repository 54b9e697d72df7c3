"""Something new in a random order: fixed before it begins, read when the months are in; and one place beside others."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from commonbeat.places.models import Neighborhood
from commonbeat.trust import actions
from commonbeat.trust.models import Rollout
from commonbeat.trust.panels import add_months, month_of
from tests.browser import DESKTOP, PHONE, Browse, assert_axe_clean, assert_fits, shot
from tests.cast import make_neighborhood
from tests.signin import sign_in_browser
from tests.trust.asking import boss
from tests.trust.test_comparing import made
from tests.trust.test_rollouts import months

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def look(page: Page, name: str) -> None:
    shot(page, f"trust/{name}")
    assert_fits(page)
    assert_axe_clean(page)


def send_months(page: Page, content: bytes) -> None:
    page.get_by_role("link", name="Hand in what was counted").click()
    page.get_by_label("The list").set_input_files(
        {"name": "m.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_text("Handed in.")).to_be_visible()


def test_it_is_planned_seen_through_and_fixed(cast: SimpleNamespace, browse: Browse) -> None:
    for number in range(6):
        make_neighborhood(cast.team, f"Ward {number}", f"ward-{number}", 25.0 + number / 50)
    page = browse()
    sign_in_browser(page, boss(cast))
    page.goto("/desk/trust/")
    page.get_by_role("link", name="Start something new in a random order").click()
    look(page, "rollout-new")
    page.get_by_label("What is new").fill("The new foot beat")
    page.get_by_label("What we expect of it").fill(
        "Fewer calls about noise, because somebody is there on Fridays."
    )
    page.get_by_label("a monthly count that somebody else keeps").check()
    page.get_by_label("In words").fill("calls about noise a month")
    page.get_by_role("button", name="Let chance draw the order").click()
    expect(page.get_by_text("Nothing is fixed yet")).to_be_visible()
    rollout = Rollout.objects.get()
    today = month_of(timezone.localdate())
    send_months(page, months(rollout, add_months(today, -12), 12))
    expect(page.get_by_text("you would see").first).to_be_visible()
    look(page, "rollout-draft")
    page.get_by_role("link", name="Fix all of this").click()
    page.get_by_role("button", name="Fix it").click()
    expect(page.get_by_text("Fixed, and published.")).to_be_visible()
    look(page, "rollout-fixed")


def test_it_is_read_when_the_months_are_in(cast: SimpleNamespace, browse: Browse) -> None:
    areas = [make_neighborhood(cast.team, f"Ward {n}", f"ward-{n}", 25.0 + n / 50) for n in range(12)]
    now = timezone.now()
    past = now.replace(year=now.year - 2, day=2)
    began = add_months(month_of(past.date()), 1)
    rollout = actions.plan_rollout(
        neighborhoods=areas, title="The new foot beat", hypothesis="Fewer calls about noise.", outcome="given",
        outcome_words="calls about noise a month", is_less_better=True, first_on=began, months_apart=1,
        areas_at_once=2, by=boss(cast), at=past, seed=3,
    )  # fmt: skip
    actions.hand_in_months(
        rollout=rollout, content=months(rollout, add_months(began, -12), 11), by=cast.boss, at=past
    )
    actions.freeze_rollout(rollout=rollout, by=cast.boss, at=past)
    page = browse()
    sign_in_browser(page, cast.boss)
    page.goto(f"/desk/trust/rollouts/{rollout.pk}/")
    first = date(began.year, began.month, 1)
    send_months(page, months(rollout, add_months(first, -1), 12, drop=0.5, seed=4))
    expect(page.get_by_text("Clearly less where it began")).to_be_visible()
    look(page, "rollout-read")
    for width, scheme in ((DESKTOP[0], "light"), (PHONE[0], "dark"), (PHONE[0], "light")):
        public = browse(width=width, color_scheme=scheme)
        public.goto("/trust/does-it-work/")
        public.get_by_role("link", name="The new foot beat").click()
        expect(public.get_by_text("Clearly less where it began")).to_be_visible()
        look(public, f"rollout-public-{width}-{scheme}")


def test_one_place_is_compared_with_others(cast: SimpleNamespace, browse: Browse) -> None:
    page = browse()
    sign_in_browser(page, cast.cleo)
    for width, height, scheme in ((*DESKTOP, "light"), (*PHONE, "dark")):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.goto("/desk/trust/")
        look(page, f"desk-trust-{width}")
        page.get_by_role("link", name="Counts before and after").click()
        look(page, f"compare-{width}")
        for label, count in (("Here", (207, 110)), ("Where you did nothing", (308, 318))):
            page.get_by_label(f"{label}, before", exact=True).fill(str(count[0]))
            page.get_by_label(f"{label}, after", exact=True).fill(str(count[1]))
        page.get_by_role("button", name="Work it out").click()
        expect(page.get_by_role("heading", name="A clear decrease beside the comparison")).to_be_visible()
        look(page, f"compared-{width}")
    for number in range(5):
        make_neighborhood(cast.team, f"Ward {number}", f"ward-{number}", 25.0 + number / 50)
    areas = [*Neighborhood.objects.filter(team=cast.team)]
    for area in areas:
        for back in range(1, 13):
            made(area, add_months(month_of(timezone.localdate()), -back), 3 + (len(area.name) * back) % 4)
    page.goto("/desk/trust/compare-neighborhood/")
    page.get_by_label("What you did began in the month of").fill(
        f"{add_months(month_of(timezone.localdate()), -4):%Y-%m-%d}"
    )
    page.get_by_role("button", name="Work it out").click()
    expect(page.locator("svg.two-lines")).to_be_visible()
    look(page, "mixture-320")
