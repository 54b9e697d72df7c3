"""What the answers alone say: weighted shares, and Fay & Herriot's model of them, for comparison.

Sources: Deming & Stephan 1940 (raking); Wilson 1927 (interval); Fay & Herriot 1979, *Estimates of income for small
places* (JASA 74(366)); Prasad & Rao 1990 for its error.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import ndtri

from .frame import Answers, Floats, Numbers, Population
from .model import standardized

RAKES = 50


@dataclass(frozen=True)
class Direct:
    """``n`` answers, the weighted share ``estimate`` (nan where n is 0) and the ``effective`` n, all (areas,
    waves)."""

    n: Numbers
    estimate: Floats
    effective: Floats

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """Wilson's interval with the effective number of answers."""
        z = float(ndtri(0.5 + level / 2))
        with np.errstate(divide="ignore", invalid="ignore"):
            room = 1 + z * z / self.effective
            center = (self.estimate + z * z / (2 * self.effective)) / room
            share = self.estimate * (1 - self.estimate)
            half = z * np.sqrt(share / self.effective + z * z / (4 * self.effective**2)) / room
        return center - half, center + half


def direct(given: Answers, people: Population) -> Direct:
    """Answers weighted so that each wave has the whole population's part in every category of every dimension.

    A category nobody of which answered has to be left out of that wave.
    """
    weight = np.ones(len(given.n))
    for wave in range(given.waves):
        rows = given.wave == wave
        if rows.any():
            weight[rows] = _raked(people, given.cell[rows], given.n[rows])
    place = given.area * given.waves + given.wave
    many = people.areas * given.waves

    def summed(values: Floats) -> Floats:
        table: Floats = np.bincount(place, values, many).astype(float)
        return table.reshape(people.areas, given.waves)

    n, heavy = summed(given.n), summed(given.n * weight)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = summed(given.total * weight) / heavy
        effective = heavy**2 / summed(given.n * weight**2) / given.dispersion
    return Direct(n.round().astype(np.int64), share, np.nan_to_num(effective))


def _raked(people: Population, cell: Numbers, n: Floats) -> Floats:
    weight = np.ones(len(cell))
    everybody = people.count.sum(axis=0)
    for _ in range(RAKES):
        before = weight
        for dimension in people.category.T:
            wanted = np.bincount(dimension, everybody)
            have = np.bincount(dimension[cell], n * weight, len(wanted))
            wanted = wanted * (have > 0)
            factor = np.divide(wanted, have, out=np.zeros_like(wanted), where=have > 0)
            weight = weight * factor[dimension[cell]]
        if np.allclose(weight, before, rtol=1e-6):
            break
    usual = float((n * weight).sum() / n.sum())
    return weight / usual if usual > 0 else np.ones(len(cell))


def fay_herriot(shares: Direct, people: Population, wave: int, level: float) -> tuple[Floats, Floats, Floats]:
    """Estimate, lower and upper (areas,) of one wave: direct shares drawn towards a line through the covariates."""
    y, effective = shares.estimate[:, wave], shares.effective[:, wave]
    heard = (effective >= 2) & np.isfinite(y)
    if heard.sum() < 3:
        known = np.isfinite(y)
        usual = float(y[known].mean()) if known.any() else 0.5
        return np.full(len(y), usual), np.zeros(len(y)), np.ones(len(y))
    usual = float(np.clip(y[heard].mean(), 0.02, 0.98))
    noise = np.where(heard, usual * (1 - usual) / np.where(heard, effective, 1), np.inf)
    design = np.hstack([np.ones((len(y), 1)), standardized(people.covariate)])
    if heard.sum() <= design.shape[1] + 1:
        design = design[:, :1]
    y = np.where(heard, y, 0.0)

    def fitted(variance: float) -> tuple[Floats, Floats, Floats, Floats]:
        weight = np.where(heard, 1 / (variance + noise), 0)
        cross = np.linalg.pinv((design.T * weight) @ design)
        line = cross @ ((design.T * weight) @ y)
        return weight, cross, line, y - design @ line

    def unlikely(log_variance: float) -> float:
        weight, cross, _, left = fitted(float(np.exp(log_variance)))
        fits = (weight * left**2).sum() - np.log(weight[heard]).sum()
        return float(fits - np.linalg.slogdet(cross)[1]) / 2

    between = float(np.exp(minimize_scalar(unlikely, bounds=(-12, -1), method="bounded").x))
    _, cross, line, _ = fitted(between)
    keep = np.where(heard, between / (between + noise), 0)
    center = keep * y + (1 - keep) * (design @ line)
    known = np.where(heard, noise, 1.0)
    error = np.where(heard, keep * known, between) + (1 - keep) ** 2 * ((design @ cross) * design).sum(axis=1)
    unsure = 2 / ((between + noise[heard]) ** -2).sum()
    error = error + 2 * np.where(heard, known**2 / (between + known) ** 3 * unsure, 0)
    half = float(ndtri(0.5 + level / 2)) * np.sqrt(error)
    return center, center - half, center + half
