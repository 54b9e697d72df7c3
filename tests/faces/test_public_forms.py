"""Whatever is typed into a public form is kept as typed or refused in one sentence; nothing breaks."""

import html
import json
import uuid
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.test import Client

from commonbeat.faces.public import doing
from commonbeat.faces.public.draft import Draft
from commonbeat.listening import actions as listening
from commonbeat.listening.models import Turn, Voice
from commonbeat.openness.models import Question, Rsvp
from commonbeat.people.models import Acquaintance
from commonbeat.presence.models import Sighting
from commonbeat.safety.text import clean
from tests.beside import DATA
from tests.faces.saying import code_in, hidden, open_code
from tests.faces.scene import lively, now, say

LIST = DATA / "blns" / "blns.json"
BUILT_IN = [
    "<script>alert(1)</script>",
    "' OR 1=1; --",
    "{{ 7 * 7 }} {% debug %}",
    "%s %d %n %(x)s",
    "\u202eright to left\u202c",
    "Z\u0351\u036b\u0343\u036a\u0342\u036ba\u0341l\u034ago",
    "\u0000",
    "\ud83d\ude00\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "\ufeff\u200b\u2060",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "a" * 6000,
    "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd",
    "&lt;b&gt;&amp;quot;",
]


def naughty() -> list[str]:
    """The big list where it is at hand, a dozen nasty ones always."""
    return BUILT_IN + (json.loads(LIST.read_text()) if LIST.exists() else [])


def sound(limit: int) -> Iterator[str]:
    """All that may be stored, packed into texts that just fit."""
    packed = ""
    for one in naughty():
        if "\x00" in one or not one.strip() or any(0xD800 <= ord(letter) <= 0xDFFF for letter in one):
            continue
        if len(packed) + len(one) + 3 > limit and packed:
            yield packed
            packed = ""
        # A letter at both ends, so that nothing is stripped.
        packed += f"x{one}x\n" if len(one) + 3 <= limit else ""
    if packed:
        yield packed


def as_kept(text: str, limit: int) -> str:
    return clean(text, limit)


def fresh(**said: object) -> dict[str, object]:
    return {"client_id": str(uuid.uuid4()), **said}


def sent(client: Client, cast: SimpleNamespace, **answers: object):
    """The last page of "tell us something", with these answers in its draft."""
    draft = Draft.new()
    draft.answers.update({"kind": "worry", "way": "anonymous", **answers})
    data = {"draft": draft.sealed(), "step": "check", "go": "send", "website": ""}
    return client.post(f"/n/{cast.row.slug}/say/", data)


def test_naughty_words_are_heard_as_they_were_typed(cast: SimpleNamespace, client: Client) -> None:
    for text in sound(5000):
        page = sent(client, cast, words=text)
        assert page.status_code == 201
        opened = open_code(client, code_in(page)).content.decode()
        assert "<script>alert" not in opened
    stored = set(Voice.objects.values_list("words", flat=True))
    assert stored == {as_kept(text, 5000) for text in sound(5000)}


def test_naughty_places_are_kept_as_they_were_typed(cast: SimpleNamespace, client: Client) -> None:
    texts = list(sound(200))[:60]
    for text in texts:
        assert sent(client, cast, words="There.", where=text).status_code == 201
    assert set(Voice.objects.values_list("where", flat=True)) == {as_kept(text, 200) for text in texts}


def test_naughty_questions_and_needs_are_kept_as_they_were_typed(
    cast: SimpleNamespace, client: Client
) -> None:
    scene = lively(cast)
    before = set(Question.objects.values_list("pk", flat=True))
    for text in sound(1000):
        assert client.post("/n/harbor-row/ask/", fresh(words=text, as_it_is="on")).status_code == 201
    asked = set(Question.objects.exclude(pk__in=before).values_list("words", flat=True))
    assert asked == {as_kept(text, 1000) for text in sound(1000)}
    needs = list(sound(500))[:10]
    for text in needs:
        page = client.post(f"/meet/{scene.coffee.slug}/come/", fresh(people=1, access_needs=text))
        assert page.status_code == 201
    assert set(Rsvp.objects.values_list("access_needs", flat=True)) == {as_kept(text, 500) for text in needs}


