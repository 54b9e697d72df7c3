"""No plan brings more than this: a knapsack over all the time there is, visits divisible.

A visit takes at least its service and half of the shortest way to it and half of the shortest way from it. Putting the
walks' times together and letting a visit be cut only makes more possible, so the bound holds; it is not tight.
Source: G. B. Dantzig, "Discrete-variable extremum problems", Operations Research 5 (1957).
"""

import numpy as np

from commonbeat.methods.planning.arrays import FAR, Numbering, Problem
from commonbeat.methods.planning.model import Week


def bound(week: Week, p: Problem, numbering: Numbering) -> float:
    """The most that any plan of the week could bring."""
    usable = p.usable
    if len(usable) == 0:
        return 0.0
    into, away = _shortest(p, usable)
    worth = np.array([_worth(week, p, int(task), numbering) for task in usable])
    takes = p.service[usable] + (into + away) / 2.0
    room = _room(p, usable)
    order = np.lexsort((takes, -worth / np.maximum(takes, 1e-9)))
    before = np.concatenate([[0.0], np.cumsum(takes[order])[:-1]])
    share = np.clip((room - before) / np.maximum(takes[order], 1e-9), 0.0, 1.0)
    share[takes[order] <= 0] = 1.0
    total = float((share * worth[order]).sum())
    if all(float(stop.prize).is_integer() and stop.repeat in (0.0, 1.0) for stop in week.stops):
        return float(np.floor(total + 1e-6))
    return total


def _worth(week: Week, p: Problem, task: int, numbering: Numbering) -> float:
    """What the task brings if every task of its stop before it is used too."""
    stop = week.stops[int(numbering.stop_of_task[task])]
    return stop.worth(task - int(p.siblings[p.stop[task], 0]))


def _shortest(p: Problem, usable: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The shortest way to and from each task (U,), by any walk that could come from or go to anywhere."""
    node = p.node[usable]
    between = p.travel[np.ix_(node, node)].astype(np.float64)
    np.fill_diagonal(between, FAR)
    into = np.minimum(between.min(axis=0), p.travel[p.source][:, node].min(axis=0))
    away = np.minimum(between.min(axis=1), p.travel[node][:, p.sink].min(axis=1))
    return into, away


def _room(p: Problem, usable: np.ndarray) -> float:
    """The walks' time, less half of the shortest way out and half of the shortest way in."""
    node = p.node[usable]
    out = p.travel[p.source][:, node].min(axis=1) / 2.0
    home = p.travel[node][:, p.sink].min(axis=0) / 2.0
    return float(np.maximum(p.finish - p.begin - out - home, 0.0).sum())
