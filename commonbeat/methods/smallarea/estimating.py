"""What the people of each area think, from few answers: multilevel regression and poststratification.

Sources: Gelman & Little 1997, *Poststratification into many categories using hierarchical logistic regression*; Park,
Gelman & Bafumi 2004; Gao et al. 2021, *Improving multilevel regression and poststratification with structured priors*
(Bayesian Analysis 16(3)) for the random walk and space.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from .direct import direct
from .frame import Answers, Floats, Numbers, Population, Unusable
from .laplace import Fit, gather
from .model import Model, build
from .spreads import Mixture, integrate

POINTS, POINTS_FOR_MANY, MANY = 97, 65, 40
NODES, NODE_WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
NODE_WEIGHTS = NODE_WEIGHTS / NODE_WEIGHTS.sum()
# No model is quite true: in made-up towns of other shapes than its own, errors were this much larger than it believed.
HUMBLER = 1.03


@dataclass(frozen=True)
class Estimates:
    """One row an area, one column a wave: everything (areas, waves).

    ``n`` answers; ``direct`` the weighted share of the answers alone (nan where there are none); ``estimate`` with
    ``lower`` and ``upper``, all 0 to 1. ``spread`` tells the posterior mean of each named spread (log-odds).
    """

    n: Numbers
    direct: Floats
    estimate: Floats
    lower: Floats
    upper: Floats
    error: Floats
    spread: dict[str, float]

    @property
    def is_model_only(self) -> Floats:
        """True where nobody was heard and the model speaks alone."""
        alone: Floats = self.n == 0
        return alone


def estimate(
    given: Answers,
    people: Population,
    neighbors: ArrayLike | None = None,
    *,
    level: float = 0.9,
    seed: int = 0,
) -> Estimates:
    """Estimate every area in every wave.

    *neighbors* (pairs, 2) are area numbers that border on each other. *level* of the interval, between 0 and 1. Raises
    :class:`Unusable` where an answer's area or cell is not in the population.
    """
    pairs = _checked(given, people, neighbors, level)
    model = build(people, given, pairs)
    is_large = given.waves > 1 or len(model.spread_of) > MANY
    points = POINTS_FOR_MANY if is_large else POINTS
    mixture = integrate(gather(model, given, people.areas), model, points=points, seed=seed)
    mean, error = (
        np.stack(parts) for parts in zip(*_poststratified(mixture, model, people, given), strict=True)
    )
    raw = direct(given, people)
    center, lower, upper, wide = _mixed(mixture.weight, mean, error, level)
    named = {name: float(mixture.weight @ mixture.spread[:, i]) for i, name in enumerate(model.names)}
    return Estimates(raw.n, raw.estimate, center, lower, upper, wide, named)


def _poststratified(
    mixture: Mixture, model: Model, people: Population, given: Answers
) -> list[tuple[Floats, Floats]]:
    return [poststratify(fit, model, people, given.waves) for fit in mixture.fits]


def poststratify(fit: Fit, model: Model, people: Population, waves: int) -> tuple[Floats, Floats]:
    """Mean and standard error of each area's log-odds, (areas, waves), for one fit."""
    cells, areas = model.by_cell.shape[1], model.by_area.shape[1]
    inside = model.block_by_cell.shape[1]
    eta = (
        (model.by_cell @ fit.outer[:cells])[None, None, :]
        + (model.by_area @ fit.outer[cells : cells + areas] + fit.inner[:, 0])[:, None, None]
        + (fit.inner[:, 1 : 1 + inside] @ model.block_by_cell.T)[:, None, :]
        + (model.by_wave @ fit.outer[cells + areas :] + fit.inner[:, 1 + inside :] @ model.block_by_wave.T)[
            :, :, None
        ]
    )
    share = people.share[:, None, :]
    mean, slope = _shares(eta, share)
    variance = _quadratic(fit, model, slope)
    # Once more with what the log-odds themselves are unsure by: the mean of a curve is not the curve of the mean.
    unsure = variance / slope.sum(axis=2) ** 2
    mean, slope = _shares(eta, share, unsure)
    variance = _quadratic(fit, model, slope)
    return np.log(mean / (1 - mean)), np.sqrt(variance) / (mean * (1 - mean))


