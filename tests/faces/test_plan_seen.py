"""The week's plan as people see it: narrow and wide, light and dark, with the keyboard and by dragging."""

from types import SimpleNamespace
from typing import Any

from commonbeat.presence import actions
from commonbeat.presence.models import Wish
from tests.browser import DESKTOP, PHONE, assert_axe_clean, assert_fits, shot
from tests.faces.desk_scene import url
from tests.faces.plan_scene import tried
from tests.signin import sign_in_browser


def test_every_page_of_planning_is_whole(browse: Any, planned: SimpleNamespace) -> None:
    cast, week = planned.cast, planned.week
    actions.forbid_stop(week=week, place=cast.cafe, by=cast.cleo, at=planned.at)
    tried(week, cast, planned.at)
    page = sign_in_browser(browse(), cast.cleo)
    pages = {
        "plan": url("plan"),
        "keep": url("plan_do", week.pk, "keep"),
        "leave-out": url("plan_do", week.pk, "leave-out"),
        "weights": url("plan_do", week.pk, "weights"),
        "lift": url("wish_lift", Wish.objects.get().pk),
        "new": url("plan_new"),
        "print": url("plan_print", week.pk),
        "empty": url("plan") + "?week=2027-02-01",
        "roster": url("roster"),
        "shift": url("roster_do", "shift"),
        "leave": url("roster_do", "leave"),
        "regular": url("roster_do", "regular"),
        "presence": url("presence"),
    }
    for name, address in pages.items():
        for scheme, (width, height) in (("light", DESKTOP), ("dark", PHONE)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": height})
            page.goto(address)
            assert_fits(page)
            assert_axe_clean(page)
            shot(page, f"plan-{name}-{width}-{scheme}")


def test_a_stop_is_dragged_to_another_walk(browse: Any, planned: SimpleNamespace) -> None:
    # High enough that nothing scrolls away under the pointer.
    page = sign_in_browser(browse(height=3000), planned.cast.cleo)
    page.goto(url("plan"))
    first = page.locator("[data-walk]").first
    stop = first.locator("[data-stop]").first
    name = stop.locator("b").inner_text()
    stop.drag_to(page.locator("[data-walk]").nth(1))
    page.wait_for_url("**/desk/plan/**")
    page.get_by_text("Kept in mind").wait_for()
    wish = Wish.objects.select_related("place").get()
    assert wish.place.name == name
    assert wish.walk_key == page.locator("[data-walk]").nth(1).get_attribute("data-walk")


def test_a_week_is_planned_and_published_without_a_script(browse: Any, planned: SimpleNamespace) -> None:
    page = sign_in_browser(browse(javascript=False), planned.cast.cleo)
    page.goto(url("plan"))
    page.get_by_role("link", name="Keep or move").first.click()
    page.get_by_label("Around").fill("15:30")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("button", name="Plan again").click()
    assert page.get_by_text("kept", exact=True).count() == 1
    page.get_by_role("button", name="Publish").click()
    assert "Published" in page.locator("h1").inner_text()
    page.goto(url("walks") + f"?week={planned.week.monday}")
    assert "3 walks" in page.locator("h1").inner_text()
