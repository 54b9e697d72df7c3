"""Estimates are nearer to the truth than the answers alone, and honest about how near."""

import numpy as np
import pytest

from commonbeat.methods.smallarea import Unusable, answers, direct, estimate, fay_herriot, population
from tests.methods.smallarea.towns import town


def rmse(found: np.ndarray, truth: np.ndarray) -> float:
    return float(np.sqrt(np.mean((found - truth) ** 2)))


def test_estimates_are_nearer_to_the_truth_than_answers_alone_and_than_a_line() -> None:
    own, raw, line, inside = [], [], [], []
    for seed in range(6):
        place = town(seed)
        found = estimate(place.answers, place.people)
        heard = found.n[:, 0] > 0
        own.append(rmse(found.estimate[heard], place.truth[heard]))
        raw.append(rmse(found.direct[heard], place.truth[heard]))
        line.append(
            rmse(fay_herriot(direct(place.answers, place.people), place.people, 0, 0.9)[0], place.truth[:, 0])
        )
        inside.append(np.mean((found.lower <= place.truth) & (place.truth <= found.upper)))
    assert np.mean(own) < 0.65 * np.mean(raw)
    assert np.mean(own) < 1.02 * np.mean(line)
    assert 0.84 < np.mean(inside) < 0.96


def test_several_waves_help_each_other() -> None:
    place = town(3, waves=6, asked=300)
    together = estimate(place.answers, place.people)
    last = place.answers.wave == 5
    alone = estimate(
        answers(
            *(np.tile(x[last], 2) for x in (place.answers.area, place.answers.wave * 0, place.answers.cell)),
            np.repeat([1, 0], last.sum()),
            np.concatenate([place.answers.total[last], (place.answers.n - place.answers.total)[last]]),
        ),
        place.people,
    )
    truth = place.truth[:, 5]
    assert together.estimate.shape == (40, 6)
    assert rmse(together.estimate[:, 5], truth) < rmse(alone.estimate[:, 0], truth)
    assert (together.upper - together.lower)[:, 5].mean() < (alone.upper - alone.lower).mean()


def test_an_area_nobody_answered_in_is_estimated_by_the_model_alone_and_less_surely() -> None:
    inside = []
    for seed in range(6):
        place = town(seed, silent=8)
        found = estimate(place.answers, place.people)
        assert found.is_model_only[:8].all()
        assert np.isnan(found.direct[:8]).all()
        width = found.upper - found.lower
        assert width[:8].mean() > 1.2 * width[8:].mean()
        inside.append(((found.lower <= place.truth) & (place.truth <= found.upper))[:8])
    assert np.mean(inside) >= 0.75


def test_the_same_seed_gives_the_same_and_another_nearly_the_same() -> None:
    place = town(2)
    first, again, other = (estimate(place.answers, place.people, seed=seed) for seed in (0, 0, 1))
    assert np.array_equal(first.lower, again.lower)
    assert np.abs(first.estimate - other.estimate).max() < 0.01
    assert np.abs(first.lower - other.lower).max() < 0.02


def test_neighbors_help_where_opinion_is_smooth_over_the_map() -> None:
    turn = np.random.default_rng(5)
    side = 8
    row, column = np.divmod(np.arange(side * side), side)
    truth = 1 / (1 + np.exp(-(1.2 * np.sin(row / 2.5) + 1.2 * np.cos(column / 2.5))))
    n = turn.poisson(6, side * side) * (turn.random(side * side) < 0.7)
    yes = turn.binomial(n, truth)
    area = np.flatnonzero(n)
    given = answers(
        np.tile(area, 2), np.zeros(2 * len(area)), np.zeros(2 * len(area)), np.repeat([1, 0], len(area)),
        np.concatenate([yes[area], (n - yes)[area]]),
    )  # fmt: skip
    people = population(np.zeros((1, 0)), np.full((side * side, 1), 500))
    apart = np.abs(row[:, None] - row) + np.abs(column[:, None] - column)
    blind = estimate(given, people)
    told = estimate(given, people, np.argwhere(apart == 1))
    assert rmse(told.estimate[:, 0], truth) < 0.85 * rmse(blind.estimate[:, 0], truth)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_all_of_one_mind_is_neither_a_crash_nor_a_certainty(value: float) -> None:
    people = population([[0], [1]], [[50, 50], [80, 20]])
    found = estimate(answers([0, 0, 1], [0, 0, 0], [0, 1, 0], [value] * 3, [6, 6, 8]), people)
    assert ((found.lower > 0) & (found.upper < 1)).all()
    assert (np.abs(found.estimate - value) < 0.25).all()


def test_one_answer_in_one_area_leaves_almost_everything_open() -> None:
    found = estimate(answers([0], [0], [0], [1]), population([[0]], [[100]]))
    assert found.upper[0, 0] - found.lower[0, 0] > 0.4
    assert found.n.tolist() == [[1]]


def test_scales_say_more_than_yes_and_no() -> None:
    turn = np.random.default_rng(1)
    area = np.repeat(np.arange(10), 60)
    mean = np.linspace(0.4, 0.7, 10)
    people = population([[0]], np.full((10, 1), 1000))
    value = np.clip(turn.normal(mean[area], 0.15), 0, 1)
    fine = estimate(answers(area, area * 0, area * 0, value), people)
    rough = estimate(answers(area, area * 0, area * 0, turn.random(600) < mean[area]), people)
    assert (fine.upper - fine.lower).mean() < 0.6 * (rough.upper - rough.lower).mean()
    assert np.mean((fine.lower[:, 0] <= mean) & (mean <= fine.upper[:, 0])) >= 0.7


def test_a_category_nobody_of_which_answered_does_not_stop_anything() -> None:
    place = town(4)
    kept = place.people.category[place.answers.cell, 0] != 2
    given = answers(
        *(np.tile(x[kept], 2) for x in (place.answers.area, place.answers.wave, place.answers.cell)),
        np.repeat([1, 0], kept.sum()),
        np.concatenate([place.answers.total[kept], (place.answers.n - place.answers.total)[kept]]),
    )
    lost, whole = estimate(given, place.people), estimate(place.answers, place.people)
    assert np.isfinite(lost.direct[lost.n > 0]).all()
    assert (lost.upper - lost.lower).mean() > (whole.upper - whole.lower).mean()


def test_what_does_not_fit_is_said_in_a_sentence() -> None:
    people = population([[0], [1]], [[50, 50]])
    with pytest.raises(Unusable, match="area that the population lacks"):
        estimate(answers([1], [0], [0], [1]), people)
    with pytest.raises(Unusable, match="cell that the population lacks"):
        estimate(answers([0], [0], [2], [1]), people)
    with pytest.raises(Unusable, match="between 0 and 1"):
        answers([0], [0], [0], [1.2])
    with pytest.raises(Unusable, match="no answer"):
        answers([], [], [], [])
    with pytest.raises(Unusable, match="0 or more"):
        population([[0]], [[-1]])
    with pytest.raises(Unusable, match="somebody"):
        population([[0]], [[5], [0]])
    with pytest.raises(Unusable, match="covariate"):
        population([[0]], [[5]], [[np.nan]])
