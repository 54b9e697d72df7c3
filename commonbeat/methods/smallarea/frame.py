"""What was answered and who lives there, as arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Unusable(ValueError):
    """The numbers cannot be what the caller says they are; the message is one whole sentence."""


@dataclass(frozen=True)
class Population:
    """Who lives where: ``category`` (cells, dimensions) is the code of each cell in each demographic dimension.

    ``count`` (areas, cells) people; ``covariate`` (areas, covariates), constant within an area.
    """

    category: Numbers
    count: Floats
    covariate: Floats

    @property
    def areas(self) -> int:
        """How many areas there are."""
        return len(self.count)

    @property
    def levels(self) -> tuple[int, ...]:
        """How many categories each dimension has."""
        return tuple(int(n) + 1 for n in self.category.max(axis=0)) if self.category.size else ()

    @property
    def share(self) -> Floats:
        """The part of each area's people that is in each cell, (areas, cells)."""
        part: Floats = self.count / self.count.sum(axis=1, keepdims=True)
        return part


@dataclass(frozen=True)
class Answers:
    """Answers added up: row r says that ``n[r]`` people of cell ``cell[r]`` in ``area[r]`` answered in ``wave[r]``.

    ``total`` is the sum of their values (each 0 to 1) and ``squares`` the sum of the squared values. No two rows are
    of the same area, wave and cell.
    """

    area: Numbers
    wave: Numbers
    cell: Numbers
    n: Floats
    total: Floats
    squares: Floats
    waves: int

    @property
    def dispersion(self) -> float:
        """The variance of the values beside that of yes and no: 1 for yes and no, smaller for scales."""
        inside = float((self.squares - self.total**2 / self.n).sum())
        mean = self.total / self.n
        if np.isclose(self.squares.sum(), self.total.sum()):
            return 1.0
        if (self.n - 1).sum() < 30:
            middle = float(self.total.sum() / self.n.sum())
            spread = float(self.squares.sum() / self.n.sum()) - middle**2
            return float(np.clip(spread / max(middle * (1 - middle), 1e-9), 0.02, 1.0))
        most = float((self.n * mean * (1 - mean)).sum())
        lost = float((self.n - 1).sum() / self.n.sum())
        between = (
            most + inside * (1 - lost) / lost
        )  # the mean of a few is nearer to 0 or 1 than where it comes from
        return float(np.clip(inside / lost / max(between, 1e-9), 0.02, 1.0))


def population(category: ArrayLike, count: ArrayLike, covariate: ArrayLike | None = None) -> Population:
    """Check and hold who lives where; see :class:`Population` for shapes. Raises :class:`Unusable`."""
    people = np.asarray(count, dtype=float)
    if people.ndim != 2 or not people.size:
        raise Unusable("The population must be a table of areas and cells.")
    code = np.asarray(category, dtype=np.int64).reshape(people.shape[1], -1)
    extra = np.zeros((len(people), 0)) if covariate is None else np.asarray(covariate, dtype=float)
    if extra.shape[:1] != people.shape[:1] or extra.ndim != 2 or not np.isfinite(extra).all():
        raise Unusable("Every area needs a number for each covariate.")
    if not np.isfinite(people).all() or (people < 0).any():
        raise Unusable("Every count of the population must be a number of 0 or more.")
    if (people.sum(axis=1) <= 0).any():
        raise Unusable("Every area needs somebody who lives there.")
    return Population(code, people, extra)


def answers(
    area: ArrayLike,
    wave: ArrayLike,
    cell: ArrayLike,
    value: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    waves: int | None = None,
) -> Answers:
    """Add up single answers, all (answers,): codes from 0, values from 0 to 1, how many gave the same (1 if left out);
    *waves* is how many there are, if the last ones may be without answers.

    Raises :class:`Unusable` for values outside 0 to 1 and where there is no answer at all.
    """
    places, when, cells = (np.asarray(x, dtype=np.int64) for x in (area, wave, cell))
    values = np.asarray(value, dtype=float)
    many = np.ones(len(values)) if weight is None else np.asarray(weight, dtype=float)
    if not len(values):
        raise Unusable("There is no answer.")
    if not np.isfinite(values).all() or (values < 0).any() or (values > 1).any():
        raise Unusable("Every value must lie between 0 and 1.")
    waves, span = max(waves or 0, int(when.max()) + 1), int(cells.max()) + 1
    code, row = np.unique((places * waves + when) * span + cells, return_inverse=True)
    n, total, squares = (
        np.bincount(row, weights=many * power, minlength=len(code)).astype(float)
        for power in (np.ones_like(values), values, values**2)
    )
    return Answers(code // span // waves, code // span % waves, code % span, n, total, squares, waves)
