"""The inbox: everybody is heard, in the right order, by the right people."""

import io
import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.utils import timezone
from PIL import Image

from commonbeat.listening.models import Concern, Voice
from commonbeat.safety import pictures
from tests.faces.desk_scene import COMPLAINT, at_desk, hear, join, post, text, url


def words_of(page: str) -> list[str]:
    return re.findall(r'<label for="voice-[^"]+">([^<]+)</label>', page)


def test_danger_comes_first_then_what_is_late_then_the_newest(cast: SimpleNamespace) -> None:
    now = timezone.now()
    hear(cast, "older", at=now - timedelta(hours=9))
    hear(cast, "newer", at=now - timedelta(hours=2))
    hear(cast, "late", at=now - timedelta(days=9))
    hear(cast, "danger", at=now - timedelta(days=1), is_danger=True)
    assert words_of(text(at_desk(cast.cleo).get(url("inbox")))) == ["danger", "late", "newer", "older"]


def test_held_voices_and_complaints_are_not_in_the_inbox(scene: SimpleNamespace) -> None:
    page = text(at_desk(scene.cast.cleo).get(url("inbox")))
    assert words_of(page) == ["Scooters on the pavement."]
    assert COMPLAINT not in page


def test_the_inbox_can_be_narrowed(cast: SimpleNamespace) -> None:
    hear(cast, "thank you", kind="thanks", feeling_said="hopeful")
    hear(cast, "a worry")
    desk = at_desk(cast.cleo)
    assert words_of(text(desk.get(f"{url('inbox')}?kind=thanks"))) == ["thank you"]
    assert words_of(text(desk.get(f"{url('inbox')}?feeling=hopeful"))) == ["thank you"]
    assert words_of(text(desk.get(f"{url('inbox')}?channel=paper"))) == []
    assert "None like that." in text(desk.get(f"{url('inbox')}?channel=paper"))


def test_several_voices_join_one_concern_that_is_there(cast: SimpleNamespace) -> None:
    concern, first, second = join(cast), hear(cast, "one more"), hear(cast, "and one")
    path = f"{url('join')}?voice={first.pk}&voice={second.pk}"
    desk = at_desk(cast.cleo)
    assert "Underpass lamps" in text(desk.get(path))
    form = {"concern": concern.pk, "kind": "worry", "topic": "lighting"}
    assert post(desk, path, **form).headers["Location"] == url("concern", concern.pk)
    assert concern.voices.count() == 3


def test_a_new_concern_needs_a_title_and_keeps_what_was_chosen(cast: SimpleNamespace) -> None:
    voice = hear(cast)
    path = f"{url('join')}?voice={voice.pk}"
    answer = post(at_desk(cast.cleo), path, concern="new", kind="idea", topic="noise", owner=cast.ben.pk)
    page = text(answer)
    assert answer.status_code == 422
    assert 'href="#id_title"' in page
    assert "Give the new concern a title, or choose one of those above." in page
    assert '<option value="noise" selected>' in page
    assert not Concern.objects.exists()


def test_voices_somebody_dealt_with_meanwhile_are_gone_from_the_form(cast: SimpleNamespace) -> None:
    voice = hear(cast)
    join(cast, voice)
    desk = at_desk(cast.cleo)
    assert desk.get(f"{url('join')}?voice={voice.pk}").status_code == 404
    assert desk.get(f"{url('join')}?voice=nonsense").status_code == 404
    assert desk.get(url("join")).status_code == 404
    assert desk.get(f"{url('settle')}?voice={uuid4()}").status_code == 404


def test_thanks_are_settled_together_with_words_for_them(cast: SimpleNamespace) -> None:
    first, second = hear(cast, "thank you", kind="thanks"), hear(cast, "well done", kind="thanks")
    path = f"{url('settle')}?voice={first.pk}&voice={second.pk}"
    post(at_desk(cast.cleo), path, because="Thank you for telling us.")
    assert set(Voice.objects.values_list("settled_because", flat=True)) == {"Thank you for telling us."}


def test_spam_is_set_aside_by_the_moderator(scene: SimpleNamespace) -> None:
    desk = at_desk(scene.cast.mo)
    post(desk, f"{url('settle')}?voice={scene.held.pk}", because="An advertisement.")
    scene.held.refresh_from_db()
    assert scene.held.settled_on is not None
    assert "Cheap watches" not in text(desk.get(url("reading")))


