"""Take some visits out again: strings of walks near one another, single ones nearby, scattered or poor ones.

Source for the strings: J. Christiaens and G. Vanden Berghe, "Slack induction by string removals for vehicle
routing problems", Transportation Science 54 (2020).
"""

from commonbeat.methods.planning.arrays import Problem, State
from commonbeat.methods.planning.chance import below, chance
from commonbeat.methods.planning.costs import evaluate, evaluate_like, evaluate_row, look_around
from commonbeat.methods.planning.jit import fast
from commonbeat.methods.planning.tours import close_up, take_out

WAYS = 4
SMALL, MIDDLE, LARGE = 4, 8, 20
# So many may always go, were it every visit there is.
FEW = 8


@fast
def ruin(p: Problem, s: State, arm: int) -> int:
    """Take visits out in the way and of the size that `arm` names; the task it began near."""
    total = 0
    for r in range(s.size.shape[0]):
        total += s.size[r]
    seed = p.usable[below(s.random, p.usable.shape[0])]
    if total > 0:
        way, size = arm % WAYS, arm // WAYS
        if size == 0:
            wanted = 1 + below(s.random, SMALL)
        elif size == 1:
            wanted = SMALL + below(s.random, MIDDLE)
        else:
            wanted = MIDDLE + below(s.random, LARGE)
        wanted = min(wanted, max(FEW, total // 2))
        if way == 0:
            take_strings(p, s, seed, wanted)
        elif way == 1:
            take_near(p, s, seed, wanted)
        elif way == 2:
            take_scattered(p, s, wanted)
        else:
            take_poor(p, s, wanted)
    mend(p, s)
    return int(seed)


@fast
def mend(p: Problem, s: State) -> None:
    """Time the touched walks anew, and set what inserting costs now."""
    for i in range(s.marks[0]):
        close_up(p, s, s.touched[i])
    for i in range(s.marks[0]):
        evaluate_row(p, s, s.touched[i])
    for i in range(s.marks[1]):
        task = s.out[i]
        for r in range(s.size.shape[0]):
            if s.is_touched[r] == 0:
                evaluate(p, s, r, task)
        look_around(s.cost, s.least, s.least_walk, task)
    for i in range(s.marks[0] * p.is_repeating):
        evaluate_like(p, s, s.touched[i])


@fast
def take_strings(p: Problem, s: State, seed: int, wanted: int) -> None:
    """A string of visits out of each of a few walks that pass near the seed."""
    walks = 1 + below(s.random, 3)
    longest = max(1, (wanted + walks - 1) // walks)
    for i in range(p.near.shape[1]):
        task = p.near[seed, i]
        r = s.walk[task]
        if r < 0 or s.is_touched[r] == 1:
            continue
        length = min(longest, s.size[r])
        at = position_of(s, r, task)
        first = max(1, at - below(s.random, length))
        first = min(first, s.size[r] - length + 1)
        spared = -1
        if length > 2 and chance(s.random) < 0.3:
            spared = first + below(s.random, length)
        for k in range(first, first + length):
            if k != spared:
                take_out(p, s, s.tour[r, k])
        walks -= 1
        if walks == 0:
            return


@fast
def position_of(s: State, r: int, task: int) -> int:
    """Where on walk r the task is."""
    for k in range(1, s.size[r] + 1):
        if s.tour[r, k] == task:
            return k
    return 1


@fast
def take_near(p: Problem, s: State, seed: int, wanted: int) -> None:
    """Visits near the seed, now and then sparing one."""
    for i in range(p.near.shape[1]):
        task = p.near[seed, i]
        if s.walk[task] >= 0 and chance(s.random) < 0.8:
            take_out(p, s, task)
            wanted -= 1
            if wanted == 0:
                return


@fast
def take_scattered(p: Problem, s: State, wanted: int) -> None:
    """Visits anywhere."""
    for _ in range(4 * wanted):
        task = p.usable[below(s.random, p.usable.shape[0])]
        if s.walk[task] >= 0:
            take_out(p, s, task)
            wanted -= 1
            if wanted == 0:
                return


@fast
def take_poor(p: Problem, s: State, wanted: int) -> None:
    """Visits that bring little for the time they take, the poorest of a few drawn by lot each time."""
    for _ in range(wanted):
        poorest, chosen = 0.0, -1
        for _ in range(6):
            r = below(s.random, s.size.shape[0])
            if s.size[r] == 0:
                continue
            k = 1 + below(s.random, s.size[r])
            task = s.tour[r, k]
            if s.walk[task] != r:
                continue
            took = s.leg[r, k - 1] + s.leg[r, k] - p.travel[s.nodes[r, k - 1], s.nodes[r, k + 1]]
            worth = (p.gain[p.stop[task], s.times[p.stop[task]] - 1] + p.extra[r, task]) / max(
                1, took + p.service[task]
            )
            if chosen < 0 or worth < poorest:
                poorest, chosen = worth, task
        if chosen >= 0:
            take_out(p, s, chosen)
