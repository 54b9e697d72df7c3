"""The last vote of a person on a statement counts, in whatever order votes came."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.methods.consensus import Votes, gather

came = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 7), st.sampled_from([-1, 0, 1])), max_size=60)


def as_dict(votes: Votes) -> dict[tuple[int, int], int]:
    pairs = zip(votes.person.tolist(), votes.statement.tolist(), strict=True)
    return dict(zip(pairs, votes.vote.tolist(), strict=True))


def gathered(rows: list[tuple[int, int, int]], **size: int) -> Votes:
    person, statement, vote = (np.array([row[at] for row in rows], dtype=np.int64) for at in range(3))
    return gather(person, statement, vote, **{"people": 6, "statements": 8, **size})


@given(came)
def test_the_last_vote_of_a_pair_counts(rows: list[tuple[int, int, int]]) -> None:
    votes = gathered(rows)
    assert as_dict(votes) == {(person, statement): vote for person, statement, vote in rows}
    assert votes.per_person.sum() == len(votes.vote)


@given(came)
def test_numbers_too_large_to_be_packed_are_sorted_all_the_same(rows: list[tuple[int, int, int]]) -> None:
    far = [(person * 10**4, statement * 10**17, vote) for person, statement, vote in rows]
    votes = gathered(far, people=10**5, statements=10**18)
    expected = {(person * 10**4, statement * 10**17): vote for person, statement, vote in rows}
    assert len(votes.vote) == len(expected)
    assert sorted(votes.vote.tolist()) == sorted(expected.values())


@given(came, st.lists(st.integers(0, 5), max_size=8))
def test_the_votes_of_some_people_are_theirs(rows: list[tuple[int, int, int]], chosen: list[int]) -> None:
    votes = gathered(rows)
    part, every = as_dict(votes.of(chosen)), as_dict(votes)
    expected = {(at, s): v for at, person in enumerate(chosen) for (p, s), v in every.items() if p == person}
    assert part == expected


@pytest.mark.parametrize("row", [(6, 0, 1), (-1, 0, 1), (0, 8, 1), (0, 0, 2), (0, 0, -2)])
def test_what_is_no_vote_is_refused(row: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"from 0 to|A vote is"):
        gathered([row])


def test_lists_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="same length"):
        gather([0, 1], [0], [1], people=2, statements=1)
