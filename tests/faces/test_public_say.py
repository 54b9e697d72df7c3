"""Saying something keeps every answer, goes past whom it is about, and coming back loses nothing."""

import io
import re
import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from PIL import Image

from commonbeat.faces.public import ticket
from commonbeat.listening import actions as listening
from commonbeat.listening.models import Attachment, ReadBack, SealedContact, Turn, Voice
from commonbeat.people import actions as people
from commonbeat.people.models import OfficerProfile, Staff
from commonbeat.safety import pictures, signing
from tests.faces.saying import Form, code_in, hidden, open_code, start
from tests.faces.saying import say as say_it
from tests.faces.scene import now, say


def picture(kind: str = "JPEG") -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (40, 90, 60)).save(out, kind)
    out.name = f"lamp.{kind.lower()}"
    out.seek(0)
    return out


def until(form: Form, step: str, **said: object) -> Form:
    """Fill the pages before this step."""
    answers = {"kind": {"kind": "worry"}, "what": {"words": "The lamp is dark."}, **said}
    for _ in range(9):
        if form.page.content and form.step == step:
            return form
        form.post(**answers.get(form.step, {}))
    raise AssertionError(step)


def test_going_back_keeps_what_was_typed(cast: SimpleNamespace, client: Client) -> None:
    form = start(client, cast.row).post(kind="idea")
    form.post(words="A bench by the wall", go="back")
    assert form.step == "kind"
    form.post(kind="idea")
    assert "A bench by the wall" in form.page.content.decode()


def test_a_change_from_the_last_page_leads_back_to_it(cast: SimpleNamespace, client: Client) -> None:
    form = start(client, cast.row).fill(words="The lamp is dark.")
    form.post(go="where")
    assert form.step == "where"
    form.post(where="By the bakery", when="often", is_danger="no")
    assert form.step == "check"
    assert "By the bakery" in form.page.content.decode()


def test_what_a_changed_kind_does_not_ask_is_not_kept(cast: SimpleNamespace, client: Client) -> None:
    form = start(client, cast.row).fill(kind="complaint", words="It was rude.", need="action")
    form.post(go="kind").post(kind="thanks")
    form.fill_rest()
    assert form.send().status_code == 201
    voice = Voice.objects.get()
    assert (voice.kind, voice.need, voice.when) == ("thanks", "", "")


@pytest.mark.parametrize("kind", ["thanks", "idea", "question"])
def test_who_brings_an_idea_is_not_asked_when_it_happens(
    cast: SimpleNamespace, client: Client, kind: str
) -> None:
    form = start(client, cast.row).post(kind=kind).post(words="Something good.")
    assert form.step == "where"
    assert 'name="when"' not in form.page.content.decode()


def test_a_complaint_goes_past_the_officer_even_if_they_hide_their_page_meanwhile(
    cast: SimpleNamespace, client: Client
) -> None:
    form = start(client, cast.row).fill(kind="complaint", words="He shouted at me.", about=str(cast.ben.pk))
    OfficerProfile.objects.update(is_public=False)
    assert form.send().status_code == 201
    voice = Voice.objects.get()
    assert voice.about_officer == cast.ben
    assert not Voice.objects.visible_to(cast.ben).exists()
    assert not Voice.objects.visible_to(cast.cleo).exists()


def test_a_complaint_about_somebody_whose_name_is_not_there_goes_to_confidants_too(
    cast: SimpleNamespace, client: Client
) -> None:
    for _ in range(2):
        form = start(client, cast.row).fill(kind="complaint", words="She laughed at me.", about="unlisted")
        assert "not on the list" in form.page.content.decode()
        assert form.send().status_code == 201
    first, second = Voice.objects.all()
    assert first.about_officer == second.about_officer
    assert not first.about_officer.is_active
    assert Voice.objects.visible_to(cast.noor).count() == 2
    for other in (cast.ben, cast.cleo, cast.mo, cast.ada, cast.ivo, cast.dot):
        assert not Voice.objects.visible_to(other).exists()
        assert not Staff.objects.visible_to(other).active().filter(pk=first.about_officer_id).exists()


