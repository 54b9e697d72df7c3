"""The posterior of the multilevel model for given spreads, as a normal around its mode, and how likely they are.

Source: Tierney & Kadane 1986, *Accurate approximations for posterior moments and marginal densities* (JASA
81(393)); Rue, Martino & Chopin 2009, *Approximate Bayesian inference for latent Gaussian models* (JRSS B 71(2)).
Areas do not touch each other given the global coefficients, so their blocks are eliminated first and nothing grows
with areas × ages.
"""

from dataclasses import dataclass

import numpy as np

from .frame import Answers, Floats
from .model import FIXED, Model

STEPS = 40
ENOUGH = 1e-3  # what another step would still add to the log posterior, twice
SHORTEST = 1e-4


@dataclass(frozen=True)
class Data:
    """Rows in the order of their areas, filled up to the longest: (areas, rows, columns) and (areas, rows)."""

    outer: Floats
    inner: Floats
    n: Floats
    yes: Floats


@dataclass(frozen=True)
class Fit:
    """Mode and spread of the coefficients: ``outer`` (global,), ``inner`` (areas, block).

    ``explains`` is the logarithm of the marginal likelihood; the covariance is kept as ``schur`` (global, global) of
    the global part, ``link`` (areas, global, block) and ``own`` (areas, block, block) of the blocks given the
    global part.
    """

    outer: Floats
    inner: Floats
    explains: float
    schur: Floats
    link: Floats
    own: Floats


@dataclass(frozen=True)
class Precision:
    """Prior precisions of the global columns (global,) and of the block's (block,)."""

    outer: Floats
    inner: Floats


def gather(model: Model, given: Answers, areas: int) -> Data:
    """Answers as padded tables, counts divided by their dispersion."""
    order = np.argsort(given.area, kind="stable")
    area = given.area[order]
    many = np.bincount(area, minlength=areas)
    slot = np.arange(len(area)) - np.repeat(np.cumsum(many) - many, many)
    outer, inner = model.rows(area, given.wave[order], given.cell[order])
    shape = (areas, max(int(many.max()), 1))
    tables = [
        np.zeros((*shape, outer.shape[1])),
        np.zeros((*shape, inner.shape[1])),
        np.zeros(shape),
        np.zeros(shape),
    ]
    scale = given.dispersion
    values = (outer, inner, given.n[order] / scale, given.total[order] / scale)
    for table, value in zip(tables, values, strict=True):
        table[area, slot] = value
    return Data(*tables)


def precision(model: Model, spread: Floats) -> Precision:
    """The prior precisions for *spread* (spreads,), standard deviations."""
    weight = np.append(spread, np.nan) ** -2.0
    outer = np.where(model.spread_of == FIXED, model.fixed**-2.0, weight[model.spread_of])
    return Precision(outer, weight[model.block_spread_of])


def settle(data: Data, prior: Precision, outer: Floats, inner: Floats, enough: float = ENOUGH) -> Fit:
    """The mode, by Newton's method from a start, and the normal around it."""
    best = _height(data, prior, outer, inner)
    for _ in range(STEPS):
        chance = _chance(data, outer, inner)
        schur, link, own, half = _curvature(data, prior, data.n * chance * (1 - chance))
        left = data.yes - data.n * chance
        rise = (
            np.einsum("arg,ar->g", data.outer, left) - prior.outer * outer,
            np.einsum("arb,ar->ab", data.inner, left) - prior.inner * inner,
        )
        toward = _solve(schur, link, own, *rise)
        if float(rise[0] @ toward[0] + (rise[1] * toward[1]).sum()) < enough:
            break
        length, before = 1.0, best
        while (best := _height(data, prior, outer + length * toward[0], inner + length * toward[1])) < before:
            if length < SHORTEST:
                break
            length /= 2
        outer, inner = outer + length * toward[0], inner + length * toward[1]
    priors = float(np.log(prior.outer).sum() + len(inner) * np.log(prior.inner).sum())
    return Fit(outer, inner, best + priors / 2 - half, schur, link, own)


