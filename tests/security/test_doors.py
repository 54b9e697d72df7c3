"""Doors that tell nobody what is behind them: codes, passes, links, sign-in; and rates that hold."""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commonbeat.faces.officer import phone_pass
from commonbeat.faces.public import ticket
from commonbeat.faces.public.draft import Draft
from commonbeat.listening import actions as listening
from commonbeat.listening.models import Voice
from commonbeat.openness import actions as openness
from commonbeat.openness.models import Question, Rsvp
from commonbeat.people import actions as people
from commonbeat.people.models import Acquaintance
from commonbeat.safety import codes, limits, traps
from commonbeat.safety.errors import Refused
from commonbeat.updates import links
from commonbeat.updates.models import Subscriber
from tests.cast import PASSWORD
from tests.security.ground import OTHER_TEAM, OWN, Town
from tests.security.seeing import FRESH

SIGN_IN = "/sign-in/"


def seen(answer: HttpResponse, *typed: str) -> tuple[int, str, dict[str, str]]:
    """What an answer tells, without what is made anew and what was typed."""
    text = answer.content.decode()
    for word in typed:
        text = text.replace(word, "…")
    headers = {name: value for name, value in answer.items() if name not in ("Content-Length", "Expires")}
    return answer.status_code, FRESH.sub("…", text), headers


def asked(do: Callable[[], HttpResponse]) -> tuple[HttpResponse, list[str]]:
    """The answer, and the shapes of the questions it asked the database: the same work takes the same time."""
    with CaptureQueriesContext(connection) as found:
        answer = do()
    return answer, [" ".join(query["sql"].split()[:6]) for query in found]


def dead_codes(town: Town) -> dict[str, str]:
    """A code of every kind that opens nothing anymore, or never did."""
    at, own = town.at, town.codes
    listening.withdraw(voice=voice_of(town, own[OWN]), at=at)
    listening.forget_voice(voice=voice_of(town, own[f"{OWN}, read back"]), at=at)
    question = Question.objects.get(pk=town.find("question", OWN))
    openness.withdraw_question(question=question, at=at)
    greeting = Acquaintance.objects.get(pk=town.find("greeting", OWN))
    people.end_greeting(acquaintance=greeting, at=at)
    return {
        "never given": codes.new_code(),
        "withdrawn": own[OWN],
        "purged": own[f"{OWN}, read back"],
        "question taken back": own[f"{OWN}, question"],
        "greeting ended": own[f"{OWN}, greeting"],
        "of another team": own[OTHER_TEAM],
    }


def voice_of(town: Town, code: str) -> Voice:
    return Voice.objects.get(code_fingerprint__in=codes.fingerprints(code))


@pytest.mark.django_db
def test_wrong_expired_and_purged_codes_get_one_answer_for_the_same_work(town: Town) -> None:
    client = Client()
    found = {}
    for what, code in dead_codes(town).items():
        answer, queries = asked(lambda code=code: client.post("/code/", {"code": code}))
        assert answer.status_code == 422
        found[what] = (seen(answer, code, codes.show(code)), queries)
    assert all(one == found["never given"] for one in found.values()), {
        what: one[1] for what, one in found.items() if one != found["never given"]
    }
    # Nonsense is told apart from nothing by its form alone, with the very same words.
    nonsense = seen(client.post("/code/", {"code": "nonsense"}), "nonsense")
    assert nonsense == found["never given"][0]


@pytest.mark.django_db
def test_no_code_no_client_id_and_no_token_is_in_the_database(town: Town) -> None:
    """Whoever takes the database can neither open a thread nor send a form again to be shown its code."""
    client_id = uuid.uuid4()
    client = Client()
    for path in (
        "/n/harbor-row/ask/",
        "/n/harbor-row/hello/",
        f"/meet/{town.find('gathering slug', OWN)}/come/",
    ):
        form = {
            "client_id": str(client_id),
            "words": "Who?",
            "call_me": "Amara",
            "months": "3",
            "consent": "on",
            "people": "1",
        }
        assert client.post(path, form).status_code == 201, path
    reference = town.find("reference", OWN)
    assert client.post(f"/heard/{reference}/me-too/", {"client_id": str(client_id)}).status_code == 201
    secrets = [
        *town.codes.values(),
        town.find("invite token", OWN),
        town.find("recovery token", OWN),
        str(client_id),
        client_id.hex,
    ]
    dump = everything_stored()
    assert [secret for secret in secrets if secret in dump or codes.show(secret) in dump] == []


