"""What every journey through a survey does with its pages."""

import re

from playwright.sync_api import Page

from tests.browser import assert_axe_clean, assert_fits, shot


def look(page: Page, name: str) -> None:
    """A picture of the page, which fits its screen and is accessible."""
    shot(page, f"trust/{name}")
    assert_fits(page)
    assert_axe_clean(page)


def tick(page: Page, question: str, reply: str) -> None:
    """Choose this reply to the question of this text."""
    item = page.locator("fieldset:visible", has_text=question)
    item.locator("label.chip", has_text=re.compile(f"^\\s*{re.escape(reply)}\\s*$")).click()
