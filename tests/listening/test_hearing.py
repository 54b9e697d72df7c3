"""Hearing somebody: nothing lost, nothing doubled, nothing kept that was not meant to be."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from commonbeat.journal.models import Entry
from commonbeat.listening import actions, queries
from commonbeat.listening.models import Attachment, SealedContact, Voice
from commonbeat.people.models import TeamBox
from commonbeat.post.models import Delivery
from commonbeat.safety import codes, pictures, sealing
from commonbeat.safety.errors import Conflict, Refused
from tests.cast import make_neighborhood, make_team
from tests.listening.making import WORDS, hear


def test_a_voice_leaves_one_row_one_note_and_one_journal_entry(cast, at):
    heard = hear(cast, at)

    assert Voice.objects.get() == heard.voice
    note = Delivery.objects.get()
    assert (note.channel, note.audience, note.about_id) == ("desk", "coordinator", str(heard.voice.pk))
    assert Entry.objects.get().object_id == str(heard.voice.pk)


def test_the_note_on_the_desk_tells_neither_words_nor_language(cast, at):
    hear(cast, at, words="Tengo miedo", language="es")

    note = Delivery.objects.get()
    assert note.subject == "Somebody told us something"
    assert note.body_text == note.body_html == ""


def test_the_same_form_again_gives_the_same_voice_and_the_same_code(cast, at):
    client_id = uuid4()
    first = hear(cast, at, client_id=client_id)
    again = hear(cast, at + timedelta(days=2), client_id=client_id, is_held=True, language="es")

    assert (first.is_new, again.is_new) == (True, False)
    assert again.voice == first.voice
    assert again.code == first.code
    assert Delivery.objects.count() == Entry.objects.count() == 1


@pytest.mark.parametrize(
    "other", [{"words": "Else"}, {"kind": "idea"}, {"contact_details": "0123"}, {"need": "answer"}]
)
def test_another_body_under_the_same_id_is_a_conflict(cast, at, box, other):
    client_id = uuid4()
    hear(cast, at, client_id=client_id)

    with pytest.raises(Conflict):
        hear(cast, at, client_id=client_id, **other)
    assert Voice.objects.get().words == WORDS


def test_a_code_opens_its_voice_and_the_database_knows_neither_code_nor_client_id(cast, at):
    client_id = uuid4()
    heard = hear(cast, at, client_id=client_id)

    assert queries.by_code(cast.team, heard.code) == heard.voice
    assert queries.by_code(cast.team, codes.show(heard.code).lower()) == heard.voice
    stored = repr(Voice.objects.values().get())
    assert heard.code not in stored
    assert str(client_id) not in stored


def test_wrong_withdrawn_and_malformed_codes_give_the_same_nothing(cast, at):
    heard = hear(cast, at)
    actions.withdraw(voice=heard.voice, at=at)

    assert queries.by_code(cast.team, heard.code) is None
    assert queries.by_code(cast.team, codes.new_code()) is None
    assert queries.by_code(cast.team, "nonsense\x00") is None


def test_a_code_costs_the_same_queries_whether_it_is_right_or_wrong(cast, at, django_assert_num_queries):
    heard = hear(cast, at)
    for code in (heard.code, codes.new_code(), "nonsense"):
        with django_assert_num_queries(1):
            queries.by_code(cast.team, code)


def test_times_are_kept_to_the_hour(cast):
    at = datetime(2026, 11, 23, 9, 47, 31, 5, tzinfo=UTC)
    voice = hear(cast, at).voice

    assert voice.heard_at == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert Delivery.objects.get().queued_at.minute == Entry.objects.get().at.minute == 0


def test_the_answer_is_due_after_real_hours_across_a_change_of_the_clocks(cast):
    cast.team.answer_hours = {"worry": 24}
    before = datetime(2026, 10, 24, 12, tzinfo=ZoneInfo("Europe/Helsinki"))
    voice = hear(cast, before).voice

    assert voice.answer_due_at - before.astimezone(UTC) == timedelta(hours=24)
    assert hear(cast, before, kind="idea").voice.answer_due_at == before.astimezone(UTC) + timedelta(hours=72)


def test_contact_details_are_sealed_to_the_teams_box(cast, at, box):
    voice = hear(cast, at, contact_details="Amara, 040 123").voice

    kept = SealedContact.objects.get(voice=voice)
    assert b"Amara" not in bytes(kept.sealed)
    assert sealing.open_sealed(box, bytes(kept.sealed)) == "Amara, 040 123"


def test_details_are_refused_in_words_while_there_is_no_box(cast, at):
    with pytest.raises(Refused) as refusal:
        hear(cast, at, contact_details="Amara, 040 123")
    assert refusal.value.field == "contact_details"
    assert not Voice.objects.exists()


def test_a_photo_is_on_the_disk_before_its_row_and_a_resend_adds_none(cast, at):
    draft = uuid4()
    pictures.store(draft, pictures.clean_picture(photo()))
    for _ in range(2):
        hear(cast, at, client_id=draft, draft_id=draft)

    row = Attachment.objects.get()
    assert len(pictures.read(row.file)) == row.size
    assert (row.width, row.height) == (40, 30)
    assert row.kept_until == at.date() + timedelta(days=90)


def test_what_is_not_on_the_list_of_answers_is_refused(cast, at):
    for wrong in (
        {"kind": "suspect"},
        {"channel": ""},
        {"topic": "people"},
        {"feeling_said": "x"},
        {"intensity": 9},
    ):
        with pytest.raises(Refused):
            hear(cast, at, **wrong)
    assert not Voice.objects.exists()


@pytest.mark.parametrize("words", ["\x00", "\ud800", "x" * 5001])
def test_unstorable_and_endless_words_are_refused(cast, at, words):
    with pytest.raises(Refused):
        hear(cast, at, words=words)


def test_a_place_of_another_team_is_refused(cast, at):
    other = make_team(name="Other", slug="other")
    with pytest.raises(Refused):
        hear(cast, at, neighborhood=make_neighborhood(other, "There", "there", 25.0))


def test_a_logged_voice_without_a_code_cannot_be_reached(cast, at):
    heard = hear(cast, at, channel="street", logged_by=cast.ben, with_code=False, words="")
    assert heard.code is None
    assert not heard.voice.is_reachable


def test_a_handed_code_belongs_to_one_voice_only(cast, at):
    code, client_id = codes.new_code(), uuid4()
    for _ in range(2):
        assert hear(cast, at, client_id=client_id, handed_code=codes.show(code)).code == code
    for taken_or_damaged in (code, "nonsense"):
        with pytest.raises(Refused):
            hear(cast, at, handed_code=taken_or_damaged)
    assert queries.by_code(cast.team, code) == Voice.objects.get()


def test_me_too_adds_a_person_to_a_published_concern_only(cast, at):
    first = hear(cast, at).voice
    made = actions.join(voices=[first], by=cast.cleo, at=at, title="Lamps")
    with pytest.raises(Refused):
        actions.me_too(concern=made, client_id=uuid4(), at=at)

    made = actions.publish_concern(concern=made, public_words="It is dark.", by=cast.cleo, at=at)
    client_id = uuid4()
    one = actions.me_too(concern=made, client_id=client_id, at=at)
    two = actions.me_too(concern=made, client_id=client_id, at=at)
    assert one.voice == two.voice
    assert one.code == two.code
    assert queries.people_behind([made.pk]) == {made.pk: 2}
    assert queries.me_too_counts([made.pk]) == {made.pk: 1}


def test_words_that_tell_of_danger_put_a_voice_first_and_keep_nothing_from_being_saved(cast, at):
    first = hear(cast, at).voice
    urgent = hear(cast, at, words="He is stabbing her right now, help").voice
    assert urgent.is_danger
    assert [item.voice for item in queries.inbox(cast.cleo, at)] == [urgent, first]


def test_a_taken_reference_is_drawn_again(cast, at, monkeypatch):
    taken = hear(cast, at).voice.reference
    drawn = iter([taken, "NEW-ONE"])
    monkeypatch.setattr(codes, "short_reference", lambda: next(drawn))
    assert hear(cast, at).voice.reference == "NEW-ONE"


def test_hearing_costs_few_queries(cast, at, django_assert_max_num_queries):
    hear(cast, at)
    # Savepoint, voice, note, newest entry, entry, release; on PostgreSQL the lock of the chain as well.
    with django_assert_max_num_queries(7):
        hear(cast, at)


@pytest.fixture
def box(cast, at) -> bytes:
    """The team's box; what it gives is the private key."""
    public, private = sealing.new_box()
    TeamBox.objects.create(team=cast.team, public_key=public, made_at=at)
    return private


def photo() -> BytesIO:
    made = BytesIO()
    Image.new("RGB", (40, 30), "green").save(made, "JPEG")
    made.seek(0)
    return made
