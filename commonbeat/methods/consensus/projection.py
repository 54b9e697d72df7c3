"""A picture of opinions: principal axes of a table most of whose votes are missing.

Sources: Small, Bjorkegren, Erkkilä, Shaw & Megill 2021, Polis: Scaling deliberation by mapping high dimensional
opinion spaces (Recerca 26:2), section 3; Jolliffe 2002, Principal Component Analysis, 13.6 (missing values).
"""

from dataclasses import dataclass

import numpy as np
from scipy import linalg
from scipy.sparse import csr_array
from scipy.sparse.linalg import LinearOperator, eigsh

from .votes import Flags, Floats, Votes

EXTRA_VOTES = 30.0  # votes at the mean that everybody is given before being placed
DENSE_STATEMENTS = 50  # up to here the whole table of products is solved at once


@dataclass(frozen=True)
class Axes:
    """The plane people are placed in.

    ``mean`` (statements,): the mean vote; ``direction`` (statements, axes): orthonormal, the strongest first;
    ``strength`` (axes,): singular values; ``is_left_out`` (statements,): statements that count for nothing;
    ``is_voted_on`` (statements,): statements somebody has seen.
    """

    mean: Floats
    direction: Floats
    strength: Floats
    is_left_out: Flags
    is_voted_on: Flags

    @property
    def counted(self) -> int:
        """How many statements have votes and are not left out."""
        return int((self.is_voted_on & ~self.is_left_out).sum())


def centered(votes: Votes, mean: Floats, is_left_out: Flags) -> csr_array:
    """The table of votes less the mean of their statement, shape (people, statements).

    A missing vote is taken to be the mean vote, so it is 0 here and the table stays sparse.
    """
    apart = (votes.vote - mean[votes.statement]) * ~is_left_out[votes.statement]
    return csr_array((apart, votes.statement, votes.starts), shape=(votes.people, votes.statements))


def mean_votes(votes: Votes, weight: Floats | None = None) -> Floats:
    """The mean vote on every statement, shape (statements,); 0 where there is none."""
    weights = None if weight is None else weight[votes.person]
    given = votes.vote if weights is None else votes.vote * weights
    total = np.bincount(votes.statement, weights=given, minlength=votes.statements)
    seen = np.bincount(votes.statement, weights=weights, minlength=votes.statements)
    return total / np.where(seen > 0, seen, 1)


def principal_axes(votes: Votes, *, count: int, is_left_out: Flags | None = None) -> Axes:
    """Return the *count* principal axes of the votes, every missing one taken to be the mean vote.

    Fewer statements than *count* give axes of zeros at the end. The sign of an axis is fixed by its largest
    entry being positive. Deterministic.
    """
    left_out = np.zeros(votes.statements, dtype=bool) if is_left_out is None else is_left_out
    mean = mean_votes(votes)
    table = centered(votes, mean, left_out)
    direction = np.zeros((votes.statements, count))
    strength = np.zeros(count)
    found = min(count, votes.statements)
    if found and table.nnz and np.any(table.data):
        values, vectors = _strongest(table, found)
        strength[:found] = np.sqrt(np.maximum(values, 0))
        largest = np.take_along_axis(vectors, np.abs(vectors).argmax(0)[None], 0)
        direction[:, :found] = vectors * np.where(largest < 0, -1, 1)
        direction[:, strength < 1e-9 * strength[0]] = 0
    is_voted_on = np.bincount(votes.statement, minlength=votes.statements) > 0
    return Axes(mean, direction, strength, left_out, is_voted_on)


def _strongest(table: csr_array, count: int) -> tuple[Floats, Floats]:
    """The largest eigenvalues of the table of products and their vectors, the largest first."""
    size = table.shape[1]
    if size <= DENSE_STATEMENTS:
        products = (table.T @ table).toarray()
        values, vectors = linalg.eigh(products, subset_by_index=(size - count, size - 1))
        return values[::-1], vectors[:, ::-1]
    back = table.T
    products = LinearOperator((size, size), matvec=lambda x: back @ (table @ x), dtype=np.float64)
    start = np.random.default_rng(0).standard_normal(size)
    values, vectors = eigsh(products, k=count, v0=start, ncv=4 * count + 8, tol=1e-10)
    order = np.argsort(-values)
    return values[order], vectors[:, order]


def positions(votes: Votes, axes: Axes) -> Floats:
    """Where each person stands, shape (people, axes).

    The sum of a person's votes along the axes shrinks with every missing vote; it is stretched by
    :func:`stretch` so that people with few and with many votes can be compared.
    """
    table = centered(votes, axes.mean, axes.is_left_out)
    seen = seen_counts(votes, axes.is_left_out)
    return np.asarray(table @ axes.direction) * stretch(seen, axes.counted)[:, None]


def seen_counts(votes: Votes, is_left_out: Flags) -> Floats:
    """How many statements that count each person has seen, shape (people,)."""
    if not is_left_out.any():
        return votes.per_person.astype(np.float64)
    counted = ~is_left_out[votes.statement]
    return np.bincount(votes.person, weights=counted, minlength=votes.people).astype(np.float64)


def stretch(seen: Floats | float, statements: int) -> Floats:
    """√((S + e) / (n + e)) for n votes seen of S statements and e = 30 votes at the mean.

    With e = 0 it is the factor of Small et al.; e keeps a handful of votes from throwing somebody to the edge.
    """
    return np.asarray(np.sqrt((statements + EXTRA_VOTES) / (seen + EXTRA_VOTES)))


def extremity(axes: Axes) -> Floats:
    """How far from the middle a first vote of "agree" on each statement would place a person, shape (statements,).

    In the plane of the first two axes, with the factor √S of Small et al. (no extra votes); S is the number of
    statements with votes.
    """
    alone = (1 - axes.mean) * ~axes.is_left_out * np.sqrt(axes.is_voted_on.sum())
    return np.asarray(np.abs(alone) * np.linalg.norm(axes.direction[:, :2], axis=1))
