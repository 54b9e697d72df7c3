"""Walking times between points on a network of ways, exact, by contracting what lies between crossings.

Nodes through which a way merely passes (degree two) and dead ends without a point of interest never change
a shortest path between two other nodes: they are folded into one edge before Dijkstra's algorithm runs on
what is left.
Source: E. W. Dijkstra, "A note on two problems in connexion with graphs", Numerische Mathematik 1 (1959).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

METERS_PER_DEGREE = 111_195.0
WALKING_METERS_PER_SECOND = 4.8 / 3.6


@dataclass(frozen=True)
class WalkGraph:
    """An undirected network: node coordinates in degrees (N,), edges (E, 2) of node numbers, seconds (E,)."""

    longitude: Floats
    latitude: Floats
    edges: npt.NDArray[np.integer]
    seconds: Floats

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return len(self.longitude)


def to_meters(longitude: Floats, latitude: Floats, at_latitude: float) -> Floats:
    """Degrees (N,) and (N,) as meters east and north (N, 2), true near `at_latitude`."""
    east = np.asarray(longitude) * (METERS_PER_DEGREE * np.cos(np.radians(at_latitude)))
    return np.column_stack([east, np.asarray(latitude) * METERS_PER_DEGREE])


def nearest_nodes(graph: WalkGraph, points: npt.ArrayLike) -> tuple[Ints, Floats]:
    """For each point (P, 2) in degrees: the nearest node's number and the straight way to it in meters.

    Raises ValueError when the network is empty or a coordinate is not finite.
    """
    wanted = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    if graph.size == 0:
        raise ValueError("The walk network is empty.")
    if not np.isfinite(wanted).all():
        raise ValueError("A point has a coordinate that is not a number.")
    middle = float(graph.latitude.mean())
    tree = cKDTree(to_meters(graph.longitude, graph.latitude, middle))
    meters, nodes = tree.query(to_meters(wanted[:, 0], wanted[:, 1], middle))
    return nodes.astype(np.int64), meters


def walking_seconds(
    graph: WalkGraph, points: npt.ArrayLike, meters_per_second: float = WALKING_METERS_PER_SECOND
) -> Floats:
    """Seconds on foot between all pairs of points: (P, 2) degrees in, symmetric (P, P) out.

    A point enters the network at its nearest node, straight, at `meters_per_second`. Pairs that no way joins
    are infinite; a point's time to itself is 0. Raises ValueError as `nearest_nodes` does.
    """
    nodes, meters = nearest_nodes(graph, points)
    unique, back = np.unique(nodes, return_inverse=True)
    between = seconds_between(graph, unique)[np.ix_(back, back)]
    access = meters / meters_per_second
    matrix = between + access[:, None] + access[None, :]
    same = nodes[:, None] == nodes[None, :]
    if same.any():
        place = np.asarray(points, dtype=np.float64).reshape(-1, 2)
        xy = to_meters(place[:, 0], place[:, 1], float(graph.latitude.mean()))
        straight = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1)) / meters_per_second
        matrix = np.where(same, np.minimum(matrix, straight), matrix)
    np.fill_diagonal(matrix, 0.0)
    return matrix


def seconds_between(graph: WalkGraph, nodes: npt.ArrayLike) -> Floats:
    """Exact shortest seconds between distinct nodes (K,), symmetric (K, K); infinite where unjoined."""
    wanted = np.asarray(nodes, dtype=np.int64)
    if len(wanted) == 0:
        return np.zeros((0, 0))
    small, numbers = contracted(graph, wanted)
    result: Floats = dijkstra(small, directed=False, indices=numbers)[:, numbers]
    return np.minimum(result, result.T)


def contracted(graph: WalkGraph, keep: Ints) -> tuple[csr_matrix, Ints]:
    """The network without pass-through nodes and dead ends, and the new numbers of the nodes in `keep` (K,).

    Distances between kept nodes are unchanged.
    """
    is_kept = np.zeros(graph.size, dtype=bool)
    is_kept[keep] = True
    edges, seconds = _without_doubles(graph.edges.astype(np.int64), graph.seconds, graph.size)
    while True:
        before = len(edges)
        edges, seconds = _without_dead_ends(edges, seconds, is_kept)
        edges, seconds = _without_passages(edges, seconds, is_kept)
        edges, seconds = _without_doubles(edges, seconds, graph.size)
        if len(edges) == before:
            break
    used, compact = np.unique(np.concatenate([edges.ravel(), keep]), return_inverse=True)
    pairs = compact[: edges.size].reshape(-1, 2)
    matrix = coo_matrix((seconds, (pairs[:, 0], pairs[:, 1])), shape=(len(used), len(used))).tocsr()
    return matrix, compact[edges.size :]


def _without_doubles(edges: Ints, seconds: Floats, size: int) -> tuple[Ints, Floats]:
    """Each pair of nodes once, with its fastest edge; no loops."""
    low, high = edges.min(axis=1, initial=size), edges.max(axis=1, initial=0)
    order = np.lexsort((seconds, low * size + high))
    key = (low * size + high)[order]
    first = np.ones(len(key), dtype=bool)
    first[1:] = key[1:] != key[:-1]
    chosen = order[first]
    chosen = chosen[low[chosen] != high[chosen]]
    return np.column_stack([low[chosen], high[chosen]]), seconds[chosen]


def _without_dead_ends(edges: Ints, seconds: Floats, is_kept: npt.NDArray[np.bool_]) -> tuple[Ints, Floats]:
    """Without edges that lead to a node of degree one that nobody asked about."""
    degree = np.bincount(edges.ravel(), minlength=len(is_kept))
    is_end = (degree == 1) & ~is_kept
    stays = ~is_end[edges].any(axis=1)
    return edges[stays], seconds[stays]


def _without_passages(edges: Ints, seconds: Floats, is_kept: npt.NDArray[np.bool_]) -> tuple[Ints, Floats]:
    """Every chain of degree-two nodes becomes one edge with the chain's total time."""
    size = len(is_kept)
    degree = np.bincount(edges.ravel(), minlength=size)
    passes = (degree == 2) & ~is_kept
    inside = passes[edges]
    both = inside.all(axis=1)
    links = coo_matrix((np.ones(both.sum()), (edges[both, 0], edges[both, 1])), shape=(size, size))
    count, chain = connected_components(links, directed=False)
    touched = inside.any(axis=1)
    chain_of_edge = chain[np.where(inside[:, 0], edges[:, 0], edges[:, 1])]
    total = np.bincount(chain_of_edge[touched], weights=seconds[touched], minlength=count)
    border = touched & ~both
    outer = np.where(inside[border, 0], edges[border, 1], edges[border, 0])
    of_chain = chain_of_edge[border]
    order = np.argsort(of_chain, kind="stable")
    # A chain that reaches the rest of the network does so at exactly two edges; a free ring at none.
    ends = outer[order].reshape(-1, 2)
    joined = total[of_chain[order][::2]]
    plain = ~touched
    return np.vstack([edges[plain], ends]), np.concatenate([seconds[plain], joined])
