"""What is said more often than usual: an exact test for small counts, with control over many tests at once.

Under "nothing has changed" the count of this week, given the sum with the earlier weeks, is binomial with
p = 1 / (weeks + 1) (Przyborowski & Wilenski 1940; Gu, Ng, Tang & Schucany 2008, "Testing the ratio of two Poisson
rates"). People talk in clumps, so counts are scaled down by their over-dispersion first (quasi-likelihood, McCullagh
& Nelder 1989, section 4.5), which makes the test slower to shout. Which rises are told is decided together
(Benjamini & Hochberg 1995), so that among all that is told at most a tenth is expected to be chance.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from scipy.special import betainc, betaincinv, gammaincinv

Key = TypeVar("Key", bound=Hashable)

FALSE_SHARE = 0.10
# Two people are a conversation, not a rise.
FEWEST = 3
LEVEL = 0.90


@dataclass(frozen=True)
class Rise:
    """One series: this week's count, the usual one, and how many times the usual it may be (90 % interval)."""

    now: int
    usual: float
    """Mean of the earlier weeks."""
    lower: float
    upper: float
    """Bounds of the ratio of rates; `upper` is infinite where nothing was said before."""
    p: float
    """Chance of this count or a larger one if nothing has changed."""
    is_rising: bool


def rising(
    series: Mapping[Key, Sequence[int]], *, false_share: float = FALSE_SHARE, fewest: int = FEWEST
) -> dict[Key, Rise]:
    """Say for each series of weekly counts (oldest first, this week last) whether this week stands out.

    All series are of one length w + 1 with w ≥ 2, counts ≥ 0. Those with fewer than *fewest* voices this week are
    never told. Raises ValueError for other input. Time: linear in the counts.
    """
    _check(series, false_share)
    if not series:
        return {}
    table = np.array([list(counts) for counts in series.values()], dtype=float)
    now, before = table[:, -1], table[:, :-1]
    weeks = before.shape[1]
    spread = dispersion(before)
    scaled, past = now / spread, before.sum(axis=1) / spread
    p = np.where(now > 0, betainc(np.maximum(scaled, 1e-12), past + 1.0, 1.0 / (weeks + 1)), 1.0)
    # Every series counts among the tests, also those too small to tell of: leaving them out would be choosing.
    chosen = _benjamini_hochberg(p, false_share) & (now >= fewest)
    lower, upper = _ratio(scaled, past, weeks)
    return {
        key: Rise(
            now=int(now[row]),
            usual=float(before[row].mean()),
            lower=float(lower[row]),
            upper=float(upper[row]),
            p=float(p[row]),
            is_rising=bool(chosen[row]),
        )
        for row, key in enumerate(series)
    }


def dispersion(before: np.ndarray) -> np.ndarray:
    """Variance over mean of each row of weekly counts (shape n × w), never under 1.

    Twelve small counts alone say little about it, so each row's own figure is drawn halfway to what all rows
    together show: 1 + a × mean with one a for all (negative binomial, moments), and never below that.
    """
    weeks = before.shape[1]
    mean = before.mean(axis=1)
    square = ((before - mean[:, None]) ** 2).sum(axis=1) / (weeks - 1)
    weight = float((mean**2).sum())
    clumping = max(float((square - mean).sum()) / weight, 0.0) if weight > 0 else 0.0
    common = 1.0 + clumping * mean
    own = np.divide(square, mean, out=np.ones_like(mean), where=mean > 0)
    drawn: np.ndarray = np.maximum((own + common) / 2.0, common)
    return drawn


def _benjamini_hochberg(p: np.ndarray, share: float) -> np.ndarray:
    """Which of the hypotheses are rejected."""
    chosen = np.zeros(len(p), dtype=bool)
    order = np.argsort(p, kind="stable")
    below = p[order] <= share * np.arange(1, len(p) + 1) / len(p)
    if below.any():
        chosen[order[: np.flatnonzero(below)[-1] + 1]] = True
    return chosen


def _ratio(now: np.ndarray, past: np.ndarray, weeks: int) -> tuple[np.ndarray, np.ndarray]:
    """Clopper–Pearson bounds of this week's share, as a ratio of weekly rates."""
    tail = (1.0 - LEVEL) / 2.0
    low = np.where(now > 0, betaincinv(np.maximum(now, 1e-12), past + 1.0, tail), 0.0)
    high = np.where(past > 0, betaincinv(now + 1.0, np.maximum(past, 1e-12), 1.0 - tail), 1.0)
    with np.errstate(divide="ignore"):
        return weeks * low / (1.0 - low), np.where(high < 1.0, weeks * high / (1.0 - high), np.inf)


def _check(series: Mapping[Key, Sequence[int]], false_share: float) -> None:
    lengths = {len(counts) for counts in series.values()}
    if series and (len(lengths) != 1 or lengths.pop() < 3):
        raise ValueError("Every series has the same number of weeks, at least two earlier ones and this one.")
    if any(count < 0 for counts in series.values() for count in counts):
        raise ValueError("A count is zero or more.")
    if not 0 < false_share < 1:
        raise ValueError("The share of false alarms is between 0 and 1.")


@dataclass(frozen=True)
class Heard:
    """How much one group is heard beside all: voices per thousand residents, with a 90 % interval."""

    voices: int
    residents: int
    rate: float
    lower: float
    upper: float
    is_seldom: bool
    """Whether even the upper bound is below the rate of all together."""


def seldom_heard(counts: Mapping[Key, tuple[int, int]]) -> dict[Key, Heard]:
    """Voices against residents, group by group: {key: (voices, residents)}, residents ≥ 1.

    Exact Poisson bounds (Garwood 1936). Raises ValueError for a negative count or no residents.
    """
    if any(voices < 0 or residents < 1 for voices, residents in counts.values()):
        raise ValueError("A group has at least one resident and no negative count of voices.")
    everybody = sum(residents for _voices, residents in counts.values())
    overall = 1000.0 * sum(voices for voices, _residents in counts.values()) / max(everybody, 1)
    tail = (1.0 - LEVEL) / 2.0
    found = {}
    for key, (voices, residents) in counts.items():
        scale = 1000.0 / residents
        lower = float(gammaincinv(voices, tail)) * scale if voices else 0.0
        upper = float(gammaincinv(voices + 1, 1.0 - tail)) * scale
        found[key] = Heard(voices, residents, voices * scale, lower, upper, upper < overall)
    return found
