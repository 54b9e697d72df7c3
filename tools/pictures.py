"""`python -m tools.pictures [URL]` takes the pictures of the README from a running demo."""

import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser import FLAGS, find_chromium

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
COLORS = 128
"""Enough for flat pages, at a third of the size."""


def main(arguments: list[str]) -> int:
    """Three faces, each as wide as its people use it."""
    url = (arguments or ["http://localhost:8000"])[0]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*FLAGS, "--no-sandbox"])
        resident = browser.new_page(base_url=url, viewport={"width": 960, "height": 1200})
        resident.goto("/n/kamppi/")
        resident.screenshot(path=FOLDER / "resident.png")
        picture(
            browser.new_page(base_url=url, viewport={"width": 390, "height": 780}),
            "ben",
            "/officer/",
            "officer",
        )
        picture(
            browser.new_page(base_url=url, viewport={"width": 1120, "height": 1200}), "cleo", "/desk/", "desk"
        )
        browser.close()
    for path in FOLDER.glob("*.png"):
        with Image.open(path) as image:
            few = image.convert("RGB").quantize(COLORS)
        few.save(path, optimize=True)
    return 0


def picture(page: Page, who: str, path: str, name: str) -> None:
    page.goto("/demo/")
    page.locator(f"button[value={who}]").click()
    page.goto(path)
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
