"""A bridging score: how well a statement is liked beyond what camps explain.

Source: Wojcik et al. 2022, Birdwatch: Crowd wisdom and bridging algorithms can inform understanding and reduce the
spread of misinformation (arXiv:2210.15723), section 3.
"""

import numpy as np
from scipy.sparse import csr_array

from .votes import Floats, Votes

RIDGE_INTERCEPT = 1.5
RIDGE_FACTOR = 0.3
ROUNDS = 60
STILL = 5e-4
FEW_VOTES = 400_000


def bridging(votes: Votes, *, start: Floats) -> Floats:
    """Return the intercept of every statement, shape (statements,), in the units of a vote (-1 to 1).

    A vote is explained as m + i_person + i_statement + f_person · f_statement with one factor, least squares with
    a ridge of 1.5 on intercepts and 0.3 on factors (intercepts five times as costly, as in the paper), solved by
    alternating exact steps until no intercept of a statement moves by more than 0.0005, at most 60 rounds, in a large
    conversation first for a part of the people.
    What a camp likes goes into the factors; what is left for the intercept is liked across camps. It is relative to
    the mean vote, and drawn to 0 where votes are few. *start*: first values of the statements' factors, shape
    (statements,), for example the first axis.
    """
    if not len(votes.vote):
        return np.zeros(votes.statements)
    middle = float(votes.vote.mean())
    liked, factor = np.zeros(votes.statements), start * np.sqrt(votes.statements)
    if len(votes.vote) > 2 * FEW_VOTES:
        part = votes.of(np.arange(0, votes.people, len(votes.vote) // FEW_VOTES))
        liked, factor = _alternate(part, middle, liked, factor)
    return _alternate(votes, middle, liked, factor)[0]


def _alternate(votes: Votes, middle: float, liked: Floats, factor: Floats) -> tuple[Floats, Floats]:
    """Intercepts and factors of the statements, better and better until they rest."""
    shape = (votes.people, votes.statements)
    given = csr_array((votes.vote - middle, votes.statement, votes.starts), shape=shape)
    seen = csr_array((np.ones(len(votes.vote)), votes.statement, votes.starts), shape=shape)
    per_person, per_statement = votes.per_person.astype(float), seen.sum(0)
    sum_person, sum_statement = given.sum(1), given.sum(0)
    for _ in range(ROUNDS):
        person, person_factor = _half(given, seen, per_person, sum_person, liked, factor)
        before = liked
        liked, factor = _half(given.T, seen.T, per_statement, sum_statement, person, person_factor)
        if np.abs(liked - before).max() < STILL:
            break
    return liked, factor


def _half(
    given: csr_array, seen: csr_array, count: Floats, total: Floats, intercept: Floats, factor: Floats
) -> tuple[Floats, Floats]:
    """The best intercept and factor of every row, those of the columns held fixed: two equations a row."""
    sums = np.asarray(seen @ np.stack([factor, factor**2, intercept, intercept * factor], axis=1))
    left, left_factor = total - sums[:, 2], np.asarray(given @ factor) - sums[:, 3]
    top, bottom = count + RIDGE_INTERCEPT, sums[:, 1] + RIDGE_FACTOR
    scale = top * bottom - sums[:, 0] ** 2
    return (bottom * left - sums[:, 0] * left_factor) / scale, (top * left_factor - sums[:, 0] * left) / scale
