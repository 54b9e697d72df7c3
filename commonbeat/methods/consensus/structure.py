"""Is there any structure at all, or would chance have it the same?

Source: Hong, Sheng & Dobriban 2020, Selecting the number of components in PCA via random signflips.
"""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import LinearOperator, eigsh

from .projection import centered, mean_votes
from .votes import Flags, Votes

FLIPS = 19
SMALL_FLIPS, SMALL_VOTES = 39, 50_000
FLIPPED_VOTES = 200_000


def is_structured(votes: Votes, is_left_out: Flags, *, seed: int) -> bool:
    """Whether votes go together more than chance would have it (level 5 %, 2.5 % up to 50,000 votes).

    The strongest axis is compared with that of 19 (39) tables in which the sign of every entry is thrown. Of a large
    conversation a part with some 200,000 votes is looked at first, and all of it only when that shows nothing.
    """
    rng = np.random.default_rng([seed, 1])
    if len(votes.vote) > FLIPPED_VOTES:
        people = int(votes.people * FLIPPED_VOTES / len(votes.vote))
        part = votes.of(np.sort(rng.choice(votes.people, people, replace=False)))
        if _beats_chance(part, is_left_out, FLIPS, rng):
            return True
        return _beats_chance(votes, is_left_out, 1, rng)
    return _beats_chance(votes, is_left_out, SMALL_FLIPS if len(votes.vote) <= SMALL_VOTES else FLIPS, rng)


def _beats_chance(votes: Votes, is_left_out: Flags, flips: int, rng: np.random.Generator) -> bool:
    table = centered(votes, mean_votes(votes), is_left_out)
    strength = _strength(table, rng)
    if strength <= 1e-12:
        return False
    for _ in range(flips):
        flipped = table.copy()
        flipped.data = table.data * rng.choice((-1.0, 1.0), len(table.data))
        if _strength(flipped, rng) >= strength:
            return False
    return True


def _strength(table: csr_array, rng: np.random.Generator) -> float:
    """The largest squared singular value."""
    size = table.shape[1]
    if not np.any(table.data):
        return 0.0
    if size < 3:
        return float(np.linalg.norm(table.toarray(), 2) ** 2)
    back = table.T
    products = LinearOperator((size, size), matvec=lambda x: back @ (table @ x), dtype=np.float64)
    found = eigsh(products, k=1, v0=rng.standard_normal(size), tol=1e-4, return_eigenvectors=False)
    return float(found[0])
