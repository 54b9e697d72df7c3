"""Walking through "tell us something" with nothing but forms, as a browser without scripts does."""

from __future__ import annotations

import html
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from commonbeat.places.models import Neighborhood

ANSWERS: dict[str, dict[str, Any]] = {
    "kind": {"kind": "worry"},
    "what": {"words": "The lamp is dark.", "topic": "lighting"},
    "about": {"about": "nobody"},
    "where": {"where": "Mill Street", "when": "often", "is_danger": "no"},
    "feeling": {"feeling": "afraid", "need": "action"},
    "photo": {},
    "you": {"way": "anonymous"},
}


def hidden(page: HttpResponse, name: str) -> str:
    """The value of a hidden field in a page."""
    text = page.content.decode()
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', text)
    assert found, f"no hidden field {name} in {text[:2000]}"
    return html.unescape(found[1])


def code_in(page: HttpResponse) -> str:
    """The follow-up code a page shows."""
    output = re.search(r"<output[^>]*>(.*?)</output>", page.content.decode(), re.S)
    assert output, page.content.decode()[:3000]
    return re.sub(r"<[^>]+>|\s", "", output[1])


def open_code(client: Client, code: str) -> HttpResponse:
    return client.post("/code/", {"code": code})


class Form:
    """The page one is on, with its draft."""

    def __init__(self, client: Client, neighborhood: Neighborhood) -> None:
        self.client, self.url = client, f"/n/{neighborhood.slug}/say/"
        self.page = client.get(self.url)

    @property
    def step(self) -> str:
        return hidden(self.page, "step")

    def post(self, **said: Any) -> Form:
        data = {"draft": hidden(self.page, "draft"), "step": self.step, "go": "next", **said}
        if self.step == "start" and "step" not in said:
            self.page = self.client.post(self.url, {**data, "step": "start"})
            data |= {"draft": hidden(self.page, "draft"), "step": self.step}
        self.page = self.client.post(self.url, data)
        return self

    def fill(self, **said: Any) -> Form:
        """Answer every page up to the last."""
        if self.step == "start":
            self.page = self.client.post(self.url, {"draft": hidden(self.page, "draft"), "step": "start"})
        return self.fill_rest(**said)

    def fill_rest(self, **said: Any) -> Form:
        for _ in range(16):
            step = self.step
            if step == "check":
                return self
            answers = {
                **ANSWERS[step],
                **{name: value for name, value in said.items() if name in NAMES[step]},
            }
            self.post(**answers)
        raise AssertionError(self.page.content.decode())

    def send(self) -> HttpResponse:
        data = {"draft": hidden(self.page, "draft"), "step": "check", "go": "send", "website": ""}
        return self.client.post(self.url, data)


NAMES = {
    "kind": {"kind"},
    "what": {"words", "topic"},
    "about": {"about"},
    "where": {"where", "when", "is_danger"},
    "feeling": {"feeling", "need"},
    "photo": {"photo"},
    "you": {"way", "email", "details", "may_be_quoted"},
}


def start(client: Client, neighborhood: Neighborhood) -> Form:
    return Form(client, neighborhood)


def say(client: Client, neighborhood: Neighborhood, **said: Any) -> HttpResponse:
    """Say something from the first page to the code."""
    return start(client, neighborhood).fill(**said).send()
