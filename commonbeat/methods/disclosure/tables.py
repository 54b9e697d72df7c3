"""Tables of counts with their totals: hide the small ones and as few others as keep them hidden.

A table with its totals is a network: rows and columns are nodes, every count (totals too) is an edge.
What a reader cannot tell apart are circulations in it, so that asking "may this cell be larger by k?" is
a flow problem (Cox 1995, "Network models for complementary cell suppression"; Castro 2012, "Recent
advances in optimization techniques for statistical tabular data protection").
"""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass

from commonbeat.methods.disclosure.counts import THRESHOLD, is_small

Cell = tuple[int, int]
# What a hidden total costs beside a hidden cell: it takes more from the reader.
_TOTAL_WEIGHT = 8.0


@dataclass(frozen=True)
class Suppressed:
    """A table (shape r × c) and its totals as they may be published; None is held back."""

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


def suppress(table: Sequence[Sequence[int]], *, threshold: int = THRESHOLD) -> Suppressed:
    """Return *table* (shape r × c, counts of people) with its totals, safe to publish together.

    Every cell and total under *threshold* is hidden, zeros too, and then as few others as are needed,
    totals last. Protection level: from all that is shown, every hidden small count may still be any whole
    number from zero to at least the threshold, so that not even its smallness can be told; every other
    hidden count has at least two possible values. Hidden cells must all carry one label. The promise is
    for one table: tables that share counts (the same people grouped another way, or a week later and
    cumulated) must not be published side by side.

    Raises ValueError for an empty or ragged table and as :func:`is_small`. Time: about s · (r + c + h)·t
    for s small counts, h hidden ones and the threshold t, and again for each cell that is tried to be shown
    after all; half a second for 60 × 40, six where nearly all of them are small. Deterministic.
    """
    network = _Network(table, threshold)
    for cell in sorted(network.small):
        for direction in (1, -1):
            network.protect(cell, direction)
    network.show_what_may_be()
    value, hidden, (rows, columns) = network.value, network.hidden, network.shape

    def shown(row: int, column: int) -> int | None:
        return None if (row, column) in hidden else value[row, column]

    return Suppressed(
        tuple(tuple(shown(row, column) for column in range(columns)) for row in range(rows)),
        tuple(shown(row, columns) for row in range(rows)),
        tuple(shown(rows, column) for column in range(columns)),
        shown(rows, columns),
    )


def _with_totals(table: Sequence[Sequence[int]], threshold: int) -> dict[Cell, int]:
    rows, columns = len(table), len(table[0]) if table else 0
    if not columns or any(len(row) != columns for row in table):
        raise ValueError("A table has at least one row and one column, and all its rows are equally long.")
    for row in table:
        for count in row:
            is_small(count, threshold=threshold)
    value = {(i, j): table[i][j] for i in range(rows) for j in range(columns)}
    value |= {(i, columns): sum(table[i]) for i in range(rows)}
    value |= {(rows, j): sum(row[j] for row in table) for j in range(columns)}
    value[rows, columns] = sum(map(sum, table))
    return value


