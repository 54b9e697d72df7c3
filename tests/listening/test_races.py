"""Several requests at the same moment: exactly one row, and everybody gets the same answer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from commonbeat.journal import heads
from commonbeat.journal import queries as journal
from commonbeat.journal.models import Entry
from commonbeat.listening import actions, queries
from commonbeat.listening.models import Concern, Confirmation, Promise, Turn, Voice
from commonbeat.post.models import Delivery
from commonbeat.safety.errors import Conflict, Refused
from tests.listening.making import concern, hear, promise, reported_back, states

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.reliability]

AT_ONCE = 8


@pytest.fixture(autouse=True)
def new_chain():
    """The file that remembers the newest entry outlives a test's tables."""
    heads.forget()


def together(deeds: list[Callable[[], Any]]) -> list[Any]:
    """Do all of these at the same moment, each on its own connection; what each gave or raised."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return deed()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_the_same_form_sent_many_times_at_once_is_one_voice(cast, at):
    for client_id in (uuid4() for _ in range(5)):
        found = together([lambda c=client_id: hear(cast, at, client_id=c)] * AT_ONCE)
        assert len({(heard.voice.pk, heard.code) for heard in found}) == 1
        assert sum(heard.is_new for heard in found) == 1
    assert Voice.objects.count() == Delivery.objects.count() == Entry.objects.count() == 5
    assert journal.verify() == []


def test_of_different_bodies_under_one_id_one_wins_and_the_others_conflict(cast, at):
    client_id = uuid4()
    found = together([lambda n=n: hear(cast, at, client_id=client_id, words=f"{n}") for n in range(AT_ONCE)])
    assert sum(isinstance(one, actions.Heard) for one in found) == 1
    assert sum(isinstance(one, Conflict) for one in found) == AT_ONCE - 1
    assert Voice.objects.count() == 1


def test_one_turn_one_promise_and_one_confirmation_however_often_sent(cast, at):
    voice = hear(cast, at).voice
    made = reported_back(cast, at, voice)
    ids = [uuid4() for _ in range(3)]
    together([lambda: actions.write(voice=voice, words="Hi", client_id=ids[0], at=at)] * AT_ONCE)
    together([lambda: promise(cast, made, at.date(), at, client_id=ids[1])] * AT_ONCE)
    together([lambda: actions.confirm(voice=voice, is_solved=True, client_id=ids[2], at=at)] * AT_ONCE)
    assert Turn.objects.count() == Promise.objects.count() == Confirmation.objects.count() == 1
    assert states(made)[-1] == "confirmed"


def test_turns_written_at_once_all_get_a_number_of_their_own(cast, at):
    voice = hear(cast, at).voice
    together([lambda: actions.write(voice=voice, words="Hi", client_id=uuid4(), at=at)] * AT_ONCE)
    assert sorted(Turn.objects.values_list("number", flat=True)) == list(range(1, AT_ONCE + 1))


def test_two_people_at_the_desk_open_one_concern(cast, at):
    voice = hear(cast, at).voice
    found = together([lambda: concern(cast, at, voice)] * AT_ONCE)
    assert {made.pk for made in found} == {Concern.objects.get().pk}
    assert states(found[0]) == ["heard"]


def test_closing_and_answering_at_once_keeps_to_the_table(cast, at):
    made = concern(cast, at)
    together(
        [
            *[lambda: actions.close(concern=made, because="So.", by=cast.cleo, at=at)] * 4,
            *[lambda: actions.answer(concern=made, words="Yes.", by=cast.cleo, at=at)] * 4,
        ]
    )
    assert states(made) == ["heard", "closed"]
    assert sorted(made.answers.values_list("number", flat=True)) == list(range(1, made.answers.count() + 1))
    assert journal.verify() == []


def test_a_code_works_as_soon_as_it_was_shown(cast, at):
    found = together([lambda: hear(cast, at) for _ in range(AT_ONCE)])
    assert all(queries.by_code(cast.team, heard.code) == heard.voice for heard in found)
