"""Finding every form on a page and filling it in as a browser would, with whatever somebody types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.utils import timezone

TYPED = {"text", "email", "password", "search", "tel", "url", ""}
DAYS = {"date": "%Y-%m-%d", "time": "%H:%M", "datetime-local": "%Y-%m-%dT%H:%M"}


@dataclass
class Field:
    name: str
    kind: str
    value: str = ""
    is_chosen: bool = False


@dataclass
class Form:
    """One form as it stands on a page."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    @property
    def typed(self) -> list[str]:
        """The names of the fields somebody types into."""
        return [one.name for one in self.fields if one.kind in TYPED or one.kind == "textarea"]

    @property
    def shape(self) -> tuple[object, ...]:
        """What makes it this form and no other: where it goes, what it asks, and which step it is."""
        steps = tuple(one.value for one in self.fields if one.name in ("step", "List-Unsubscribe"))
        where = "/".join(part for part in self.action.split("/") if not set(part) & set("0123456789"))
        return where, tuple(sorted({one.name for one in self.fields})), steps, tuple(self.buttons)

    def filled(self, text: str) -> dict[str, str]:
        """Everything answered: what is typed is `text`, what is chosen is the first offer."""
        given: dict[str, str] = {}
        for one in self.fields:
            if one.name in self.typed:
                given[one.name] = text
            elif one.kind in ("radio", "option"):
                if one.value and (one.name not in given or one.is_chosen):
                    given[one.name] = one.value
            elif one.kind in DAYS:
                soon = timezone.now() + timedelta(days=3)
                given[one.name] = one.value or soon.strftime(DAYS[one.kind])
            elif one.kind == "number":
                given[one.name] = one.value or "1"
            elif one.kind == "checkbox":
                given[one.name] = one.value or "on"
            elif one.kind != "file":
                given[one.name] = one.value
        return given


class _Reader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.forms = path, list[Form]()
        self.select = ""
        self.area: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(have.get("action") or self.path, have.get("method", "get").lower()))
        if not self.forms:
            return
        form = self.forms[-1]
        if tag == "input" and have.get("name"):
            kind = have.get("type", "text")
            form.fields.append(Field(have["name"], kind, have.get("value", ""), "checked" in have))
        elif tag == "textarea" and have.get("name"):
            form.fields.append(Field(have["name"], "textarea"))
        elif tag == "select":
            self.select = have.get("name", "")
        elif tag == "option" and self.select:
            form.fields.append(Field(self.select, "option", have.get("value", ""), "selected" in have))
        elif tag == "button" and have.get("name"):
            form.buttons.append((have["name"], have.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""


def forms_on(path: str, text: str) -> Iterator[Form]:
    """The forms of a page that are posted, with the address each goes to."""
    reader = _Reader(urlsplit(path).path if "?" not in path else path)
    reader.feed(text)
    yield from (form for form in reader.forms if form.method == "post")
