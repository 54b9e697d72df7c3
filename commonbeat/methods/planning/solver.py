"""Find a plan: make one at once, then search for as long as there is time or for so many iterations."""

import time
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

import numpy as np

from commonbeat.methods.planning import room
from commonbeat.methods.planning.bound import bound
from commonbeat.methods.planning.jit import alone, is_compiled
from commonbeat.methods.planning.model import Plan, PlannedWalk, Stop, Visit, Walk, Week
from commonbeat.methods.planning.reasons import unvisited
from commonbeat.methods.planning.search import DAYS_ANEW, HEATING, LONG, Search

SLICE = 0.08
SHARE_FOR_SEARCH = 0.92
LONGEST = 1 << 40

Clock = Callable[[], float]
Progress = Callable[[float, float], None]


def solve(
    week: Week,
    *,
    seconds: float = 5.0,
    iterations: int | None = None,
    schedule: int | None = None,
    seed: int = 0,
    start: Plan | None = None,
    keep: dict[tuple[str, str], float] | None = None,
    clock: Clock = time.process_time,
    progress: Progress | None = None,
) -> Plan:
    """The best plan found in so many seconds of processor time, or in exactly so many iterations.

    With `iterations` the answer depends on the week, the seed and `start` alone; `schedule` lays the cooling
    out for more iterations than are run. `start` is a plan to go on from; `keep` a worth for a stop's staying
    on a walk, by (stop id, walk id), which guides the search but is not part of the prize. `progress` is told
    the share done and the prize so far.
    """
    ready()
    began = clock()
    search = Search(week, seed, start, keep)
    run = 0
    total = iterations if schedule is None else max(schedule, iterations or 0)
    if not search.is_trivial and iterations != 0:
        deadline = None if iterations is not None else began + seconds
        run, total = _search(search, iterations, total, deadline, clock, progress)
    search.polish()
    return _plan(search, run, total or 0, seed)


@lru_cache(maxsize=1)
def ready() -> bool:
    """Have the search compiled, or loaded from the cache, so that no plan's time is spent on it."""
    with alone():
        _try_everything()
    return is_compiled()


def _try_everything() -> None:
    """Call all that is called from here, so that nothing is left to be compiled later."""
    nodes = np.array([[0.0, 1.0], [1.0, 0.0]])
    day = (Walk("a", 0, 0, (0.0, 9.0)), Walk("b", 0, 0, (0.0, 9.0)))
    for windows in (None, ((0.0, 5.0), (6.0, 9.0))):
        search = Search(Week(nodes, (Stop("x", 1, 1.0, windows=windows), Stop("y", 1, 1.0)), day), 0)
        search.run(0, 2, 2)
        search.polish()
        search.run(2, 3, 3)
        for task in range(2):
            room.easiest(search.problem, search.state, task)
    alone_all_day = Week(nodes, (Stop("x", 1, 1.0, windows=((0.0, 5.0),)),), day[:1])
    Search(alone_all_day, 0).make_anew()


def _search(
    search: Search, iterations: int | None, total: int | None, deadline: float | None, clock: Clock,
    progress: Progress | None,
) -> tuple[int, int]:  # fmt: skip
    """Run until the iterations are done or the time is up: how many were run, and of how many."""
    run, began = 0, clock()
    limit = LONGEST if iterations is None else iterations
    slice_ = 1 if deadline is not None else min(HEATING, limit)
    while run < min(HEATING, limit):
        until = min(run + slice_, HEATING, limit)
        search.run(run, until, max(until, HEATING))
        run = until
        slice_ *= 2
        if deadline is not None and clock() > deadline:
            return run, run
    if total is None or deadline is not None:
        each = max(clock() - began, 1e-6) / run
        total = run + max(0, int(((deadline or 0.0) - clock()) * SHARE_FOR_SEARCH / each))
        if search.makes_anew(total):
            began = clock()
            search.make_anew()
            total = max(LONG, total - int(DAYS_ANEW * (clock() - began) / each))
        limit = total
    elif search.makes_anew(total):
        search.make_anew()
    return _cool(search, run, limit, total, deadline, clock, progress), total


def _cool(
    search: Search, run: int, limit: int, total: int, deadline: float | None, clock: Clock,
    progress: Progress | None,
) -> int:  # fmt: skip
    step = max(50, int(total * SLICE))
    while run < limit:
        until = min(run + step, limit)
        search.run(run, until, total)
        run = until
        search.recombine()
        if progress is not None:
            progress(run / total, float(search.found.score[0]))
        if deadline is not None and clock() > deadline:
            break
    return run


def _plan(search: Search, iterations: int, schedule: int, seed: int) -> Plan:
    walks = _walks(search)
    return Plan(
        prize=sum(walk.prize for walk in walks), walks=walks, unvisited=unvisited(search),
        bound=bound(search.week, search.problem, search.numbering), iterations=iterations,
        schedule=schedule, seed=seed,
    )  # fmt: skip


def _walks(search: Search) -> tuple[PlannedWalk, ...]:
    """The present plan in the week's own unit; the first visit of a stop in the week brings the most."""
    p, s, week = search.problem, search.state, search.week
    scale = search.numbering.scale
    begun = sorted((int(s.start[t]), int(t)) for t in range(len(p.node)) if s.walk[t] >= 0)
    count: dict[int, int] = {}
    worth = {}
    for _, task in begun:
        number = int(p.stop[task])
        worth[task] = week.stops[number].worth(count.get(number, 0))
        count[number] = count.get(number, 0) + 1
    planned = []
    for row, walk in enumerate(week.walks):
        tasks = s.tour[row, 1 : s.size[row] + 1].tolist()
        nodes = [walk.start, *(week.stops[int(p.stop[t])].node for t in tasks), walk.end]
        way = sum(float(week.travel[a, b]) for a, b in pairwise(nodes)) if tasks else 0.0
        visits = []
        for k, task in enumerate(tasks, 1):
            arrive = int(s.leave[row, k - 1] + s.leg[row, k - 1])
            start, leave = int(s.start[task]), int(s.leave[row, k])
            name = week.stops[int(p.stop[task])].id
            visits.append(Visit(name, arrive / scale, start / scale, leave / scale))
        planned.append(PlannedWalk(walk.id, sum(worth[t] for t in tasks), way, tuple(visits)))
    return tuple(planned)
