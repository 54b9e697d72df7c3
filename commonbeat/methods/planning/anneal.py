"""The search: ruin and recreate under simulated annealing, choosing among ways of ruin by what they brought.

Sources: G. Schrimpf et al., "Record breaking optimization results using the ruin and recreate principle",
J. Comput. Phys. 159 (2000); S. Ropke and D. Pisinger, "An adaptive large neighborhood search heuristic for
the pickup and delivery problem with time windows", Transportation Science 40 (2006).
"""

import math

from commonbeat.methods.planning.arrays import Found, Problem, State
from commonbeat.methods.planning.chance import below, chance
from commonbeat.methods.planning.costs import evaluate_everywhere, evaluate_row
from commonbeat.methods.planning.jit import fast
from commonbeat.methods.planning.recreate import fill, gather, insert, put_back, settle, weigh
from commonbeat.methods.planning.ruin import ruin
from commonbeat.methods.planning.shorten import shorten
from commonbeat.methods.planning.tours import schedule

LEARN_EVERY = 500
NOISE = 0.3
FORCED = 0.4


@fast
def begin(p: Problem, s: State) -> None:
    """Time the walks as they stand in the state and set every cost."""
    for r in range(s.size.shape[0]):
        schedule(p, s, r)
    for task in range(s.walk.shape[0]):
        if s.walk[task] < 0:
            evaluate_everywhere(p, s, task)
    settle(s)


@fast
def build(p: Problem, s: State, f: Found) -> None:
    """Fill the walks as they stand, once, without chance."""
    weigh(p, s, 1, 0.0)
    fill(p, s)
    tidy(p, s)
    settle(s)
    remember(s, f)


@fast
def search(
    p: Problem, s: State, f: Found, since: int, until: int, cooling_from: int, total: int,
    hot: float, cold: float, tie: float,
) -> None:  # fmt: skip
    """Iterations since..until of `total`; hot until `cooling_from`, then cooling to `cold` (in prize)."""
    for iteration in range(since, until):
        heat = hot
        if iteration > cooling_from:
            heat = hot * (cold / hot) ** ((iteration - cooling_from) / (total - cooling_from))
        arm = choose(s, f)
        seed = ruin(p, s, arm)
        weigh(p, s, below(s.random, p.power.shape[0]), NOISE * chance(s.random))
        if s.walk[seed] < 0 and chance(s.random) < FORCED:
            s.weight[seed] *= 100.0
        fill(p, s)
        tidy(p, s)
        shorter = 0
        for i in range(s.marks[0]):
            r = s.touched[i]
            shorter += s.length_was[r] - s.length[r]
        better = s.score[0] - s.score[1] + tie * shorter
        drawn = chance(s.random)
        if better >= 0 or better > heat * math.log(max(drawn, 1e-12)):
            reward = 1.0 if better > 0 else 0.1
            if remember(s, f):
                reward = 4.0
            f.arms[1, arm] += reward
            collect(p, s, f)
        else:
            put_back(p, s)
        settle(s)
        f.arms[2, arm] += 1.0
        if (iteration + 1) % LEARN_EVERY == 0:
            learn(f)


@fast
def tidy(p: Problem, s: State) -> None:
    """Shorten the touched walks where only length counts, and use the room that gives."""
    if p.is_timeless == 0 or p.is_symmetric == 0:
        return
    while True:
        changed = False
        for i in range(s.marks[0]):
            r = s.touched[i]
            if s.size[r] > 1 and shorten(p, s, r):
                schedule(p, s, r)
                evaluate_row(p, s, r)
                changed = True
        if not changed:
            return
        fill(p, s)


@fast
def choose(s: State, f: Found) -> int:
    """A way of ruin, the likelier the more it brought lately."""
    total = 0.0
    for arm in range(f.arms.shape[1]):
        total += f.arms[0, arm]
    drawn = chance(s.random) * total
    for arm in range(f.arms.shape[1]):
        drawn -= f.arms[0, arm]
        if drawn < 0:
            return arm
    return 0


@fast
def learn(f: Found) -> None:
    """Let the likelihood of each way follow what it brought in the last round, never to nothing."""
    for arm in range(f.arms.shape[1]):
        if f.arms[2, arm] > 0:
            f.arms[0, arm] = max(0.1, 0.7 * f.arms[0, arm] + 0.3 * 5.0 * f.arms[1, arm] / f.arms[2, arm])
        f.arms[1, arm] = 0.0
        f.arms[2, arm] = 0.0


@fast
def remember(s: State, f: Found) -> bool:
    """Keep the present plan if it is the best so far: the most prize, then the least walking."""
    length = 0
    for r in range(s.size.shape[0]):
        length += s.length[r]
    more = s.score[0] - f.score[0]
    if more < -1e-9 or (more <= 1e-9 and length >= f.length[0]):
        return False
    f.score[0] = s.score[0]
    f.length[0] = length
    for r in range(s.size.shape[0]):
        f.size[r] = s.size[r]
        for k in range(1, s.size[r] + 1):
            f.tour[r, k] = s.tour[r, k]
    return bool(more > 1e-9)


@fast
def collect(p: Problem, s: State, f: Found) -> None:
    """Put the touched walks into the pool, each set of stops once for walks that are alike."""
    if s.size.shape[0] < 2:
        return
    for i in range(s.marks[0]):
        r = s.touched[i]
        if s.size[r] == 0 or f.pool_count[0] >= f.pool.shape[0]:
            continue
        sign = p.alike[r] * 7919
        for k in range(1, s.size[r] + 1):
            sign = (sign + p.sign[p.stop[s.tour[r, k]]]) % 1152921504606846976
        slot = sign % f.table.shape[0]
        while f.table[slot] >= 0 and f.pool_sign[f.table[slot]] != sign:
            slot = (slot + 1) % f.table.shape[0]
        if f.table[slot] < 0:
            number = f.pool_count[0]
            f.pool_count[0] += 1
            f.table[slot] = number
            f.pool_sign[number] = sign
            f.pool_walk[number] = r
        else:
            number = f.table[slot]
            if f.pool_length[number] <= s.length[r]:
                continue
        f.pool_size[number] = s.size[r]
        f.pool_length[number] = s.length[r]
        f.pool_walk[number] = r
        for k in range(1, s.size[r] + 1):
            f.pool[number, k] = s.tour[r, k]


@fast
def visit(p: Problem, s: State, r: int, task: int, after: int) -> bool:
    """Put a task into walk r behind position `after`, if it fits there."""
    s.cost[r, task] = 1
    s.place[r, task] = after
    gather(p, s)
    return insert(p, s, r, task)
