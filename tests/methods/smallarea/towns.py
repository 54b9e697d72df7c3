"""A small made-up town with known truth."""

from dataclasses import dataclass

import numpy as np

from commonbeat.methods.smallarea import Answers, Population, answers, population


@dataclass(frozen=True)
class Town:
    answers: Answers
    people: Population
    truth: np.ndarray


def town(
    seed: int, *, areas: int = 40, asked: int = 1500, waves: int = 1, drift: float = 0.15, silent: int = 0
) -> Town:
    """Three ages and two tenures; the older answer three times as often; truth is (areas, waves)."""
    turn = np.random.default_rng(seed)
    category = np.array([[age, tenure] for age in range(3) for tenure in range(2)])
    share = turn.dirichlet([5, 3, 4, 2, 3, 1], areas)
    count = np.round(turn.lognormal(8, 0.4, areas)[:, None] * share) + 1
    covariate = turn.normal(size=areas)
    base = 0.4 * covariate + turn.normal(0, 0.35, areas)
    later = np.vstack([np.zeros(areas), np.cumsum(turn.normal(0, drift, (waves - 1, areas)), axis=0)])
    eta = 0.4 + (base + later)[:, :, None] + turn.normal(0, 0.4, 3)[category[:, 0]] + 0.3 * category[:, 1]
    chance = 1 / (1 + np.exp(-eta))
    weight = count * np.array([1, 1.7, 3])[category[:, 0]] * turn.gamma(2, 1, areas)[:, None]
    weight[:silent] = 0
    n = np.stack(
        [turn.multinomial(asked, (weight / weight.sum()).ravel()).reshape(areas, 6) for _ in range(waves)]
    )
    yes = turn.binomial(n, chance)
    wave, area, cell = np.nonzero(n)
    given = answers(
        np.tile(area, 2), np.tile(wave, 2), np.tile(cell, 2), np.repeat([1, 0], len(area)),
        np.concatenate([yes[wave, area, cell], (n - yes)[wave, area, cell]]),
    )  # fmt: skip
    truth = np.einsum("ak,wak->aw", count / count.sum(1, keepdims=True), chance)
    return Town(given, population(category, count, covariate[:, None]), truth)
