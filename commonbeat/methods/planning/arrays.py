"""A week as arrays of whole numbers, and the state of a search over it.

A *task* is one possible visit: a stop with up to k visits is k tasks. W walks, T tasks, S stops, N nodes.
Times become whole numbers of a unit fine enough to be exact, or else are rounded so that no plan gets easier.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

NEVER = 1 << 60
FAR = 1 << 42
POWERS = (1.0, 1.3, 1.6, 2.0, 2.5)
NEIGHBORS = 40
LATEST = 1 << 40


class Problem(NamedTuple):
    """What stays the same during a search; `kind` 0: not on this walk, 1: one window, 2: windows and spacing."""

    travel: Ints
    back: Ints
    node: Ints
    service: Ints
    stop: Ints
    before: Ints
    siblings: Ints
    kind: Ints
    low: Ints
    high: Ints
    windows: Ints
    spacing: Ints
    gain: Floats
    extra: Floats
    begin: Ints
    finish: Ints
    source: Ints
    sink: Ints
    near: Ints
    usable: Ints
    power: Floats
    alike: Ints
    sign: Ints
    is_timeless: int
    is_symmetric: int
    is_repeating: int
    capacity: int


class State(NamedTuple):
    """A search's present plan, kept so that every change to it is cheap; arrays ending in _was undo it."""

    tour: Ints
    size: Ints
    nodes: Ints
    leg: Ints
    leave: Ints
    last: Ints
    length: Ints
    cost: Ints
    place: Ints
    tour_was: Ints
    size_was: Ints
    nodes_was: Ints
    leg_was: Ints
    leave_was: Ints
    last_was: Ints
    length_was: Ints
    cost_was: Ints
    place_was: Ints
    walk: Ints
    start: Ints
    times: Ints
    least: Ints
    least_walk: Ints
    weight: Floats
    out: Ints
    came: Ints
    touched: Ints
    is_touched: Ints
    marks: Ints
    able: Ints
    score: Floats
    random: Ints
    stamp: Ints


class Found(NamedTuple):
    """The best plan so far, and the pool of good single walks met on the way."""

    tour: Ints
    size: Ints
    score: Floats
    length: Ints
    pool: Ints
    pool_size: Ints
    pool_walk: Ints
    pool_sign: Ints
    pool_length: Ints
    pool_count: Ints
    table: Ints
    arms: Floats


class Numbering(NamedTuple):
    """How the arrays relate to the week: one unit of the week's time is `scale` of theirs."""

    scale: int
    stop_of_task: Ints
    bonus: float
