"""One walk through a whole day at once: go on from every good beginning, the earliest first.

This is the dynamic program for one walk with windows, made quick: of the beginnings that end with the same visit only
those are followed that bring more than what got there sooner, whatever they have visited. Narrow windows make that
nearly exact; wide ones do not, but then the plan found is another one than a search nearby would find.
Source: G. Righini and M. Salani, "Decremental state space relaxation strategies and initialization heuristics for
solving the orienteering problem with time windows with dynamic programming", Computers & OR 36 (2009).
"""

from typing import NamedTuple

import numpy as np

from commonbeat.methods.planning.arrays import Floats, Ints, Problem, State
from commonbeat.methods.planning.chance import chance
from commonbeat.methods.planning.jit import fast

# A beginning is looked up by the part of the day in which it ends.
MOMENTS = 512
BEGINNINGS = 200_000
MOST_TASKS = 600
BITS = 62


class Ways(NamedTuple):
    """Room for beginnings: the visit each ends with, when one leaves it, what it brings, what it goes on from,
    which tasks it holds (bits), the next in its part of the day; and by task and part of the day the best there is."""

    task: Ints
    leave: Ints
    brings: Floats
    parent: Ints
    holds: Ints
    following: Ints
    first: Ints
    most: Floats
    least: Ints
    worth: Floats


def is_fit(p: Problem) -> bool:
    """Whether there is one walk only, with single windows, and not too much to look at."""
    return bool(
        len(p.begin) == 1
        and not p.is_timeless
        and not p.is_repeating
        and 0 < len(p.usable) <= MOST_TASKS
        and (p.kind <= 1).all()
        and (p.extra == 0).all()
    )


def ways(p: Problem) -> Ways:
    """Empty room."""
    tasks = len(p.node)
    whole = [np.zeros(BEGINNINGS, dtype=np.int64) for _ in range(4)]
    return Ways(
        task=whole[0], leave=whole[1], brings=np.zeros(BEGINNINGS), parent=whole[2],
        holds=np.zeros((BEGINNINGS, tasks // BITS + 1), dtype=np.int64), following=whole[3],
        first=np.zeros(MOMENTS, dtype=np.int64), most=np.zeros((tasks, MOMENTS)),
        least=np.zeros((tasks, MOMENTS), dtype=np.int64), worth=np.zeros(tasks),
    )  # fmt: skip


@fast
def onward(p: Problem, s: State, w: Ways, noise: float, tour: Ints) -> int:
    """The way that brings most if each prize is moved by chance up to ± `noise`: its tasks into `tour`; how many.

    -1 where there was not room enough to follow every good beginning.
    """
    w.first[:] = -1
    w.most[:] = 0.0
    for task in range(w.worth.shape[0]):
        w.worth[task] = p.gain[p.stop[task], 0] * (1.0 + noise * (2.0 * chance(s.random) - 1.0))
    span = p.finish[0] - p.begin[0] + 1
    count = go_on(p, w, -1, 0, span)
    final, most = -1, 0.0
    for moment in range(MOMENTS):
        while w.first[moment] >= 0:
            way = w.first[moment]
            w.first[moment] = w.following[way]
            if w.brings[way] < w.most[w.task[way], moment]:
                continue
            if w.brings[way] > most:
                final, most = way, w.brings[way]
            count = go_on(p, w, way, count, span)
            if count < 0:
                return -1
    return trace(w, final, tour)


@fast
def trace(w: Ways, final: int, tour: Ints) -> int:
    """The tasks of a beginning, in order; how many they are."""
    length, way = 0, final
    while way >= 0:
        length += 1
        way = w.parent[way]
    way = final
    for k in range(length - 1, -1, -1):
        tour[k] = w.task[way]
        way = w.parent[way]
    return length


@fast
def go_on(p: Problem, w: Ways, way: int, count: int, span: int) -> int:
    """Add every beginning that goes on from this one by a visit and is worth it; how many there are, -1 if too many."""
    left, brought, place = p.begin[0], 0.0, p.source[0]
    if way >= 0:
        left, brought, place = w.leave[way], w.brings[way], p.node[w.task[way]]
    most, least, words = w.most, w.least, w.holds.shape[1]
    low, high, finish, sink = p.low[0], p.high[0], p.finish[0], p.sink[0]
    for task in p.usable:
        node = p.node[task]
        start = left + p.travel[place, node]
        if start > high[task]:
            continue
        moment = max(start, low[task]) + p.service[task]
        part = (moment - p.begin[0]) * MOMENTS // span
        brings = brought + w.worth[task]
        if (
            part >= MOMENTS
            or brings < most[task, part]
            or (brings == most[task, part] and moment >= least[task, part])
        ):
            continue
        if moment + p.travel[node, sink] > finish:
            continue
        if way >= 0 and w.holds[way, task // BITS] & (1 << (task % BITS)):
            continue
        if count >= w.task.shape[0]:
            return -1
        w.task[count], w.leave[count], w.brings[count], w.parent[count] = task, moment, brings, way
        for i in range(words):
            w.holds[count, i] = w.holds[way, i] if way >= 0 else 0
        w.holds[count, task // BITS] |= 1 << (task % BITS)
        w.following[count] = w.first[part]
        w.first[part] = count
        count += 1
        later = part
        while later < MOMENTS and most[task, later] <= brings:
            most[task, later], least[task, later] = brings, moment
            later += 1
    return count
