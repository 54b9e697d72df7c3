"""The next value of every area's series, learning from all areas how such series move.

y(area, period) = what all areas share + the area's own level + its passing swing + noise. Shared part and swings fade
geometrically (an autoregression); how fast, and how large every part is, is estimated from all areas at once, and each
forecast is the mean of the normal distribution that follows (kriging in time). The interval is as wide as the model's
own past one-step errors were, not as wide as it believes.

Source: Rasmussen & Williams 2006, *Gaussian Processes for Machine Learning*, chapters 2 and 5; Pfeffermann & Burck
1990, *Robust small area estimation combining time series and cross-sectional data*.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import solve_triangular
from scipy.optimize import minimize
from scipy.special import ndtri

from .frame import Flags, Floats, Unusable

LONGEST = 96
FEWEST = 3
UNKNOWN = 1e8
FITTED = 7  # numbers that were estimated from the series
EARLY = 6  # one-step errors before this period tell more about having no past than about the model


@dataclass(frozen=True)
class Forecast:
    """One value an area, (areas,) each, for the period after the last one."""

    value: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True)
class Part:
    """A forecast with its variance (series,), and past one-step errors with theirs (series, periods)."""

    value: Floats
    variance: Floats
    missed: Floats
    expected: Floats


def forecast(series: ArrayLike, n: ArrayLike | None = None, *, level: float = 0.9) -> Forecast:
    """Forecast the period after the last of *series* (areas, periods); nan where an area has no value.

    *n* (areas, periods): how many answers stand behind a value, if known. Raises :class:`Unusable` where no area has
    three periods.
    """
    value = np.asarray(series, dtype=float)
    if value.ndim != 2 or np.isinf(value).any():
        raise Unusable("The series must be a table of areas and periods.")
    if not 0 < level < 1:
        raise Unusable("The level must lie between 0 and 1.")
    known = ~np.isnan(value)
    if known.sum(axis=1).max(initial=0) < FEWEST or not known.any(axis=1).all():
        raise Unusable(f"A forecast needs an area with {FEWEST} periods or more, and a value for every area.")
    heard = None if n is None else np.asarray(n, dtype=float)
    value, known = value[:, -LONGEST:], known[:, -LONGEST:]
    heard = None if heard is None else heard[:, -LONGEST:]
    steps = np.abs(np.diff(value, axis=1))
    unit = float(np.sqrt(np.nanmean(steps**2))) if np.isfinite(steps).any() else 0.0
    if unit <= 0:
        last = _last(value, known)
        return Forecast(last, last, last)
    shared, noise = _shared(value, known), _noise(known, heard)
    together = shared - shared.mean()
    one = _follow(together[None] / unit, np.zeros((1, len(together))), spread_of_level=30.0)
    parts = [one]
    if len(value) > 1:
        parts.append(_follow(np.where(known, value - shared, 0.0) / unit, noise, spread_of_level=None))
    center = shared.mean() + unit * sum(part.value for part in parts)
    spread = unit * np.sqrt(sum(part.variance for part in parts))
    half = spread * _width(parts, known, level)
    return Forecast(center + np.zeros(len(value)), center - half, center + half)


def _last(value: Floats, known: Flags) -> Floats:
    ends = known.shape[1] - 1 - np.argmax(known[:, ::-1], axis=1)
    last: Floats = value[np.arange(len(value)), ends]
    return last


def _shared(value: Floats, known: Flags) -> Floats:
    """What all areas share in each period, their own levels taken out."""
    filled = np.where(known, value, 0.0)
    own = filled.sum(axis=1) / known.sum(axis=1)
    shared = np.zeros(value.shape[1])
    for _ in range(10):
        left = np.where(known, value - own[:, None], 0.0)
        count = np.maximum(known.sum(axis=0), 1)
        shared = left.sum(axis=0) / count
        own = np.where(known, value - shared, 0.0).sum(axis=1) / known.sum(axis=1)
    level: Floats = shared + own.mean()
    return level


def _noise(known: Flags, heard: Floats | None) -> Floats:
    """Relative noise variance of each value: 1, or as the number of answers says; without bound where nothing is."""
    if heard is None:
        return np.where(known, 0.0, UNKNOWN)
    usual = float(np.nanmean(np.where(known & (heard > 0), heard, np.nan)))
    share = usual / np.where(heard > 0, heard, np.nan) - 1
    return np.where(known, np.nan_to_num(share, nan=UNKNOWN), UNKNOWN)


def _follow(series: Floats, noise: Floats, spread_of_level: float | None) -> Part:
    """Estimate how *series* (rows, periods), in units of a usual step, move; forecast the next period of each."""
    periods = series.shape[1]
    gap = np.abs(np.subtract.outer(np.arange(periods + 1), np.arange(periods + 1)))
    patterns, pattern = np.unique(noise, axis=0, return_inverse=True)

    def covariance(place: Floats) -> tuple[Floats, float]:
        level = spread_of_level or float(np.exp(place[3]))
        fades = 1 / (1 + np.exp(-place[0]))
        return level**2 + np.exp(2 * place[1]) * fades**gap, float(np.exp(2 * place[2]))

    def unlikely(place: Floats) -> float:
        whole, grain = covariance(place)
        total = ((place - start) ** 2 / width**2).sum() / 2
        for number, extra in enumerate(patterns):
            left, root = _whitened(series[pattern == number], whole, grain, extra)
            total += (left**2).sum() / 2 + len(left) * np.log(np.diag(root)).sum()
        return float(total)

    start, width = np.array([1.5, 0.0, -1.0, 1.0]), np.array([1.5, 1.0, 1.5, 2.0])
    if spread_of_level is not None:
        start, width = start[:3], width[:3]
    found = minimize(
        unlikely, start, method="Nelder-Mead", options={"maxiter": 250, "xatol": 0.02, "fatol": 0.02}
    ).x
    whole, grain = covariance(found)
    part = Part(*(np.zeros(len(series)) for _ in range(2)), *(np.zeros_like(series) for _ in range(2)))
    for number, extra in enumerate(patterns):
        rows = pattern == number
        left, root = _whitened(series[rows], whole, grain, extra)
        reach = solve_triangular(root, whole[:-1, -1], lower=True)
        part.value[rows] = left @ reach
        part.variance[rows] = whole[-1, -1] + grain - reach @ reach
        part.expected[rows] = np.diag(root) ** 2
        part.missed[rows] = left * np.diag(root)
    return part


def _whitened(series: Floats, whole: Floats, grain: float, extra: Floats) -> tuple[Floats, Floats]:
    """One-step errors in units of their expected size, and the root of the covariance."""
    own = grain * (1 + extra) + np.where(extra >= UNKNOWN, UNKNOWN, 1e-9)
    root: Floats = np.asarray(np.linalg.cholesky(whole[:-1, :-1] + np.diag(own)), dtype=float)
    left: Floats = solve_triangular(root, series.T, lower=True).T
    return left, root


def _width(parts: list[Part], known: Flags, level: float) -> float:
    """How many expected errors wide the interval is: the level's share of past errors lay within."""
    normal = float(ndtri(0.5 + level / 2))
    missed, expected = (sum(x) for x in zip(*((part.missed, part.expected) for part in parts), strict=True))
    counts = known & (np.cumsum(known, axis=1) > EARLY)
    if counts.sum() < 30:
        return normal * 1.15
    sizes = np.abs(missed / np.sqrt(expected))[counts]
    # Past errors were made by a model that had seen them; the next one it has not.
    past = float(np.quantile(sizes, level)) * np.sqrt(1 + FITTED / known.shape[1])
    weight = len(sizes) / (len(sizes) + 60)
    return float(weight * past + (1 - weight) * normal)
