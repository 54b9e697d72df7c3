"""Made-up towns with known truth, in many shapes, for measuring estimates of trust."""

from dataclasses import dataclass, field

import numpy as np

Floats = np.ndarray


@dataclass(frozen=True)
class Shape:
    """What a town is like; sizes of effects are standard deviations in log-odds (or of the probit's, times
    ``scale``)."""

    areas: int = 100
    levels: tuple[int, ...] = (3, 2, 4)
    answers: int = 5000
    waves: int = 1
    covariate: float = 0.35
    area: float = 0.35
    space: float = 0.0
    main: float = 0.4
    pairs: float = 0.2
    cells: float = 0.0
    within: float = 0.12
    drift: float = 0.0
    trend: float = 0.0
    middle: float = 0.5
    scale: float = 1.0
    probit: bool = False
    is_wrong: bool = False
    bias: float = 4.0
    uneven: float = 2.0
    silent: float = 0.0
    lost: bool = False
    neighbors: bool = False


@dataclass(frozen=True)
class Town:
    """``category`` (cells, dimensions), ``count`` (areas, cells), ``n`` and ``yes`` (waves, areas, cells),
    ``truth``."""

    category: Floats
    count: Floats
    covariate: Floats
    n: Floats
    yes: Floats
    truth: Floats
    pairs: Floats | None = field(default=None)


def town(shape: Shape, seed: int) -> Town:
    """A town of that shape; truth is (areas, waves)."""
    turn = np.random.default_rng([seed, 90210])
    category = np.stack(np.meshgrid(*(np.arange(n) for n in shape.levels), indexing="ij"), -1)
    category = category.reshape(-1, len(shape.levels))
    count = _people(shape, category, turn)
    side = int(np.ceil(np.sqrt(shape.areas)))
    place = np.stack(np.divmod(np.arange(shape.areas), side), 1)
    covariate = turn.normal(size=shape.areas)
    eta = _opinions(shape, category, covariate, place, turn)
    chance = _link(shape, eta)
    truth = np.einsum("ak,wak->aw", count / count.sum(1, keepdims=True), chance)
    n = np.stack([_heard(shape, category, count, turn) for _ in range(shape.waves)])
    yes = turn.binomial(n, chance)
    shown = turn.normal(size=shape.areas) if shape.is_wrong else covariate
    pairs = _neighbors(place) if shape.neighbors else None
    return Town(category, count, shown[:, None], n, yes, truth, pairs)


def _people(shape: Shape, category: Floats, turn: np.random.Generator) -> Floats:
    part = np.ones((shape.areas, len(category)))
    for d, levels in enumerate(shape.levels):
        base = turn.dirichlet(np.full(levels, 4.0)) * 22 + 1
        part *= turn.dirichlet(base, size=shape.areas)[:, category[:, d]]
    people = turn.lognormal(np.log(4000), 0.5, shape.areas)
    return np.maximum(np.round(people[:, None] * part), 0 if shape.lost else 1) + (
        part == part.max(1, keepdims=True)
    )


def _opinions(
    shape: Shape, category: Floats, covariate: Floats, place: Floats, turn: np.random.Generator
) -> Floats:
    eta = np.full((shape.areas, len(category)), shape.middle)
    eta += (shape.covariate * turn.choice([-1, 1]) * covariate + turn.normal(0, shape.area, shape.areas))[
        :, None
    ]
    if shape.space:
        apart = ((place[:, None] - place[None]) ** 2).sum(-1)
        root = np.linalg.cholesky(np.exp(-np.sqrt(apart) / 3) + 1e-9 * np.eye(shape.areas))
        eta += (shape.space * root @ turn.normal(size=shape.areas))[:, None]
    for d, levels in enumerate(shape.levels):
        eta += turn.normal(0, shape.main, levels)[category[:, d]]
        eta += turn.normal(0, shape.within, (shape.areas, levels))[:, category[:, d]]
        for e in range(d):
            eta += turn.normal(0, shape.pairs, (levels, shape.levels[e]))[category[:, d], category[:, e]]
    eta += turn.normal(0, shape.cells, len(category)) if shape.cells else 0
    drift = np.cumsum(turn.normal(0, shape.drift, (shape.waves, shape.areas)), 0) - 0
    trend = np.cumsum(turn.normal(0, shape.trend, shape.waves))
    return shape.scale * (eta[None] + drift[:, :, None] + trend[:, None, None])


def _link(shape: Shape, eta: Floats) -> Floats:
    if shape.probit:
        from scipy.special import ndtr

        return ndtr(eta / 1.7)
    return 1 / (1 + np.exp(-eta))


def _heard(shape: Shape, category: Floats, count: Floats, turn: np.random.Generator) -> Floats:
    weight = count * turn.gamma(shape.uneven, 1.0, shape.areas)[:, None]
    for d, levels in enumerate(shape.levels[::2]):
        steps = shape.bias ** np.linspace(0, 1, levels)
        weight = weight * turn.permutation(steps)[category[:, 2 * d]]
    if shape.silent:
        weight[turn.random(shape.areas) < shape.silent] = 0
    if shape.lost:
        weight[:, category[:, -1] == shape.levels[-1] - 1] = 0
    n = turn.multinomial(shape.answers, (weight / weight.sum()).ravel()).reshape(weight.shape)
    return np.minimum(n, count.astype(int))


def _neighbors(place: Floats) -> Floats:
    apart = np.abs(place[:, None] - place[None]).sum(-1)
    return np.argwhere(np.triu(apart == 1))