def test_naughty_names_are_kept_as_they_were_typed(cast: SimpleNamespace, client: Client) -> None:
    names, ways, facts = list(sound(80))[:16], list(sound(120)), list(sound(500))
    for place, name in enumerate(names):
        said = {"call_me": name, "say_it": ways[place % len(ways)], "know": facts[place % len(facts)]}
        page = client.post("/n/harbor-row/hello/", fresh(months=6, consent="on", **said))
        assert page.status_code == 201
        assert "<script>alert" not in page.content.decode()
    assert set(Acquaintance.objects.values_list("call_me", flat=True)) == {
        as_kept(name, 80) for name in names
    }


def test_naughty_letters_and_codes_break_nothing(cast: SimpleNamespace, client: Client) -> None:
    page = open_code(client, say(cast).code)
    ticket = hidden(page, "ticket")
    for text in sound(5000):
        answer = client.post("/code/thread/", fresh(ticket=ticket, do="write", words=text))
        assert answer.status_code == 200
    assert Turn.objects.count() == len(list(sound(5000)))
    for text in [*list(sound(200))[:25], "O" * 27, "1" * 200]:
        assert open_code(client, text).status_code in (400, 422, 429)
        assert client.get("/find/", {"q": text}).status_code in (200, 302)


@pytest.mark.parametrize(
    "email", ["no", "a@b", "x" * 250 + "@y.example", "a@b.example\r\nBcc: c@d.example", "<a@b.c>"]
)
def test_what_is_no_address_is_said_so_and_kept_in_the_field(
    cast: SimpleNamespace, client: Client, email: str
) -> None:
    page = client.post("/n/harbor-row/subscribe/", {"topics": "everything", "cadence": "weekly"})
    chosen = hidden(page, "chosen")
    answer = client.post("/n/harbor-row/subscribe/", {"chosen": chosen, "email": email})
    assert answer.status_code == 422
    assert 'href="#id_email"' in answer.content.decode()


