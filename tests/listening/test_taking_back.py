"""Taking back and forgetting: gone is gone, the shell keeps the numbers true."""

from datetime import timedelta
from uuid import uuid4

import pytest

from commonbeat.listening import actions, queries
from commonbeat.listening.models import (
    Attachment,
    Confirmation,
    Opening,
    ReadBack,
    SealedContact,
    Turn,
    Voice,
)
from commonbeat.people.models import BoxKey, TeamBox
from commonbeat.safety import pictures, sealing
from commonbeat.safety.errors import Refused
from tests.listening.making import concern, hear, reported_back, say, state, understand
from tests.listening.test_hearing import photo

CANARY = "canary sings at midnight"


@pytest.fixture
def box(cast, at) -> TeamBox:
    public, private = sealing.new_box()
    made = TeamBox.objects.create(team=cast.team, public_key=public, made_at=at)
    BoxKey.objects.create(
        team=cast.team, box=made, staff=cast.noor, wrapped=sealing.wrap(private, "open sesame")
    )
    return made


@pytest.fixture
def told(cast, at, box) -> actions.Heard:
    """A voice with everything a person can give."""
    draft = uuid4()
    pictures.store(draft, pictures.clean_picture(photo()))
    heard = hear(
        cast,
        at,
        client_id=draft,
        draft_id=draft,
        words=CANARY,
        where=CANARY,
        when=CANARY,
        contact_details=CANARY,
    )
    actions.write(voice=heard.voice, words=CANARY, client_id=uuid4(), at=at)
    return heard


def test_taking_back_erases_everything_and_leaves_a_shell(cast, at, told, django_capture_on_commit_callbacks):
    made = reported_back(cast, at, told.voice, title=CANARY)
    say(told.voice, True, at)
    file = Attachment.objects.get().file
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw(voice=told.voice, at=at)

    for model in (Turn, ReadBack, Confirmation, SealedContact, Opening, Attachment):
        assert not model.objects.exists()
    with pytest.raises(FileNotFoundError):
        pictures.read(file)
    shell = Voice.objects.get()
    assert shell.withdrawn_on == at.date()
    assert CANARY not in repr(Voice.objects.values().get())
    assert (shell.neighborhood, shell.kind, shell.concern) == (cast.row, "worry", made)
    made.refresh_from_db()
    assert CANARY not in made.title
    assert queries.by_code(cast.team, told.code) is None


def test_taking_back_twice_changes_nothing_and_a_late_resend_brings_nothing_back(cast, at):
    client_id = uuid4()
    heard = hear(cast, at, client_id=client_id)
    actions.withdraw(voice=heard.voice, at=at)
    actions.withdraw(voice=heard.voice, at=at + timedelta(days=3))
    again = hear(cast, at, client_id=client_id)
    assert (again.is_new, again.code) == (False, None)
    assert Voice.objects.get().words == ""
    assert Voice.objects.get().withdrawn_on == at.date()


def test_a_concern_nobody_stands_behind_is_closed_without_words(cast, at):
    voice = hear(cast, at).voice
    made = concern(cast, at, voice, title="Her daughter")
    actions.publish_concern(concern=made, public_words="Dark.", by=cast.cleo, at=at)
    actions.answer(concern=made, words="Your daughter …", by=cast.cleo, at=at)
    actions.withdraw(voice=voice, at=at)

    made.refresh_from_db()
    assert (made.title, made.public_words, made.published_at) == ("—", "", None)
    assert made.answers.get().words == ""
    assert state(made) == "closed"


def test_a_concern_others_raised_too_goes_on(cast, at):
    one, two = hear(cast, at).voice, hear(cast, at).voice
    made = concern(cast, at, one, two)
    understand(cast, one, at)
    actions.withdraw(voice=two, at=at)
    assert state(made) == "heard"
    actions.settle_confirmations(at)
    assert state(made) == "understood"
    assert queries.people_behind([made.pk]) == {made.pk: 1}


def test_who_took_back_their_no_stands_in_nobodys_way(cast, at):
    one, two = hear(cast, at).voice, hear(cast, at).voice
    made = reported_back(cast, at, one, two)
    say(one, True, at)
    actions.withdraw(voice=two, at=at)
    actions.settle_confirmations(at)
    assert state(made) == "confirmed"


def test_nothing_can_be_written_on_a_voice_that_was_taken_back(cast, at):
    voice = hear(cast, at).voice
    actions.withdraw(voice=voice, at=at)
    for by in (None, cast.cleo):
        with pytest.raises(Refused):
            actions.write(voice=voice, words="Hello?", client_id=uuid4(), at=at, by=by)
    with pytest.raises(Refused):
        actions.read_back(voice=voice, words="Hello?", by=cast.cleo, at=at)
    with pytest.raises(Refused):
        concern(cast, at, voice)


def test_only_a_confidant_opens_details_and_the_person_reads_who_and_why(cast, at, told):
    contact = SealedContact.objects.get()
    for person in (cast.ben, cast.cleo, cast.mo, cast.ivo, cast.ada, cast.dot):
        with pytest.raises(Refused):
            actions.open_contact(
                contact=contact, passphrase="open sesame", reason="Why not", by=person, at=at
            )
    with pytest.raises(Refused):
        actions.open_contact(contact=contact, passphrase="open sesame", reason="", by=cast.noor, at=at)
    with pytest.raises(Refused):
        actions.open_contact(contact=contact, passphrase="wrong", reason="To call back", by=cast.noor, at=at)
    assert not Opening.objects.exists()

    opened = actions.open_contact(
        contact=contact, passphrase="open sesame", reason="To call back", by=cast.noor, at=at
    )
    assert opened == CANARY
    event = queries.timeline(told.voice, at)[-1]
    assert (event.what, event.words, event.by) == ("opened", "To call back", "Noor")


def test_each_thing_is_forgotten_after_its_time_and_not_before(cast, at, told):
    made = reported_back(cast, at, told.voice)
    say(told.voice, True, at)
    for days, left in ((29, (1, 1, 1)), (31, (0, 1, 1)), (91, (0, 0, 1)), (181, (0, 0, 0))):
        actions.forget_outlived(at=at + timedelta(days=days))
        found = (
            SealedContact.objects.count(),
            Attachment.objects.count(),
            Voice.objects.exclude(words="").count(),
        )
        assert found == left

    assert Voice.objects.get().purged_on is not None
    assert queries.by_code(cast.team, told.code) is None
    assert queries.people_behind([made.pk]) == {made.pk: 1}
    assert actions.forget_outlived(at=at + timedelta(days=400)) == {
        "voices": 0,
        "sealed contacts": 0,
        "pictures": 0,
    }


def test_what_is_still_open_is_not_forgotten(cast, at):
    hear(cast, at)
    concern(cast, at)
    assert actions.forget_outlived(at=at + timedelta(days=900))["voices"] == 0