def everything_stored() -> str:
    """Every value of every row, as somebody reads it who took the database."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [
                str([bytes(one) if isinstance(one, memoryview) else one for one in row])
                for row in cursor.fetchall()
            ]
    return "".join(found)


@pytest.mark.django_db
def test_a_handed_out_code_cannot_be_asked_for_again_by_whoever_reads_the_database(town: Town) -> None:
    """On the phone's plain page the code follows from the client id: the row must not keep it."""
    from commonbeat.presence.models import Contact
    from tests.signin import sign_in

    client_id = uuid.uuid4()
    said = {
        "client_id": str(client_id),
        "place": str(town.cast.gate.pk),
        "what": "worry",
        "words": "Dark.",
        "wants_code": "on",
    }
    answer = sign_in(Client(), town.cast.ben).post("/officer/log/", said)
    assert answer.status_code == 201
    kept = Contact.objects.get()
    assert kept.client_id != client_id
    shown = (
        Client()
        .post("/n/harbor-row/ask/", {"client_id": str(kept.client_id), "words": "Who?"})
        .content.decode()
    )
    assert codes.show(codes.derive_code(client_id)) not in shown


def passes(town: Town) -> dict[str, str]:
    """Something signed for every purpose there is."""
    subscriber = Subscriber.objects.filter(team=town.cast.team).exclude(confirmed_on=None).first()
    assert subscriber is not None
    return {
        **{
            kind: ticket.issue(kind, town.find(kind, OWN))
            for kind in ("voice", "rsvp", "question", "greeting")
        },
        "draft": Draft.new().sealed(),
        "stamp": traps.stamp(),
        "phone": phone_pass.issue(town.cast.ben),
        "confirm": town.find("confirm token", OWN),
        "change": links.change_token(subscriber),
        "leave": links.leave(subscriber).rstrip("/").rsplit("/", 1)[-1],
        "challenge": limits.challenge(),
    }


USES: dict[str, Callable[[Client, str], HttpResponse]] = {
    "voice": lambda client, one: client.post("/code/thread/", {"ticket": one, "do": "show"}),
    "rsvp": lambda client, one: client.post("/code/coming/", {"ticket": one, "do": "cancel"}),
    "question": lambda client, one: client.post("/code/question/", {"ticket": one, "do": "show"}),
    "greeting": lambda client, one: client.post("/code/greeting/", {"ticket": one, "do": "end"}),
    "draft": lambda client, one: client.post("/n/harbor-row/say/", {"draft": one, "step": "start"}),
    "phone": lambda client, one: client.post(
        "/officer/sync/", '{"items": []}', content_type="application/json", headers={"X-Phone-Pass": one}
    ),
    "confirm": lambda client, one: client.get(f"/updates/confirm/{one}/"),
    "change": lambda client, one: client.get(f"/updates/change/{one}/"),
    "leave": lambda client, one: client.post(f"/updates/leave/{one}/"),
}


@pytest.mark.django_db
def test_what_is_signed_for_one_purpose_opens_no_other_door(town: Town) -> None:
    made, client = passes(town), Client()
    # A link with which one may change what one gets also lets one leave; that is meant.
    meant = {("change", "leave")}
    for (kind, signed), (door, use) in itertools.product(made.items(), USES.items()):
        status = use(client, signed.replace("/", "_")).status_code
        if kind == door:
            assert status in (200, 201), (kind, door, status)
        elif (kind, door) not in meant:
            assert status in (400, 401, 403, 404), (kind, door, status)


