"""Whatever is typed into a form of the desk is done or refused with a sentence; never an error of ours."""

import random
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client

from tests.faces.desk_scene import PASSPHRASE, at_desk, text, url

NAUGHTY = [
    "", " ", "\t\n", "undefined", "NULL", "0", "-1", "1e309", "NaN", "2026-02-30", "99999999999999999999", "25:61",
    "'; DROP TABLE x;--", "<script>alert(1)</script>", "{{ 7 * 7 }}", "{% url %}", "%s%n%x", "${jndi:ldap://x}",
    "../../etc/passwd", "\u202eabc", "\u200b", "\ufeff", "Ω≈ç√∫", "田中さん", "ﷺ" * 300, "👩‍👩‍👧‍👦" * 50, "́" * 400,
    "=1+1", "@SUM(A1)", "a" * 20000, "True", "[]", "on", "\r\n\r\nX: y", "İıŞğ", "0x1F", "1/0", "//", "\\", '"',
]  # fmt: skip
FORMS = [
    ("cleo", "voice_new", None, None), ("cleo", "voice_do", "voice", "read-back"),
    *(("cleo", "concern_do", "concern", deed) for deed in
      ("answer", "promise", "act", "report-back", "understood", "assign", "rename", "publish", "close")),
    *(("cleo", "promise_do", "promise", deed) for deed in ("correct", "keep")),
    ("cleo", "walk_new", None, None), ("cleo", "gathering_new", None, None),
    *(("cleo", "walk_do", "walk", deed) for deed in ("suggested", "stop", "off", "cancel")),
    *(("cleo", "gathering_do", "gathering", deed) for deed in ("change", "minutes", "raise")),
    *(("cleo", "question_do", "question", deed) for deed in ("show", "answer", "correct", "decline")),
    ("cleo", "initiative_new", None, None), ("cleo", "initiative_do", "initiative", "change"),
    ("cleo", "priority_new", None, None),
    *(("cleo", "priority_do", "priority", deed) for deed in ("renew", "act", "end")),
    ("cleo", "pair_do", "pair", "withdraw"), ("cleo", "export", None, None), ("cleo", "profile_do", None, "edit"),
    ("noor", "contact_open", "contact", None),
    *(("noor", "box_do", None, deed) for deed in ("share", "choose", "rotate")),
    ("ada", "invite", None, None), ("ada", "person_do", "ben", "duty"), ("ada", "settings_do", None, "team"),
    ("ada", "settings_do", None, "pace"), ("ada", "place_new", None, None), ("ada", "place_change", "cafe", None),
    ("ada", "area_change", "row", None),
]  # fmt: skip
LISTS = [
    "home",
    "inbox",
    "concerns",
    "walks",
    "gatherings",
    "questions",
    "work",
    "pairs",
    "promises",
    "export",
]


def fields_of(client: Client, path: str) -> dict[str, object]:
    """The form's fields with what a person would leave as it is."""
    form = client.get(path).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


@pytest.mark.parametrize(("who", "name", "about", "deed"), FORMS)
def test_no_text_breaks_a_form(
    scene: SimpleNamespace, who: str, name: str, about: str | None, deed: str | None
) -> None:
    client, chance = at_desk(getattr(scene.cast, who)), random.Random(7)
    found = (getattr(scene, about, None) or getattr(scene.cast, about)) if about else None
    path = url(name, *([found.pk] if found else []), *([deed] if deed else []))
    sound = fields_of(client, path)
    for _ in range(6):
        typed = {field: chance.choice(NAUGHTY) for field in sound if chance.random() < 0.6}
        answer = client.post(path, {**sound, **typed, "client_id": str(uuid4())})
        assert answer.status_code in (200, 302, 404, 409, 422), (path, typed)


def test_no_text_breaks_a_list(scene: SimpleNamespace) -> None:
    client = at_desk(scene.cast.cleo)
    for name in LISTS:
        for word in random.Random(3).sample(NAUGHTY, 8):
            given = dict.fromkeys(
                ("where", "weeks", "week", "which", "topic", "kind", "page", "channel"), word[:500]
            )
            assert client.get(url(name), given).status_code == 200, (name, word)


def test_a_passphrase_keeps_its_spaces(scene: SimpleNamespace) -> None:
    client = at_desk(scene.cast.noor)
    new = "  spaces around me  "
    client.post(
        url("box_do", "choose"), {"client_id": str(uuid4()), "old": PASSPHRASE, "new": new, "again": new}
    )
    opened = {"client_id": str(uuid4()), "reason": "To call.", "passphrase": new}
    assert "Amara" in text(client.post(url("contact_open", scene.contact.pk), opened))
