import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.methods.text.behavior import APPEARANCE, RACE, pause
from tests.methods.trial import rows

LABELS = {APPEARANCE: "pause", RACE: "race"}


def answers(split: str, label: str) -> list[bool]:
    """Whether each text of a half that reads *label* was answered so; any pause counts for "pause"."""
    right = []
    for row in rows("behavior", split):
        if row["label"] == label:
            found = pause(row["text"])
            got = LABELS[found.reason] if found else "behavior"
            right.append(got == label or (label == "pause" and found is not None))
    return right


@pytest.mark.parametrize("split", ["dev", "held-out", "second"])
def test_looks_without_acts_pause(split):
    right = answers(split, "pause")
    assert sum(right) >= 0.9 * len(right)


@pytest.mark.parametrize("split", ["dev", "held-out", "second"])
def test_reports_of_acts_requests_and_thanks_are_not_slowed(split):
    right = answers(split, "behavior")
    assert sum(right) >= 0.95 * len(right)


@pytest.mark.parametrize("split", ["dev", "held-out"])
def test_race_without_two_other_details_pauses(split):
    right = answers(split, "race")
    assert sum(right) >= 0.8 * len(right)


def test_two_other_details_are_enough():
    assert pause("A black man stole my phone").reason == RACE
    assert pause("A black man in a red coat stole my phone").reason == RACE
    assert pause("A tall black man in a red coat stole my phone") is None


def test_the_color_of_a_thing_is_not_the_color_of_a_person():
    assert pause("A black van hit the gate") is None
    assert pause("White lines are worn away") is None


def test_harm_done_to_somebody_is_not_slowed():
    assert pause("My black neighbor was insulted on the tram") is None


def test_the_answer_names_the_words_it_rests_on():
    found = pause("There is a SUSPICIOUS man at the kiosk")
    assert (found.reason, found.language) == (APPEARANCE, "en")
    assert "SUSPICIOUS" in found.words


@given(st.text())
def test_any_text_gets_an_answer(text):
    found = pause(text)
    assert found is None or (found.reason in LABELS and found.words)


@pytest.mark.parametrize("unit", ["fell the ", "black man ", "looking at ", "una ", "\n", "x"])
def test_a_hundred_kilobytes_of_anything_come_to_an_end(unit):
    began = time.process_time()
    pause(unit * (100_000 // len(unit)))
    assert time.process_time() - began < 10
