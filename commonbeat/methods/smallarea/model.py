"""The multilevel model: which columns each answer has, and which of them share a spread.

logit p = intercept + covariates + demographic main effects + their pairs + wave + space (global columns)
        + area + area × demographic + area's drift from wave to wave (columns of the area's own block).

Effects of a category with L levels are written in L − 1 orthonormal contrasts: the same model without the part of it
that the intercept (or the area's own level) holds already, and with far fewer columns.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import laplacian

from .frame import Answers, Flags, Floats, Numbers, Population

MOST_SPATIAL = 40
MOST_PAIR_COLUMNS = 80
SCALES = {"main": 0.5, "pairs": 0.3, "area": 0.45, "within": 0.25, "space": 0.4, "wave": 0.3, "drift": 0.12}
FIXED = -1
FIXED_SCALE = 1.0
INTERCEPT_SCALE = 3.0


@dataclass(frozen=True)
class Model:
    """Columns by what they depend on, and the spread each belongs to.

    Global columns stand in the order cell (cells, ·), area (areas, ·), wave (waves, ·); the block of an area in the
    order own level, cell (cells, ·), wave (waves, ·). ``spread_of`` (global columns,) and ``block_spread_of``
    (block columns,) number the spread, −1 for columns whose prior is fixed with ``fixed`` standard deviations;
    ``scale`` (spreads,) is that of each spread's prior: half-normal, or Rayleigh where ``is_never_nought``: areas
    always differ, and a prior that is highest at nought makes intervals too narrow wherever few were asked.
    """

    by_cell: Floats
    by_area: Floats
    by_wave: Floats
    block_by_cell: Floats
    block_by_wave: Floats
    spread_of: Numbers
    block_spread_of: Numbers
    fixed: Floats
    scale: Floats
    is_never_nought: Flags
    names: tuple[str, ...]

    def rows(self, area: Numbers, wave: Numbers, cell: Numbers) -> tuple[Floats, Floats]:
        """The global columns and the block's columns of some rows, (…, columns)."""
        one = np.ones((*area.shape, 1))
        return (
            np.concatenate([self.by_cell[cell], self.by_area[area], self.by_wave[wave]], axis=-1),
            np.concatenate([one, self.block_by_cell[cell], self.block_by_wave[wave]], axis=-1),
        )


class Spreads:
    """Hands out numbers for spreads, in the order they are asked for."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def columns(self, kind: str, many: int, name: str = "") -> list[int]:
        """The same new number *many* times; none for no columns."""
        if not many:
            return []
        self.names.append(f"{kind} {name}".strip())
        return [len(self.names) - 1] * many


def build(people: Population, given: Answers, neighbors: Numbers | None) -> Model:
    """The model for these areas, cells and waves; *neighbors* (pairs, 2) brings in space."""
    spreads = Spreads()
    contrasts = [
        _contrasts(levels)[people.category[:, d]] for d, levels in enumerate(people.levels) if levels > 1
    ]
    cell, numbers = _cell_columns(contrasts, len(people.category), spreads)
    covariate = standardized(people.covariate)
    space = spatial_basis(neighbors, people.areas)
    numbers += [FIXED] * covariate.shape[1] + spreads.columns("space", space.shape[1])
    later = given.waves - 1
    steps = np.tril(np.ones((given.waves, given.waves)))[:, 1:]
    numbers += spreads.columns("wave", later) if later > 1 else [FIXED] * later
    block = spreads.columns("area", 1)
    for d, columns in enumerate(contrasts):
        block += spreads.columns("within", columns.shape[1], str(d))
    block += spreads.columns("drift", later)
    fixed = np.full(len(numbers), FIXED_SCALE)
    fixed[0] = INTERCEPT_SCALE
    return Model(
        by_cell=cell,
        by_area=np.hstack([covariate, space]),
        by_wave=steps,
        block_by_cell=np.hstack([np.zeros((len(cell), 0)), *contrasts]),
        block_by_wave=steps,
        spread_of=np.array(numbers),
        block_spread_of=np.array(block),
        fixed=fixed,
        scale=np.array([SCALES[name.split()[0]] for name in spreads.names]),
        is_never_nought=np.array([name in ("area", "drift") for name in spreads.names]),
        names=tuple(spreads.names),
    )


def standardized(covariate: Floats) -> Floats:
    """Columns with mean 0 and standard deviation 1, no value farther out than 4; a constant column becomes 0."""
    centered = covariate - covariate.mean(axis=0)
    spread = centered.std(axis=0)
    even: Floats = np.divide(centered, spread, out=np.zeros_like(centered), where=spread > 1e-12)
    return np.clip(even, -4, 4)


def spatial_basis(neighbors: Numbers | None, areas: int) -> Floats:
    """Smooth patterns over the map (areas, patterns) whose independent sum is an intrinsic autoregression.

    Scaled so that the typical area's variance is 1 (Riebler et al. 2016); the smoothest 40 where there are more.
    """
    if neighbors is None or not len(neighbors):
        return np.zeros((areas, 0))
    pairs = np.vstack([neighbors, neighbors[:, ::-1]])
    link = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(areas, areas)).tocsr()
    link.data[:] = 1.0
    value, vector = np.linalg.eigh(laplacian(link).toarray())
    smooth = np.flatnonzero(value > 1e-9)[:MOST_SPATIAL]
    basis = vector[:, smooth] / np.sqrt(value[smooth])
    variance = (basis**2).sum(axis=1)
    typical = np.exp(np.log(variance[variance > 1e-12]).mean())
    scaled: Floats = basis / np.sqrt(typical)
    return scaled


def _cell_columns(contrasts: list[Floats], cells: int, spreads: Spreads) -> tuple[Floats, list[int]]:
    """Intercept, main effects and pairs as columns (cells, ·) with the number of their spread."""
    columns, numbers = [np.ones((cells, 1))], [FIXED]
    for d, main in enumerate(contrasts):
        columns.append(main)
        many = main.shape[1]
        numbers += spreads.columns("main", many, str(d)) if many > 1 else [FIXED]
    pairs = [
        (one[:, :, None] * two[:, None, :]).reshape(cells, -1) for one, two in combinations(contrasts, 2)
    ]
    kept: list[Floats] = []
    for pair in sorted(pairs, key=lambda pair: pair.shape[1]):
        if sum(map(np.size, kept)) + pair.size <= MOST_PAIR_COLUMNS * cells:
            kept.append(pair)
    numbers += spreads.columns("pairs", sum(pair.shape[1] for pair in kept))
    return np.hstack(columns + kept), numbers


def _contrasts(levels: int) -> Floats:
    """Orthonormal contrasts (levels, levels − 1) that leave out the mean."""
    helmert = np.triu(np.ones((levels, levels)), 1)[:, 1:] - np.diag(np.arange(levels))[:, 1:]
    scaled: Floats = helmert / np.linalg.norm(helmert, axis=0)
    return scaled