@pytest.mark.django_db
def test_a_pass_ends_with_its_hour_with_its_object_and_with_one_changed_letter(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    fresh = ticket.issue("voice", town.find("voice", OWN))
    assert USES["voice"](client, fresh).status_code == 200
    assert USES["voice"](client, fresh[:-1] + ("A" if fresh[-1] != "A" else "B")).status_code == 403
    of_others = ticket.issue("voice", town.find("voice", OTHER_TEAM))
    assert USES["voice"](client, of_others).status_code == 404
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 3700)
    assert USES["voice"](client, fresh).status_code == 403
    monkeypatch.undo()
    listening.withdraw(voice=Voice.objects.get(pk=town.find("voice", OWN)), at=town.at)
    assert USES["voice"](client, fresh).status_code == 404


@pytest.mark.django_db
def test_known_and_unknown_addresses_cost_the_same_at_the_door(town: Town) -> None:
    """The same words, the same questions to the database; the hash is counted in tests/faces/test_signin.py."""
    town.cast.mo.is_active = False
    town.cast.mo.save()
    tried = {
        "known": town.cast.cleo.email,
        "known without a second step": town.cast.ivo.email,
        "somebody who left": town.cast.mo.email,
        "of another team": town.other.zoe.email,
        "unknown": "nobody@team.example",
    }
    found = {}
    for what, email in tried.items():
        form = {"login": email, "password": "wrong wrong wrong"}
        answer, queries = asked(lambda form=form: Client().post(SIGN_IN, form))
        found[what] = (seen(answer, email), len(queries))
    assert {one for one, _count in ((str(page), count) for page, count in found.values())} == {
        str(found["unknown"][0])
    }
    assert len({count for _page, count in found.values()}) == 1, {
        what: count for what, (_page, count) in found.items()
    }
    # With the right password too, somebody who may not come in is told nothing else.
    right = {what: seen(Client().post(SIGN_IN, {"login": tried[what], "password": PASSWORD}), tried[what])
             for what in ("somebody who left", "of another team")}  # fmt: skip
    assert all(page == found["unknown"][0] for page in right.values())


@pytest.mark.django_db
def test_asking_for_mail_does_not_tell_who_gets_it(town: Town) -> None:
    found = {}
    for email in (
        "gets-harbor-row@home.example",
        "asks-harbor-row@home.example",
        "new@home.example",
        town.cast.cleo.email,
    ):
        client = Client()
        page = client.post("/n/harbor-row/subscribe/", {"topics": ["everything"], "cadence": "weekly"})
        chosen = hidden_in(page, "chosen")
        assert chosen, page.content.decode()[-3000:]
        answer = client.post("/n/harbor-row/subscribe/", {"chosen": chosen, "email": email})
        found[email] = seen(answer, email)
    assert len({str(page) for page in found.values()}) == 1
    assert next(iter(found.values()))[0] == 201


def hidden_in(page: HttpResponse, name: str) -> str:
    import html
    import re

    match = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    return html.unescape(match[1]) if match else ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scope", "path", "form"),
    [
        ("rsvp", "/meet/{meeting}/come/", {"people": "1"}),
        ("acquaintance", "/n/harbor-row/hello/", {"call_me": "A", "months": "1", "consent": "on"}),
        ("sighting", "/n/harbor-row/seen/", {"was_seen": "yes"}),
        ("subscribe", "/n/harbor-row/subscribe/", None),
        ("code", "/code/", {"code": "0" * 27}),
    ],
)
def test_a_program_cannot_take_all_there_is(
    town: Town, monkeypatch: pytest.MonkeyPatch, scope: str, path: str, form: dict[str, str] | None
) -> None:
    monkeypatch.setitem(limits.LIMITS, scope, limits.Limit(free=2, most=4))
    client = Client()
    path = path.format(meeting=town.find("gathering slug", OWN))
    if form is None:
        page = client.post(path, {"topics": ["everything"], "cadence": "weekly"})
        form = {"chosen": hidden_in(page, "chosen"), "email": "x@home.example"}
    statuses = [client.post(path, {**form, "client_id": str(uuid.uuid4())}).status_code for _ in range(6)]
    assert set(statuses[:4]) <= {200, 201, 422}, statuses
    assert statuses[4:] == [429, 429], statuses
    # Somebody else is not kept from anything.
    elsewhere = Client(REMOTE_ADDR="192.0.2.8").post(path, {**form, "client_id": str(uuid.uuid4())})
    assert elsewhere.status_code != 429


