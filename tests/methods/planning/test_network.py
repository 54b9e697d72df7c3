"""Walking times are exact: contracting the network changes none of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import floyd_warshall

from commonbeat.methods.planning.network import (
    METERS_PER_DEGREE,
    WALKING_METERS_PER_SECOND,
    WalkGraph,
    contracted,
    nearest_nodes,
    seconds_between,
    walking_seconds,
)


def made(size: int, edges: list[tuple[int, int, float]]) -> WalkGraph:
    pairs = np.array([(a, b) for a, b, _s in edges], dtype=np.int64).reshape(-1, 2)
    at = np.arange(size) * 0.001
    return WalkGraph(at, np.zeros(size), pairs, np.array([s for _a, _b, s in edges], dtype=float))


def plainly(graph: WalkGraph) -> np.ndarray:
    matrix = np.full((graph.size, graph.size), np.inf)
    np.fill_diagonal(matrix, 0)
    for (a, b), seconds in zip(graph.edges, graph.seconds, strict=True):
        if a != b:
            matrix[a, b] = matrix[b, a] = min(matrix[a, b], seconds)
    return floyd_warshall(matrix)


graphs = st.integers(2, 14).flatmap(
    lambda size: st.tuples(
        st.just(size),
        st.lists(
            st.tuples(st.integers(0, size - 1), st.integers(0, size - 1), st.integers(1, 50)), max_size=24
        ),
        st.sets(st.integers(0, size - 1), min_size=1),
    )
)


@settings(max_examples=300, deadline=None)
@given(graphs)
def test_contraction_keeps_every_shortest_time(
    case: tuple[int, list[tuple[int, int, float]], set[int]],
) -> None:
    size, edges, wanted = case
    graph, keep = made(size, edges), np.array(sorted(wanted))
    assert np.array_equal(seconds_between(graph, keep), plainly(graph)[np.ix_(keep, keep)])


def test_a_long_street_shrinks_to_one_edge() -> None:
    graph = made(1000, [(node, node + 1, 1.0) for node in range(999)])
    small, numbers = contracted(graph, np.array([100, 900]))
    assert small.shape == (2, 2)
    assert small.nnz == 1
    assert seconds_between(graph, [100, 900])[0, 1] == 800
    assert len(set(numbers)) == 2


def test_points_walk_to_the_network_and_along_it() -> None:
    graph = made(3, [(0, 1, 60.0), (1, 2, 90.0)])
    aside = 100 / METERS_PER_DEGREE
    times = walking_seconds(graph, [(0.0, aside), (0.002, 0.0)])
    assert times == pytest.approx(np.array([[0, 150 + 75], [150 + 75, 0]]), rel=1e-6)


def test_points_at_the_same_corner_are_a_straight_step_apart() -> None:
    graph = made(2, [(0, 1, 600.0)])
    step = 10 / METERS_PER_DEGREE
    times = walking_seconds(graph, [(0.0, step), (0.0, step * 2), (0.0, step)])
    assert times[0, 1] == pytest.approx(10 / WALKING_METERS_PER_SECOND)
    assert times[0, 2] == 0


def test_what_no_way_joins_is_infinitely_far() -> None:
    assert np.isinf(seconds_between(made(4, [(0, 1, 5.0), (2, 3, 5.0)]), [0, 3])[0, 1])


def test_one_point_none_and_a_broken_one() -> None:
    graph = made(2, [(0, 1, 5.0)])
    assert walking_seconds(graph, [(0.0, 0.0)]).tolist() == [[0.0]]
    assert walking_seconds(graph, np.empty((0, 2))).shape == (0, 0)
    with pytest.raises(ValueError, match="not a number"):
        nearest_nodes(graph, [(float("nan"), 0.0)])
    with pytest.raises(ValueError, match="empty"):
        nearest_nodes(made(0, []), [(0.0, 0.0)])
