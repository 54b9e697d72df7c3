"""What a staggered start in random order changed: design weights, two estimators, a permutation test.

Sources: Roth & Sant'Anna 2023, *Efficient Estimation for Staggered Rollout Designs* (Journal of Political Economy
Microeconomics 1(4)), sections 2-4, with the scalar pre-treatment difference of Callaway & Sant'Anna; Callaway &
Sant'Anna 2021, *Difference-in-Differences with multiple time periods* (Journal of Econometrics 225(2)),
not-yet-treated units as comparison; standard errors of Neyman (Roth & Sant'Anna, section 3), which can only be too
wide.
"""

from dataclasses import dataclass, replace
from math import lgamma, log

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]

SURE = 0.05
FEWEST_ORDERS = 40  # with fewer, no order can be rare enough to be called clear
CHUNK = 2_000_000


class Unusable(ValueError):
    """The numbers cannot be what the caller says they are; the message is one whole sentence."""


@dataclass(frozen=True)
class Effect:
    """An average change for each treated unit and period, in units of the outcome, and its standard error."""

    estimate: float
    standard_error: float


@dataclass(frozen=True)
class Rollout:
    """What a rollout changed.

    ``verdict``: ``clear_increase``, ``clear_decrease``, ``no_clear_effect`` or ``too_little_data`` (then nothing else
    is known). ``lower`` and ``upper`` hold 95 of 100 times. ``smallest_effect``: what would have been
    found clear four times in five. ``without``: the level of the outcome in the treated months had nothing been done,
    as estimated. ``left_out``: units that were treated from the first period on and tell nothing.
    """

    verdict: str
    units: int
    periods: int
    starts: int
    left_out: int
    efficient: Effect | None = None
    beta: float | None = None
    callaway_santanna: Effect | None = None
    lower: float | None = None
    upper: float | None = None
    p: float | None = None
    draws: int = 0
    smallest_effect: float | None = None
    without: float | None = None


@dataclass(frozen=True)
class Design:
    """Who is compared with whom: ``size`` (cohorts,); ``after`` and ``before`` (cohorts, periods).

    The difference after less beta times the difference before is the estimate; beta = 1 is Callaway & Sant'Anna's.
    """

    size: Numbers
    after: Floats
    before: Floats
    treated: Floats


def rollout(
    outcome: ArrayLike,
    treated_from: ArrayLike,
    periods: ArrayLike | None = None,
    *,
    permutations: int = 999,
    seed: int = 0,
    sampling_error: ArrayLike | None = None,
) -> Rollout:
    """Say what starting at different times changed.

    *outcome* (units, periods); *treated_from* (units,), the first treated period, ``inf`` for never; *periods*
    (periods,) ascending whole numbers, 0, 1, … if left out. *sampling_error* (units, periods) are standard errors of
    outcomes that come from a survey **and share their errors between units**; independent errors are in the spread
    between the units already and must not be given twice. Raises :class:`Unusable` for shapes that do not fit and
    for missing values.
    """
    values, start, times = _checked(outcome, treated_from, periods)
    usable = start > times[0]
    values, start = values[usable], start[usable]
    begins = np.unique(start)
    facts = Rollout(
        "too_little_data", len(values), len(times), int(np.isin(begins, times).sum()), int((~usable).sum())
    )
    made = design(start, times)
    if made is None or orders(made.size) < log(FEWEST_ORDERS) or not np.ptp(values - values.mean(axis=0)) > 0:
        return facts
    drawn = permuted(values, start, made, permutations=permutations, seed=seed)
    extra = _shared_error(sampling_error, usable, start, made, drawn.beta[0])
    return _judged(drawn, extra, values, start, made, permutations, facts)


@dataclass(frozen=True)
class Drawn:
    """Estimates for the true order (first) and the permuted ones: all (1 + permutations,)."""

    estimate: Floats
    error: Floats
    beta: Floats
    plain: Floats
    plain_error: Floats

    @property
    def ratio(self) -> Floats:
        """Estimates over their standard errors, without sign."""
        size = np.abs(self.estimate)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(self.error > 0, size / self.error, np.where(size > 0, np.inf, 0.0))


def design(start: Floats, times: Numbers) -> Design | None:
    """The weights of the average over all cohorts and treated periods that have a comparison; None without any."""
    begins, size = np.unique(start, return_counts=True)
    after = np.zeros((len(begins), len(times)))
    before, treated = after.copy(), after.copy()
    for cohort, begin in enumerate(begins):
        base = np.searchsorted(times, begin) - 1
        for column in np.flatnonzero((times >= begin) & (times < begins[-1])):
            later = begins > times[column]
            share = np.where(later, size, 0) / size[later].sum() * size[cohort]
            treated[cohort, column] += size[cohort]
            after[:, column] -= share
            after[cohort, column] += size[cohort]
            before[:, base] -= share
            before[cohort, base] += size[cohort]
    total = treated.sum()
    return Design(size, after / total, before / total, treated / total) if total else None


def orders(size: Numbers) -> float:
    """The logarithm of the number of different orders the rollout could have had."""
    return lgamma(size.sum() + 1) - sum(lgamma(n + 1) for n in size)


