"""One more vote is taken in at once, and its voter stands where a recomputation would put them."""

import numpy as np
import pytest

from commonbeat.methods.consensus import Running, Votes, gather, understand
from commonbeat.methods.consensus.groups import Field, place
from commonbeat.methods.consensus.projection import positions, seen_counts, stretch
from tests.methods.consensus.made import planted


def with_vote(votes: Votes, person: int, statement: int, vote: int) -> Votes:
    return gather(
        np.append(votes.person, person),
        np.append(votes.statement, statement),
        np.append(votes.vote, vote),
        people=max(votes.people, person + 1),
        statements=votes.statements,
    )


@pytest.mark.parametrize("groups", [2, 4])
def test_a_voter_is_placed_as_a_recomputation_would(groups: int) -> None:
    votes, _ = planted(200, 60, 20, groups=groups)
    picture = understand(votes)
    running = Running(votes, picture)
    rng = np.random.default_rng(0)
    for person in rng.integers(0, 205, 60).tolist():
        statement, vote = int(rng.integers(60)), int(rng.integers(-1, 2))
        told = running.take(person, statement, vote)
        votes = with_vote(votes, person, statement, vote)
        seen = seen_counts(votes, picture.axes.is_left_out)
        reach = np.maximum(seen, 1) / picture.axes.counted * stretch(seen, picture.axes.counted)
        field = Field(positions(votes, picture.axes), votes.per_person >= 7, reach)
        grouping = place(votes, picture.axes, field, picture.grouping.centers)
        assert (told.x, told.y) == pytest.approx(tuple(field.points[person, :2]))
        assert (-1 if told.group is None else told.group) == grouping.group[person]
        assert told.certainty == pytest.approx(grouping.certainty[person])


def test_counts_follow_a_changed_mind() -> None:
    votes, _ = planted(50, 20, 10, groups=2)
    running = Running(votes, understand(votes))
    statement = int(votes.statement[0])
    seen, agree = int(running.seen[statement]), int(running.agree[statement])
    was = int(votes.vote[0])
    running.take(0, statement, 1)
    running.take(0, statement, -1)
    running.take(0, statement, 1)
    assert running.seen[statement] == seen
    assert running.agree[statement] == agree + (was != 1)


def test_a_newcomer_is_not_sure_yet() -> None:
    votes, _ = planted(50, 20, 10, groups=2)
    running = Running(votes, understand(votes))
    places = [running.take(999, statement, 1) for statement in range(8)]
    assert [place.group for place in places[:6]] == [None] * 6
    assert places[7].certainty > 0


@pytest.mark.parametrize("vote", [(0, 20, 1), (0, -1, 1), (-1, 0, 1), (0, 0, 2)])
def test_what_is_no_vote_is_refused_and_counts_nothing(vote: tuple[int, int, int]) -> None:
    votes, _ = planted(50, 20, 10, groups=2)
    running = Running(votes, understand(votes))
    before = running.seen.copy()
    with pytest.raises(ValueError, match=r"no such|A vote is"):
        running.take(*vote)
    assert (running.seen == before).all()
