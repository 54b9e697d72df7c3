"""What it would cost to insert each task into each walk: the delay it brings, kept up to date.

For every task not visited, `cost[r, task]` is the least delay on walk r (NEVER if it does not fit) and
`place[r, task]` the position after which it goes; `least` and `least_walk` are the best over the walks.
Where nothing but length limits the walks, one insertion changes only the costs beside it.
"""

from commonbeat.methods.planning.arrays import NEVER, Ints, Problem, State
from commonbeat.methods.planning.jit import fast, part
from commonbeat.methods.planning.tours import opens

NO = NEVER


@fast
def evaluate(p: Problem, s: State, r: int, task: int) -> None:
    """Set the cost and place of one task on one walk."""
    kind = p.kind[r, task]
    cost, place = NO, 0
    if kind == 1:
        node = p.node[task]
        cost, place = cheapest(
            s.leave[r], s.last[r], s.leg[r], s.nodes[r], s.size[r], p.back, p.travel,
            node, p.low[r, task], p.high[r, task], p.service[task], s.size[r], 0, NO, 0,
        )  # fmt: skip
    elif kind == 2:
        cost, place = cheapest_of_several(p, s, r, task)
    s.cost[r, task] = cost
    s.place[r, task] = place


@part
def cheapest(
    leave: Ints, last: Ints, leg: Ints, nodes: Ints, size: int, back: Ints, travel: Ints,
    node: int, low: int, high: int, service: int, waits: int, k: int, cost: int, place: int,
) -> tuple[int, int]:  # fmt: skip
    """The least delay that a visit within one window brings to a walk, from position k on, and behind which position.

    `cost` and `place` are the best known before. Behind `waits` only gaps in which one would wait are looked at.
    """
    while k <= size and last[k + 1] < low + service:
        k += 1
    while k <= size:
        left = leave[k]
        if left > high or (k > waits and left >= low):
            break
        moment = left + back[node, nodes[k]]
        if moment < low:
            moment = low
        if moment <= high:
            moment += service + travel[node, nodes[k + 1]]
            if moment <= last[k + 1]:
                delay = moment - left - leg[k]
                if delay < cost:
                    cost, place = delay, k
        k += 1
    return max(1, cost), place


@fast
def cheapest_of_several(p: Problem, s: State, r: int, task: int) -> tuple[int, int]:
    """The same for a stop with several windows, or further visits to keep away from."""
    node, service = p.node[task], p.service[task]
    cost, place = NO, 0
    for k in range(s.size[r] + 1):
        left = s.leave[r, k]
        moment = opens(p, s, r, task, left + p.back[node, s.nodes[r, k]], NO)
        if moment >= NO:
            break
        moment += service + p.travel[node, s.nodes[r, k + 1]]
        if moment <= s.last[r, k + 1]:
            delay = max(1, moment - left - s.leg[r, k])
            if delay < cost:
                cost, place = delay, k
    return cost, place


@part
def note(cost: Ints, least: Ints, least_walk: Ints, r: int, task: int) -> None:
    """Let the best over the walks follow a change of the cost on walk r."""
    now = cost[r, task]
    if now < least[task]:
        least[task] = now
        least_walk[task] = r
    elif least_walk[task] == r and now > least[task]:
        look_around(cost, least, least_walk, task)


@fast
def look_around(cost: Ints, least: Ints, least_walk: Ints, task: int) -> None:
    """The best walk for a task, over all of them."""
    best, walk = NO, -1
    for r in range(cost.shape[0]):
        if cost[r, task] < best:
            best, walk = cost[r, task], r
    least[task] = best
    least_walk[task] = walk


@fast
def evaluate_row(p: Problem, s: State, r: int) -> None:
    """The cost on walk r of every task not visited."""
    walk, costs, least, least_walk = s.walk, s.cost, s.least, s.least_walk
    leave, last, leg, nodes, size = s.leave[r], s.last[r], s.leg[r], s.nodes[r], s.size[r]
    kind, low, high, cost, place = p.kind[r], p.low[r], p.high[r], s.cost[r], s.place[r]
    back, travel, node, service = p.back, p.travel, p.node, p.service
    for task in range(len(node)):
        if walk[task] >= 0 or kind[task] == 0:
            continue
        if kind[task] == 1:
            cost[task], place[task] = cheapest(
                leave, last, leg, nodes, size, back, travel,
                node[task], low[task], high[task], service[task], size, 0, NO, 0,
            )  # fmt: skip
        else:
            cost[task], place[task] = cheapest_of_several(p, s, r, task)
        note(costs, least, least_walk, r, task)