def test_a_held_voice_is_let_in_by_the_moderator(scene: SimpleNamespace) -> None:
    post(at_desk(scene.cast.mo), url("voice_do", scene.held.pk, "release"))
    assert "Cheap watches" in words_of(text(at_desk(scene.cast.cleo).get(url("inbox"))))


def test_a_caller_gets_a_code_read_out_once(cast: SimpleNamespace) -> None:
    form = {"kind": "worry", "words": "The lift is broken.", "channel": "phone", "is_said": "said"}
    form |= {"neighborhood": cast.row.pk, "feeling": "fed_up", "client_id": str(uuid4())}
    desk = at_desk(cast.cleo)
    first = desk.post(url("voice_new"), form)
    code = first.context["code"]
    assert code
    again = desk.post(url("voice_new"), form)
    assert again.context["code"] == code, "a resend shows the same code"
    voice = Voice.objects.get()
    assert (voice.logged_by, voice.channel, voice.feeling_said) == (cast.cleo, "phone", "fed_up")
    assert code not in text(desk.get(url("voice", voice.pk)))


def test_a_guessed_feeling_is_never_taken_for_their_own(cast: SimpleNamespace) -> None:
    form = {"kind": "worry", "words": "The lift is broken.", "channel": "paper", "is_said": "guessed"}
    post(at_desk(cast.cleo), url("voice_new"), neighborhood=cast.row.pk, feeling="angry", **form)
    voice = Voice.objects.get()
    assert (voice.feeling_said, voice.feeling_guessed) == ("", "angry")
    assert "guessed by the officer" in text(at_desk(cast.cleo).get(url("voice", voice.pk)))


def test_a_typed_complaint_is_gone_from_the_desk_that_typed_it(cast: SimpleNamespace) -> None:
    form = {
        "kind": "complaint",
        "words": COMPLAINT,
        "channel": "phone",
        "is_said": "said",
        "about_officer": cast.ben.pk,
    }
    post(at_desk(cast.cleo), url("voice_new"), neighborhood=cast.row.pk, **form)
    voice = Voice.objects.get()
    assert at_desk(cast.cleo).get(url("voice", voice.pk)).status_code == 404
    assert at_desk(cast.noor).get(url("voice", voice.pk)).status_code == 200


def test_a_photo_is_served_only_to_those_who_may_read_the_words(cast: SimpleNamespace) -> None:
    made, draft = io.BytesIO(), uuid4()
    Image.new("RGB", (60, 40), "red").save(made, "JPEG")
    pictures.store(draft, pictures.clean_picture(io.BytesIO(made.getvalue())))
    photo = hear(cast, draft_id=draft).attachments.get()
    answer = at_desk(cast.cleo).get(url("photo", photo.pk))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")
    for other in (cast.ben, cast.dot, cast.noor, cast.ivo, cast.ada):
        assert at_desk(other).get(url("photo", photo.pk)).status_code == 404
    pictures.forget(photo.file)
    assert at_desk(cast.cleo).get(url("photo", photo.pk)).status_code == 404


def test_an_officer_finds_what_they_heard_themselves(cast: SimpleNamespace) -> None:
    hear(cast, "heard by Ben", channel="street", logged_by=cast.ben, with_code=False)
    hear(cast, "not heard by Ben")
    page = text(at_desk(cast.ben).get(url("inbox")))
    assert words_of(page) == ["heard by Ben"]
    assert url("settle") not in page


def test_what_was_said_is_searched_for_by_matter_and_never_by_person(cast: SimpleNamespace) -> None:
    hear(cast, "The underpass is dark")
    join(cast, hear(cast, "Dark again in the UNDERPASS"))
    hear(cast, "Loud scooters")
    hear(cast, "Dark underpass, and Ben was rude", kind="complaint", about_officer=cast.ben)
    hear(cast, "Underpass, held", is_held=True)
    desk = at_desk(cast.cleo)
    page = text(desk.get(f"{url('search')}?q=underpass dark"))
    assert "2 voices say" in page
    assert "rude" not in page
    assert "We do not search for people." in text(desk.get(f"{url('search')}?q=%2B358 40 123 4567"))
    assert "at least three letters" in text(desk.get(f"{url('search')}?q=a"))
    assert "Nobody said" in text(desk.get(f"{url('search')}?q=100%25_"))
    assert "2 voices say" not in text(at_desk(cast.dot).get(f"{url('search')}?q=underpass"))