def slope(data: Data, model: Model, prior: Precision, fit: Fit, spreads: int) -> Floats:
    """How the marginal likelihood rises with the logarithm of each spread, (spreads,); exact for the approximation."""
    moved = _lean(data, fit)
    outer = prior.outer * (fit.outer**2 + np.diag(fit.schur) - moved[0] * fit.outer) - 1
    across = fit.link.transpose(0, 2, 1)
    spread_inner = np.einsum("abb->ab", fit.own) + ((across @ fit.schur) * across).sum(axis=2)
    inner = (prior.inner * (fit.inner**2 + spread_inner - moved[1] * fit.inner) - 1).sum(axis=0)
    varies = model.spread_of != FIXED
    rise = np.bincount(model.spread_of[varies], outer[varies], spreads).astype(float)
    return rise + np.bincount(model.block_spread_of, inner, spreads)


def centered(data: Data, prior: Precision, fit: Fit) -> Fit:
    """The fit moved from the mode to the mean, as wide as the likelihood bends there on average.

    First order in how lopsided the likelihood is and in how its bend changes within the posterior; at the mode
    alone it bends most, so that the normal there is too narrow.
    """
    lean = _lean(data, fit)
    outer, inner = fit.outer - lean[0] / 2, fit.inner - lean[1] / 2
    chance = _chance(data, outer, inner)
    share = chance * (1 - chance)
    usual = share * np.clip(1 + _variance(data, fit) * (1 - 6 * share) / 2, 0.5, 1.5)
    schur, link, own, _ = _curvature(data, prior, data.n * usual)
    return Fit(outer, inner, fit.explains, schur, link, own)


def _lean(data: Data, fit: Fit) -> tuple[Floats, Floats]:
    """Which way the likelihood's third derivative pulls the coefficients."""
    chance = _chance(data, fit.outer, fit.inner)
    bend = data.n * chance * (1 - chance) * (1 - 2 * chance) * _variance(data, fit)
    return _solve(
        fit.schur, fit.link, fit.own,
        np.einsum("arg,ar->g", data.outer, bend), np.einsum("arb,ar->ab", data.inner, bend),
    )  # fmt: skip


def _chance(data: Data, outer: Floats, inner: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(_linear(data, outer, inner), -30, 30)))


def _linear(data: Data, outer: Floats, inner: Floats) -> Floats:
    total: Floats = data.outer @ outer + (data.inner @ inner[:, :, None])[:, :, 0]
    return total


def _height(data: Data, prior: Precision, outer: Floats, inner: Floats) -> float:
    eta = np.clip(_linear(data, outer, inner), -30, 30)
    fits = float((data.yes * eta - data.n * np.log1p(np.exp(eta))).sum())
    return fits - float((prior.outer * outer**2).sum() + (prior.inner * inner**2).sum()) / 2


def _curvature(data: Data, prior: Precision, weight: Floats) -> tuple[Floats, Floats, Floats, float]:
    """Inverse Schur complement, link, own blocks' inverse, and half the log determinant of the whole."""
    heavy = data.outer * weight[:, :, None]
    turned = heavy.transpose(0, 2, 1)
    corner = (turned @ data.outer).sum(axis=0) + np.diag(prior.outer)
    cross = turned @ data.inner
    block = (data.inner * weight[:, :, None]).transpose(0, 2, 1) @ data.inner + np.diag(prior.inner)
    root = np.linalg.cholesky(block)
    own: Floats = np.asarray(np.linalg.inv(block), dtype=float)
    link: Floats = cross @ own
    schur = corner - (link @ cross.transpose(0, 2, 1)).sum(axis=0)
    outer_root = np.linalg.cholesky(schur)
    half = float(np.log(np.einsum("abb->ab", root)).sum() + np.log(np.diag(outer_root)).sum())
    inverse: Floats = np.asarray(np.linalg.inv(schur), dtype=float)
    return inverse, link, own, half


def _solve(schur: Floats, link: Floats, own: Floats, outer: Floats, inner: Floats) -> tuple[Floats, Floats]:
    first = schur @ (outer - np.einsum("agb,ab->g", link, inner))
    return first, np.einsum("abc,ac->ab", own, inner) - np.einsum("agb,g->ab", link, first)


def _variance(data: Data, fit: Fit) -> Floats:
    """Posterior variance of the linear predictor of every row, (areas, rows)."""
    left = data.outer - data.inner @ fit.link.transpose(0, 2, 1)
    found: Floats = ((left @ fit.schur) * left).sum(axis=2) + ((data.inner @ fit.own) * data.inner).sum(
        axis=2
    )
    return found
