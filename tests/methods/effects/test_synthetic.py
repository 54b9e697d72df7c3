"""A single area beside a mixture of others."""

import numpy as np
import pytest

from commonbeat.methods.effects import Unusable, synthetic


def areas(effect: float) -> np.ndarray:
    turn = np.random.default_rng(3)
    factors = np.cumsum(turn.normal(size=(3, 24)), axis=1)
    values = 50 + 3 * turn.dirichlet([1, 1, 1], 24) @ factors + turn.normal(0, 0.3, (24, 24))
    values[0] = values[1:4].mean(axis=0) + turn.normal(0, 0.3, 24)
    values[0, 18:] += effect
    return values


def test_a_mixture_follows_the_area_and_shows_what_changed() -> None:
    found = synthetic(areas(-6), 0, 18)
    assert found.weight.sum() == pytest.approx(1)
    assert found.weight.min() >= 0
    assert found.weight[0] == 0
    assert found.effect == pytest.approx(-6, abs=0.7)
    assert found.rank == 1
    assert found.p <= 1 / 12


def test_an_area_like_the_others_does_not_stand_out() -> None:
    assert synthetic(areas(0), 0, 18).p > 0.1


def test_too_little_to_mix_is_refused() -> None:
    with pytest.raises(Unusable, match="four other areas"):
        synthetic(areas(0)[:4], 0, 18)
    with pytest.raises(Unusable, match="four periods"):
        synthetic(areas(0), 0, 2)
