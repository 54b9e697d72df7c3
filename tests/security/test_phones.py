"""What phones hand in: sealed, from anywhere, in any shape. Taken once, or refused note by note; never an error."""

from __future__ import annotations

import itertools
import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commonbeat.faces.officer import phone_pass
from commonbeat.presence.models import Abstraction, Contact, Visit
from tests.faces.test_officer_phone import hand_in, seal
from tests.security.ground import ELSEWHERE, MISSING, OTHER_TEAM, OWN, Town
from tests.security.test_naughty import strings

SYNC = "/officer/sync/"
FIELDS = ["place", "neighborhood", "what", "feeling", "need", "words", "promise", "due", "code"]
FIELDS += ["seconds", "at", "kind", "pass", "stop", "walk", "skipped", "because", "minutes"]
DAMAGED: list[Any] = [{}, {"key": ""}, {"key": "AA==", "nonce": "", "secret": ""}, "x", 1, None, []]
DAMAGED.append({"key": 1, "nonce": 2, "secret": 3})
ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    1e308,
    10**19,
    [],
    [[]],
    {},
    {"a": {}},
    "²",
    "\x00",
    "\ud800",
    "9" * 5000,
]


def note(town: Town, **more: Any) -> dict[str, Any]:
    own = {"pass": phone_pass.issue(town.cast.ben), "at": timezone.now().isoformat()}
    return {"kind": "contact", "place": str(town.cast.gate.pk), **own, **more}


@pytest.mark.django_db
def test_naughty_notes_are_taken_or_refused_one_by_one(town: Town) -> None:
    client, before = Client(), Contact.objects.count()
    usual = {"words": "Dark.", "because": "Match", "minutes": 5}
    usual |= {"stop": town.find("stop", OWN), "walk": town.find("walk", OWN)}
    for kind, value in itertools.product(("contact", "visit", "taken-off"), (*strings(), *ODD)):
        for start in range(0, len(FIELDS), 6):
            changed = [{**usual, "kind": kind, field: value} for field in FIELDS[start : start + 6]]
            made = {str(uuid.uuid4()): note(town, **content) for content in changed}
            answer = hand_in(
                client, town.cast.ben, *((one, seal(one, content)) for one, content in made.items())
            )
            assert answer.status_code == 200, (kind, value)
            told = answer.json()["results"]
            assert [one["id"] for one in told] == list(made)
            assert {one["status"] for one in told} <= {"saved", "refused"}
            assert all(one["sentence"] for one in told if one["status"] == "refused")
    assert Contact.objects.count() > before


UNREADABLE = [
    b"", b"[]", b"{}", b'{"items": 1}', b'{"items": {}}', b'{"items": [1]}', b'{"items": [{}]}',
    b'{"items": [{"id": 1, "sealed": {}}]}', b'{"items": [{"id": "x", "sealed": {}}]}', b"\xff\xfe",
    b"[" * 100_000, b'{"items": ' + b"[" * 5000 + b"]" * 5000 + b"}", b'{"items": NaN}',
    b'{"items": "\\ud800"}', b"{" * 10, b'{"items": [' + b"9" * 6000 + b"]}", b'{"items": "\\u0000"}',
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_nobody_can_read_gets_400(town: Town, kind: str) -> None:
    headers = {"X-Phone-Pass": phone_pass.issue(town.cast.ben)}
    for body in UNREADABLE:
        assert Client().post(SYNC, body, content_type=kind, headers=headers).status_code == 400, body[:40]


@pytest.mark.django_db
def test_a_note_that_was_damaged_is_refused_and_the_others_are_taken(town: Town) -> None:
    for sealed in DAMAGED:
        good = str(uuid.uuid4())
        items = [(str(uuid.uuid4()), sealed), (good, seal(good, note(town, what="worry", words="Dark.")))]
        told = hand_in(Client(), town.cast.ben, *items).json()["results"]
        assert [one["status"] for one in told] == ["refused", "saved"], sealed


@pytest.mark.django_db
def test_nobody_marks_anothers_walk_and_what_is_elsewhere_is_as_good_as_missing(town: Town) -> None:
    sentences = set()
    for where in (ELSEWHERE, OTHER_TEAM, MISSING):
        for kind, thing in (("visit", "stop"), ("taken-off", "walk")):
            one = str(uuid.uuid4())
            content = note(town, kind=kind, because="Match", minutes=5, **{thing: town.find(thing, where)})
            told = hand_in(Client(), town.cast.ben, (one, seal(one, content))).json()["results"][0]
            assert told["status"] == "refused"
            sentences.add((kind, told["sentence"]))
    assert len(sentences) == 2
    assert (Visit.objects.count(), Abstraction.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_pass_only_hands_in(town: Town) -> None:
    """It opens no page, ends with the shift, with the work here, and cannot be made by anybody."""
    client, own = Client(), phone_pass.issue(town.cast.ben)
    for path in ("/officer/", "/officer/promises/", "/desk/", "/officer/hello/"):
        assert client.get(path, headers={"X-Phone-Pass": own}).status_code == 302
    answer = hand_in(client, town.cast.ben)
    assert set(answer.json()) == {"results", "pass"}
    assert hand_in(client, town.cast.ben, own_pass=own + "x").status_code == 401
    town.cast.ben.is_active = False
    town.cast.ben.save()
    assert hand_in(client, town.cast.ben).status_code == 401


@pytest.mark.django_db
def test_a_stolen_pass_of_yesterday_hands_in_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    old, real = phone_pass.issue(town.cast.ben), time.time
    monkeypatch.setattr(time, "time", lambda: real() + timedelta(hours=15).total_seconds())
    assert hand_in(Client(), town.cast.ben, own_pass=old).status_code == 401


@pytest.mark.django_db
def test_more_notes_than_one_sitting_holds_are_left_for_the_next(town: Town) -> None:
    made = [(one, seal(one, note(town))) for one in (str(uuid.uuid4()) for _ in range(53))]
    told = hand_in(Client(), town.cast.ben, *made).json()["results"]
    assert len(told) == 50
    assert json.dumps(told).count("saved") == 50