def permuted(values: Floats, start: Floats, made: Design, *, permutations: int, seed: int) -> Drawn:
    """Both estimators for the true order and for *permutations* others, (units, periods) values."""
    turn = np.random.default_rng(seed)
    units = len(values)
    arranged = np.argsort(start, kind="stable")
    centered = (values - values.mean(axis=0))[arranged]
    scores = np.stack([centered @ made.after.T, centered @ made.before.T])  # (2, units, cohorts)
    alone = _alone(centered, made)
    cohort = np.repeat(np.arange(len(made.size)), made.size)
    edges = np.concatenate([[0], np.cumsum(made.size)[:-1]])
    rows = max(1, CHUNK // units)
    found = [_estimates(scores, np.arange(units)[None], cohort, edges, made.size, alone)]
    for first in range(0, permutations, rows):
        many = min(rows, permutations - first)
        order = turn.permuted(np.broadcast_to(np.arange(units), (many, units)), axis=1)
        found.append(_estimates(scores, order, cohort, edges, made.size, alone))
    return Drawn(*np.concatenate(found, axis=1))


def _alone(centered: Floats, made: Design) -> Floats:
    """Variances and covariance (3, cohorts) that stand in where a cohort is a single unit: those among all units.

    The spread between all units can only be wider than the spread within a cohort on average.
    """
    spread = np.atleast_2d(np.cov(centered, rowvar=False))
    lone = made.size == 1
    quadratic = [
        np.einsum("gt,ts,gs->g", left, spread, right)
        for left, right in ((made.after, made.after), (made.after, made.before), (made.before, made.before))
    ]
    return np.where(lone, quadratic, 0.0)


def _estimates(
    scores: Floats, order: Numbers, cohort: Numbers, edges: Numbers, size: Numbers, alone: Floats
) -> Floats:
    """Estimate, standard error, beta, and estimate and standard error for beta 1: (5, orders)."""
    after, before = scores[0][order, cohort], scores[1][order, cohort]
    sums = [np.add.reduceat(x, edges, axis=1) for x in (after, before)]
    squares = [
        np.add.reduceat(x * y, edges, axis=1) - one * two / size
        for x, y, one, two in (
            (after, after, sums[0], sums[0]),
            (after, before, sums[0], sums[1]),
            (before, before, sums[1], sums[1]),
        )
    ]
    degrees = np.maximum(size - 1, 1) * size
    variance, both, base = (
        (np.where(size > 1, part / degrees, 0.0) + other).sum(axis=1)
        for part, other in zip(squares, alone, strict=True)
    )
    mean_after, mean_before = ((x / size).sum(axis=1) for x in sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        beta = np.where(base > 0, both / base, 0.0)
    return np.stack([
        mean_after - beta * mean_before,
        np.sqrt(np.maximum(variance - beta * both, 0.0)),
        beta,
        mean_after - mean_before,
        np.sqrt(np.maximum(variance - 2 * both + base, 0.0)),
    ])  # fmt: skip


def _judged(
    drawn: Drawn,
    extra: float,
    values: Floats,
    start: Floats,
    made: Design,
    permutations: int,
    facts: Rollout,
) -> Rollout:
    ratio = drawn.ratio
    estimate = float(drawn.estimate[0])
    own, plain = (float(np.hypot(x[0], extra)) for x in (drawn.error, drawn.plain_error))
    shrink = float(drawn.error[0]) / own if own else 1.0
    p = (1 + int((ratio[1:] >= ratio[0] * shrink * (1 - 1e-12)).sum())) / (1 + permutations)
    needed = float(np.quantile(ratio, 1 - SURE, method="higher"))
    clear = "clear_increase" if estimate > 0 else "clear_decrease"
    begins = np.unique(start)
    level = sum(
        float(made.treated[g] @ values[start == begin].mean(axis=0)) for g, begin in enumerate(begins)
    )
    return replace(
        facts,
        verdict=clear if p <= SURE and estimate else "no_clear_effect",
        efficient=Effect(estimate, own),
        beta=float(drawn.beta[0]),
        callaway_santanna=Effect(float(drawn.plain[0]), plain),
        lower=estimate - needed * own,
        upper=estimate + needed * own,
        p=p,
        draws=permutations,
        smallest_effect=(needed + float(ndtri(0.8))) * own,
        without=level - estimate,
    )


def _shared_error(
    given: ArrayLike | None, usable: NDArray[np.bool_], start: Floats, made: Design, beta: float
) -> float:
    """The standard error that survey errors shared between units add to the estimate, at worst."""
    if given is None:
        return 0.0
    error = np.asarray(given, dtype=float)[usable]
    begins = np.unique(start)
    mean = np.stack([error[start == begin].mean(axis=0) for begin in begins])
    return float(np.sqrt((((made.after - beta * made.before) * mean) ** 2).sum()))


def _checked(
    outcome: ArrayLike, treated_from: ArrayLike, periods: ArrayLike | None
) -> tuple[Floats, Floats, Numbers]:
    values = np.asarray(outcome, dtype=float)
    start = np.asarray(treated_from, dtype=float)
    if values.ndim != 2 or start.shape != values.shape[:1] or not values.size:
        raise Unusable("The outcomes must be a table of units and periods, with one start for each unit.")
    times = np.arange(values.shape[1]) if periods is None else np.asarray(periods, dtype=np.int64)
    if times.shape != values.shape[1:] or (np.diff(times) <= 0).any():
        raise Unusable("There must be one period for each column, in ascending order.")
    if not np.isfinite(values).all():
        raise Unusable("An outcome is missing or not a number.")
    if np.isnan(start).any():
        raise Unusable("A start is not a number; a unit that never starts has an infinite one.")
    return values, start, times
