"""Opinion groups: people who stand near each other, and how sure that is for each person.

Sources: Small et al. 2021 (see projection.py), section 3.2; Hong, Sheng & Dobriban 2020, Selecting the number of
components in PCA via random signflips ("is there any structure?").
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import LinearOperator, eigsh
from scipy.special import ndtr

from .kmeans import k_means, nearest, silhouette
from .projection import Axes, centered, mean_votes, seen_counts, stretch
from .votes import Flags, Floats, Numbers, Votes

MOST_GROUPS = 5
FEWEST_VOTES = 7
SMALLEST_GROUP = 8
SURE_ENOUGH = 0.6
CLEARER = 0.05  # one group more must raise the silhouette by this much
FLIPS = 19
FLIPPED_VOTES = 200_000


@dataclass(frozen=True)
class Grouping:
    """``center`` (groups, axes used), ``group`` (people,) with -1 for "not sure yet", ``certainty`` (people,)."""

    center: Floats
    group: Numbers
    certainty: Floats

    @property
    def count(self) -> int:
        """How many groups there are."""
        return len(self.center)


def axes_for(groups: int) -> int:
    """Two axes are drawn; more than three groups need groups − 1 of them to lie apart."""
    return max(2, groups - 1)


def has_seen_enough(votes: Votes) -> Flags:
    """Who has voted on 7 statements, or on all where there are fewer; shape (people,)."""
    return votes.per_person >= max(1, min(FEWEST_VOTES, votes.statements))


def is_structured(votes: Votes, is_left_out: Flags, *, seed: int) -> bool:
    """Whether votes go together more than chance would have it (level 5 %).

    The strongest axis is compared with that of 19 tables in which the sign of every entry is thrown. Of a large
    conversation a part with some 200,000 votes is looked at first, and all of it only when that shows nothing.
    """
    rng = np.random.default_rng([seed, 1])
    if len(votes.vote) > FLIPPED_VOTES:
        people = int(votes.people * FLIPPED_VOTES / len(votes.vote))
        part = votes.of(np.sort(rng.choice(votes.people, people, replace=False)))
        if _beats_chance(part, is_left_out, FLIPS, rng):
            return True
        return _beats_chance(votes, is_left_out, 1, rng)
    return _beats_chance(votes, is_left_out, FLIPS, rng)


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
    if size < 3 or not np.any(table.data):
        return float((table.toarray() ** 2).sum()) if size == 1 else float(np.linalg.norm(table.toarray(), 2) ** 2)
    back = table.T
    products = LinearOperator((size, size), matvec=lambda x: back @ (table @ x), dtype=np.float64)
    found = eigsh(products, k=1, v0=rng.standard_normal(size), tol=1e-4, return_eigenvectors=False)
    return float(found[0])


def find_groups(
    points: Floats, enough: Flags, *, seed: int, structured: bool, most: int = MOST_GROUPS
) -> Floats:
    """Return the centers of the groups, shape (groups, axes used), the largest group first.

    *points*: (people, axes ≥ 4), *enough*: who has voted often enough to be looked at. No group has fewer than
    8 people. Of the numbers from 2 to *most* the smallest is taken that no larger one beats clearly by the
    silhouette. Without structure, and with fewer than 16 people, there is one group.
    """
    chosen = points[enough]
    one = chosen.mean(0, keepdims=True)[:, :2] if len(chosen) else np.zeros((1, 2))
    if not structured or len(chosen) < 2 * SMALLEST_GROUP:
        return one
    best, width = one, 0.0
    for count in range(2, min(most, len(chosen) // SMALLEST_GROUP) + 1):
        rng = np.random.default_rng([seed, 2, count])
        used = chosen[:, : axes_for(count)]
        center = centers_of_size(used, count, rng)
        if len(center) < count:
            continue
        found = silhouette(used, nearest(used, center), np.random.default_rng([seed, 3]))
        if found > width + (CLEARER if len(best) > 1 else 0.0):
            best, width = center, found
    return best


def centers_of_size(points: Floats, count: int, rng: np.random.Generator, *, starts: int = 20) -> Floats:
    """k-means whose groups have at least 8 points: those of a smaller one are set aside and it is done again."""
    kept = points
    for _ in range(6):
        center = k_means(kept, count, rng, starts=starts)
        group = nearest(kept, center)
        sizes = np.bincount(group, minlength=len(center))
        if len(center) < count:
            return center
        if sizes.min() >= SMALLEST_GROUP:
            return center
        kept = kept[sizes[group] >= SMALLEST_GROUP]
        if len(kept) < count * SMALLEST_GROUP:
            break
    return points.mean(0, keepdims=True)


def place(votes: Votes, axes: Axes, points: Floats, center: Floats, enough: Flags) -> Grouping:
    """Give everybody the nearest group, or none: with few votes, or on the fence (certainty under 0.6).

    The certainty is the chance that another handful of votes, as mixed as those given, would have led to the
    same of the two nearest groups: Φ(distance from the border / its standard error). It is 0 for those with too
    few votes and 1 where there is a single group.
    """
    if len(center) < 2:
        return Grouping(center, np.where(enough, 0, -1), enough.astype(np.float64))
    used = center.shape[1]
    away = ((points[:, None, :used] - center[None]) ** 2).sum(2)
    order = np.argsort(away, axis=1, kind="stable")
    first, second = order[:, 0], order[:, 1]
    apart = np.linalg.norm(center[first] - center[second], axis=1)
    rows = np.arange(len(points))
    margin = (away[rows, second] - away[rows, first]) / np.where(apart > 0, 2 * apart, 1)
    error = _error_across(votes, axes, center, first, second)
    with np.errstate(divide="ignore", invalid="ignore"):
        sure = np.where(error > 0, ndtr(margin / np.where(error > 0, error, 1)), np.where(margin > 0, 1.0, 0.5))
    sure = np.where(enough, sure, 0.0)
    group = np.where(sure >= SURE_ENOUGH, first, -1)
    return Grouping(center, group, sure)


def _error_across(votes: Votes, axes: Axes, center: Floats, first: Numbers, second: Numbers) -> Floats:
    """The standard error of each person's position on the line between two centers, from the spread of their votes."""
    groups, used = center.shape
    way = center[:, None] - center[None]
    length = np.linalg.norm(way, axis=2, keepdims=True)
    way = way / np.where(length > 0, length, 1)
    loading = (way.reshape(-1, used) @ axes.direction[:, :used].T) * ~axes.is_left_out
    pair = (first * groups + second)[votes.person]
    part = loading[pair, votes.statement] * (votes.vote - axes.mean[votes.statement])
    seen = seen_counts(votes, axes.is_left_out)
    total = np.bincount(votes.person, weights=part, minlength=votes.people)
    squares = np.bincount(votes.person, weights=part * part, minlength=votes.people)
    spread = np.maximum(squares - total**2 / np.maximum(seen, 1), 0) * seen / np.maximum(seen - 1, 1)
    return np.asarray(np.sqrt(spread) * stretch(seen, int((~axes.is_left_out).sum())))