def test_whom_a_complaint_is_about_must_be_said(cast: SimpleNamespace, client: Client) -> None:
    form = start(client, cast.row).post(kind="complaint").post(words="It was rude.")
    assert form.step == "about"
    assert form.post().page.status_code == 422
    assert form.post(about="nobody").step == "where"


def test_nobody_is_asked_for_details_that_nobody_could_open(cast: SimpleNamespace, client: Client) -> None:
    form = until(start(client, cast.row), "you")
    assert 'value="sealed"' not in form.page.content.decode()
    people.make_box(confidant=cast.noor, passphrase="a long passphrase for noor", at=now())
    form = until(start(client, cast.row), "you")
    assert 'value="sealed"' in form.page.content.decode()
    form.post(way="sealed", details="")
    assert 'href="#id_details"' in form.page.content.decode()
    form.post(way="sealed", details="0401 234 567").send()
    assert SealedContact.objects.count() == 1


def test_a_box_that_is_gone_at_the_last_press_loses_no_word(cast: SimpleNamespace, client: Client) -> None:
    box = people.make_box(confidant=cast.noor, passphrase="a long passphrase for noor", at=now())
    form = start(client, cast.row).fill(words="Please call.", way="sealed", details="0401 234 567")
    type(box).objects.update(retired_at=now())
    page = form.send()
    assert page.status_code == 422
    assert hidden(page, "step") == "you"
    assert not Voice.objects.exists()
    form.page = page
    assert form.post(way="anonymous").send().status_code == 201
    assert Voice.objects.get().words == "Please call."


def test_a_photo_is_kept_once_and_only_its_owner_sees_it(cast: SimpleNamespace, client: Client) -> None:
    form = until(start(client, cast.row), "photo")
    form.post(photo=picture()).post(way="anonymous")
    page = form.send()
    assert Attachment.objects.count() == 1
    opened = open_code(client, code_in(page))
    shown = client.post("/code/thread/", {"ticket": hidden(opened, "ticket"), "do": "photo"})
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Cache-Control"] == "no-store, private"
    other = open_code(client, say(cast).code)
    assert client.post("/code/thread/", {"ticket": hidden(other, "ticket"), "do": "photo"}).status_code == 404


def test_a_photo_can_be_left_out_again(cast: SimpleNamespace, client: Client) -> None:
    form = until(start(client, cast.row), "photo")
    form.post(photo=picture()).post(go="back")
    form.post(drop_photo="on").post(way="anonymous")
    assert form.send().status_code == 201
    assert not Attachment.objects.exists()


def test_a_photo_that_waited_too_long_is_asked_for_again(cast: SimpleNamespace, client: Client) -> None:
    form = until(start(client, cast.row), "photo")
    form.post(photo=picture()).post(way="anonymous")
    pictures.sweep(now() + timedelta(hours=3))
    page = form.send()
    assert page.status_code == 422
    assert "waited too long" in page.content.decode()


@pytest.mark.parametrize("kind", ["GIF", "BMP"])
def test_a_file_that_is_no_photo_is_refused_on_its_page(
    cast: SimpleNamespace, client: Client, kind: str
) -> None:
    form = until(start(client, cast.row), "photo")
    form.post(photo=picture(kind))
    assert form.page.status_code == 422
    assert form.step == "photo"
    assert "JPEG, PNG and WebP" in form.page.content.decode()


def test_how_somebody_looks_gives_pause_once_and_forbids_nothing(
    cast: SimpleNamespace, client: Client
) -> None:
    form = start(client, cast.row).post(kind="worry").post(words="A suspicious foreign man, tel 040 123 4567")
    body = form.page.content.decode()
    assert form.step == "what"
    assert "how a person looks" in body
    assert "040 123 4567" in body.partition("<textarea")[0]
    assert form.post(words="A suspicious foreign man, tel 040 123 4567").step == "where"


