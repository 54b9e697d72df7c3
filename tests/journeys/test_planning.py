"""A week from what is unmet to what residents see: planned, published, walked partly without signal, noticed."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from commonbeat.openness.calendar import local_day, week_start
from commonbeat.presence.models import Sighting, Stop, Visit, Walk
from tests.browser import PHONE, Browse, assert_axe_clean, assert_fits, shot
from tests.faces.desk_scene import hear, join
from tests.journeys.test_officer import handed_in, phone, wait_for_worker
from tests.presence.planned import place_at
from tests.signin import sign_in_browser

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
MORNING = 9


@pytest.fixture
def morning(cast: SimpleNamespace) -> SimpleNamespace:
    """The cast where it is morning now, so that there is an afternoon left to walk in."""
    hours = MORNING - datetime.now(UTC).hour
    hours = hours + 24 if hours < -12 else hours
    cast.team.timezone = f"Etc/GMT{-hours:+d}"
    cast.team.save()
    for number in range(4):
        place_at(cast, f"Corner {number}", 0.0007 * number)
    join(cast, hear(cast, place=cast.cafe), title="Underpass lamps")
    return cast


def desk(page: Page, name: str, *args: object, query: str = "") -> None:
    page.goto(reverse(f"desk:{name}", args=args) + query)


def add_shift(page: Page, cast: SimpleNamespace, weekday: int) -> None:
    desk(page, "roster_do", "shift")
    page.select_option("[name=officer]", str(cast.ben.pk))
    page.select_option("[name=weekday]", str(weekday))
    page.fill("[name=starts_at]", "14:00")
    page.fill("[name=ends_at]", "17:00")
    page.get_by_role("button", name="Add the shift").click()
    expect(page.get_by_role("cell", name="14:00–17:00")).to_be_visible()


def plan_and_publish(page: Page, cast: SimpleNamespace) -> None:
    """As the coordinator: a shift, a plan, one stop told to residents, planned again, published."""
    today = local_day(cast.team, timezone.now())
    add_shift(page, cast, today.weekday())
    desk(page, "plan", query=f"?week={week_start(cast.team, timezone.now())}")
    page.get_by_role("link", name="Plan this week").click()
    page.fill("[name=monday]", today.isoformat())
    page.get_by_role("button", name="Plan this week").click()
    expect(page.locator("h1")).to_contain_text("A draft")
    expect(page.get_by_text("1 concern waiting").first).to_be_visible()
    cafe = page.locator("[data-stop]", has_text="Corner café")
    cafe.get_by_role("link", name="Keep or move").click()
    page.fill("[name=at_time]", "15:00")
    page.get_by_text("Tell residents, to the minute").click()
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Plan again").click()
    expect(page.locator("h1")).to_contain_text("A draft")
    shot(page, "planning/draft")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("h1")).to_contain_text("Published")


def walk(page: Page) -> None:
    """As the officer: the reasons, one stop with signal, one without, one skipped."""
    page.goto("/officer/")
    expect(page.get_by_text("Next", exact=False).first).to_be_visible()
    expect(page.locator(".why").first).not_to_be_empty()
    assert_fits(page)
    assert_axe_clean(page)
    shot(page, "planning/phone")
    page.locator("[data-stop]").first.get_by_role("button", name="I am here").click()
    handed_in(page)
    wait_for_worker(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#offline-note")).to_be_visible()
    expect(page.locator("svg.sketch")).to_be_visible()
    page.locator("[data-stop]").nth(1).get_by_role("button", name="I am here").click()
    third = page.locator("[data-stop]").nth(2)
    third.get_by_text("Skip, because").click()
    third.locator("label.chip").nth(1).click()
    third.get_by_role("button", name="Skip this stop").click()
    expect(page.locator("#queue")).to_contain_text("2 notes waiting")
    page.context.set_offline(False)
    handed_in(page)


def test_a_week_goes_from_the_desk_to_the_street_to_the_neighbors(
    browse: Browse, morning: SimpleNamespace
) -> None:
    cast = morning
    plan_and_publish(sign_in_browser(browse(), cast.cleo), cast)
    stops = list(Stop.objects.select_related("place"))
    assert [stop.place.name for stop in stops if stop.is_announced] == ["Corner café"]
    assert len(stops) >= 5

    walk(sign_in_browser(phone(browse), cast.ben))
    assert Visit.objects.filter(is_delivered=True).count() == 2
    assert Visit.objects.get(is_delivered=False).skipped_because

    resident = browse(width=PHONE[0], height=PHONE[1], javascript=False)
    resident.goto(f"/n/{cast.row.slug}/meet/")
    told = resident.locator("main")
    expect(told).to_contain_text("Corner café")
    expect(told).to_contain_text("15:00")
    for stop in stops:
        if not stop.is_announced:
            expect(told).not_to_contain_text(stop.place.name)
    calendar = resident.request.get(f"/n/{cast.row.slug}/calendar.ics").text()
    assert calendar.count("BEGIN:VEVENT") == 1
    resident.goto(f"/n/{cast.row.slug}/meet/poster/")
    expect(resident.locator(".poster-times li")).to_have_count(1)
    resident.goto(f"/n/{cast.row.slug}/seen/")
    resident.get_by_role("button", name="Yes").click()
    resident.get_by_role("button", name="No").click()
    assert Sighting.objects.filter(was_seen=True, knows_us=False).count() == 1
    assert Walk.objects.get().starts_at.astimezone(ZoneInfo(cast.team.timezone)).hour == 14
    assert timezone.now() - timedelta(days=1) < Walk.objects.get().starts_at