@pytest.mark.parametrize("bad", [b"a\x00b", b"%00", b"\xed\xa0\x80", b"%ED%A0%80", b"%FF"])
def test_what_cannot_be_stored_is_400_in_every_form(
    cast: SimpleNamespace, client: Client, bad: bytes
) -> None:
    scene = lively(cast)
    body = f"client_id={uuid.uuid4()}&words=".encode() + bad
    for path in ("/n/harbor-row/ask/", "/code/", f"/meet/{scene.coffee.slug}/come/", "/n/harbor-row/say/"):
        answer = client.post(path, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 400, path


@pytest.mark.parametrize(
    ("path", "said", "field", "typed"),
    [
        ("ask/", {"words": "x" * 1001}, "words", "x" * 1001),
        ("hello/", {"call_me": "", "know": "On my left."}, "call_me", "On my left."),
        ("hello/", {"call_me": "Ada", "months": "99", "consent": "on"}, "months_0", "Ada"),
        ("hello/", {"call_me": "Ada", "place": "elsewhere", "months": "6"}, "place", "Ada"),
        ("subscribe/", {"topics": "nonsense", "cadence": "weekly"}, "topics_0", ""),
        ("subscribe/", {"topics": "noise", "cadence": "hourly"}, "cadence_0", ""),
        ("seen/", {"was_seen": "perhaps"}, "was_seen", ""),
    ],
)
def test_a_refused_form_links_to_the_field_and_keeps_what_was_typed(
    cast: SimpleNamespace, client: Client, path: str, said: dict[str, str], field: str, typed: str
) -> None:
    answer = client.post(f"/n/harbor-row/{path}", fresh(**said))
    body = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in body
    assert f'href="#id_{field}"' in body
    assert f'id="id_{field}"' in body
    assert html.escape(typed) in body


def test_a_form_sent_twice_counts_once_and_with_other_words_is_a_conflict(
    cast: SimpleNamespace, client: Client
) -> None:
    scene = lively(cast)
    for path, said, other in (
        ("/n/harbor-row/ask/", {"words": "Why?"}, {"words": "How?"}),
        (f"/meet/{scene.coffee.slug}/come/", {"people": 2}, {"people": 3}),
        ("/n/harbor-row/seen/", {"was_seen": "yes"}, {"was_seen": "no"}),
        ("/n/harbor-row/hello/", {"call_me": "A", "months": 6, "consent": "on"}, {"call_me": "B"}),
    ):
        once = fresh(**said)
        first, second = client.post(path, once), client.post(path, once)
        assert first.status_code == second.status_code == 201, path
        if b"<output" in first.content:
            assert code_in(first) == code_in(second), path
        clash = client.post(path, {**once, **other})
        assert clash.status_code == 409, path
        assert 'role="alert"' in clash.content.decode(), path


def test_me_too_counts_one_voice_and_gives_a_code_that_opens_the_thread(
    cast: SimpleNamespace, client: Client
) -> None:
    scene = lively(cast)
    path = f"/heard/{scene.concern.reference}/me-too/"
    once = fresh()
    assert code_in(client.post(path, once)) == code_in(client.post(path, once))
    mine = Voice.objects.get(is_me_too=True)
    assert mine.concern == scene.concern
    assert open_code(client, code_in(client.post(path, once))).status_code == 200


def test_above_the_rate_a_voice_is_held_a_question_taken_and_the_form_carries_a_challenge(
    cast: SimpleNamespace, client: Client
) -> None:
    scene = lively(cast)
    for _ in range(13):
        assert client.post(f"/heard/{scene.concern.reference}/me-too/", fresh()).status_code == 201
    assert Voice.objects.filter(is_me_too=True, is_held=True).count() == 1
    assert b'name="altcha"' in client.get(f"/heard/{scene.concern.reference}/me-too/").content
    for _ in range(7):
        assert client.post("/n/harbor-row/ask/", fresh(words="Why?")).status_code == 201
    assert b'name="altcha"' in client.get("/n/harbor-row/ask/").content


def test_who_asks_for_mail_without_end_is_told_to_wait_with_all_they_typed(
    cast: SimpleNamespace, client: Client
) -> None:
    page = client.post("/n/harbor-row/subscribe/", {"topics": "everything", "cadence": "weekly"})
    said = {"chosen": hidden(page, "chosen"), "email": "someone@home.example"}
    for _ in range(40):
        assert client.post("/n/harbor-row/subscribe/", said).status_code == 201
    answer = client.post("/n/harbor-row/subscribe/", said)
    assert answer.status_code == 429
    assert "someone@home.example" in answer.content.decode()


def test_a_sighting_keeps_the_week_and_nothing_else(cast: SimpleNamespace, client: Client) -> None:
    assert client.post("/n/harbor-row/seen/", fresh(was_seen="no")).status_code == 201
    kept = Sighting.objects.get()
    assert not kept.was_seen
    assert kept.week.weekday() == 0


def test_a_full_or_called_off_gathering_takes_nobody_in_and_says_why(
    cast: SimpleNamespace, client: Client
) -> None:
    scene = lively(cast)
    for _ in range(2):
        assert client.post(f"/meet/{scene.coffee.slug}/come/", fresh(people=6)).status_code == 201
    assert client.get(f"/meet/{scene.coffee.slug}/come/").status_code == 302
    answer = client.post(f"/meet/{scene.coffee.slug}/come/", fresh(people=1))
    assert answer.status_code == 422
    assert client.get(f"/meet/{scene.off.slug}/come/").status_code == 302
    assert client.post(f"/meet/{scene.off.slug}/come/", fresh(people=1)).status_code == 422
    assert "Rain." in client.get(f"/meet/{scene.off.slug}/").content.decode()


def test_an_ended_concern_takes_no_me_too(cast: SimpleNamespace, client: Client) -> None:
    scene = lively(cast)
    listening.confirm(voice=scene.voice, is_solved=True, client_id=uuid.uuid4(), at=now())
    path = f"/heard/{scene.concern.reference}/me-too/"
    assert client.get(path).status_code == 302
    assert client.post(path, fresh()).status_code == 422


def test_only_a_limit_that_says_so_turns_anybody_away() -> None:
    refused = doing.TooOften("Wait.")
    assert doing.status_of(refused) == 429


def test_a_browser_that_keeps_the_cookie_back_is_told_what_to_do(cast: SimpleNamespace) -> None:
    answer = Client(enforce_csrf_checks=True).post("/n/harbor-row/ask/", fresh(words="Why?"))
    assert answer.status_code == 403
    assert "one small cookie" in answer.content.decode()
    assert not Question.objects.exists()
