"""Typing the same text into every field of every form anybody can reach, page after page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.urls import reverse

from tests.security.asking import VISITOR, Asker
from tests.security.forms import Form, forms_on
from tests.security.ground import OWN, Town
from tests.security.table import TABLE, Row

SENSIBLE = "The lamp at the gate is dark."
# Signing out or leaving in the middle of it would end the walk.
NOT_PRESSED = {"leave", "withdraw", "erase", "end", "cancel"}


@dataclass
class Reach:
    """Every form somebody found, and who found it."""

    asker: Asker
    town: Town
    found: list[tuple[str, Form]] = field(default_factory=list)
    shapes: set[tuple[object, ...]] = field(default_factory=set)

    def collect(self) -> list[tuple[str, Form]]:
        """Walk over all pages, and over the pages that follow when their forms are filled in sensibly."""
        for row in TABLE:
            who = next(iter(row.who.split()), "")
            if who and "GET" in row.methods:
                path = address(row, self.town)
                self.read(who, path, self.asker.ask(who, "GET", path))
        mine = [code for what, code in self.town.codes.items() if what.startswith(OWN)]
        for code in mine:
            self.read(VISITOR, "/code/", self.asker.ask(VISITOR, "POST", "/code/", {"code": code}))
        return self.found

    def read(self, who: str, path: str, answer: HttpResponse, depth: int = 0) -> None:
        if "html" not in answer.get("Content-Type", ""):
            return
        for form in forms_on(path, answer.told.decode()):  # type: ignore[attr-defined]
            if (form.shape in self.shapes) or not form.fields:
                continue
            self.shapes.add(form.shape)
            self.found.append((who, form))
            if depth < 12:
                for data in pressed(form, SENSIBLE):
                    self.read(who, form.action, self.asker.ask(who, "POST", form.action, data), depth + 1)


def pressed(form: Form, text: str) -> Iterator[dict[str, str]]:
    """What is sent for each of the form's buttons."""
    data = form.filled(text)
    buttons = [button for button in dict.fromkeys(form.buttons) if button[1] not in NOT_PRESSED]
    if not buttons:
        yield data
    for name, value in buttons:
        yield {**data, name: value}


def address(row: Row, town: Town) -> str:
    values = {name: town.find(kind, OWN) for name, kind in row.things.items()}
    path = reverse(row.route, kwargs={**values, **({"deed": row.deed} if row.deed else {})})
    query = "&".join(f"{name}={town.find(kind, OWN)}" for name, kind in row.query.items())
    return f"{path}?{query}" if query else path
