"""A rollout in random order is read as its design allows, and no further."""

import numpy as np
import pytest

from commonbeat.methods.effects import Unusable, rollout

NEVER = np.inf


def plainly(values: np.ndarray, start: np.ndarray, times: np.ndarray) -> tuple[float, ...]:
    """The estimators written out as in the paper: cohort means, covariance matrices, one comparison at a time."""
    begins = np.unique(start)
    size = {g: int((start == g).sum()) for g in begins}
    mean = {g: values[start == g].mean(axis=0) for g in begins}
    spread = {g: np.cov(values[start == g], rowvar=False) for g in begins}
    after = {g: np.zeros(len(times)) for g in begins}
    before = {g: np.zeros(len(times)) for g in begins}
    pairs = [(g, t) for g in begins for t in times if g <= t < begins[-1]]
    total = sum(size[g] for g, _ in pairs)
    for g, t in pairs:
        others = [h for h in begins if h > t]
        now, base = int(np.searchsorted(times, t)), int(np.searchsorted(times, g)) - 1
        for weights, column in ((after, now), (before, base)):
            weights[g][column] += size[g] / total
            for h in others:
                weights[h][column] -= size[g] / total * size[h] / sum(size[o] for o in others)
    theta = sum(after[g] @ mean[g] for g in begins)
    ahead = sum(before[g] @ mean[g] for g in begins)
    variance = sum(after[g] @ spread[g] @ after[g] / size[g] for g in begins)
    both = sum(after[g] @ spread[g] @ before[g] / size[g] for g in begins)
    base_variance = sum(before[g] @ spread[g] @ before[g] / size[g] for g in begins)
    beta = both / base_variance
    return (
        theta - beta * ahead,
        np.sqrt(variance - 2 * beta * both + beta**2 * base_variance),
        beta,
        theta - ahead,
        np.sqrt(variance - 2 * both + base_variance),
    )


def panel(
    seed: int, effect: float = 0.0, units: int = 40, periods: int = 12
) -> tuple[np.ndarray, np.ndarray]:
    turn = np.random.default_rng(seed)
    start = turn.permutation(np.resize([4.0, 6.0, 8.0, 10.0, NEVER], units))
    values = (
        20 + turn.normal(0, 3, (units, 1)) + turn.normal(0, 2, (units, periods)) + turn.normal(0, 2, periods)
    )
    return values + effect * (np.arange(periods) >= start[:, None]), start


@pytest.mark.parametrize("seed", range(4))
def test_both_estimators_are_those_of_the_papers(seed: int) -> None:
    values, start = panel(seed, effect=1.0)
    found = rollout(values, start, permutations=19)
    efficient, error, beta, plain, plain_error = plainly(values, start, np.arange(12))
    assert found.efficient is not None
    assert found.callaway_santanna is not None
    assert found.efficient.estimate == pytest.approx(efficient, rel=1e-10)
    assert found.efficient.standard_error == pytest.approx(error, rel=1e-10)
    assert found.beta == pytest.approx(beta, rel=1e-10)
    assert found.callaway_santanna.estimate == pytest.approx(plain, rel=1e-10)
    assert found.callaway_santanna.standard_error == pytest.approx(plain_error, rel=1e-10)


def test_a_large_effect_is_clear_and_measured_rightly() -> None:
    found = [rollout(*panel(seed, effect=-4.0), permutations=199) for seed in range(10)]
    assert all(one.verdict == "clear_decrease" for one in found)
    assert np.mean([one.efficient.estimate for one in found if one.efficient]) == pytest.approx(-4, abs=0.3)
    assert all(one.lower <= one.efficient.estimate <= one.upper < 0 for one in found if one.efficient)


def test_no_effect_is_seldom_called_clear() -> None:
    p = np.array([rollout(*panel(seed, units=20), permutations=99, seed=seed).p for seed in range(400)])
    assert 0.02 <= (p <= 0.05).mean() <= 0.08
    assert abs((p <= 0.5).mean() - 0.5) < 0.08


def test_what_could_have_been_seen_is_seen_four_times_in_five() -> None:
    size = float(np.mean([rollout(*panel(seed), permutations=199).smallest_effect for seed in range(20)]))
    seen = [rollout(*panel(seed, effect=size), permutations=199).verdict for seed in range(100, 200)]
    assert 0.68 <= np.mean([verdict == "clear_increase" for verdict in seen]) <= 0.92


def test_what_moves_all_areas_together_changes_nothing() -> None:
    values, start = panel(3)
    first, second = rollout(values, start), rollout(values + np.linspace(0, 50, 12), start)
    assert first.efficient is not None
    assert second.efficient is not None
    assert first.efficient.estimate == pytest.approx(second.efficient.estimate)
    assert first.p == second.p


@pytest.mark.parametrize(
    ("values", "start"),
    [
        (np.random.default_rng(0).normal(size=(1, 6)), [3.0]),
        (np.random.default_rng(0).normal(size=(6, 6)), [3.0] * 3 + [NEVER] * 3),
        (np.random.default_rng(0).normal(size=(20, 6)), [3.0] * 20),
        (np.random.default_rng(0).normal(size=(20, 6)), [9.0] * 20),
        (np.full((20, 6), 5.0), [3.0] * 10 + [NEVER] * 10),
        (np.random.default_rng(0).normal(size=(20, 6)), [0.0] * 20),
    ],
    ids=["one unit", "few orders", "all at once", "not yet", "nothing ever moved", "always treated"],
)
def test_too_little_data_is_a_verdict_without_figures(values: np.ndarray, start: list[float]) -> None:
    found = rollout(values, start)
    assert found.verdict == "too_little_data"
    assert found.efficient is None
    assert found.smallest_effect is None


def test_one_area_at_a_time_can_be_read_too() -> None:
    turn = np.random.default_rng(5)
    start = turn.permutation(np.arange(3.0, 15.0))
    values = 30 + turn.normal(0, 1, (12, 15)) - 6 * (np.arange(15) >= start[:, None])
    found = rollout(values, start)
    assert found.verdict == "clear_decrease"
    assert found.efficient is not None
    assert found.efficient.standard_error > 0


def test_units_treated_from_the_first_period_are_left_out_and_counted() -> None:
    values, start = panel(7)
    start[:2] = 0.0
    found = rollout(values, start)
    assert found.left_out == 2
    assert found.units == 38


def test_survey_errors_that_areas_share_widen_the_result() -> None:
    values, start = panel(8, effect=2.0)
    plain, unsure = rollout(values, start), rollout(values, start, sampling_error=np.full_like(values, 1.5))
    assert plain.efficient is not None
    assert unsure.efficient is not None
    assert unsure.efficient.standard_error > plain.efficient.standard_error
    assert unsure.p is not None
    assert plain.p is not None
    assert unsure.p >= plain.p


def test_what_cannot_be_right_is_refused() -> None:
    with pytest.raises(Unusable, match="missing"):
        rollout([[1.0, np.nan]], [1.0])
    with pytest.raises(Unusable, match="table"):
        rollout([1.0, 2.0], [1.0])
    with pytest.raises(Unusable, match="infinite"):
        rollout([[1.0, 2.0]], [np.nan])
    with pytest.raises(Unusable, match="ascending"):
        rollout([[1.0, 2.0]], [1.0], [3, 2])
