"""Whatever is typed, into whichever field: kept as it is, or refused with a sentence; never an error of ours."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.security.asking import VISITOR, Asker
from tests.security.forms import Form
from tests.security.ground import STAFF, Town
from tests.security.seeing import everything
from tests.security.table import TABLE
from tests.security.typed import SENSIBLE, Reach, address, pressed

# A dozen kinds of trouble in five texts; the two long ones also find out what is too long.
FIVE = [
    "<script>alert(66)</script>'\"><img src=x onerror=alert(66)>{{ 66666*66667 }}{% debug %}${66666*66667}",
    "'; DROP TABLE listening_voice; -- %s %d ../../../etc/passwd =cmd|' /C calc'!A0\t+1\r\nBcc: all@example.org",
    "\u202e\u2066\ufeff\u200b\u2028Z̷̢a̵l̴g̵o̴ ²³①٤५ NaN -1 1e999 ９９９ \ufffe\uffff\U0010ffff",
    "ﷺ" * 300 + "👩‍👩‍👧‍👦" * 60,
    "x" * 60_000,
]
RAW = {"a NUL": b"%00", "half a character": b"%ED%A0%80", "no text at all": b"%FF%FE"}


def strings() -> list[str]:
    """A few of our own; all of a file named by COMMONBEAT_NAUGHTY (a JSON list) where it is set."""
    path = os.environ.get("COMMONBEAT_NAUGHTY", "")
    return json.loads(Path(path).read_text()) if path else FIVE


@pytest.fixture
def reach(town: Town, asker: Asker) -> Reach:
    made = Reach(asker, town)
    made.collect()
    return made


EXPECTED = {"words", "call_me", "correction", "email", "login", "password", "purpose", "title", "because"}


@pytest.mark.django_db
def test_naughty_strings_in_every_field_break_nothing(town: Town, asker: Asker, reach: Reach) -> None:
    assert len(reach.found) > 90, [form.action for _who, form in reach.found]
    assert {name for _who, form in reach.found for name in form.typed} >= EXPECTED
    wrong: list[str] = []
    sent = 0
    for who, form in reach.found:
        for text in strings() if form.typed else ():
            for data in pressed(form, text):
                wrong += judge(reach.asker, who, form.action, data, text)
                sent += 1
        wrong += unstorable(reach.asker, who, form)
    fields = sum(len(form.typed) for _who, form in reach.found)
    print(
        f"{len(strings())} strings, {fields} fields in {len(reach.found)} forms, {sent} times sent, {len(wrong)} wrong"
    )
    assert not wrong, "\n".join(wrong)
    what_was_kept_comes_back_as_words(town, asker, reach)


def judge(asker: Asker, who: str, path: str, data: dict[str, str], text: str) -> list[str]:
    answer = asker.ask(who, "POST", path, data)
    shown = f"{who} {path} {text[:40]!r} {sorted(data)}: {answer.status_code}"
    if answer.status_code >= 500:
        return [shown]
    content = answer.told.decode(errors="replace")  # type: ignore[attr-defined]
    is_page = "html" in answer.get("Content-Type", "")
    if is_page and ("<script>alert(66)" in content or "<img src=x" in content or "4444422222" in content):
        return [f"{shown}: came back as markup"]
    return []


MARKUP = "<script>alert(66)</script>'\"><img src=x onerror=6>{{ 66666*66667 }}"


def what_was_kept_comes_back_as_words(town: Town, asker: Asker, reach: Reach) -> None:
    """Everything is saved this time; then every page is looked at by everybody."""
    asker.keeps = True
    statuses: Counter[int] = Counter()
    for who, form in reach.found:
        for data in pressed(form, MARKUP) if form.typed else ():
            statuses[asker.ask(who, "POST", form.action, data).status_code] += 1
    asker.keeps = False
    assert statuses[201] + statuses[302] > 40, statuses
    seen = (page for who in (VISITOR, *STAFF) for page in everything(asker, town, who).items())
    answers = [(path, page) for path, page in seen if isinstance(page, tuple)]
    pages = {path: page[1] for path, page in answers if "html" in page[2].get("Content-Type", "")}
    assert sum("&lt;script&gt;alert(66)" in text for text in pages.values()) > 10
    raw = ("<script>alert", "<img src=x", "4444422222")
    assert [path for path, text in pages.items() if any(word in text for word in raw)] == []


def unstorable(asker: Asker, who: str, form: Form) -> list[str]:
    """Bytes no database can keep: bad input, told so."""
    wrong = []
    for what, raw in RAW.items() if form.typed else ():
        body, kind = f"{form.typed[0]}=".encode() + raw, "application/x-www-form-urlencoded"
        answer = asker.ask(who, "POST", form.action, body, content_type=kind)
        if answer.status_code >= 500 or (what == "a NUL" and answer.status_code != 400):
            wrong.append(f"{who} {form.action} {what}: {answer.status_code}")
    return wrong


ODD = ["nan", "²", "9" * 400, "%[]", "0001-01-01"]
ASKED = ("q", "lon", "lat", "page", "weeks", "week", "where", "which", "kind")
ASKED += ("topic", "voice", "at", "action", "who", "next")


@pytest.mark.django_db
def test_odd_questions_in_every_address_break_nothing(town: Town, asker: Asker) -> None:
    wrong = []
    for row in TABLE:
        who = next(iter(row.who.split()), VISITOR)
        if (
            "GET" not in row.methods
            or row.deed
            or (row.things and row.route not in ("public:hello", "public:heard"))
        ):
            continue
        for odd in ODD:
            query = "&".join(f"{name}={odd}" for name in ASKED)
            path = address(row, town).split("?")[0]
            answer = asker.ask(who, "GET", f"{path}?{query}")
            if answer.status_code >= 500:
                wrong.append(f"{who} {path} {odd[:20]}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["", "²", "-1", "99999999999999999999", "NaN", "x" * 500, "1.5", "\u202e7"])
def test_odd_numbers_on_the_phones_plain_page_mark_nothing(town: Town, asker: Asker, value: str) -> None:
    walk = town.find("walk", "own")
    data = {"kind": "taken-off", "walk": walk, "because": SENSIBLE, "minutes": value, "client_id": value}
    assert asker.ask("ben", "POST", reverse("officer:mark"), data).status_code in (302, 422)


@pytest.mark.django_db
def test_hostile_forms_are_told_so(asker: Asker) -> None:
    many: dict[str, Any] = {f"field{number}": "x" for number in range(1000)}
    assert asker.ask(VISITOR, "POST", "/code/", many).status_code == 400
    long = {"code": "x" * 13_000_000}
    assert asker.ask(VISITOR, "POST", "/code/", long).status_code == 413