def _shares(eta: Floats, share: Floats, variance: Floats | None = None) -> tuple[Floats, Floats]:
    """The area's share of yes and how it moves with each cell's log-odds."""
    if variance is None:
        chance = 1 / (1 + np.exp(-eta))
        slope = chance * (1 - chance)
    else:
        chance, slope = np.zeros_like(eta), np.zeros_like(eta)
        for node, weight in zip(NODES, NODE_WEIGHTS, strict=True):
            here = 1 / (1 + np.exp(-(eta + node * np.sqrt(variance)[:, :, None])))
            chance += weight * here
            slope += weight * here * (1 - here)
    return np.clip((chance * share).sum(axis=2), 1e-9, 1 - 1e-9), slope * share


def _quadratic(fit: Fit, model: Model, slope: Floats) -> Floats:
    """The variance of the area's share, (areas, waves), by the delta method."""
    total = slope.sum(axis=2)[:, :, None]
    outer = np.concatenate(
        [slope @ model.by_cell, total * model.by_area[:, None, :], total * model.by_wave], axis=2
    )
    inner = np.concatenate([total, slope @ model.block_by_cell, total * model.block_by_wave], axis=2)
    left = outer - inner @ fit.link.transpose(0, 2, 1)
    found: Floats = ((left @ fit.schur) * left).sum(axis=2) + ((inner @ fit.own) * inner).sum(axis=2)
    return found


def _mixed(
    weight: Floats, mean: Floats, error: Floats, level: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """Mean, quantiles and standard error of the weighted normals on the log-odds, (areas, waves) each."""
    part = weight[:, None, None]
    chance = np.zeros(mean.shape[1:])
    second = np.zeros(mean.shape[1:])
    for node, heavy in zip(NODES, NODE_WEIGHTS, strict=True):
        here = 1 / (1 + np.exp(-(mean + node * error)))
        chance += heavy * (part * here).sum(axis=0)
        second += heavy * (part * here**2).sum(axis=0)
    middle = (part * mean).sum(axis=0)
    wide = np.sqrt((part * (error**2 + (mean - middle) ** 2)).sum(axis=0))
    ends = []
    for tail in ((1 - level) / 2, (1 + level) / 2):
        low, high = middle - 12 * wide, middle + 12 * wide
        for _ in range(40):
            tried = (low + high) / 2
            under = (part * ndtr((tried - mean) / error / HUMBLER)).sum(axis=0) < tail
            low, high = np.where(under, tried, low), np.where(under, high, tried)
        ends.append(1 / (1 + np.exp(-(low + high) / 2)))
    return chance, ends[0], ends[1], np.sqrt(np.maximum(second - chance**2, 0.0))


def _checked(given: Answers, people: Population, neighbors: ArrayLike | None, level: float) -> Numbers | None:
    if not 0 < level < 1:
        raise Unusable("The level must lie between 0 and 1.")
    if given.area.min() < 0 or given.area.max() >= people.areas:
        raise Unusable("An answer comes from an area that the population lacks.")
    if given.cell.min() < 0 or given.cell.max() >= people.count.shape[1]:
        raise Unusable("An answer comes from a cell that the population lacks.")
    if neighbors is None:
        return None
    pairs = np.asarray(neighbors, dtype=np.int64).reshape(-1, 2)
    if pairs.size and (pairs.min() < 0 or pairs.max() >= people.areas):
        raise Unusable("A neighbor is not an area of the population.")
    apart: Numbers = pairs[pairs[:, 0] != pairs[:, 1]]
    return apart
