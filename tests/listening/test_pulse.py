"""The pulse: what stands out is told, what does not is not, and every number opens its quotes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonbeat.listening import actions, queries
from commonbeat.listening.models import Voice
from tests.listening.making import hear
from tests.listening.weeks import voices

QUIET = [2] * 12
HOUR = {"minute": 0, "second": 0, "microsecond": 0}


@pytest.fixture
def now(at):
    return at.replace(**HOUR)


def drawn(cast, now, *areas):
    return queries.pulse(cast.team, areas or [cast.row, cast.court], now)


def test_a_topic_named_far_more_than_usual_is_rising(cast, now):
    voices(cast, now, [*QUIET, 9], topic="lighting")
    voices(cast, now, [*QUIET, 3], topic="noise")
    found = drawn(cast, now)
    assert [row.value for row in found.rising] == ["lighting"]
    lighting = found.rising[0]
    assert (lighting.now, lighting.rise.usual, sum(found.weeks[:-1])) == (9, 2.0, 48)


def test_held_voices_complaints_and_what_was_taken_back_are_in_no_number(cast, now):
    voices(cast, now, [1], is_held=True)
    voices(cast, now, [1], about_officer=cast.ben)
    voices(cast, now, [1])
    assert drawn(cast, now).now == 1
    actions.withdraw(voice=Voice.objects.get(about_officer=None, is_held=False), at=now)
    assert drawn(cast, now).now == 0


def test_every_number_opens_its_quotes(cast, now):
    voices(
        cast, now, [0, 4], topic="noise", feeling_said="angry", need="action", kind="idea", place=cast.cafe
    )
    voices(cast, now, [3, 2], topic="traffic", feeling_guessed="sad", need="listen")
    found = drawn(cast, now)
    numbers = [("topic", row.value, row.now) for row in found.topics]
    numbers += [("kind", row.value, row.now) for row in found.kinds]
    numbers += [("feeling", one.value, one.now) for one in found.feelings]
    numbers += [("need", value, count) for value, _label, count in found.needs]
    for by, value, count in numbers:
        behind = queries.quotes(cast.team, [cast.row], now, by=by, value=value, is_now=True)
        assert behind.count() == count, (by, value)
    assert queries.quotes(cast.team, [cast.row], now, by="", value="", is_now=False).count() == sum(
        found.weeks
    )
    with pytest.raises(ValueError, match="words"):
        queries.quotes(cast.team, [cast.row], now, by="words", value="x", is_now=True)


def test_what_the_person_said_stands_before_a_guess_and_a_guess_before_an_estimate(cast, now):
    voices(cast, now, [1], feeling_said="fine", feeling_guessed="angry", feeling_estimated="sad")
    voices(cast, now, [2], feeling_guessed="angry", feeling_estimated="sad")
    voices(cast, now, [3], feeling_estimated="sad")
    felt = {one.value: (one.said, one.guessed, one.estimated) for one in drawn(cast, now).feelings if one.now}
    assert felt == {"fine": (1, 0, 0), "angry": (0, 2, 0), "sad": (0, 0, 3)}


def test_who_is_silent_is_told_by_neighborhood_place_and_language(cast, now):
    voices(cast, now, [20] * 3, place=cast.cafe)
    quiet = drawn(cast, now).quiet
    assert [(one.name, heard.is_seldom) for one, heard in quiet.neighborhoods] == [
        ("Elm Court", True), ("Harbor Row", False),
    ]  # fmt: skip
    assert {place.name for place in quiet.places} == {"School gate, Mill Street", "Elm yard"}
    assert quiet.languages == ["es"]


def test_at_least_three_suggestions_each_with_its_evidence(cast, now):
    voices(cast, now, [*QUIET, 9], topic="lighting", place=cast.cafe)
    voices(cast, now, [1], kind="question", topic="traffic")
    found = queries.suggestions(cast.team, [cast.row, cast.court], now)
    assert {one.what for one in found} == {"visit", "answer", "bring"}
    assert found[0].place == cast.cafe
    assert "rising" in found[0].because
    for one in found:
        assert one.because
        assert one.concern or (one.by and one.value)


def test_the_planner_gets_places_of_its_neighborhood_only(cast, now):
    voices(cast, now, [*QUIET, 9], place=cast.cafe)
    reasons = queries.reasons_to_visit(cast.team, cast.row, now)
    assert reasons
    assert {one.place.neighborhood for one in reasons} == {cast.row}


def test_a_late_answer_is_what_to_do_first(cast, now):
    heard = hear(cast, now).voice
    made = actions.join(
        voices=[heard], title="Lamp", kind="worry", topic="lighting", owner=None, by=cast.cleo, at=now
    )
    later = now + (made.answer_due_at - now) * 2
    [answer] = [one for one in queries.suggestions(cast.team, [cast.row], later) if one.what == "answer"]
    assert answer.concern == made
    assert "was due on" in answer.because


def test_nothing_heard_is_no_error(cast, now):
    found = drawn(cast, now)
    assert not any(found.weeks)
    assert not found.rising


def test_it_asks_a_fixed_number_of_questions(cast, now):
    voices(cast, now, [1, 1], place=cast.cafe)
    with CaptureQueriesContext(connection) as few:
        drawn(cast, now)
    voices(cast, now, [30] * 13, place=cast.gate, topic="noise")
    with CaptureQueriesContext(connection) as many:
        drawn(cast, now)
    assert len(many) == len(few) <= 10
