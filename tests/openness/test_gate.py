"""One gate: small counts of people never pass, our own work does, and an error shuts it."""

import logging
from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.openness import gate

anything = st.one_of(st.none(), st.booleans(), st.floats(), st.text(), st.integers(max_value=-1), st.binary())
numbers = st.integers(0, 10_000)


@given(numbers)
def test_people_under_eight_are_never_counted(count):
    shown = gate.people(count)
    assert shown.number == (count if count >= 8 else None)
    assert str(shown) == (str(count) if count >= 8 else "fewer than 8")


@given(numbers)
def test_words_about_people_hold_no_small_number(count):
    assert gate.people_in_words(count) == (f"{count} people" if count >= 8 else "fewer than eight people")


@given(numbers)
def test_our_own_work_is_shown_as_it_is(count):
    assert gate.our_work(count).number == count


@given(anything)
def test_what_is_no_count_publishes_nothing(wrong):
    assert gate.people(wrong).number is None
    assert gate.our_work(wrong).number is None
    assert gate.people_in_words(wrong) == ""
    assert gate.people_table({"a": 20, "b": wrong}).cells == {}


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30)))
def test_a_table_and_its_sum_give_no_small_count_away(cells):
    table = gate.people_table(cells)
    hidden = [key for key, count in table.cells.items() if not count.is_shown]
    if table.total.is_shown and hidden:
        left = table.total.number - sum(count.number for count in table.cells.values() if count.is_shown)
        assert left >= 8
        assert len(hidden) >= 2
    labels = {str(table.cells[key]) for key in hidden}
    assert labels <= {"not shown"}


@given(st.text(max_size=50))
def test_words_need_consent_or_a_reading(text):
    assert gate.words(text) == ""
    assert gate.words(text, is_consented=True) == text
    assert gate.words(text, is_read=True) == text
    assert gate.words(text, is_consented="yes") == ""


def test_an_error_closes_the_gate_and_the_log_holds_no_content(caplog):
    @gate.closed_on_error("nothing")
    def publish(words):
        raise ValueError(words)

    with caplog.at_level(logging.ERROR):
        assert publish("the secret of Mill Street") == "nothing"
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text


def test_a_broken_translation_closes_the_gate_too():
    with translation.override("es"):
        assert gate.people_in_words(3)
    assert gate.point(SimpleNamespace()) is None


def test_the_place_of_a_concern_is_shown_only_when_the_concern_is():
    place = SimpleNamespace(longitude=24.9, latitude=60.1)
    shown = SimpleNamespace(about_officer_id=None, published_at="now", place=place)
    assert gate.point(shown) == (24.9, 60.1)
    for hidden in ({"about_officer_id": 1}, {"published_at": None}, {"place": None}):
        assert gate.point(SimpleNamespace(**{**vars(shown), **hidden})) is None


@pytest.mark.parametrize(
    ("zone", "monday"), [("Europe/Helsinki", "2026-11-23"), ("Pacific/Honolulu", "2026-11-16")]
)
def test_a_week_begins_by_the_teams_own_clock(at, zone, monday):
    team = SimpleNamespace(timezone=zone)
    early = at.replace(hour=5)
    assert gate.week_of(team, early).isoformat() == monday
    first, last = gate.last_week(team, early)
    assert (last - first).days == 6
    assert gate.as_of(team, early) <= early
