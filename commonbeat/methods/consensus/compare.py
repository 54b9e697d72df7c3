"""How alike two groupings are."""

import numpy as np
from numpy.typing import ArrayLike


def adjusted_rand(one: ArrayLike, other: ArrayLike) -> float:
    """The adjusted Rand index of two groupings of the same people, each of shape (people,).

    1 for the same grouping whatever the names, about 0 for chance (Hubert & Arabie 1985). 1 for an empty list.
    Raises ValueError when the lengths differ.
    """
    first, second = np.asarray(one), np.asarray(other)
    if first.shape != second.shape or first.ndim != 1:
        raise ValueError("Both groupings name a group for each of the same people.")
    if not len(first):
        return 1.0
    a, b = (np.unique(groups, return_inverse=True)[1] for groups in (first, second))
    width = int(b.max()) + 1
    table = np.bincount(a * width + b, minlength=(int(a.max()) + 1) * width).reshape(-1, width).astype(float)

    def pairs(count: object) -> float:
        numbers = np.asarray(count, dtype=float)
        return float((numbers * (numbers - 1) / 2).sum())

    together, rows, columns, every = pairs(table), pairs(table.sum(1)), pairs(table.sum(0)), pairs(len(first))
    if every == 0:
        return 1.0
    chance, most = rows * columns / every, (rows + columns) / 2
    return 1.0 if most == chance else (together - chance) / (most - chance)
