"""No hidden count can be worked out; an independent auditor tries, by linear programming."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from commonbeat.methods.disclosure import (
    THRESHOLD,
    Suppressed,
    is_small,
    round_safe,
    share_safe,
    suppress,
    suppress_series,
)

counts = st.lists(st.integers(0, 40), max_size=12)
tables = st.integers(1, 5).flatmap(
    lambda columns: st.lists(
        st.lists(st.one_of(st.integers(0, 9), st.integers(0, 60)), min_size=columns, max_size=columns),
        min_size=1,
        max_size=5,
    )
)


def totals(table):
    """The table with its totals as the last row and column."""
    grid = np.array(table)
    grid = np.vstack([grid, grid.sum(axis=0)])
    return np.hstack([grid, grid.sum(axis=1, keepdims=True)])


def grid_of(published: Suppressed):
    rows = [[*row, total] for row, total in zip(published.cells, published.row_totals, strict=True)]
    return [*rows, [*published.column_totals, published.total]]


def bounds(grid):
    """What a reader can work out: the least and the most every hidden cell may be (scipy's HiGHS)."""
    height, width = len(grid), len(grid[0])
    hidden = [(i, j) for i in range(height) for j in range(width) if grid[i][j] is None]
    index = {cell: place for place, cell in enumerate(hidden)}
    matrix, right = [], []
    lines = [[(i, j) for j in range(width)] for i in range(height)]
    lines += [[(i, j) for i in range(height)] for j in range(width)]
    for line in lines:
        row, rest = np.zeros(len(hidden)), 0.0
        for i, j in line:
            sign = -1.0 if (i, j) == line[-1] else 1.0
            if (i, j) in index:
                row[index[i, j]] = sign
            else:
                rest -= sign * grid[i][j]
        if row.any():
            matrix.append(row)
            right.append(rest)
    found = {}
    for cell in hidden:
        aim = np.zeros(len(hidden))
        aim[index[cell]] = 1.0
        low = linprog(aim, A_eq=matrix, b_eq=right, method="highs")
        high = linprog(-aim, A_eq=matrix, b_eq=right, method="highs")
        assert low.status == 0
        assert high.status in (0, 3)
        found[cell] = (low.fun, math.inf if high.status == 3 else -high.fun)
    return found


def audit(table, published):
    truth = totals(table)
    for (i, j), (low, high) in bounds(grid_of(published)).items():
        if truth[i, j] < THRESHOLD:
            assert low <= 1e-6, "a small count cannot be zero"
            assert high >= THRESHOLD - 1e-6, "a small count is known to be small"
        else:
            assert high - low >= 1 - 1e-6, "a hidden count can be worked out"


@settings(deadline=None, max_examples=150)
@given(tables)
def test_the_auditor_cannot_work_out_a_hidden_count(table):
    audit(table, suppress(table))


@settings(deadline=None)
@given(tables)
def test_no_small_count_or_total_is_shown_and_what_is_shown_is_true(table):
    for shown, count in zip(np.array(grid_of(suppress(table))).flat, totals(table).flat, strict=True):
        assert shown is None or (shown == count and count >= THRESHOLD)


@settings(deadline=None)
@given(tables)
def test_nothing_is_hidden_where_nothing_is_small(table):
    table = [[count + THRESHOLD for count in row] for row in table]
    assert all(shown is not None for row in grid_of(suppress(table)) for shown in row)


def test_the_auditor_sees_what_is_left_open():
    table = [[3, 20, 30], [40, 50, 60], [70, 80, 90]]
    only_the_small_one = Suppressed(
        ((None, 20, 30), (40, 50, 60), (70, 80, 90)), (53, 150, 240), (113, 150, 180), 443
    )
    with pytest.raises(AssertionError):
        audit(table, only_the_small_one)


def test_a_small_count_in_a_large_table_keeps_the_totals():
    published = suppress([[3, 20, 30], [40, 50, 60], [70, 80, 90]])
    assert None not in published.row_totals
    assert None not in published.column_totals
    assert published.total == 443
    assert sum(cell is None for row in published.cells for cell in row) == 4


def test_two_small_counts_that_add_up_to_little_take_a_third_with_them():
    published = suppress([[2, 3, 40, 50], [60, 70, 80, 90], [60, 70, 80, 90]])
    hidden = [cell for cell in published.cells[0] if cell is None]
    assert len(hidden) >= 3 or published.row_totals[0] is None


def test_a_small_whole_hides_everything():
    assert all(shown is None for row in grid_of(suppress([[1, 2], [0, 3]])) for shown in row)


def test_another_threshold_is_honored():
    assert suppress([[4, 5], [6, 7]], threshold=4) == Suppressed(((4, 5), (6, 7)), (9, 13), (10, 12), 22)


def test_a_table_as_large_as_a_page_is_audited():
    table = np.random.default_rng(0).poisson(9, size=(12, 8)).tolist()
    audit(table, suppress(table))


@pytest.mark.parametrize("wrong", [[], [[]], [[1, 2], [3]], [[-1]], [[1.5]]])
def test_what_is_no_table_is_refused(wrong):
    with pytest.raises(ValueError, match=r"one row|whole number"):
        suppress(wrong)


@given(counts)
def test_a_list_shows_no_small_count_and_nothing_untrue(cells):
    shown = suppress_series(cells)
    for published, count in zip(shown.cells, cells, strict=True):
        assert published is None or (published == count and count >= THRESHOLD)
    assert shown.total is None or (shown.total == sum(cells) and shown.total >= THRESHOLD)


@settings(deadline=None)
@given(counts)
def test_the_auditor_cannot_work_out_a_hidden_count_of_a_list(cells):
    shown = suppress_series(cells)
    if shown.total is None:
        assert all(cell is None for cell in shown.cells)
        return
    hidden = [count for count, cell in zip(cells, shown.cells, strict=True) if cell is None]
    if hidden:
        assert len(hidden) >= 2
        assert sum(hidden) >= THRESHOLD


@given(counts)
def test_a_list_without_small_counts_is_shown_whole(cells):
    if cells and all(count >= THRESHOLD for count in cells):
        assert suppress_series(cells).cells == tuple(cells)


@given(counts, st.randoms(use_true_random=False))
def test_the_order_of_distinct_counts_does_not_matter(cells, random):
    cells = sorted(set(cells))
    mixed = random.sample(cells, len(cells))
    by_count = dict(zip(cells, suppress_series(cells).cells, strict=True))
    assert suppress_series(mixed).cells == tuple(by_count[count] for count in mixed)


@given(st.integers(0, 10_000), st.integers(1, 50))
def test_a_rounded_count_is_near_and_never_small(count, base):
    rounded = round_safe(count, base=base)
    if count < THRESHOLD:
        assert rounded is None
    else:
        assert rounded % base == 0
        assert abs(rounded - count) * 2 <= base


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_share_never_tells_of_a_few(part, rest):
    share = share_safe(part, part + rest)
    assert (share is None) == (part < THRESHOLD or rest < THRESHOLD)
    if share is not None:
        assert abs(share - 100 * part / (part + rest)) <= 0.5


@pytest.mark.parametrize("wrong", [-1, 2.0, True, None, "9", float("nan")])
def test_what_is_no_count_is_refused(wrong):
    with pytest.raises(ValueError, match="whole number"):
        is_small(wrong)


def test_senseless_settings_are_refused():
    with pytest.raises(ValueError, match="threshold"):
        is_small(3, threshold=0)
    with pytest.raises(ValueError, match="base"):
        round_safe(20, base=0)
    with pytest.raises(ValueError, match="whole"):
        share_safe(9, 8)
