"""When each visit of a walk begins, and how late it could: kept in the state and undone with it.

Positions run from 1 to size; 0 is where the walk starts and size + 1 where it ends. A visit begins as early as
it may. `last[k]` is the latest arrival at position k from which the rest of the walk still works, which makes
the test of an insertion exact in constant time, for several windows too.
"""

from commonbeat.methods.planning.arrays import NEVER, Problem, State
from commonbeat.methods.planning.jit import fast

# Compiled code cannot read a module's names of its own types, so these two are spelled out again.
NO = NEVER


@fast
def opens(p: Problem, s: State, r: int, task: int, moment: int, position: int) -> int:
    """The earliest start of a task on walk r at or after `moment`, or NEVER.

    Other visits of the same stop keep their distance; those at `position` or later on this walk will give way.
    """
    stop = p.stop[task]
    spacing = p.spacing[stop]
    while True:
        before = moment
        moment = in_window(p, stop, moment)
        if moment >= NO:
            return NO
        if spacing > 0:
            for other in range(p.siblings[stop, 0], p.siblings[stop, 1]):
                if other == task or s.walk[other] < 0:
                    continue
                if s.walk[other] == r and s.stamp[other] >= position:
                    continue
                if moment > s.start[other] - spacing and moment < s.start[other] + spacing:
                    moment = s.start[other] + spacing
        if moment == before:
            return moment


@fast
def in_window(p: Problem, stop: int, moment: int) -> int:
    """The earliest instant at or after `moment` inside one of the stop's windows, or NEVER."""
    for which in range(p.windows.shape[1]):
        if moment <= p.windows[stop, which, 1]:
            low = p.windows[stop, which, 0]
            return low if low > moment else moment
    return NO


@fast
def closes(p: Problem, s: State, r: int, task: int, moment: int) -> int:
    """The latest start of a task on walk r at or before `moment`; minus NEVER if there is none."""
    stop = p.stop[task]
    spacing = p.spacing[stop]
    while True:
        before = moment
        found = -NO
        for which in range(p.windows.shape[1]):
            if p.windows[stop, which, 0] <= moment:
                found = min(moment, p.windows[stop, which, 1])
        moment = found
        if moment <= -NO:
            return moment
        if spacing > 0:
            for other in range(p.siblings[stop, 0], p.siblings[stop, 1]):
                if other == task or s.walk[other] < 0 or s.walk[other] == r:
                    continue
                if moment > s.start[other] - spacing and moment < s.start[other] + spacing:
                    moment = s.start[other] - spacing
        if moment == before:
            return moment


@fast
def schedule(p: Problem, s: State, r: int) -> int:
    """Set walk r's times; 0 when it works, else the position (from 1) that comes too late."""
    size, tour, nodes, leg = s.size[r], s.tour[r], s.nodes[r], s.leg[r]
    leave, last, start, stamp = s.leave[r], s.last[r], s.start, s.stamp
    kind, low, high, node, service = p.kind[r], p.low[r], p.high[r], p.node, p.service
    for k in range(1, size + 1):
        stamp[tour[k]] = k
    moment, place, length = p.begin[r], p.source[r], 0
    leave[0], nodes[0] = moment, place
    for k in range(1, size + 1):
        task = tour[k]
        way = p.travel[place, node[task]]
        moment += way
        if kind[task] == 1:
            if moment < low[task]:
                moment = low[task]
            elif moment > high[task]:
                return k
        else:
            moment = opens(p, s, r, task, moment, k)
            if moment >= NO:
                return k
        start[task] = moment
        moment += service[task]
        place = node[task]
        leave[k], nodes[k], leg[k - 1] = moment, place, way
        length += way
    way = p.travel[place, p.sink[r]]
    if size > 0 and moment + way > p.finish[r]:
        return int(size)
    leg[size], nodes[size + 1] = way, p.sink[r]
    s.length[r] = length + way if size > 0 else 0
    limit = p.finish[r]
    last[size + 1] = limit
    for k in range(size, 0, -1):
        task = tour[k]
        limit -= leg[k] + service[task]
        limit = min(limit, high[task]) if kind[task] == 1 else closes(p, s, r, task, limit)
        last[k] = limit
    return 0


@fast
def touch(s: State, r: int) -> None:
    """Remember walk r as it is, before it first changes."""
    s.is_touched[r] = 1
    s.touched[s.marks[0]] = r
    s.marks[0] += 1
    width = s.size[r] + 2
    s.size_was[r] = s.size[r]
    s.length_was[r] = s.length[r]
    for k in range(width):
        s.tour_was[r, k] = s.tour[r, k]
        s.nodes_was[r, k] = s.nodes[r, k]
        s.leg_was[r, k] = s.leg[r, k]
        s.leave_was[r, k] = s.leave[r, k]
        s.last_was[r, k] = s.last[r, k]
    for task in range(s.cost.shape[1]):
        s.cost_was[r, task] = s.cost[r, task]
        s.place_was[r, task] = s.place[r, task]


@fast
def take_out(p: Problem, s: State, task: int) -> None:
    """Mark a task as no longer visited; `close_up` must follow for its walk."""
    r = s.walk[task]
    if s.is_touched[r] == 0:
        touch(s, r)
    stop = p.stop[task]
    s.times[stop] -= 1
    s.score[0] -= p.gain[stop, s.times[stop]] + p.extra[r, task]
    s.walk[task] = -1
    s.out[s.marks[1]] = task
    s.marks[1] += 1


@fast
def close_up(p: Problem, s: State, r: int) -> None:
    """Close the gaps that `take_out` left in walk r, and time it anew."""
    kept = 0
    for k in range(1, s.size[r] + 1):
        task = s.tour[r, k]
        if s.walk[task] == r:
            kept += 1
            s.tour[r, kept] = task
    s.size[r] = kept
    while True:
        late = schedule(p, s, r)
        if late == 0:
            return
        # Only where a detour is shorter than the way itself can leaving a stop out make a walk later.
        take_out(p, s, s.tour[r, late])
        for k in range(late, s.size[r]):
            s.tour[r, k] = s.tour[r, k + 1]
        s.size[r] -= 1
