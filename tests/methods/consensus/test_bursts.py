"""Bursts: surprising numbers of people who vote alike, and nothing else, are flagged."""

import numpy as np
import pytest

from commonbeat.methods.consensus import gather
from commonbeat.methods.consensus.bursts import find_bursts, likeness
from tests.methods.consensus.made import noise


def same(people: int, statements: int = 6):
    person = np.repeat(np.arange(people), statements)
    return gather(
        person,
        np.tile(np.arange(statements), people),
        np.ones(len(person), int),
        people=people,
        statements=statements,
    )


def test_many_at_once_who_vote_alike_are_a_burst_and_the_hours_before_are_not():
    hours = np.concatenate([np.repeat(np.arange(10), 2), np.full(20, 10)])
    [burst] = find_bursts(same(40), hours)
    assert (burst.hour, burst.people, burst.alike) == (10, 20, 1.0)


def test_many_at_once_who_differ_are_no_burst():
    hours = np.concatenate([np.repeat(np.arange(10), 2), np.full(20, 10)])
    assert find_bursts(noise(40, 6, 6, seed=1), hours) == []


def test_a_steady_stream_of_people_who_agree_is_no_burst():
    assert find_bursts(same(60), np.repeat(np.arange(4), 15)) == []


def test_unknown_hours_and_few_votes_say_nothing():
    assert find_bursts(same(40), np.full(40, -1)) == []
    assert likeness(same(30, statements=2)) == 0.0
    assert likeness(gather([], [], [], people=0, statements=0)) == 0.0


def test_an_array_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="whole number"):
        find_bursts(same(3), np.zeros(2, int))
    with pytest.raises(ValueError, match="whole number"):
        find_bursts(same(3), np.zeros(3))
