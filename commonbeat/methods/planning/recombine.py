"""The best week made of single walks met so far: set packing, solved by HiGHS.

Source: the set-packing view of routing, e.g. S. Boussier, D. Feillet and M. Gendreau, "An exact algorithm for
team orienteering problems", 4OR 5 (2007). Limits are counts, never seconds, so that a seed gives one answer.
"""

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix, vstack

from commonbeat.methods.planning.arrays import Found, Problem

COLUMNS = 200
NODES = 5


def recombined(p: Problem, f: Found) -> list[tuple[int, list[int]]] | None:
    """Walks (number, tasks in order) that together bring more than the best plan so far, or None."""
    count = int(f.pool_count[0])
    if count < 2:
        return None
    chosen = _choice(p, f, count)
    worth = np.array([_worth(p, f, number) for number in chosen])
    counts = _stop_counts(p, f, chosen)
    packing = _packing(p, f, chosen, counts)
    solved = milp(
        -worth, integrality=np.ones(len(chosen)), bounds=Bounds(0, 1), constraints=packing,
        options={"node_limit": NODES, "mip_rel_gap": 0.0, "presolve": True},
    )  # fmt: skip
    if solved.x is None:
        return None
    picked = [number for number, share in zip(chosen, solved.x, strict=True) if share > 0.5]
    if sum(_worth(p, f, number) for number in picked) <= float(f.score[0]) + 1e-6:
        return None
    return _assigned(p, f, picked)


def _choice(p: Problem, f: Found, count: int) -> list[int]:
    """The newest walks, and the best plan's own among them."""
    return list(range(max(0, count - COLUMNS), count))


def _worth(p: Problem, f: Found, number: int) -> float:
    tasks = f.pool[number, 1 : f.pool_size[number] + 1]
    walk = f.pool_walk[number]
    return float(sum(p.gain[p.stop[task], 0] + p.extra[walk, task] for task in tasks))


def _stop_counts(p: Problem, f: Found, chosen: list[int]) -> csr_matrix:
    rows = [p.stop[f.pool[number, 1 : f.pool_size[number] + 1]] for number in chosen]
    columns = np.repeat(np.arange(len(chosen)), [len(row) for row in rows])
    stops = np.concatenate(rows)
    shape = (len(p.spacing), len(chosen))
    return csr_matrix((np.ones(len(stops)), (stops, columns)), shape=shape)


def _packing(p: Problem, f: Found, chosen: list[int], counts: csr_matrix) -> LinearConstraint:
    """Each stop once, and of walks alike no more than there are."""
    alike = p.alike[f.pool_walk[chosen]]
    kinds = int(p.alike.max()) + 1
    groups = csr_matrix((np.ones(len(chosen)), (alike, np.arange(len(chosen)))), shape=(kinds, len(chosen)))
    used = np.flatnonzero(np.asarray(counts.sum(axis=1)).ravel() > 1)
    limits: npt.NDArray[np.float64] = np.concatenate([np.ones(len(used)), np.bincount(p.alike).astype(float)])
    return LinearConstraint(vstack([counts[used], groups]), ub=limits)


def _assigned(p: Problem, f: Found, picked: list[int]) -> list[tuple[int, list[int]]]:
    """Walks alike are dealt out in order."""
    free: dict[int, list[int]] = {}
    for walk in range(len(p.alike)):
        free.setdefault(int(p.alike[walk]), []).append(walk)
    return [
        (free[int(p.alike[f.pool_walk[number]])].pop(0), f.pool[number, 1 : f.pool_size[number] + 1].tolist())
        for number in picked
    ]


def forget_pool(f: Found) -> None:
    """Empty the pool; what is met from now on is likelier to be of use."""
    f.pool_count[0] = 0
    f.table[:] = -1
