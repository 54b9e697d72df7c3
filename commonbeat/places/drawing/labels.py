"""Where names fit on a map: along straight stretches of their street, never over one another."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon, box

LETTER_WIDTH = 0.54
STRAIGHT_ENOUGH = 0.985


@dataclass
class Lettering:
    """Names already on the sheet, and those still to be written."""

    room: Any
    taken: list[Any] = field(default_factory=list)

    def is_free(self, outline: Polygon) -> bool:
        """Whether a name with this outline lies where names may stand and over no other."""
        if not self.room.contains(outline):
            return False
        return not (self.taken and shapely.intersects(np.array(self.taken, dtype=object), outline).any())

    def along(self, name: str, lines: Iterable[LineString], size: float) -> str:
        """The name along the straightest stretch where it fits, or nothing."""
        length = text_width(name, size) + size * 0.6
        for line in lines:
            for start, end in straight_stretches(line, length):
                left, right = (start, end) if start[0] <= end[0] else (end, start)
                outline = LineString([left, right]).buffer(size * 0.62, cap_style="flat")
                if self.is_free(outline):
                    self.taken.append(outline.buffer(size * 0.35))
                    return _turned(name, left, right, size)
        return ""

    def at(self, name: str, x: float, y: float, size: float, spread: float = 0.0) -> str:
        """The name centered on a point, in two lines when it is long, or nothing where there is no room."""
        rows = broken(name)
        wide = max(text_width(row, size, spread) for row in rows)
        high = size * 1.15 * len(rows)
        outline = box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        if not self.is_free(outline):
            return ""
        self.taken.append(outline.buffer(size * 0.3))
        top = y - high / 2 + size * 0.9
        return "".join(
            f'<text x="{x:.0f}" y="{top + number * size * 1.15:.0f}">{escape(row)}</text>'
            for number, row in enumerate(rows)
        )


def text_width(text: str, size: float, spread: float = 0.0) -> float:
    """About how wide a text is; nobody's fonts are known here."""
    return len(text) * (LETTER_WIDTH * size + spread)


def broken(name: str) -> list[str]:
    """A long name in two rows, broken at the space nearest its middle."""
    spaces = [at for at, letter in enumerate(name) if letter == " "]
    if len(name) < 14 or not spaces:
        return [name]
    at = min(spaces, key=lambda space: abs(space - len(name) / 2))
    return [name[:at], name[at + 1 :]]


def straight_stretches(line: LineString, length: float) -> list[tuple[Any, Any]]:
    """Start and end of stretches of this length that are nearly straight, the middle of the line first."""
    if line.length < length:
        return []
    count = min(25, 1 + int((line.length - length) / (length * 0.25)))
    starts = np.linspace(0, line.length - length, count)
    starts = starts[np.argsort(abs(starts - (line.length - length) / 2), kind="stable")]
    first = shapely.get_coordinates(shapely.line_interpolate_point(line, starts))
    middle = shapely.get_coordinates(shapely.line_interpolate_point(line, starts + length / 2))
    last = shapely.get_coordinates(shapely.line_interpolate_point(line, starts + length))
    chord = np.hypot(*(last - first).T)
    bend = abs(np.hypot(*(middle - (first + last) / 2).T))
    good = (chord > STRAIGHT_ENOUGH * length) & (bend < 0.04 * length)
    return [(tuple(first[at]), tuple(last[at])) for at in np.flatnonzero(good)]


def _turned(name: str, left: Any, right: Any, size: float) -> str:
    x, y = (left[0] + right[0]) / 2, (left[1] + right[1]) / 2
    angle = np.degrees(np.arctan2(right[1] - left[1], right[0] - left[0]))
    # The baseline lies a third of a letter below the middle of the street.
    return (
        f'<text transform="translate({x:.1f} {y:.1f})rotate({angle:.1f})" y="{size * 0.34:.1f}">'
        f"{escape(name)}</text>"
    )
