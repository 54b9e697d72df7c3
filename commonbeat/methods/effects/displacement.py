"""The weighted displacement difference: counts before and after, beside places where nothing was done.

Source: Wheeler & Ratcliffe 2018, *A simple weighted displacement difference test to evaluate place based crime
interventions* (Crime Science 7:11), with the weights of the authors' later extension for unequal periods and areas.
The over-dispersion estimated from history is ours: the published test takes counts to be Poisson, which real counts
seldom are, and then finds an effect in every second place where there is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from .rollouts import Effect, Unusable

FEWEST = 5
FEWEST_PERIODS = 12
AREAS = ("treated", "control", "displacement-treated", "displacement-control")
SIGN = {"treated": 1, "control": -1, "displacement-treated": 1, "displacement-control": -1}


@dataclass(frozen=True)
class Pair:
    """What was counted in one area: whole numbers, before and after."""

    before: float
    after: float


@dataclass(frozen=True)
class Weights:
    """How long the periods and how large the areas are; a count is divided by its period's × its area's weight."""

    before: float = 1.0
    after: float = 1.0
    area: Mapping[str, float] = field(default_factory=dict)

    def of(self, area: str) -> tuple[float, float]:
        """What the counts of *area* are divided by, before and after."""
        own = self.area.get(area, 1.0)
        return self.before * own, self.after * own


@dataclass(frozen=True)
class Displacement:
    """``local``, ``displacement`` (None without such areas) and ``total``; ``z``, ``lower``, ``upper`` of the total.

    ``overdispersion``: how many times the variance is that of Poisson counts, None where no history was given. The
    standard errors hold the uncertainty of that estimate too, so z and interval always say the same. ``expected`` is
    what the treated area would have counted after, had it gone as the control did.
    """

    local: Effect
    displacement: Effect | None
    total: Effect
    z: float
    lower: float
    upper: float
    overdispersion: float | None
    expected: float

    @property
    def verdict(self) -> str:
        """``clear_increase``, ``clear_decrease`` or ``no_clear_effect``: whether the interval leaves out nought."""
        if self.lower > 0:
            return "clear_increase"
        return "clear_decrease" if self.upper < 0 else "no_clear_effect"

    @property
    def smallest_effect(self) -> float:
        """The change that would have been found clear four times in five, positive, in counts."""
        half = (self.upper - self.lower) / 2
        return half + float(ndtri(0.8)) * self.total.standard_error


def wdd(
    treated: Pair,
    control: Pair,
    displacement_treated: Pair | None = None,
    displacement_control: Pair | None = None,
    *,
    weights: Weights | None = None,
    history: Mapping[str, ArrayLike] | None = None,
    level: float = 0.95,
) -> Displacement:
    """How differently the treated place went, and the ring around it, from the places they are compared with.

    *history* gives for each area of :data:`AREAS` that is used the counts of twelve or more earlier periods as long as
    those compared. Raises :class:`Unusable` with one sentence: a count of treated or control under 5, a negative or
    missing number, half of the displacement pair, a weight that is not positive, too short a history.
    """
    counts = _counts(treated, control, displacement_treated, displacement_control)
    weights = weights or Weights()
    _check_weights(weights)
    if not 0 < level < 1:
        raise Unusable("The level must lie between 0 and 1.")
    plain = {
        area: (pair.before / weights.of(area)[0] ** 2, pair.after / weights.of(area)[1] ** 2)
        for area, pair in counts.items()
    }
    spread, degrees = _spread(counts, history)
    variance = {area: spread[area] * sum(plain[area]) for area in counts}
    normal = float(ndtri(0.5 + level / 2))

    def effect(*areas: str) -> Effect:
        change = sum(SIGN[area] * _change(counts[area], weights.of(area)) for area in areas)
        parts = [(variance[area], degrees[area]) for area in areas]
        return Effect(change, _standard_error(parts, level, normal))

    total = effect(*counts)
    overdispersion = sum(variance.values()) / sum(map(sum, plain.values())) if history is not None else None
    own, base = weights.of("treated")[1], weights.of("treated")[0]
    return Displacement(
        local=effect("treated", "control"),
        displacement=effect("displacement-treated", "displacement-control") if len(counts) > 2 else None,
        total=total,
        z=total.estimate / total.standard_error,
        lower=total.estimate - normal * total.standard_error,
        upper=total.estimate + normal * total.standard_error,
        overdispersion=overdispersion,
        expected=own * (treated.before / base + _change(control, weights.of("control"))),
    )


def _counts(treated: Pair, control: Pair, ring: Pair | None, ring_control: Pair | None) -> dict[str, Pair]:
    given = dict(zip(AREAS, (treated, control, ring, ring_control), strict=True))
    if (ring is None) != (ring_control is None):
        raise Unusable(
            "Displacement needs both areas: the ring around the treated place and one to compare it with."
        )
    counts = {area: pair for area, pair in given.items() if pair is not None}
    for area, pair in counts.items():
        for when, count in (("before", pair.before), ("after", pair.after)):
            if not np.isfinite(count) or count < 0 or count != int(count):
                raise Unusable(f"The count of {area} {when} must be a whole number of 0 or more.")
            if area in ("treated", "control") and count < FEWEST:
                raise Unusable(
                    f"There are only {int(count)} counted in {area} {when}: "
                    f"with fewer than {FEWEST} nothing can be said about a change."
                )
    return counts


def _check_weights(weights: Weights) -> None:
    unknown = sorted(set(weights.area) - set(AREAS))
    if unknown:
        raise Unusable(f"There is no area “{unknown[0]}” to weight; the areas are {', '.join(AREAS)}.")
    for value in (weights.before, weights.after, *weights.area.values()):
        if not (np.isfinite(value) and value > 0):
            raise Unusable("Every weight must be a number above 0.")


def _change(pair: Pair, weight: tuple[float, float]) -> float:
    return pair.after / weight[1] - pair.before / weight[0]


def _spread(
    counts: Mapping[str, Pair], history: Mapping[str, ArrayLike] | None
) -> tuple[dict[str, float], dict[str, float]]:
    """Variance over mean of each area's history, at least 1, and how many degrees of freedom it rests on."""
    if history is None:
        return dict.fromkeys(counts, 1.0), dict.fromkeys(counts, np.inf)
    spread, degrees = {}, {}
    for area in counts:
        past = np.asarray(history.get(area, ()), dtype=float)
        if past.ndim != 1 or len(past) < FEWEST_PERIODS:
            raise Unusable(
                f"The history of {area} has {past.size} periods; it needs {FEWEST_PERIODS} or more."
            )
        if not np.isfinite(past).all() or (past < 0).any() or (past != np.floor(past)).any():
            raise Unusable(f"The history of {area} holds something that is not a whole number of 0 or more.")
        mean = max(float(past.mean()), 0.5)
        spread[area] = max(float(past.var(ddof=1)) / mean, 1.0)
        degrees[area] = len(past) - 1.0
    return spread, degrees


def _standard_error(parts: list[tuple[float, float]], level: float, normal: float) -> float:
    """Of the sum of *parts* (variance, degrees of freedom), widened as t is over the normal (Satterthwaite)."""
    variance = sum(v for v, _ in parts)
    unsure = sum(v * v / degrees for v, degrees in parts)
    if not unsure:
        return sqrt(variance)
    return sqrt(variance) * float(stdtrit(variance**2 / unsure, 0.5 + level / 2)) / normal
