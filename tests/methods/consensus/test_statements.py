"""What a group stands for and what unites all, against figures worked out by hand."""

import math

import numpy as np
import pytest

from commonbeat.methods.consensus import AGREE, DISAGREE, understand
from commonbeat.methods.consensus.statements import (
    count_votes,
    group_consensus,
    priority,
    representative,
    standing,
    united,
    z_of_difference,
    z_of_share,
)
from tests.methods.consensus.made import table_of

NONE_OUT = np.zeros(3, dtype=bool)


def camps() -> tuple[np.ndarray, object]:
    """Twelve agree with the first statement, ten disagree; all agree with the second; the third is hardly seen."""
    votes = table_of([[1, 1, None]] * 11 + [[1, 1, 0]] + [[-1, 1, None]] * 10)
    return np.array([0] * 12 + [1] * 10), votes


def test_counts_are_by_group_and_leave_out_who_belongs_to_none() -> None:
    group, votes = camps()
    group[0] = -1
    counts = count_votes(votes, group, 2)
    assert counts.agree.tolist() == [[11, 11, 0], [0, 10, 0]]
    assert counts.disagree.tolist() == [[0, 0, 0], [10, 0, 0]]
    assert counts.seen.tolist() == [[11, 11, 1], [10, 10, 0]]


def test_probability_ratio_and_both_tests_are_those_of_the_paper() -> None:
    group, votes = camps()
    counts = count_votes(votes, group, 2)
    agree = standing(counts.agree, counts.seen)
    assert agree.probability[0, 0] == pytest.approx(13 / 14)
    assert agree.ratio[0, 0] == pytest.approx((13 / 14) / (1 / 12))
    assert agree.z_probability[0, 0] == pytest.approx(2 * math.sqrt(13) * (13 / 13 - 0.5))
    pooled = 14 / 24
    assert agree.z_ratio[0, 0] == pytest.approx(
        (1 - 1 / 11) / math.sqrt(pooled * (1 - pooled) * (1 / 13 + 1 / 11))
    )


def test_where_all_vote_alike_there_is_no_difference() -> None:
    assert z_of_difference(np.array([5]), np.array([5]), np.array([9]), np.array([9])) == [0.0]
    assert z_of_share(np.array([0]), np.array([0])) == [1.0]


def test_consensus_is_the_product_over_groups() -> None:
    group, votes = camps()
    found = group_consensus(count_votes(votes, group, 2))
    assert found == pytest.approx([(13 / 14) * (1 / 12), (13 / 14) * (11 / 12), (1 / 3) * (1 / 2)])


def test_each_group_stands_for_what_tells_it_apart() -> None:
    group, votes = camps()
    first, second = representative(count_votes(votes, group, 2), is_left_out=NONE_OUT)
    assert [(s.statement, s.direction) for s in first] == [(0, AGREE)]
    assert [(s.statement, s.direction) for s in second] == [(0, DISAGREE)]


def test_a_group_that_differs_in_nothing_is_not_mute() -> None:
    votes = table_of([[1, 0, None]] * 10)
    found = representative(count_votes(votes, np.arange(10) % 2, 2), is_left_out=NONE_OUT)
    assert [len(stands_for) for stands_for in found] == [1, 1]


def test_what_moderation_took_out_represents_nobody_and_unites_nobody() -> None:
    group, votes = camps()
    out = np.array([True, True, False])
    counts = count_votes(votes, group, 2)
    assert all(s.statement == 2 for found in representative(counts, is_left_out=out) for s in found)
    assert united(counts.agree.sum(0), counts.seen.sum(0), direction=AGREE, is_left_out=out) == []


def test_a_single_group_has_nothing_to_be_compared_with() -> None:
    _, votes = camps()
    assert representative(count_votes(votes, np.zeros(22, dtype=int), 1), is_left_out=NONE_OUT) == [[]]


def test_what_most_agree_with_unites() -> None:
    _, votes = camps()
    everybody = count_votes(votes, np.zeros(22, dtype=int), 1)
    found = united(everybody.agree[0], everybody.seen[0], direction=AGREE, is_left_out=NONE_OUT)
    assert [s.statement for s in found] == [1]
    assert found[0].probability == pytest.approx(23 / 24)


def test_priority_is_that_of_the_paper() -> None:
    soon = priority(np.array([10, 0]), np.array([5, 0]), np.array([20, 0]), np.array([1.0, 0.0]))
    assert soon[0] == pytest.approx(((11 / 22) * (1 - 6 / 22) * 2 * (1 + 8 * 2**-4)) ** 2)
    assert soon[1] == pytest.approx((0.5 * 0.5 * 9) ** 2)


def test_a_statement_about_the_voters_comes_early() -> None:
    ones = np.array([20])
    assert priority(ones, ones * 0, ones, np.array([0.0]), is_meta=np.array([True])) == [49.0]


def test_what_few_have_seen_comes_before_what_many_have() -> None:
    soon = priority(np.array([2, 200]), np.array([2, 200]), np.array([4, 400]), np.zeros(2))
    assert soon[0] > soon[1]


def test_what_all_camps_like_bridges_and_what_one_likes_does_not() -> None:
    rng = np.random.default_rng(0)
    rows = [[1, 1 if p % 2 else -1, 1 if p % 2 else -1, -1, int(rng.choice([-1, 1]))] for p in range(60)]
    score = understand(table_of(rows)).bridging
    assert score[0] > 0.4
    assert score[0] > score[1] + 0.3
    assert abs(score[1]) < 0.2
    assert score[3] < -0.4


def test_few_votes_do_not_make_a_bridge() -> None:
    rows: list[list[int | None]] = [[1 if p % 2 else -1, -1 if p % 3 else 1, 1, None] for p in range(60)]
    rows[0][3] = 1
    score = understand(table_of(rows)).bridging
    assert score[3] < score[2]
