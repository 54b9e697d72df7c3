"""Synthetic control: one treated area beside the mixture of others that went most like it before.

Source: Abadie, Diamond & Hainmueller 2010, *Synthetic Control Methods for Comparative Case Studies* (Journal of the
American Statistical Association 105(490)); placebo test over the areas as in their section 2.4.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import nnls

from .rollouts import Unusable

Floats = NDArray[np.float64]
FEWEST_BEFORE = 4
FEWEST_OTHERS = 4
FITS = 2.0  # a placebo that fits its own past this much worse tells nothing


@dataclass(frozen=True)
class Synthetic:
    """``weight`` (units,), 0 for the treated one; ``expected`` (periods,) what the mixture went; ``effect`` after.

    ``rank`` of ``placebos``: how many areas, this one included, moved away from their mixture at least as far, for
    their fit before. ``p`` is their share; with fewer than 20 areas it cannot fall under 5 %.
    """

    weight: Floats
    expected: Floats
    effect: float
    fit_before: float
    rank: int
    placebos: int

    @property
    def p(self) -> float:
        """The share of areas that moved at least as far."""
        return self.rank / self.placebos


def synthetic(outcome: ArrayLike, unit: int, begins: int) -> Synthetic:
    """Compare *unit* of *outcome* (units, periods) from column *begins* on with a mixture of the other units.

    Raises :class:`Unusable` with fewer than four periods before, none after, or fewer than four other units.
    """
    values = np.asarray(outcome, dtype=float)
    if values.ndim != 2 or not np.isfinite(values).all():
        raise Unusable("The outcomes must be a table of units and periods without gaps.")
    if not FEWEST_BEFORE <= begins < values.shape[1]:
        raise Unusable("A synthetic control needs four periods before the start and one after.")
    if len(values) <= FEWEST_OTHERS:
        raise Unusable("A synthetic control needs four other areas to mix.")
    fits = [_mixture(values, one, begins) for one in range(len(values))]
    gaps = np.stack([values[one] - fit @ values for one, fit in enumerate(fits)])
    before, after = (np.sqrt((part**2).mean(axis=1)) for part in (gaps[:, :begins], gaps[:, begins:]))
    floor = max(1e-9, 1e-6 * float(np.abs(values).max()))
    ratio = after / np.maximum(before, floor)
    counted = (before <= FITS * max(before[unit], floor)) | (np.arange(len(values)) == unit)
    return Synthetic(
        weight=fits[unit],
        expected=fits[unit] @ values,
        effect=float(gaps[unit, begins:].mean()),
        fit_before=float(before[unit]),
        rank=int((ratio[counted] >= ratio[unit]).sum()),
        placebos=int(counted.sum()),
    )


def _mixture(values: Floats, unit: int, begins: int) -> Floats:
    """Weights of 0 or more that add to one and follow *unit* most closely before the start."""
    others = np.arange(len(values)) != unit
    past = values[others, :begins].T
    firm = 1e3 * max(1.0, float(np.abs(values).max()))
    found, _ = nnls(
        np.vstack([past, np.full(past.shape[1], firm)]), np.append(values[unit, :begins], firm), maxiter=3000
    )
    weight = np.zeros(len(values))
    weight[others] = found / found.sum()
    return weight
