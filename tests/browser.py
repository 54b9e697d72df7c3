"""A real Chromium that notices every console error and every request to somebody else.

`browse(...)` opens a page on the live server as a new person: own cookies, own size, own language. At the
end of the test the page must have stayed silent: no console error, no uncaught exception, no third-party
request. What a test provokes on purpose it allows by name: `browse.allow("status of 404")`.
"""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

PHONE = (320, 640)
DESKTOP = (1280, 800)
# Chromium's own errands would be refused on a closed network, many at a time.
FLAGS = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-quic",
    "--disable-sync",
]
# How long a busy machine may take; what must be quick says so itself.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
HARMLESS = re.compile(r"^(data|blob|about|chrome-extension):")


def find_chromium() -> str | None:
    """The browser to test with: the one named, Debian's, or the Mac's own."""
    named = os.environ.get("COMMONBEAT_CHROMIUM")
    if named:
        return named
    for name in ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome"):
        if found := shutil.which(name):
            return found
    for name in ("Chromium", "Google Chrome"):
        application = Path(f"/Applications/{name}.app/Contents/MacOS/{name}")
        if application.exists():
            return str(application)
    return None


@dataclass
class Browse:
    """Opens pages as different people and remembers what went wrong on them."""

    browser: Browser
    base_url: str
    contexts: list[BrowserContext] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def __call__(
        self,
        *,
        width: int = DESKTOP[0],
        height: int = DESKTOP[1],
        color_scheme: str = "light",
        locale: str = "en-US",
        javascript: bool = True,
        **options: Any,
    ) -> Page:
        """A new person's first page; further options are Playwright's `new_context` ones."""
        context = self.browser.new_context(
            base_url=self.base_url,
            viewport={"width": width, "height": height},
            color_scheme=color_scheme,
            locale=locale,
            java_script_enabled=javascript,
            reduced_motion=options.pop("reduced_motion", "reduce"),
            **options,
        )
        context.set_default_timeout(PATIENCE)
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.faults.append(f"exception: {error.error}"))
        self.contexts.append(context)
        return context.new_page()

    def allow(self, pattern: str) -> None:
        """Expect faults that match this pattern in this test."""
        self.allowed.append(pattern)

    def unexpected(self) -> list[str]:
        """The faults that no test asked for."""
        return [fault for fault in self.faults if not any(re.search(known, fault) for known in self.allowed)]

    def close(self) -> None:
        """Close every page that was opened."""
        for context in self.contexts:
            context.close()

    def _on_request(self, request: Request) -> None:
        own = urlsplit(self.base_url).netloc
        if not HARMLESS.match(request.url) and urlsplit(request.url).netloc != own:
            self.faults.append(f"third-party request: {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the whole run, or a loud skip where there is none."""
    path = find_chromium()
    if path is None:
        pytest.skip(
            "no Chromium on this machine (Debian: apt-get install chromium, or set COMMONBEAT_CHROMIUM)"
        )
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*FLAGS, *(["--no-sandbox"] if is_root else [])]
        )
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Browser, live_server: Any) -> Iterator[Browse]:
    """Open pages on the live server; at the end all of them must have stayed silent."""
    opened = Browse(chromium, live_server.url)
    yield opened
    opened.close()
    assert not opened.unexpected(), "\n".join(opened.unexpected())


@pytest.fixture
def page(browse: Browse) -> Page:
    """A page at desktop size."""
    return browse()


def assert_axe_clean(page: Page) -> None:
    """The page, as it stands now, has no accessibility violation that axe can find."""
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


def assert_fits(page: Page) -> None:
    """Nothing on the page reaches past the right edge of the window."""
    page.wait_for_load_state()
    measured = page.wait_for_function(
        "document.body && [document.body.parentElement.scrollWidth, innerWidth]"
    )
    wide, window = measured.json_value()
    assert wide <= window, f"{page.url} is {wide}px wide in a window of {window}px"


def shot(page: Page, name: str) -> Path | None:
    """A full-page picture in $COMMONBEAT_SHOTS, where that is set, for a person to look at."""
    folder = os.environ.get("COMMONBEAT_SHOTS")
    if not folder:
        return None
    path = Path(folder) / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True)
    return path
