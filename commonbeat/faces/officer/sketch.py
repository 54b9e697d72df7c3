"""A walk as a small drawing that needs no map file, so that it is there without a signal too."""

from dataclasses import dataclass
from math import cos, radians

from commonbeat.presence.queries import StopToday, WalkToday

WIDE, EDGE = 320.0, 22.0
FLATTEST, TALLEST = 90.0, 260.0


@dataclass(frozen=True)
class Dot:
    """One stop of the drawing."""

    number: int
    x: float
    y: float
    stop: StopToday


@dataclass(frozen=True)
class Sketch:
    """The stops of a walk where they lie, north up, joined in their order."""

    dots: list[Dot]
    path: str
    height: float

    @property
    def view_box(self) -> str:
        return f"0 0 {WIDE:g} {self.height:g}"


def sketch_of(walk: WalkToday) -> Sketch | None:
    """The drawing of a walk with at least two places; None where there is nothing to draw."""
    if len({stop.place.pk for stop in walk.stops}) < 2:
        return None
    squeeze = cos(radians(walk.stops[0].place.latitude))
    east = [stop.place.longitude * squeeze for stop in walk.stops]
    south = [-stop.place.latitude for stop in walk.stops]
    across, down = max(east) - min(east), max(south) - min(south)
    room = WIDE - 2 * EDGE
    scale = min(room / (across or 1e-9), (TALLEST - 2 * EDGE) / (down or 1e-9))
    height = min(TALLEST, max(FLATTEST, down * scale + 2 * EDGE))
    left, top = (WIDE - across * scale) / 2, (height - down * scale) / 2
    dots = [
        Dot(number, round(left + (x - min(east)) * scale, 1), round(top + (y - min(south)) * scale, 1), stop)
        for number, (x, y, stop) in enumerate(zip(east, south, walk.stops, strict=True), 1)
    ]
    return Sketch(dots, "M" + "L".join(f"{dot.x} {dot.y}" for dot in dots), round(height, 1))
