"""What a week is: stops worth a visit, walks that could pay it, the ways between them; and what a plan is.

All times are numbers in one unit; in our own use seconds of the week. Nothing here knows how a plan is found.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Window = tuple[float, float]
MOST_VISITS = 1000
LARGEST_PRIZE = 1e100


class Malformed(ValueError):
    """A week that nobody could have meant; the message is one sentence naming the field."""


@dataclass(frozen=True)
class Stop:
    """A place worth visiting: its node, what the first visit brings, and when a visit may start."""

    id: str
    node: int
    prize: float
    service: float = 0.0
    windows: tuple[Window, ...] | None = None
    max_visits: int = 1
    spacing: float = 0.0
    repeat: float = 1.0
    required: bool = False
    needs: frozenset[str] = frozenset()
    neighborhood: str = ""

    def worth(self, visit: int) -> float:
        """What visit number 0, 1, 2 … of a week brings."""
        return float(self.prize * self.repeat**visit)

    def worths(self, visits: int) -> float:
        """What so many visits bring together."""
        return sum(self.worth(visit) for visit in range(visits))


@dataclass(frozen=True)
class Walk:
    """Somebody's time on foot: from one node to another within a window, and what they bring along."""

    id: str
    start: int
    end: int
    window: Window
    has: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Week:
    """The whole task. `travel` (N, N): the time from node to node, infinite where no way leads.

    `pins` ties one visit of a stop to a walk; `forbidden` keeps a stop off a walk; both are pairs
    (stop id, walk id). Raises Malformed on anything nobody could have meant.
    """

    travel: Floats
    stops: tuple[Stop, ...]
    walks: tuple[Walk, ...]
    pins: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    forbidden: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        _check_travel(self.travel)
        _check_ids("stops", [stop.id for stop in self.stops])
        _check_ids("walks", [walk.id for walk in self.walks])
        for stop in self.stops:
            _check_stop(stop, len(self.travel))
        for walk in self.walks:
            _check_walk(walk, len(self.travel))
        for name, pairs in (("pins", self.pins), ("forbidden", self.forbidden)):
            self._check_pairs(name, pairs)
        pinned = Counter(stop for stop, _ in self.pins)
        for stop in self.stops:
            if pinned[stop.id] > stop.max_visits:
                raise Malformed(f"pins: stop “{stop.id}” is pinned to more walks than its max_visits allows.")
        for stop_id, walk_id in sorted(self.pins & self.forbidden):
            raise Malformed(f"pins: stop “{stop_id}” is both pinned to and forbidden on walk “{walk_id}”.")

    def _check_pairs(self, name: str, pairs: Iterable[tuple[str, str]]) -> None:
        stops, walks = {stop.id for stop in self.stops}, {walk.id for walk in self.walks}
        for stop, walk in sorted(pairs):
            if stop not in stops:
                raise Malformed(f"{name}: there is no stop “{stop}”.")
            if walk not in walks:
                raise Malformed(f"{name}: there is no walk “{walk}”.")

    def may_visit(self, stop: Stop, walk: Walk) -> bool:
        """Whether this walk brings what the stop needs and is not kept away from it."""
        return stop.needs <= walk.has and (stop.id, walk.id) not in self.forbidden


@dataclass(frozen=True)
class Visit:
    """One stop on a walk: when one gets there, begins (after waiting, if need be) and leaves."""

    stop: str
    arrive: float
    start: float
    leave: float


@dataclass(frozen=True)
class PlannedWalk:
    """What one walk does: its visits in order, what they bring and the time spent on the way."""

    id: str
    prize: float
    travel: float
    visits: tuple[Visit, ...]


@dataclass(frozen=True)
class Unvisited:
    """A stop left out, and why: `no_window_fits`, `too_far`, `no_walk_qualifies` or `less_valuable`.

    The first three hold even of an empty walk. With `less_valuable`, taking the stops in `would_displace`
    out of the plan makes room, and together they are worth at least as much.
    """

    id: str
    reason: str
    would_displace: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Plan:
    """A week's walks. The same week, seed, iterations and schedule give the same plan again.

    `schedule` is how many iterations the cooling was laid out for; it differs from `iterations` only where
    time ran out early. `bound`: no plan brings more than this.
    """

    prize: float
    walks: tuple[PlannedWalk, ...]
    unvisited: tuple[Unvisited, ...]
    bound: float | None
    iterations: int
    schedule: int
    seed: int

    def visits(self) -> Counter[str]:
        """How often each stop is visited."""
        return Counter(visit.stop for walk in self.walks for visit in walk.visits)

    def order(self) -> dict[str, list[str]]:
        """For each walk the ids of its stops in order."""
        return {walk.id: [visit.stop for visit in walk.visits] for walk in self.walks}


def _check_travel(travel: Floats) -> None:
    shape = np.shape(travel)
    if len(shape) != 2 or shape[0] != shape[1]:
        raise Malformed("travel: the times must be a square table, one row and one column for each node.")
    if np.isnan(travel).any():
        raise Malformed("travel: a time is not a number.")
    if (travel < 0).any():
        raise Malformed("travel: a time is negative.")


def _check_ids(name: str, ids: list[str]) -> None:
    for identity, count in Counter(ids).items():
        if count > 1:
            raise Malformed(f"{name}: the id “{identity}” is used {count} times.")


def _check_stop(stop: Stop, nodes: int) -> None:
    where = f"stop “{stop.id}”"
    if not 0 <= stop.node < nodes:
        raise Malformed(f"{where}: node {stop.node} is not in travel.")
    if not (0 < stop.prize <= LARGEST_PRIZE):
        raise Malformed(f"{where}: prize must be a number greater than 0 (and at most {LARGEST_PRIZE:g}).")
    for name in ("service", "spacing"):
        value = getattr(stop, name)
        if not (math.isfinite(value) and value >= 0):
            raise Malformed(f"{where}: {name} must be a number of 0 or more.")
    if not 1 <= stop.max_visits <= MOST_VISITS:
        raise Malformed(f"{where}: max_visits must be a whole number from 1 to {MOST_VISITS}.")
    if not 0 <= stop.repeat <= 1:
        raise Malformed(f"{where}: repeat must be a number from 0 to 1.")
    for window in stop.windows or ():
        _check_window(f"{where}: windows", window)


def _check_walk(walk: Walk, nodes: int) -> None:
    where = f"walk “{walk.id}”"
    for name, node in (("start", walk.start), ("end", walk.end)):
        if not 0 <= node < nodes:
            raise Malformed(f"{where}: {name} {node} is not in travel.")
    _check_window(f"{where}: window", walk.window)


def _check_window(where: str, window: Window) -> None:
    if not all(math.isfinite(moment) for moment in window):
        raise Malformed(f"{where}: a time is not a number.")
    if window[0] > window[1]:
        raise Malformed(f"{where}: it ends before it begins.")
