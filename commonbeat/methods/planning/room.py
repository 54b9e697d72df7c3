"""Who would have to give way for a task that was left out: the cheapest visits in a row whose leaving makes room."""

from commonbeat.methods.planning.arrays import NEVER, Problem, State
from commonbeat.methods.planning.jit import fast
from commonbeat.methods.planning.tours import opens

NO = NEVER


@fast
def easiest(p: Problem, s: State, task: int) -> tuple[float, float, int, int, int]:
    """Over all walks: (net, lost, walk, first, final), positions first..final giving way; walk -1 if none can.

    `lost` is at most what those visits bring; `net` is what the task would bring instead, less that. None need
    give way where final < first.
    """
    best, best_lost, walk, first, final = -1e300, 0.0, -1, 1, 0
    for r in range(s.size.shape[0]):
        if p.kind[r, task] == 0:
            continue
        brings = p.gain[p.stop[task], s.times[p.stop[task]]] + p.extra[r, task]
        for i in range(s.size[r] + 1):
            lost, until = give_way(p, s, r, task, i)
            if until >= 0 and brings - lost > best:
                best, best_lost, walk, first, final = brings - lost, lost, r, i + 1, until
    return best, best_lost, walk, first, final


@fast
def give_way(p: Problem, s: State, r: int, task: int, after: int) -> tuple[float, int]:
    """What is lost if the task goes behind position `after`, and the last position to give way; -1 if it cannot."""
    node = p.node[task]
    moment = s.leave[r, after] + p.back[node, s.nodes[r, after]]
    if p.kind[r, task] == 1:
        moment = max(moment, p.low[r, task])
        if moment > p.high[r, task]:
            return 0.0, -1
    else:
        moment = opens(p, s, r, task, moment, NO)
        if moment >= NO:
            return 0.0, -1
    moment += p.service[task]
    lost = 0.0
    for j in range(after + 1, s.size[r] + 2):
        if moment + p.travel[node, s.nodes[r, j]] <= s.last[r, j]:
            return lost, j - 1
        if j <= s.size[r]:
            other = s.tour[r, j]
            lost += p.gain[p.stop[other], s.times[p.stop[other]] - 1] + p.extra[r, other]
    return 0.0, -1
