"""Which spreads the data speak for: not the best one plugged in, but a weighted set of them.

The logarithms of the spreads are followed to their joint mode; around it points of a low-discrepancy sequence are laid in
the shape of the curvature there, and each is weighted by how well it explains the answers (importance sampling).
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import ndtri

from .frame import Floats
from .laplace import Data, Fit, precision, settle, slope
from .model import Model

NARROWEST, WIDEST = np.log(0.01), np.log(4.0)
WIDER = 1.2  # the points reach farther than the normal at the mode, for tails it does not have
FIRMEST = 0.3
STEP = 0.15


@dataclass(frozen=True)
class Mixture:
    """Fits for several spreads and their weights, which add to one; ``spread`` (points, spreads)."""

    fits: tuple[Fit, ...]
    weight: Floats
    spread: Floats

    @property
    def effective(self) -> float:
        """How many equally weighted points the mixture is worth."""
        return float(1 / (self.weight**2).sum())


class Search:
    """Remembers the last mode, so that the next one is near."""

    def __init__(self, data: Data, model: Model) -> None:
        self.data, self.model = data, model
        self.outer = np.zeros(data.outer.shape[2])
        self.inner = np.zeros((len(data.inner), data.inner.shape[2]))

    def fit(self, log_spread: Floats) -> Fit:
        """The fit for these spreads; the next one starts from it."""
        fit = settle(self.data, precision(self.model, np.exp(log_spread)), self.outer, self.inner)
        self.outer, self.inner = fit.outer, fit.inner
        return fit

    def posterior(self, log_spread: Floats, fit: Fit) -> float:
        """The logarithm of the posterior density of *log_spread*."""
        return fit.explains + float((log_spread - (np.exp(log_spread) / self.model.scale) ** 2 / 2).sum())

    def descent(self, log_spread: Floats) -> tuple[float, Floats]:
        """Less the log posterior, and its slope."""
        fit = self.fit(log_spread)
        prior = precision(self.model, np.exp(log_spread))
        rise = slope(self.data, self.model, prior, fit, len(log_spread))
        rise += 1 - (np.exp(log_spread) / self.model.scale) ** 2
        return -self.posterior(log_spread, fit), -rise


def integrate(data: Data, model: Model, *, points: int, seed: int) -> Mixture:
    """Fits for *points* sets of spreads around the most likely one, weighted."""
    search = Search(data, model)
    many = len(model.scale)
    found = minimize(
        search.descent, np.log(model.scale * 0.6), jac=True, method="L-BFGS-B",
        bounds=[(NARROWEST, WIDEST)] * many, options={"maxiter": 40, "ftol": 1e-6, "gtol": 1e-2},
    )  # fmt: skip
    middle = found.x
    shape = _shape(search, middle)
    reach = _low_discrepancy(points, many, seed)
    spread = np.clip(middle + WIDER * reach @ shape.T, NARROWEST - 1, WIDEST + 0.5)
    search.fit(middle)
    start = search.outer, search.inner
    fits, density = [], np.empty(points)
    for number, each in enumerate(spread):
        search.outer, search.inner = start
        fits.append(search.fit(each))
        density[number] = search.posterior(each, fits[-1]) + float((reach[number] ** 2).sum()) / 2
    weight = np.exp(density - density.max())
    return Mixture(tuple(fits), weight / weight.sum(), np.exp(spread))


def _shape(search: Search, middle: Floats) -> Floats:
    """A square root of the covariance of the log spreads, from the curvature at the mode."""
    many = len(middle)
    bend = np.empty((many, many))
    for one, step in enumerate(np.eye(many) * STEP):
        up, down = (
            search.descent(np.clip(middle + way, NARROWEST - 1, WIDEST + 1))[1] for way in (step, -step)
        )
        bend[one] = (up - down) / (2 * STEP)
    value, vector = np.linalg.eigh((bend + bend.T) / 2)
    shape: Floats = vector / np.sqrt(np.maximum(value, FIRMEST))
    return shape


def _low_discrepancy(points: int, many: int, seed: int) -> Floats:
    """Standard normal points that fill the space evenly, in pairs of opposites after the middle (points, many)."""
    turn = np.random.default_rng(seed)
    half = (points - 1) // 2
    # Roberts' sequence: the generalized golden ratio, the same in any number of dimensions
    ratio = 2.0
    for _ in range(40):
        ratio = (1 + ratio) ** (1 / (many + 1))
    even = (turn.random(many) + np.outer(np.arange(1, half + 1), ratio ** -np.arange(1.0, many + 1))) % 1
    normal = ndtri(np.clip(even, 1e-6, 1 - 1e-6))
    return np.vstack([np.zeros((1, many)), normal, -normal])
