"""Forecasts beat the last value and are honest about how far off they are."""

import numpy as np
import pytest

from commonbeat.methods.smallarea import Unusable, forecast


def moving(seed: int, areas: int = 12, periods: int = 45) -> np.ndarray:
    """Levels, a shared walk and swings that fade, with noise."""
    turn = np.random.default_rng(seed)
    swing = np.zeros((areas, periods))
    for period in range(1, periods):
        swing[:, period] = 0.6 * swing[:, period - 1] + turn.normal(0, 2, areas)
    shared = np.cumsum(turn.normal(0, 0.5, periods))
    return 60 + turn.normal(0, 6, (areas, 1)) + shared + swing + turn.normal(0, 1, (areas, periods))


def test_forecasts_beat_the_last_value_and_the_mean_of_three() -> None:
    own, last, mean, inside = [], [], [], []
    for seed in range(8):
        series = moving(seed)
        known, truth = series[:, :-1], series[:, -1]
        found = forecast(known)
        own.append(found.value - truth)
        last.append(known[:, -1] - truth)
        mean.append(known[:, -3:].mean(1) - truth)
        inside.append((found.lower <= truth) & (truth <= found.upper))
    own_error, last_error, mean_error = (np.sqrt(np.mean(np.square(x))) for x in (own, last, mean))
    assert own_error < last_error
    assert own_error < 0.95 * mean_error
    assert 0.82 <= np.mean(inside) <= 0.98


def test_nothing_later_than_the_rows_given_is_used() -> None:
    series = moving(1)
    assert np.array_equal(forecast(series[:, :30]).value, forecast(series[:, :30].copy()).value)


def test_an_area_that_came_late_and_one_that_stopped_are_forecast_too() -> None:
    series = moving(2)
    series[0, :40] = np.nan
    series[1, 43:] = np.nan
    found = forecast(series)
    assert np.isfinite(found.value).all()
    width = found.upper - found.lower
    assert width[1] > width[2]


def test_values_with_few_answers_behind_them_count_less() -> None:
    series = moving(3)
    n = np.full_like(series, 400.0)
    n[0, -1] = 2.0
    series[0, -1] += 15
    assert forecast(series, n).value[0] < forecast(series).value[0]


def test_a_single_area_and_a_constant_one_get_a_forecast() -> None:
    assert forecast(moving(4)[:1]).value.shape == (1,)
    still = forecast(np.full((2, 5), 7.0))
    assert still.value.tolist() == [7.0, 7.0]


def test_too_short_a_series_is_refused() -> None:
    with pytest.raises(Unusable, match="3 periods"):
        forecast([[1.0, 2.0]])
