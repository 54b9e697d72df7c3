"""What a rollout could show, before anybody starts: the analysis run on futures drawn from the past.

Every future is drawn from the areas' own levels, their over-dispersion and their persistence from month to month, as
estimated from history; the planned order is drawn anew; the permutation test of rollouts.py is run. The share of
futures with a clear result in the right direction is the chance to see the effect.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize_scalar
from scipy.special import gammaincinv, gammaln, ndtr

from .rollouts import FEWEST_ORDERS, SURE, Unusable, design, orders, permuted

Floats = NDArray[np.float64]
Changes = tuple[float, ...]
USUAL: Changes = (-0.1, -0.15, -0.2, -0.3, -0.5)
LIKELY = 0.8


@dataclass(frozen=True)
class Power:
    """``change`` (−.3 is 30 % less) and the ``chance`` of each to be found clear, 0 to 1, both (changes,).

    ``detectable``: the smallest of them found clear four times in five, None if none is.
    """

    change: Changes
    chance: tuple[float, ...]
    futures: int

    @property
    def detectable(self) -> float | None:
        """The smallest change that is found clear four times in five, None where none of those tried is."""
        seen = [change for change, chance in zip(self.change, self.chance, strict=True) if chance >= LIKELY]
        return min(seen, key=abs) if seen else None


@dataclass(frozen=True)
class Past:
    """What is drawn from: ``level`` (units,), relative ``spread``, its ``persistence`` to the next period."""

    level: Floats
    spread: float
    persistence: float
    is_count: bool


def power(
    history: ArrayLike,
    starts: ArrayLike,
    *,
    periods: int,
    changes: Changes = USUAL,
    futures: int = 1000,
    permutations: int = 199,
    seed: int = 0,
) -> Power:
    """The chance to see each of *changes* with this plan.

    *history* (units, earlier periods): counts, or measures if not all are whole numbers. *starts* (units,): the period
    in which the first, second … unit begins, counted from 0 at the beginning of the panel that will be analyzed, which
    is *periods* long and holds periods before the first start; ``inf`` for units that only compare. Raises
    :class:`Unusable` for a history under three periods and plans that nothing can be learned from.
    """
    past = learn(history)
    start = np.sort(np.asarray(starts, dtype=float))
    if start.shape != past.level.shape or np.isnan(start).any():
        raise Unusable("There must be one start for each area of the history.")
    if start[0] < 1 or periods < 2:
        raise Unusable("At least one period must come before the first start.")
    made = design(start, np.arange(periods))
    if made is None or orders(made.size) < np.log(FEWEST_ORDERS):
        raise Unusable("This plan has too few different orders for anything to become clear.")
    turn = np.random.default_rng(seed)
    treated = np.arange(periods) >= start[:, None]
    found = np.zeros(len(changes))
    for future in range(futures):
        shuffled = turn.permutation(len(start))
        quiet = _multipliers(past, shuffled, periods, turn)
        for number, change in enumerate(changes):
            values = _outcomes(past, shuffled, quiet, np.where(treated, 1 + change, 1.0), (seed, future))
            drawn = permuted(values, start, made, permutations=permutations, seed=seed + future)
            ratio = drawn.ratio
            p = (1 + (ratio[1:] >= ratio[0] * (1 - 1e-12)).sum()) / (1 + permutations)
            found[number] += p <= SURE and drawn.estimate[0] * change > 0
    return Power(tuple(changes), tuple((found / futures).tolist()), futures)


def learn(history: ArrayLike) -> Past:
    """Levels, spread and persistence from *history* (units, periods)."""
    values = np.asarray(history, dtype=float)
    if values.ndim != 2 or values.shape[1] < 3 or not np.isfinite(values).all():
        raise Unusable("The history must be a table of units and at least three periods without gaps.")
    is_count = bool((values == np.floor(values)).all() and (values >= 0).all())
    level = values.mean(axis=1)
    # What moves all areas together cancels in the comparison and is no noise of its own.
    together = (
        values.mean(axis=0) / max(values.mean(), 1e-12) if is_count else values.mean(axis=0) - values.mean()
    )
    expected = np.outer(level, together) if is_count else level[:, None] + together
    left = values - expected
    units, periods = values.shape
    if is_count:
        spread = _overdispersion(values, np.maximum(expected, 1e-9))
    else:
        degrees = max((units - 1) * (periods - 1), 1) / (units * periods)
        spread = float(np.sqrt((left**2).mean() / degrees))
    return Past(
        _shrunk(level, periods, spread) if is_count else level,
        spread,
        _persistence(left, expected, spread, is_count),
        is_count,
    )


def _overdispersion(counts: Floats, mean: Floats) -> float:
    """The relative spread of gamma-shaped swings behind *counts*, by the likelihood of the negative binomial.

    Adjusted for the levels and periods that *mean* was estimated with (Cox & Reid 1987); surer than the excess of the
    variance, and not too small where periods are few.
    """

    def unlikely(log_square: float) -> float:
        square = float(np.exp(log_square))
        shape = 1 / square
        fits = (
            gammaln(counts + shape)
            - gammaln(shape)
            + counts * np.log(square * mean)
            - (counts + shape) * np.log1p(square * mean)
        ).sum()
        weight = mean / (1 + square * mean)
        lost = np.log(weight.sum(axis=1)).sum() + np.log(weight.sum(axis=0)).sum()
        return float(lost / 2 - fits)

    found = minimize_scalar(unlikely, bounds=(np.log(1e-6), np.log(9.0)), method="bounded").x
    return float(np.exp(found / 2)) if found > np.log(1e-5) else 0.0


def _shrunk(level: Floats, periods: int, spread: float) -> Floats:
    """Levels drawn together by what chance and swings alone set them apart."""
    between = float(level.var(ddof=1)) if len(level) > 1 else 0.0
    if between <= 0:
        return level
    chance = float((level + (spread * level) ** 2).mean()) / periods
    keep = np.sqrt(max(0.0, 1 - chance / between))  # so that they are as far apart as the true levels are
    shrunk: Floats = level.mean() + keep * (level - level.mean())
    return shrunk


def _persistence(left: Floats, expected: Floats, spread: float, is_count: bool) -> float:
    """The correlation of a unit's swings from one period to the next, 0 where it may be chance."""
    units, periods = left.shape
    if periods < 6 or spread <= 0:
        return 0.0
    swings = (spread * expected) ** 2 if is_count else np.full_like(left, spread**2)
    raw = float((left[:, 1:] * left[:, :-1]).sum() / max(swings[:, 1:].sum(), 1e-12))
    corrected = raw + (1 + 3 * max(raw, 0.0)) / periods  # own means make neighbors look contrary
    return min(corrected, 0.95) if corrected > 2 / np.sqrt(units * periods) else 0.0


def _multipliers(past: Past, order: NDArray[np.int64], periods: int, turn: np.random.Generator) -> Floats:
    """Swings (units, periods) with spread 1 and the persistence of the past."""
    steps = turn.standard_normal((len(order), periods))
    keep, fresh = past.persistence, np.sqrt(1 - past.persistence**2)
    for period in range(1, periods):
        steps[:, period] = keep * steps[:, period - 1] + fresh * steps[:, period]
    return steps


def _outcomes(
    past: Past, order: NDArray[np.int64], swings: Floats, changed: Floats, seed: tuple[int, int]
) -> Floats:
    level = past.level[order][:, None]
    if not past.is_count:
        plain: Floats = level * changed + past.spread * swings
        return plain
    # Swings of gamma's shape, so that counts are negative binomial, however they hang together in time.
    shape = 1 / max(past.spread, 1e-3) ** 2
    mean = level * changed * gammaincinv(shape, ndtr(swings)) / shape
    counts: Floats = np.random.default_rng(seed).poisson(mean).astype(float)
    return counts