@fast
def evaluate_fuller(p: Problem, s: State, r: int, position: int) -> None:
    """After one insertion at `position`: the cost on walk r of what fitted before.

    Where nobody has to wait a delay is the detour, which stays; so only the gaps beside the new visit are looked at,
    later ones in which one would wait, and the cheapest so far. Where that no longer fits, all are.
    """
    walk, costs, least, least_walk = s.walk, s.cost, s.least, s.least_walk
    leave, last, leg, nodes, size = s.leave[r], s.last[r], s.leg[r], s.nodes[r], s.size[r]
    kind, lows, highs, cost, place = p.kind[r], p.low[r], p.high[r], s.cost[r], s.place[r]
    back, travel, node, service = p.back, p.travel, p.node, p.service
    for i in range(s.marks[3]):
        task = s.able[i]
        if walk[task] >= 0 or cost[task] >= NO:
            continue
        if kind[task] == 1:
            where, low, high, stay = node[task], lows[task], highs[task], service[task]
            found, first, waits, was = NO, position - 1, position, place[task]
            if was >= position:
                was += 1
            if was != position - 1:
                moment = max(low, leave[was] + back[where, nodes[was]])
                if moment <= high:
                    moment += stay + travel[where, nodes[was + 1]]
                    if moment <= last[was + 1]:
                        found = moment - leave[was] - leg[was]
            if found >= NO:
                first, waits = 0, size
            cost[task], place[task] = cheapest(
                leave, last, leg, nodes, size, back, travel, where, low, high, stay, waits, first, found, was,
            )  # fmt: skip
        else:
            cost[task], place[task] = cheapest_of_several(p, s, r, task)
        note(costs, least, least_walk, r, task)


@fast
def evaluate_everywhere(p: Problem, s: State, task: int) -> None:
    """The cost of one task not visited, on every walk."""
    for r in range(s.size.shape[0]):
        evaluate(p, s, r, task)
    look_around(s.cost, s.least, s.least_walk, task)


@fast
def evaluate_like(p: Problem, s: State, r: int) -> None:
    """Anew, on every walk: further visits of the stops on walk r, since the moments to keep away from moved."""
    for k in range(1, s.size[r] + 1):
        stop = p.stop[s.tour[r, k]]
        if p.spacing[stop] > 0 and p.siblings[stop, 1] - p.siblings[stop, 0] > 1:
            for task in range(p.siblings[stop, 0], p.siblings[stop, 1]):
                if s.walk[task] < 0:
                    evaluate_everywhere(p, s, task)


@fast
def evaluate_beside(p: Problem, s: State, r: int, position: int) -> None:
    """After one insertion at `position` on a walk limited only by its length: what changed, and no more."""
    walk, costs, least, least_walk = s.walk, s.cost, s.least, s.least_walk
    cost, place, leg, nodes = s.cost[r], s.place[r], s.leg[r], s.nodes[r]
    back, travel, node, service = p.back, p.travel, p.node, p.service
    spare = s.last[r, 1] - s.leave[r, 0] - leg[0]
    before, new, after = nodes[position - 1], nodes[position], nodes[position + 1]
    first, second = leg[position - 1], leg[position]
    for i in range(s.marks[3]):
        task = s.able[i]
        if walk[task] >= 0 or cost[task] >= NO:
            continue
        if place[task] == position - 1:
            evaluate(p, s, r, task)
        else:
            if place[task] >= position:
                place[task] += 1
            where = node[task]
            one = max(1, back[where, before] + travel[where, new] - first + service[task])
            two = max(1, back[where, new] + travel[where, after] - second + service[task])
            if one < cost[task]:
                cost[task], place[task] = one, position - 1
            if two < cost[task]:
                cost[task], place[task] = two, position
            if cost[task] > spare:
                cost[task] = NO
        note(costs, least, least_walk, r, task)
