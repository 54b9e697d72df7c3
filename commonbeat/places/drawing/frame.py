"""From degrees to a sheet's own units and back, and geometry as short SVG paths."""

import itertools
import math
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import shapely

WIDTH = 720.0
FLATTEST, TALLEST = 0.62, 1.7
MARGIN = 0.03
FOOT = 20.0
MOST_UNITS_PER_METER = 1.2
METERS_PER_DEGREE = 111_195.0

Bounds = tuple[float, float, float, float]


class Sheet(Protocol):
    """Anything that says how degrees become its units: a Frame or a stored MapSheet."""

    @property
    def west(self) -> float: ...
    @property
    def north(self) -> float: ...
    @property
    def scale_x(self) -> float: ...
    @property
    def scale_y(self) -> float: ...


@dataclass(frozen=True)
class Frame:
    """The rectangle a sheet shows: x = (longitude - west) · scale_x, y = (north - latitude) · scale_y."""

    west: float
    north: float
    scale_x: float
    scale_y: float
    width: float
    height: float

    @classmethod
    def around(cls, bounds: Bounds, edge: Bounds | None = None) -> "Frame":
        """A frame WIDTH units wide around (west, south, east, north), neither too flat nor too tall.

        Where the map ends at `edge`, the frame moves inward rather than show bare paper, if it can.
        """
        west, south, east, north = bounds
        squeeze = math.cos(math.radians((south + north) / 2))
        wide, high = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
        wide, high = wide * (1 + 2 * MARGIN), high * (1 + 2 * MARGIN)
        wide = max(wide, high / TALLEST, WIDTH / MOST_UNITS_PER_METER / METERS_PER_DEGREE)
        high = max(high, wide * FLATTEST)
        scale = WIDTH / wide
        middle_x, middle_y = (west + east) / 2, (south + north) / 2
        if edge is not None:
            middle_x = _moved_inside(middle_x, wide / squeeze, edge[0], edge[2])
            middle_y = _moved_inside(middle_y, high, edge[1], edge[3])
        return cls(
            west=middle_x - wide / squeeze / 2,
            north=middle_y + high / 2,
            scale_x=scale * squeeze,
            scale_y=scale,
            width=WIDTH,
            height=round(high * scale) + FOOT,
        )

    @property
    def units_per_meter(self) -> float:
        """How long one meter is on the sheet."""
        return self.scale_y / METERS_PER_DEGREE

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north of what the sheet shows, in degrees."""
        east, south = unproject(self, self.width, self.height)
        return self.west, south, east, self.north

    def place(self, geometries: Any) -> Any:
        """Geometries in degrees as geometries in the sheet's units."""
        return place(self, geometries)


def _moved_inside(middle: float, length: float, low: float, high: float) -> float:
    """The middle of a stretch moved so that it lies between low and high with a margin; or left as it is."""
    room = length * (0.5 - MARGIN)
    if high - low < 2 * room:
        return middle
    return min(max(middle, low + room), high - room)


def project(sheet: Sheet, longitude: float, latitude: float) -> tuple[float, float]:
    """Where a point lies on the sheet, in the units of its viewBox."""
    x = (longitude - sheet.west) * sheet.scale_x
    return round(x, 1), round((sheet.north - latitude) * sheet.scale_y, 1)


def unproject(sheet: Sheet, x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a point on the sheet."""
    return sheet.west + x / sheet.scale_x, sheet.north - y / sheet.scale_y


def place(sheet: Sheet, geometries: Any) -> Any:
    """Geometries in degrees as geometries in the sheet's units."""
    shift, scale = np.array([sheet.west, sheet.north]), np.array([sheet.scale_x, -sheet.scale_y])
    return shapely.transform(geometries, lambda degrees: (degrees - shift) * scale)


def outline(sheet: Sheet, polygon: Any) -> str:
    """A boundary as the `d` of an SVG path in the sheet's units."""
    return path_data(shapely.simplify(place(sheet, np.array([polygon], dtype=object)), 0.4), 1)


def path_data(geometries: Any, precision: int = 10) -> str:
    """Polygons and lines as one path; coordinates are multiplied by `precision` and rounded to whole numbers.

    Every part begins absolute and goes on in small relative steps, which compresses to about a byte a point.
    """
    flat = shapely.get_parts(np.asarray(geometries, dtype=object))
    flat = flat[~shapely.is_empty(flat)]
    is_area = shapely.get_type_id(flat) == 3
    rings = shapely.get_rings(flat[is_area])
    lines = flat[shapely.get_type_id(flat) == 1]
    closed, opened = _steps(rings, precision, "z"), _steps(lines, precision, "")
    return closed + opened


def _steps(lines: Any, precision: int, end: str) -> str:
    if len(lines) == 0:
        return ""
    coordinates, owner = shapely.get_coordinates(lines, return_index=True)
    whole = np.rint(coordinates * precision).astype(np.int64)
    is_start = np.ones(len(owner), dtype=bool)
    is_start[1:] = owner[1:] != owner[:-1]
    moved = np.diff(whole, axis=0, prepend=whole[:1])
    stays = is_start | moved.any(axis=1)
    if end:
        # "z" draws the last step home.
        is_last = np.append(is_start[1:], True)
        stays &= is_start | ~is_last
    whole, moved, is_start = whole[stays], moved[stays], is_start[stays]
    pieces: list[str] = []
    starts = np.append(np.flatnonzero(is_start), len(whole)).tolist()
    absolute, relative = whole.tolist(), moved.tolist()
    for first, after in itertools.pairwise(starts):
        if after - first < (3 if end else 2):
            continue
        x, y = absolute[first]
        steps = _numbers(relative[first + 1 : after])
        pieces.append(f"M{x} {y}l{steps}{end}")
    return "".join(pieces)


def _numbers(pairs: list[list[int]]) -> str:
    """Numbers one after another, a minus sign doing for the space."""
    text = " ".join(f"{x} {y}" for x, y in pairs)
    return text.replace(" -", "-")
