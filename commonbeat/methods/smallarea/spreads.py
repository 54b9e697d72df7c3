"""Which spreads the data speak for: not the best one plugged in, but a weighted set of them.

The spreads, on the line where their prior is the standard normal, are followed to their joint mode; around it
points of a low-discrepancy sequence are laid in the shape of the curvature there, and each is weighted by how well
it explains the answers (importance sampling).
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_ndtr, ndtri, ndtri_exp

from .frame import Floats
from .laplace import Data, Fit, centered, precision, settle, slope
from .model import Model

NARROWEST, WIDEST = -3.5, 5.0
WIDER = 1.15  # the points reach farther than the normal at the mode, for tails it does not have
FIRMEST = 0.5
STEP = 0.2


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

    def fit(self, place: Floats) -> Fit:
        """The fit for the spreads at *place*; the next one starts from it."""
        fit = settle(self.data, precision(self.model, self.spread(place)), self.outer, self.inner)
        self.outer, self.inner = fit.outer, fit.inner
        return fit

    def spread(self, place: Floats) -> Floats:
        """The spreads of places on the line where their prior is the standard normal."""
        above = log_ndtr(-place)  # the logarithm of the prior's part above the spread
        half_normal = -ndtri_exp(above - np.log(2))
        found: Floats = self.model.scale * np.where(
            self.model.is_never_nought, np.sqrt(-2 * above), half_normal
        )
        return found

    def descent(self, place: Floats) -> tuple[float, Floats]:
        """Less the log posterior at *place*, and its slope."""
        fit = self.fit(place)
        spread = self.spread(place)
        rise = slope(self.data, self.model, precision(self.model, spread), fit, len(place))
        relative = spread / self.model.scale
        rise *= np.where(
            self.model.is_never_nought,
            np.exp(-(place**2) / 2 - log_ndtr(-place)) / np.sqrt(2 * np.pi) / relative**2,
            np.exp((relative**2 - place**2) / 2) / (2 * relative),
        )
        return float(place @ place) / 2 - fit.explains, place - rise


def integrate(data: Data, model: Model, *, points: int, seed: int) -> Mixture:
    """Fits for *points* sets of spreads around the most likely one, weighted."""
    search = Search(data, model)
    many = len(model.scale)
    found = minimize(
        search.descent, np.zeros(many), jac=True, method="L-BFGS-B",
        bounds=[(NARROWEST, WIDEST)] * many, options={"maxiter": 40, "ftol": 1e-6, "gtol": 1e-2},
    )  # fmt: skip
    middle = found.x
    shape = _shape(search, middle)
    reach = _low_discrepancy(points, many, seed)
    place = middle + WIDER * reach @ shape.T
    search.fit(middle)
    start = search.outer, search.inner
    fits, density = [], np.empty(points)
    for number, each in enumerate(place):
        search.outer, search.inner = start
        fit = search.fit(each)
        fits.append(centered(data, precision(model, search.spread(each)), fit))
        density[number] = fit.explains - float(each @ each) / 2 + float((reach[number] ** 2).sum()) / 2
    weight = np.exp(density - density.max())
    return Mixture(tuple(fits), weight / weight.sum(), search.spread(place))


def _shape(search: Search, middle: Floats) -> Floats:
    """A square root of the covariance of the log spreads, from the curvature at the mode."""
    many = len(middle)
    bend = np.empty((many, many))
    for one, step in enumerate(np.eye(many) * STEP):
        up, down = (search.descent(middle + way)[1] for way in (step, -step))
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