@pytest.mark.django_db
def test_above_the_rate_me_too_counts_for_nobody_until_a_moderator_has_looked(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.LIMITS, "me_too", limits.Limit(free=2))
    client, path = Client(), f"/heard/{town.find('reference', OWN)}/me-too/"
    before = Voice.objects.filter(is_me_too=True, is_held=False).count()
    for _ in range(5):
        # Never refused: a person behind a shared address is heard all the same.
        assert client.post(path, {"client_id": str(uuid.uuid4())}).status_code == 201
    mine = Voice.objects.filter(is_me_too=True)
    assert mine.filter(is_held=False).count() == before + 2
    held = mine.filter(is_held=True)
    assert held.count() == 3
    with pytest.raises(Refused, match="reads this first"):
        listening.confirm(voice=held[0], is_solved=False, client_id=uuid.uuid4(), at=town.at)


@pytest.mark.django_db
def test_places_at_a_gathering_are_never_given_away_twice_over(town: Town) -> None:
    client, path = Client(), f"/meet/{town.find('gathering slug', OWN)}/come/"
    for people_coming in (9, 9, 10, 1):
        client.post(path, {"client_id": str(uuid.uuid4()), "people": str(people_coming)})
    assert (
        sum(Rsvp.objects.filter(gathering=town.find("gathering", OWN)).values_list("people", flat=True)) <= 10
    )


@pytest.mark.django_db
def test_a_single_use_link_ends_when_it_is_old_used_or_taken_back(cast: SimpleNamespace) -> None:
    at = timezone.now()
    invite = {"email": "nia@new.example", "name": "Nia", "duty": "moderator"}
    invite |= {"team": cast.team, "neighborhood": cast.row}
    for how in ("old", "used", "taken back"):
        made, token = people.invite(by=cast.ada, at=at - timedelta(days=8 if how == "old" else 0), **invite)
        if how == "used":
            people.accept_invite(
                team=cast.team, token=token, name="Nia", password="a long way to the sea", at=at
            )
        if how == "taken back":
            people.take_back_invite(invite=made, by=cast.ada, at=at)
        answer = Client().get(f"/sign-in/join/{token}/")
        assert answer.status_code == 404
        other = codes.new_token()
        assert seen(answer, token) == seen(Client().get(f"/sign-in/join/{other}/"), other)
        if how == "used":
            invite["email"] = "mia@new.example"


@pytest.mark.django_db
def test_every_way_in_stands_in_the_journal(town: Town) -> None:
    """When somebody came in, went, or changed how they get in; never from where, never with what."""
    from commonbeat.journal.models import Entry
    from tests.signin import code_now

    cleo, client = town.cast.cleo, Client()
    client.post(SIGN_IN, {"login": cleo.email, "password": PASSWORD})
    assert not Entry.objects.filter(action="sign in").exists()
    assert client.post("/sign-in/check/", {"code": code_now()}).status_code == 302
    new = {
        "oldpassword": PASSWORD,
        "password1": "a long way to the sea",
        "password2": "a long way to the sea",
    }
    assert client.post("/sign-in/password/", new).status_code == 302
    client.post("/sign-in/out/")
    entries = Entry.objects.filter(object_id=str(cleo.pk), object_type="staff").order_by("sequence")
    assert [entry.action for entry in entries] == ["sign in", "change password", "sign out"]
    assert all(entry.is_quiet and entry.at.minute == 0 and not entry.reason for entry in entries)