def test_what_was_typed_waits_behind_the_code_when_the_page_was_open_too_long(
    cast: SimpleNamespace, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = say(cast)
    page = open_code(client, heard.code)
    old = {
        "ticket": hidden(page, "ticket"),
        "do": "write",
        "words": "A long letter.",
        "client_id": str(uuid.uuid4()),
    }
    monkeypatch.setattr(ticket, "LIFE", timedelta(seconds=-1))
    again = client.post("/code/thread/", old)
    assert again.status_code == 403
    monkeypatch.undo()
    opened = client.post("/code/", {"code": heard.code, "kept": hidden(again, "kept")})
    assert "A long letter.</textarea>" in opened.content.decode()
    assert not Turn.objects.exists()


def test_nobody_agrees_to_a_read_back_they_have_not_seen(cast: SimpleNamespace, client: Client) -> None:
    heard = say(cast)
    listening.read_back(voice=heard.voice, words="First.", by=cast.cleo, at=now())
    page = open_code(client, heard.code)
    seen = {"ticket": hidden(page, "ticket"), "read_back": hidden(page, "read_back"), "do": "accept"}
    listening.read_back(voice=heard.voice, words="Second.", by=cast.cleo, at=now())
    answer = client.post("/code/thread/", seen)
    assert answer.status_code == 409
    assert "Second." in answer.content.decode()
    assert not ReadBack.objects.filter(is_accepted=True).exists()


def test_a_correction_needs_words_and_keeps_them(cast: SimpleNamespace, client: Client) -> None:
    heard = say(cast)
    listening.read_back(voice=heard.voice, words="You like it.", by=cast.cleo, at=now())
    page = open_code(client, heard.code)
    said = {"ticket": hidden(page, "ticket"), "read_back": hidden(page, "read_back"), "do": "correct"}
    empty = client.post("/code/thread/", {**said, "correction": " "})
    assert empty.status_code == 422
    assert 'href="#accept_correction"' in empty.content.decode()
    done = client.post("/code/thread/", {**said, "correction": "I do not."})
    assert done.status_code == 200
    assert ReadBack.objects.get().correction == "I do not."


def test_the_thread_shows_everything_held_and_no_id_twice(cast: SimpleNamespace, client: Client) -> None:
    page = say_it(client, cast.row, words="The lamp is dark.")
    body = open_code(client, code_in(page)).content.decode()
    for answer in ("Mill Street", "It happens again and again", "afraid", "lighting and dark places"):
        assert answer in body
    ids = re.findall(r'\sid="([^"]+)"', body)
    assert len(ids) == len(set(ids))


def test_a_ticket_opens_only_what_its_code_opened(cast: SimpleNamespace, client: Client) -> None:
    voice = say(cast).voice
    for kind, do in (("question", "withdraw"), ("rsvp", "cancel"), ("greeting", "end")):
        forged = signing.sign(ticket.PURPOSE, {"kind": kind, "id": str(voice.pk)})
        assert client.post("/code/thread/", {"ticket": forged, "do": "withdraw"}).status_code == 403
        own = {"question": "question", "rsvp": "coming", "greeting": "greeting"}[kind]
        assert client.post(f"/code/{own}/", {"ticket": forged, "do": do}).status_code == 404
    voice.refresh_from_db()
    assert voice.words


def test_pages_of_a_code_take_no_get(cast: SimpleNamespace, client: Client) -> None:
    for page in ("thread", "coming", "question", "greeting"):
        assert client.get(f"/code/{page}/").status_code == 405


def test_how_it_feels_is_their_own_word_with_one_tap(cast: SimpleNamespace, client: Client) -> None:
    heard = say(cast, feeling_guessed="angry")
    page = open_code(client, heard.code)
    assert "We took it like this: angry." in page.content.decode()
    sent = {"ticket": hidden(page, "ticket"), "do": "mood"}
    assert client.post("/code/thread/", {**sent, "mood": "gossip"}).status_code == 422
    done = client.post("/code/thread/", {**sent, "mood": "sad"})
    assert "You told us how it feels: sad." in done.content.decode()
    heard.voice.refresh_from_db()
    assert (heard.voice.feeling_said, heard.voice.feeling) == ("sad", "sad")


def test_a_worry_that_names_one_of_us_goes_past_them(cast: SimpleNamespace, client: Client) -> None:
    say_it(client, cast.row, kind="worry", words="Ben shouted at me at the gate.")
    say_it(client, cast.row, kind="thanks", words="Ben helped me at the gate.")
    assert [one.words for one in Voice.objects.visible_to(cast.cleo)] == ["Ben helped me at the gate."]
    assert Voice.objects.get(kind="worry").about_officer == cast.ben
