"""Higher rooms learn in the same transaction that the team wrote something, never what."""

from uuid import uuid4

import pytest
from django.db import transaction

from commonbeat.listening import actions, telling
from commonbeat.listening.models import Answer
from tests.listening.making import concern, hear, reported_back, say


@pytest.fixture
def told(monkeypatch) -> list[telling.Told]:
    found: list[telling.Told] = []
    monkeypatch.setattr(telling, "_listeners", [])
    telling.register(found.append)
    telling.register(found.append)
    return found


def test_everything_the_team_writes_is_told_once(cast, at, told):
    one, two = hear(cast, at).voice, hear(cast, at).voice
    made = reported_back(cast, at, one, two)
    actions.write(voice=one, words="Hello.", client_id=uuid4(), at=at, by=cast.cleo)
    assert [event.what for event in told] == ["read_back", "read_back", "answer", "report_back", "turn"]
    assert set(told[2].voice_ids) == {one.pk, two.pk}
    assert told[2].id == made.answers.get().pk
    assert told[4].voice_ids == (one.pk,)


def test_what_the_person_writes_and_what_is_sent_twice_is_not_told(cast, at, told):
    voice = hear(cast, at).voice
    made = concern(cast, at, voice)
    actions.write(voice=voice, words="Hello?", client_id=uuid4(), at=at)
    client_id = uuid4()
    for _ in range(2):
        actions.answer(concern=made, words="Yes.", by=cast.cleo, at=at, client_id=client_id)
    assert [event.what for event in told] == ["answer"]


def test_somebody_who_took_it_back_is_not_told(cast, at, told):
    one, two = hear(cast, at).voice, hear(cast, at).voice
    made = concern(cast, at, one, two)
    actions.withdraw(voice=two, at=at)
    actions.answer(concern=made, words="Yes.", by=cast.cleo, at=at)
    assert told[-1].voice_ids == (one.pk,)


def test_a_listener_that_fails_takes_the_write_with_it(cast, at, monkeypatch):
    made = concern(cast, at)

    def fail(_event: telling.Told) -> None:
        raise RuntimeError

    monkeypatch.setattr(telling, "_listeners", [fail])
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.answer(concern=made, words="Yes.", by=cast.cleo, at=at)
    assert not Answer.objects.exists()


def test_an_unhappy_person_needs_no_letter_that_it_was_reopened(cast, at, told):
    voice = hear(cast, at).voice
    reported_back(cast, at, voice)
    say(voice, False, at)
    assert "reopened" not in [event.what for event in told]
