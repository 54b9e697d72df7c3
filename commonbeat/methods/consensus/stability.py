"""How firm each group is: would it be found again with other people?

Source: Hennig 2007, Cluster-wise assessment of cluster stability (Computational Statistics & Data Analysis 52):
the mean, over bootstrap draws, of the largest Jaccard similarity with any group of the draw.
"""

from dataclasses import replace

import numpy as np

from .groups import Centers, Field, centers_of_size
from .kmeans import nearest
from .projection import Axes, centered, mean_votes, positions
from .votes import Floats, Numbers, Votes

DRAWS = 40
DRAWN_PEOPLE = 2000
TURNED_VOTES = 400_000  # with more votes the axes hardly move and are kept
TURNS = 4


def stability(
    votes: Votes, axes: Axes, field: Field, group: Numbers, centers: Centers, *, seed: int
) -> Floats:
    """Return the stability of each group, shape (groups,), between 0 and 1; from .75 on a group is firm.

    *group* (people,): from 0, -1 for those not looked at. Each of 40 draws takes people with replacement (at most
    2,000, so that the figure of a large conversation is, if anything, too low), finds means, axes and as many
    groups anew, and compares. A single group has 1.
    """
    groups = len(centers.center)
    people = np.flatnonzero(group >= 0)
    if groups < 2 or not len(people):
        return np.ones(groups)
    reach = centers.reach(field)
    found = np.zeros((DRAWS, groups))
    for draw in range(DRAWS):
        rng = np.random.default_rng([seed, 4, draw])
        drawn = rng.choice(people, min(len(people), DRAWN_PEOPLE))
        again = _places(votes, axes, field, drawn)
        anew = centers_of_size(again, reach[drawn], groups, rng, starts=4)
        once = np.unique(drawn, return_index=True)[1]
        after = nearest(again[once], reach[drawn[once]], anew)
        found[draw] = _likeness(group[drawn[once]], after, groups, len(anew))
    return np.asarray(found.mean(0))


def _places(votes: Votes, axes: Axes, field: Field, drawn: Numbers) -> Floats:
    """Positions of the drawn people on means and axes of their own."""
    if len(votes.vote) > TURNED_VOTES:
        return np.asarray(field.points[drawn])
    part = votes.of(drawn)
    mean = mean_votes(part)
    table = centered(part, mean, axes.is_left_out)
    direction = axes.direction
    for _ in range(TURNS):
        direction = np.linalg.qr(np.asarray(table.T @ (table @ direction)))[0]
    return positions(part, replace(axes, mean=mean, direction=direction))


def _likeness(before: Numbers, after: Numbers, groups: int, found: int) -> Floats:
    """For each group the largest Jaccard similarity with any group found again."""
    shared = np.bincount(before * found + after, minlength=groups * found).reshape(groups, found)
    union = shared.sum(1, keepdims=True) + shared.sum(0) - shared
    return np.asarray((shared / np.maximum(union, 1)).max(1))