class _Network:
    """Nodes 0 … r are the rows, r + 1 … r + c + 1 the columns, the totals last; each cell is one edge."""

    def __init__(self, table: Sequence[Sequence[int]], threshold: int) -> None:
        self.value = _with_totals(table, threshold)
        self.threshold = threshold
        self.shape = (len(table), len(table[0]))
        self.small = {cell for cell, count in self.value.items() if count < threshold}
        self.hidden = set(self.small)
        self._flows: dict[tuple[Cell, int], frozenset[Cell]] = {}
        rows, columns = self.shape
        self._around: list[list[tuple[Cell, int, int]]] = [[] for _ in range(rows + columns + 2)]
        for cell in self.value:
            tail, head = self._ends(cell)
            self._around[tail].append((cell, head, 1))
            self._around[head].append((cell, tail, -1))

    def _ends(self, cell: Cell) -> tuple[int, int]:
        """Return the nodes an increase of *cell* leads from and to; a total of one kind leads back."""
        row, column = cell[0], self.shape[0] + 1 + cell[1]
        is_total = (cell[0] == self.shape[0]) != (cell[1] == self.shape[1])
        return (column, row) if is_total else (row, column)

    def _weight(self, cell: Cell) -> float:
        if cell in self.hidden:
            return 0.0
        totals = (cell[0] == self.shape[0]) + (cell[1] == self.shape[1])
        return (1.0 + math.log2(1 + self.value[cell])) * _TOTAL_WEIGHT**totals

    def protect(self, cell: Cell, direction: int) -> None:
        """Hide what is needed for *cell* to be able to rise to the threshold (1) or to fall to zero (-1)."""
        used = self._flow(cell, direction, only_hidden=False)
        self.hidden |= used
        self._flows[cell, direction] = frozenset(used)

    def show_what_may_be(self) -> None:
        """Show again the hidden cells that no small count needs, the most telling first."""
        rows, columns = self.shape

        def telling(cell: Cell) -> tuple[int, int, Cell]:
            return (cell[0] == rows) + (cell[1] == columns), self.value[cell], cell

        shown: list[Cell | None] = [None]
        while shown:
            # New flows found on the way may have left an earlier cell without use, hence once more.
            extra = sorted(self.hidden - self.small, key=telling, reverse=True)
            shown = [cell for cell in extra if self._can_show(cell)]

    def _can_show(self, cell: Cell) -> bool:
        self.hidden.discard(cell)
        if self._still_protected(cell):
            return True
        self.hidden.add(cell)
        return False

    def _still_protected(self, without: Cell) -> bool:
        """Tell whether all small counts are protected without one cell, and remember the new flows if so."""
        renewed = {}
        for key, used in self._flows.items():
            if without in used:
                try:
                    renewed[key] = frozenset(self._flow(*key, only_hidden=True))
                except LookupError:
                    return False
        self._flows |= renewed
        return True

    def _flow(self, cell: Cell, direction: int, *, only_hidden: bool) -> set[Cell]:
        """Return the cells that change as *cell* moves as far as it must; LookupError if it cannot."""
        wanted = self.threshold - self.value[cell] if direction > 0 else self.value[cell]
        change: dict[Cell, int] = {}
        tail, head = self._ends(cell) if direction > 0 else self._ends(cell)[::-1]
        while wanted > 0:
            path = self._cheapest(head, tail, cell, change, only_hidden)
            step = min([wanted, *(self.value[c] + change.get(c, 0) for c, sign in path if sign < 0)])
            for passed, sign in path:
                change[passed] = change.get(passed, 0) + sign * step
            wanted -= step
        return {passed for passed, amount in change.items() if amount}

    def _cheapest(
        self, start: int, end: int, without: Cell, change: dict[Cell, int], only_hidden: bool
    ) -> list[tuple[Cell, int]]:
        """Return the cells and signs of the path that hides least (Dijkstra's algorithm)."""
        distance = {start: (0.0, 0)}
        came: dict[int, tuple[int, Cell, int]] = {}
        queue = [((0.0, 0), start)]
        while queue:
            reached, node = heapq.heappop(queue)
            if node == end:
                break
            if reached > distance[node]:
                continue
            for cell, other, sign in self._around[node]:
                if cell == without or (only_hidden and cell not in self.hidden):
                    continue
                if sign < 0 and self.value[cell] + change.get(cell, 0) <= 0:
                    continue
                weight = 0.0 if change.get(cell) else self._weight(cell)
                farther = (reached[0] + weight, reached[1] + 1)
                if other not in distance or farther < distance[other]:
                    distance[other] = farther
                    came[other] = (node, cell, sign)
                    heapq.heappush(queue, (farther, other))
        if end not in came:
            raise LookupError("No circulation moves this cell.")
        path = []
        while end != start:
            end, cell, sign = came[end]
            path.append((cell, sign))
        return path
