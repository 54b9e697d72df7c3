"""Fill what room there is, the most worth for the least delay first, with a little chance."""

from commonbeat.methods.planning.arrays import NEVER, Problem, State
from commonbeat.methods.planning.chance import chance
from commonbeat.methods.planning.costs import (
    evaluate_beside,
    evaluate_fuller,
    evaluate_like,
    look_around,
    note,
)
from commonbeat.methods.planning.jit import fast
from commonbeat.methods.planning.tours import schedule, touch

NO = NEVER


@fast
def weigh(p: Problem, s: State, power: int, noise: float) -> None:
    """Give each task that could be visited its weight for this round."""
    walk, weight, worth, random, least = s.walk, s.weight, p.power[power], s.random, s.least
    is_lasting = p.is_timeless == 0 and p.is_repeating == 0
    for task in range(len(worth)):
        # Where room cannot come back during a round, what does not fit now needs no weight.
        if walk[task] < 0 and (least[task] < NO or not is_lasting):
            weight[task] = worth[task]
            if noise > 0:
                weight[task] *= 1.0 + noise * (2.0 * chance(random) - 1.0)


@fast
def fill(p: Problem, s: State) -> None:
    """Insert tasks until none fits; `weigh` comes first."""
    walk, least, weight, times, able = s.walk, s.least, s.weight, s.times, s.able
    previous, stops, gain = p.before, p.stop, p.gain
    gather(p, s)
    while True:
        best, chosen, kept = -1.0, -1, 0
        for i in range(s.marks[3]):
            task = able[i]
            if walk[task] >= 0 or (least[task] >= NO and p.is_repeating == 0):
                continue
            able[kept] = task
            kept += 1
            if least[task] >= NO:
                continue
            before = previous[task]
            if before >= 0 and walk[before] < 0:
                continue
            worth = weight[task] / least[task]
            stop = stops[task]
            if times[stop] > 0:
                worth *= gain[stop, times[stop]] / gain[stop, 0]
            if worth > best:
                best, chosen = worth, task
        s.marks[3] = kept
        if chosen < 0:
            return
        insert(p, s, s.least_walk[chosen], chosen)


@fast
def gather(p: Problem, s: State) -> None:
    """List the tasks that could be visited now; while walks only get fuller, no other's cost can change."""
    kept = 0
    for task in range(len(p.node)):
        if s.walk[task] < 0 and (s.least[task] < NO or p.is_repeating == 1):
            s.able[kept] = task
            kept += 1
    s.marks[3] = kept


@fast
def insert(p: Problem, s: State, r: int, task: int) -> bool:
    """Put a task into walk r at its best place, unless it turns out not to fit; `gather` comes first."""
    if s.is_touched[r] == 0:
        touch(s, r)
    position = s.place[r, task] + 1
    for k in range(s.size[r], position - 1, -1):
        s.tour[r, k + 1] = s.tour[r, k]
    s.tour[r, position] = task
    s.size[r] += 1
    s.walk[task] = r
    if schedule(p, s, r) != 0:
        for k in range(position, s.size[r]):
            s.tour[r, k] = s.tour[r, k + 1]
        s.size[r] -= 1
        s.walk[task] = -1
        schedule(p, s, r)
        s.cost[r, task] = NO
        note(s.cost, s.least, s.least_walk, r, task)
        return False
    stop = p.stop[task]
    s.score[0] += p.gain[stop, s.times[stop]] + p.extra[r, task]
    s.times[stop] += 1
    s.came[s.marks[2]] = task
    s.marks[2] += 1
    if p.is_timeless == 1:
        evaluate_beside(p, s, r, position)
    else:
        evaluate_fuller(p, s, r, position)
    if p.is_repeating == 1:
        evaluate_like(p, s, r)
    return True


@fast
def put_back(p: Problem, s: State) -> None:
    """Undo every change since the walks were last touched."""
    for i in range(s.marks[0]):
        r = s.touched[i]
        for k in range(1, s.size[r] + 1):
            task = s.tour[r, k]
            if s.walk[task] == r:
                s.walk[task] = -1
                s.times[p.stop[task]] -= 1
    for i in range(s.marks[0]):
        restore(p, s, s.touched[i])
    s.score[0] = s.score[1]
    walk, cost, least, least_walk = s.walk, s.cost, s.least, s.least_walk
    for i in range(s.marks[0]):
        r = s.touched[i]
        for task in range(len(p.node)):
            if walk[task] < 0:
                note(cost, least, least_walk, r, task)
        if p.is_repeating == 1:
            evaluate_like(p, s, r)
    for i in range(s.marks[2]):
        task = s.came[i]
        if s.walk[task] < 0:
            look_around(s.cost, s.least, s.least_walk, task)


@fast
def restore(p: Problem, s: State, r: int) -> None:
    """Walk r as it was when it was touched."""
    s.size[r] = s.size_was[r]
    s.length[r] = s.length_was[r]
    for k in range(s.size[r] + 2):
        s.tour[r, k] = s.tour_was[r, k]
        s.nodes[r, k] = s.nodes_was[r, k]
        s.leg[r, k] = s.leg_was[r, k]
        s.leave[r, k] = s.leave_was[r, k]
        s.last[r, k] = s.last_was[r, k]
    for task in range(s.cost.shape[1]):
        s.cost[r, task] = s.cost_was[r, task]
        s.place[r, task] = s.place_was[r, task]
    for k in range(1, s.size[r] + 1):
        task = s.tour[r, k]
        s.walk[task] = r
        s.times[p.stop[task]] += 1
        s.start[task] = s.leave[r, k] - p.service[task]
        s.stamp[task] = k


@fast
def settle(s: State) -> None:
    """From here on, changes are counted anew."""
    for i in range(s.marks[0]):
        s.is_touched[s.touched[i]] = 0
    s.marks[0] = 0
    s.marks[1] = 0
    s.marks[2] = 0
    s.score[1] = s.score[0]
