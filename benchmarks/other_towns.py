"""Made-up towns that are not built like the model: other kinds of areas, outcomes and answers, with known truth."""

from collections.abc import Callable

import numpy as np
from towns import Town

Floats = np.ndarray


def few_many(seed: int) -> Town:
    """Twenty areas, five demographic columns, 96 cells."""
    return _additive(seed, 1, areas=20, levels=(2, 3, 4, 2, 2), answers=1200, covariates=2, pairs=0.12)


def skewed(seed: int) -> Town:
    """Three or ninety-seven in a hundred say yes."""
    return _additive(seed, 2, answers=3000, middle=3.3)


def uneven(seed: int) -> Town:
    """Areas that differ as no normal does: long tails, two groups, one-sided; the covariate bends."""

    def areas(turn: np.random.Generator, many: int) -> Floats:
        kinds = (
            0.25 * turn.standard_t(3, many),
            np.where(turn.random(many) < 0.15, -1.0, 0.15) + turn.normal(0, 0.15, many),
            turn.exponential(0.4, many) - 0.4,
        )
        return kinds[seed % 3]

    return _additive(seed, 3, levels=(4, 2, 3), answers=4000, differ=areas, is_bent=True)


def households(seed: int) -> Town:
    """Two of every household answer, and think alike."""
    return _additive(seed, 4, areas=80, levels=(3, 2, 3), answers=4000, alike=0.1)


def alike(seed: int) -> Town:
    """Areas that hardly differ, 2,000 answers."""
    return _additive(
        seed,
        7,
        answers=2000,
        covariates=3,
        differ=lambda turn, many: turn.normal(0, turn.uniform(0.03, 0.2), many),
    )


def quarters(seed: int, answers: int = 4000) -> Town:
    """Areas mixed of four kinds of quarter, each with its own profile over the cells; nothing adds up."""
    turn = np.random.default_rng([seed, 99])
    levels, areas = (4, 2, 3), 110
    category, count = _grid(levels), _people(turn, areas, levels)
    profile = turn.beta(5, 4, (4, 1)) + turn.normal(0, 0.07, (4, len(category)))
    mix = turn.dirichlet(np.full(4, 0.7), areas)
    chance = np.clip(mix @ profile + turn.normal(0, 0.05, (areas, 1)), 0.02, 0.98)
    covariate = np.c_[mix[:, 0] + turn.normal(0, 0.15, areas), turn.normal(size=areas)]
    n = _heard(turn, count, category, answers)
    return _town(category, count, covariate, n, turn.binomial(n, chance), chance)


OTHERS: dict[str, Callable[[int], Town]] = {
    "20 areas, five columns": few_many,
    "3 or 97 in a hundred": skewed,
    "areas not normal": uneven,
    "households think alike": households,
    "areas hardly differ": alike,
    "mixed of four quarters": quarters,
}


def _additive(
    seed: int,
    kind: int,
    *,
    areas: int = 100,
    levels: tuple[int, ...] = (3, 2, 4),
    answers: int,
    covariates: int = 1,
    middle: float | None = None,
    pairs: float = 0.0,
    differ: Callable[[np.random.Generator, int], Floats] | None = None,
    is_bent: bool = False,
    alike: float = 0.0,
) -> Town:
    turn = np.random.default_rng([seed, kind])
    category, count = _grid(levels), _people(turn, areas, levels)
    covariate = turn.normal(size=(areas, covariates))
    slope = turn.normal(0, 0.3, covariates)
    eta = (np.abs(covariate) if is_bent else covariate) @ slope
    eta = eta + (differ(turn, areas) if differ else turn.normal(0, 0.37, areas))
    eta = (eta + (turn.normal(0.2, 0.4) if middle is None else middle * turn.choice([-1, 1])))[:, None]
    for d, many in enumerate(levels):
        eta = (
            eta
            + turn.normal(0, 0.4, many)[category[:, d]]
            + turn.normal(0, 0.1, (areas, many))[:, category[:, d]]
        )
        for e in range(d):
            eta = eta + turn.normal(0, pairs, (many, levels[e]))[category[:, d], category[:, e]]
    chance = 1 / (1 + np.exp(-eta))
    n = _heard(turn, count, category, answers)
    yes = _in_pairs(turn, n, chance, alike) if alike else turn.binomial(n, chance)
    return _town(category, count, covariate, n, yes, chance)


def _grid(levels: tuple[int, ...]) -> Floats:
    return np.stack(np.meshgrid(*(np.arange(n) for n in levels), indexing="ij"), -1).reshape(-1, len(levels))


def _people(turn: np.random.Generator, areas: int, levels: tuple[int, ...]) -> Floats:
    category = _grid(levels)
    part = np.ones((areas, len(category)))
    for d, many in enumerate(levels):
        usual = turn.dirichlet(np.full(many, 5.0)) * 15 + 0.5
        part *= turn.dirichlet(usual, size=areas)[:, category[:, d]]
    return np.maximum(np.round(turn.uniform(800, 9000, areas)[:, None] * part), 1)


def _heard(turn: np.random.Generator, count: Floats, category: Floats, answers: int) -> Floats:
    weight = count * turn.gamma(2.0, 0.5, len(count))[:, None]
    for d in range(category.shape[1]):
        weight = weight * np.exp(turn.uniform(-0.7, 0.7, category[:, d].max() + 1))[category[:, d]]
    n = turn.multinomial(answers, (weight / weight.sum()).ravel()).reshape(weight.shape)
    return np.minimum(n, count.astype(int))


def _in_pairs(turn: np.random.Generator, n: Floats, chance: Floats, alike: float) -> Floats:
    yes, firm = np.zeros_like(n), 1 / alike - 1
    for place in zip(*np.nonzero(n), strict=True):
        size = np.full((n[place] + 1) // 2, 2)
        size[-1] -= n[place] % 2
        shared = turn.beta(chance[place] * firm, (1 - chance[place]) * firm, len(size))
        yes[place] = turn.binomial(size, shared).sum()
    return yes


def _town(category: Floats, count: Floats, covariate: Floats, n: Floats, yes: Floats, chance: Floats) -> Town:
    truth = (count * chance).sum(1) / count.sum(1)
    return Town(category, count, covariate, n[None], yes[None], truth[:, None])
