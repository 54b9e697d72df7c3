"""The normal approximation and its slope are what they are called."""

import numpy as np

from commonbeat.methods.smallarea import laplace
from commonbeat.methods.smallarea.model import build
from tests.methods.smallarea.towns import town


def test_slope_is_that_of_the_marginal_likelihood() -> None:
    place = town(0, areas=15, asked=300, waves=3)
    model = build(place.people, place.answers, None)
    data = laplace.gather(model, place.answers, 15)
    start = np.zeros(data.outer.shape[2]), np.zeros((15, data.inner.shape[2]))

    def fitted(log_spread: np.ndarray) -> laplace.Fit:
        prior = laplace.precision(model, np.exp(log_spread))
        return laplace.settle(data, prior, *start, enough=1e-10)

    at = np.log(model.scale * 0.7)
    slope = laplace.slope(data, model, laplace.precision(model, np.exp(at)), fitted(at), len(at))
    step = 0.05
    for number, way in enumerate(np.eye(len(at)) * step):
        numeric = (fitted(at + way).explains - fitted(at - way).explains) / (2 * step)
        assert abs(slope[number] - numeric) < 0.02 * max(1.0, abs(numeric)), model.names[number]


def test_blocks_eliminated_give_the_same_as_the_whole_matrix() -> None:
    place = town(6, areas=7, asked=150, waves=2)
    model = build(place.people, place.answers, None)
    data = laplace.gather(model, place.answers, 7)
    outer, inner = data.outer.shape[2], data.inner.shape[2]
    prior = laplace.precision(model, model.scale * 0.8)
    fit = laplace.settle(data, prior, np.zeros(outer), np.zeros((7, inner)), enough=1e-10)
    rows = np.zeros((*data.n.shape, outer + 7 * inner))
    rows[:, :, :outer] = data.outer
    for area in range(7):
        first = outer + area * inner
        rows[area, :, first : first + inner] = data.inner[area]
    flat = rows.reshape(-1, rows.shape[2])
    whole = np.concatenate([prior.outer, np.tile(prior.inner, 7)])
    place_of = np.concatenate([fit.outer, fit.inner.ravel()])
    chance = 1 / (1 + np.exp(-flat @ place_of))
    n, yes = data.n.ravel(), data.yes.ravel()
    assert np.abs(flat.T @ (yes - n * chance) - whole * place_of).max() < 0.02
    bend = (flat.T * (n * chance * (1 - chance))) @ flat + np.diag(whole)
    variance = np.linalg.inv(bend)
    assert np.allclose(variance[:outer, :outer], fit.schur, rtol=1e-3, atol=1e-6)
    last = fit.own[6] + fit.link[6].T @ fit.schur @ fit.link[6]
    assert np.allclose(variance[-inner:, -inner:], last, rtol=1e-3, atol=1e-6)
