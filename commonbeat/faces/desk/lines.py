"""Two lines over months as an inline drawing: shapes only, the words and the numbers stand beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT, EDGE = 420, 150, 10


@dataclass(frozen=True)
class Lines:
    """Where to draw what was counted, what was expected, and the beginning, in units of the view box."""

    seen: str
    expected: str
    begins: float | None
    highest: float
    view_box: str = f"0 0 {WIDTH} {HEIGHT}"
    bottom: int = HEIGHT - EDGE


def lines_of(rows: Sequence[tuple[date, float, float, bool]]) -> Lines:
    """The drawing of month, counted, expected, and whether it had begun."""
    highest = max([1.0, *(value for _month, *both, _begun in rows for value in both)])
    step = (WIDTH - 2 * EDGE) / max(1, len(rows) - 1)

    def path(values: Sequence[float]) -> str:
        points = [
            f"{EDGE + number * step:.1f},{HEIGHT - EDGE - value / highest * (HEIGHT - 2 * EDGE):.1f}"
            for number, value in enumerate(values)
        ]
        return "M" + " L".join(points)

    first = next((number for number, row in enumerate(rows) if row[3]), None)
    begins = None if first is None else round(EDGE + (first - 0.5) * step, 1)
    return Lines(path([row[1] for row in rows]), path([row[2] for row in rows]), begins, highest)
