"""Saying something and coming back, without a script, as a resident does."""

import re
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from commonbeat.listening import actions
from commonbeat.listening.models import Voice
from tests.faces.saying import code_in, hidden, open_code, say, start


def test_what_is_said_is_kept_and_the_code_opens_it(cast: SimpleNamespace, client: Client) -> None:
    page = say(client, cast.row, words="The lamp in the underpass is dark again.")
    voice = Voice.objects.get()
    assert page.status_code == 201
    assert voice.words == "The lamp in the underpass is dark again."
    opened = open_code(client, code_in(page))
    assert "The lamp in the underpass is dark again." in opened.content.decode()


def test_nothing_is_kept_before_the_last_page(cast: SimpleNamespace, client: Client) -> None:
    start(client, cast.row).post(kind="worry").post(words="Not sent.", go="next")
    assert not Voice.objects.exists()


def test_a_page_without_an_answer_says_what_is_missing_and_keeps_the_rest(
    cast: SimpleNamespace, client: Client
) -> None:
    form = start(client, cast.row).post(kind="worry")
    page = form.post(words="").page
    assert page.status_code == 422
    assert 'href="#id_words"' in page.content.decode()


def test_wrong_unknown_and_withdrawn_codes_get_the_same_answer(cast: SimpleNamespace, client: Client) -> None:
    page = say(client, cast.row, words="Something to take back.")
    mine = code_in(page)
    voice = Voice.objects.get()
    actions.withdraw(voice=voice, at=timezone.now())
    other = "0" * 27
    answers = []
    for code in (mine, other, "hello", mine[:-1]):
        body = open_code(client, code).content.decode()
        body = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", body).replace(code, "")
        answers.append(body)
    assert len(set(answers)) == 1


@pytest.mark.parametrize("again", [1, 3])
def test_sending_the_last_page_again_shows_the_same_code(
    cast: SimpleNamespace, client: Client, again: int
) -> None:
    form = start(client, cast.row).fill(words="Twice.")
    pages = [form.send() for _ in range(again + 1)]
    assert len({code_in(page) for page in pages}) == 1
    assert Voice.objects.count() == 1


def test_a_described_danger_interrupts_once_and_blocks_nothing(cast: SimpleNamespace, client: Client) -> None:
    form = start(client, cast.row).post(kind="worry")
    page = form.post(words="Help, a man with a knife is attacking my neighbor right now!").page
    assert "112" in page.content.decode()
    assert 'name="go" value="where"' in page.content.decode()
    done = form.post(go="where", step="what").fill_rest().send()
    assert done.status_code == 201
    assert Voice.objects.get().is_danger


def test_contact_details_are_sealed_and_never_in_the_page_of_the_code(
    cast: SimpleNamespace, client: Client
) -> None:
    from commonbeat.people import actions as people

    people.make_box(confidant=cast.noor, passphrase="a long passphrase for noor", at=timezone.now())
    page = say(client, cast.row, words="Please call.", way="sealed", details="0401 234 567")
    voice = Voice.objects.get()
    assert voice.sealed_contact.sealed
    assert b"0401 234 567" not in bytes(voice.sealed_contact.sealed)
    assert "0401 234 567" not in open_code(client, code_in(page)).content.decode()


def test_the_person_accepts_writes_confirms_and_withdraws(cast: SimpleNamespace, client: Client) -> None:
    at = timezone.now()
    code = code_in(say(client, cast.row, words="The crossing is dangerous at three."))
    voice = actions.release(voice=Voice.objects.get(), by=cast.mo, at=at)
    concern = actions.join(
        voices=[voice], by=cast.cleo, at=at, title="Crossing", kind="worry", topic="traffic", owner=cast.ben
    )
    actions.read_back(voice=voice, words="You worry about the crossing.", by=cast.cleo, at=at)
    page = open_code(client, code)
    assert "You worry about the crossing." in page.content.decode()
    page = client.post(
        "/code/thread/",
        {"ticket": hidden(page, "ticket"), "do": "accept", "read_back": hidden(page, "read_back")},
    )
    assert page.status_code == 200
    actions.answer(concern=concern, words="We come on Monday.", by=cast.cleo, at=at)
    actions.act(concern=concern, words="We stood there for a week.", done_on=at.date(), by=cast.cleo, at=at)
    actions.report_back(concern=concern, words="It is calmer now.", by=cast.cleo, at=at)
    page = open_code(client, code)
    said = {
        "ticket": hidden(page, "ticket"),
        "do": "solved",
        "client_id": hidden(page, "client_id"),
        "words": "",
    }
    page = client.post("/code/thread/", said)
    assert voice.confirmations.get().is_solved
    assert page.status_code == 200
    page = client.post("/code/thread/", {"ticket": hidden(page, "ticket"), "do": "withdraw"})
    voice.refresh_from_db()
    assert voice.words == ""
    assert open_code(client, code).status_code == 422


def test_who_fills_all_pages_within_three_seconds_is_held_and_not_refused(
    cast: SimpleNamespace, client: Client
) -> None:
    assert say(client, cast.row).status_code == 201
    assert Voice.objects.get().is_held


def test_a_forged_draft_or_ticket_is_refused_kindly(cast: SimpleNamespace, client: Client) -> None:
    page = client.post("/n/harbor-row/say/", {"draft": "forged", "step": "what", "words": "x"})
    assert page.status_code == 400
    assert client.post("/code/thread/", {"ticket": "forged", "do": "withdraw"}).status_code == 403
