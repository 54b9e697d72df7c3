"""Opinion groups: people who stand near each other, and how sure that is for each person.

Sources: Small et al. 2021 (see projection.py), section 3.2, for groups as spots in the picture. Groups along
lines are our own addition for conversations in which people vote very unequally often.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from .kmeans import k_means, nearest, settle, silhouette
from .projection import Axes, positions, seen_counts, stretch
from .votes import Flags, Floats, Numbers, Votes

MOST_GROUPS = 5
AXES = MOST_GROUPS - 1  # as many as it takes for five groups to lie apart; two of them are drawn
FEWEST_VOTES = 7
SMALLEST_GROUP = 8
SURE_ENOUGH = 0.6
CLEARER = 0.01  # more groups must raise the silhouette by this much
SAMPLE = 3000
SETTLING = 10
LEANER = 0.85  # lines must leave less than this share of the squared distance that spots leave


@dataclass(frozen=True)
class Field:
    """Where people stand.

    ``points`` (people, axes); ``is_enough`` (people,): who has voted on 7 statements, or on all where there are
    fewer; ``reach`` (people,): how far out people's votes can have brought them, 1 for having seen everything.
    """

    points: Floats
    is_enough: Flags
    reach: Floats


@dataclass(frozen=True)
class Centers:
    """Groups as ``center`` (groups, axes).

    Either everybody of a group is expected at its center (a spot), or, with ``is_line``, the nearer to the
    middle the less they have voted: at reach × center.
    """

    center: Floats
    is_line: bool = False

    def reach(self, field: Field) -> Floats:
        """What to multiply the center with for each person, shape (people,)."""
        return field.reach if self.is_line else np.ones(len(field.points))


@dataclass(frozen=True)
class Grouping:
    """``centers``; ``group`` (people,) with -1 for "not sure yet"; ``certainty`` (people,)."""

    centers: Centers
    group: Numbers
    certainty: Floats

    @property
    def count(self) -> int:
        """How many groups there are."""
        return len(self.centers.center)


def field_of(votes: Votes, axes: Axes) -> Field:
    """Place everybody on the axes."""
    seen = seen_counts(votes, axes.is_left_out)
    reach = np.maximum(seen, 1) / max(axes.counted, 1) * stretch(seen, axes.counted)
    return Field(positions(votes, axes), votes.per_person >= votes_needed(votes.statements), reach)


def votes_needed(statements: int) -> int:
    """How many statements somebody must have voted on to be placed in a group."""
    return max(1, min(FEWEST_VOTES, statements))


def find_groups(field: Field, *, seed: int, is_structured: bool) -> list[Centers]:
    """Return possible groups, the best first; one group for all comes last.

    No group has fewer than 8 people. Of the numbers from 2 to 5 the one with the best silhouette is best, a
    larger one only when clearly better. Groups are spots unless lines leave clearly less of the distances unexplained.
    Without structure, or with fewer than 16 people who have voted enough, one group is the only possibility.
    Looked for among at most 3,000 people.
    """
    people = np.flatnonzero(field.is_enough)
    if len(people) > SAMPLE:
        people = np.sort(np.random.default_rng([seed, 5]).choice(people, SAMPLE, replace=False))
    points, reach = field.points[people], field.reach[people]
    one = Centers(points.mean(0, keepdims=True) if len(points) else np.zeros((1, points.shape[1])))
    if not is_structured or len(points) < 2 * SMALLEST_GROUP:
        return [one]
    even = np.ones(len(points))
    spots = _ranked(points, even, seed)
    if reach.max() > reach.min():
        lines = _ranked(points, reach, seed)
        if lines and _unexplained(points, reach, lines[0]) < LEANER * _least(
            points, even, spots, len(lines[0])
        ):
            return [*(Centers(center, is_line=True) for center in lines), one]
    return [*(Centers(center) for center in spots), one]


def _ranked(points: Floats, reach: Floats, seed: int) -> list[Floats]:
    """Centers for every number of groups that can be had, the best number first.

    Only the half that votes most is judged by the silhouette where people differ in reach.
    """
    found: list[tuple[float, Floats]] = []
    judged = reach >= np.median(reach)
    straight = points[judged] / reach[judged, None]
    for count in range(2, min(MOST_GROUPS, len(points) // SMALLEST_GROUP) + 1):
        center = centers_of_size(points, reach, count, np.random.default_rng([seed, 2, count]))
        if len(center) == count:
            group = nearest(points, reach, center)[judged]
            found.append((silhouette(straight, group, np.random.default_rng([seed, 3])), center))
    ranked: list[Floats] = []
    while found:
        clear = max(width for width, _ in found) - CLEARER
        best = next(place for place, (width, _) in enumerate(found) if width >= clear)
        ranked.append(found.pop(best)[1])
    return ranked


def _least(points: Floats, reach: Floats, ranked: list[Floats], count: int) -> float:
    """What spots leave unexplained with as many groups; with the best number when that many cannot be had."""
    same = next((center for center in ranked if len(center) == count), ranked[0] if ranked else None)
    return np.inf if same is None else _unexplained(points, reach, same)


def _unexplained(points: Floats, reach: Floats, center: Floats) -> float:
    """The squared distances from the best centers of the same groups."""
    group = nearest(points, reach, center)
    weight = np.maximum(np.bincount(group, reach**2, len(center)), 1e-12)
    drawn = points * reach[:, None]
    best = np.stack([np.bincount(group, column, len(center)) for column in drawn.T], axis=1) / weight[:, None]
    return float(((points - reach[:, None] * best[group]) ** 2).sum())


def centers_of_size(
    points: Floats, reach: Floats, count: int, rng: np.random.Generator, *, starts: int = 12
) -> Floats:
    """k-means whose groups have at least 8 points: those of a smaller one are set aside and it is done again."""
    kept = np.arange(len(points))
    for _ in range(6):
        center = k_means(points[kept], reach[kept], count, rng, starts=starts)
        group = nearest(points[kept], reach[kept], center)
        sizes = np.bincount(group, minlength=len(center))
        if len(center) < count or sizes.min() >= SMALLEST_GROUP:
            return center
        kept = kept[sizes[group] >= SMALLEST_GROUP]
        if len(kept) < count * SMALLEST_GROUP:
            break
    middle: Floats = points.mean(0, keepdims=True)
    return middle


def first_that_holds(votes: Votes, axes: Axes, field: Field, ranked: list[Centers]) -> Grouping:
    """The first of the ranked possibilities in which every group keeps 8 people who are surely in it."""
    for centers in ranked[:-1]:
        grouping = place(votes, axes, field, _settled(field, centers))
        sizes = np.bincount(grouping.group[grouping.group >= 0], minlength=grouping.count)
        if sizes.min() >= SMALLEST_GROUP:
            return grouping
    return place(votes, axes, field, ranked[-1])


def _settled(field: Field, found: Centers) -> Centers:
    """The centers led to rest among everybody who has voted enough."""
    points, reach = field.points[field.is_enough], found.reach(field)[field.is_enough]
    return replace(found, center=settle(points, reach, found.center, steps=SETTLING))


def place(votes: Votes, axes: Axes, field: Field, centers: Centers) -> Grouping:
    """Give everybody the nearest group, or none: with few votes, or on the fence (certainty under 0.6).

    The certainty is the chance that another handful of votes, as mixed as those given, would have led to the
    same of the two nearest groups: Φ(distance from the border / its standard error). It is 0 for those with too
    few votes and 1 where there is a single group.
    """
    center, reach = centers.center, centers.reach(field)
    if len(center) < 2:
        return Grouping(centers, np.where(field.is_enough, 0, -1), field.is_enough.astype(np.float64))
    expected = reach[:, None, None] * center[None]
    away = ((field.points[:, None] - expected) ** 2).sum(2)
    order = np.argsort(away, axis=1, kind="stable")
    first, second = order[:, 0], order[:, 1]
    apart = np.linalg.norm(center[first] - center[second], axis=1) * reach
    rows = np.arange(len(away))
    margin = (away[rows, second] - away[rows, first]) / np.where(apart > 0, 2 * apart, 1)
    sure = chance(margin, _error_across(votes, axes, center, first, second))
    sure = np.where(field.is_enough, sure, 0.0)
    return Grouping(centers, np.where(sure >= SURE_ENOUGH, first, -1), sure)


def chance(margin: Floats | np.float64, error: Floats | np.float64) -> Floats:
    """Φ(margin / error); without any error 1 on the right side of the border and ½ on it."""
    return np.where(error > 0, ndtr(margin / np.where(error > 0, error, 1)), np.where(margin > 0, 1.0, 0.5))


def _error_across(votes: Votes, axes: Axes, center: Floats, first: Numbers, second: Numbers) -> Floats:
    """The standard error of each position on the line between two centers, from the spread of the person's votes."""
    groups, count = center.shape
    way = center[:, None] - center[None]
    length = np.linalg.norm(way, axis=2, keepdims=True)
    way = way / np.where(length > 0, length, 1)
    loading = (way.reshape(-1, count) @ axes.direction.T) * ~axes.is_left_out
    pair = (first * groups + second)[votes.person]
    part = loading[pair, votes.statement] * (votes.vote - axes.mean[votes.statement])
    seen = seen_counts(votes, axes.is_left_out)
    total = np.bincount(votes.person, weights=part, minlength=votes.people).astype(float)
    squares = np.bincount(votes.person, weights=part * part, minlength=votes.people).astype(float)
    return spread_of_sum(total, squares, seen) * stretch(seen, axes.counted)


def spread_of_sum(
    total: Floats | np.float64, squares: Floats | np.float64, seen: Floats | np.float64
) -> Floats:
    """The standard error of a sum of *seen* parts, from the sum and the sum of squares of the parts."""
    apart = np.maximum(squares - total**2 / np.maximum(seen, 1), 0)
    return np.asarray(np.sqrt(apart * seen / np.maximum(seen - 1, 1)))
