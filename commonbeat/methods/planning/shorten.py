"""Make a walk shorter without changing whom it visits: 2-opt and moving short chains (Or-opt).

Only for weeks in which nothing but length limits the walks, and where the way back is as long as the way there.
"""

from commonbeat.methods.planning.arrays import Problem, State
from commonbeat.methods.planning.jit import fast

CHAIN = 3


@fast
def shorten(p: Problem, s: State, r: int) -> bool:
    """Improve walk r until neither move helps; whether anything changed. Its times must be set anew then."""
    changed = False
    while turn_round(p, s, r) or move_chain(p, s, r):
        changed = True
    return changed


@fast
def turn_round(p: Problem, s: State, r: int) -> bool:
    """Reverse the part of the walk between two legs where that is shorter; the best such part."""
    size, nodes, legs, travel = s.size[r], s.nodes[r], s.leg[r], p.travel
    best, first, final = 0, 0, 0
    for i in range(1, size):
        before, one, leg = nodes[i - 1], nodes[i], legs[i - 1]
        for j in range(i + 1, size + 1):
            saved = leg + legs[j] - travel[before, nodes[j]] - travel[one, nodes[j + 1]]
            if saved > best:
                best, first, final = saved, i, j
    if best == 0:
        return False
    turn(s, r, first, final)
    measure(p, s, r)
    return True


@fast
def move_chain(p: Problem, s: State, r: int) -> bool:
    """Move up to three visits in a row elsewhere on the walk, either way round, where that is shorter; the best."""
    size, nodes, legs, travel = s.size[r], s.nodes[r], s.leg[r], p.travel
    best, first, final, target, turned = 0, 0, 0, 0, False
    for i in range(1, size + 1):
        head = nodes[i]
        for j in range(i, min(size, i + CHAIN - 1) + 1):
            tail = nodes[j]
            freed = legs[i - 1] + legs[j] - travel[nodes[i - 1], nodes[j + 1]]
            if freed <= best:
                continue
            for k in range(size + 1):
                if k >= i - 1 and k <= j:
                    continue
                one, two = nodes[k], nodes[k + 1]
                gain = freed + legs[k]
                straight = gain - travel[head, one] - travel[tail, two]
                if straight > best:
                    best, first, final, target, turned = straight, i, j, k, False
                around = gain - travel[tail, one] - travel[head, two]
                if around > best:
                    best, first, final, target, turned = around, i, j, k, True
    if best == 0:
        return False
    shift(s, r, first, final, target, turned)
    measure(p, s, r)
    return True


@fast
def shift(s: State, r: int, first: int, final: int, target: int, turned: bool) -> None:
    """Positions first..final go behind position `target`, by turning three parts of the tour."""
    if turned:
        turn(s, r, first, final)
    if target > final:
        turn(s, r, first, final)
        turn(s, r, final + 1, target)
        turn(s, r, first, target)
    else:
        turn(s, r, target + 1, first - 1)
        turn(s, r, first, final)
        turn(s, r, target + 1, final)


@fast
def turn(s: State, r: int, first: int, final: int) -> None:
    """Reverse the order of the positions first..final."""
    while first < final:
        s.tour[r, first], s.tour[r, final] = s.tour[r, final], s.tour[r, first]
        first += 1
        final -= 1


@fast
def measure(p: Problem, s: State, r: int) -> None:
    """Nodes and legs of walk r after a change of order."""
    size = s.size[r]
    for k in range(1, size + 1):
        s.nodes[r, k] = p.node[s.tour[r, k]]
    for k in range(size + 1):
        s.leg[r, k] = p.travel[s.nodes[r, k], s.nodes[r, k + 1]]
