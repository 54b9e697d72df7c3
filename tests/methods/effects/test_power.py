"""What is promised before the start is what happens afterwards."""

import numpy as np
import pytest

from commonbeat.methods.effects import Unusable, power, rollout

STARTS = np.repeat([3.0, 5.0, 7.0, 9.0, np.inf, np.inf], 4)


def test_shown_power_is_that_of_simulated_rollouts() -> None:
    turn = np.random.default_rng(0)
    level, k = turn.gamma(8, 2, 24), 6

    def month(mean: np.ndarray) -> np.ndarray:
        return turn.poisson(mean * turn.gamma(k, 1 / k, mean.shape)).astype(float)

    shown = power(month(np.repeat(level[:, None], 24, 1)), STARTS, periods=12, changes=(-0.25,), futures=400)
    seen = []
    for run in range(400):
        start = turn.permutation(STARTS)
        mean = level[:, None] * np.where(np.arange(12) >= start[:, None], 0.75, 1.0)
        seen.append(rollout(month(mean), start, permutations=199, seed=run).verdict == "clear_decrease")
    assert abs(shown.chance[0] - np.mean(seen)) < 0.1


def test_larger_changes_are_seen_more_often_and_measures_work_too() -> None:
    history = np.random.default_rng(1).normal(6, 0.8, (24, 10)) + 0.01
    shown = power(history, STARTS, periods=12, changes=(0.02, 0.05, 0.2), futures=60, permutations=99)
    assert shown.chance[0] < shown.chance[1] < shown.chance[2]
    assert shown.detectable == 0.2


def test_a_plan_nothing_can_be_learned_from_is_refused() -> None:
    history = np.full((4, 6), 3.0)
    with pytest.raises(Unusable, match="too few different orders"):
        power(history, [1, 1, np.inf, np.inf], periods=6)
    with pytest.raises(Unusable, match="before the first start"):
        power(history, [0, 1, 2, 3], periods=6)
    with pytest.raises(Unusable, match="one start for each"):
        power(history, [1, 2], periods=6)
    with pytest.raises(Unusable, match="three periods"):
        power(np.ones((4, 2)), [1, 2, 3, 4], periods=6)
