"""One search: the arrays of a week, the present plan in them, and the best plan so far."""

from collections.abc import Iterable

import numpy as np

from commonbeat.methods.planning import anneal, onward, recreate, room, ruin, tours
from commonbeat.methods.planning.layout import fresh, laid_out, nothing_found
from commonbeat.methods.planning.model import Plan, Week
from commonbeat.methods.planning.recombine import forget_pool, recombined

# In shares of what a usual stop brings: how much worse a plan may be at first and at last, and walking in all.
# Where only length counts, plans are better after more heat.
HOT, COLD, TIE = 2.0, 0.03, 0.5
HOT_TIMELESS, COLD_TIMELESS = 5.0, 0.1
# A search that goes on from a plan stays near it.
GENTLE = 0.1
HEATING = 1000
# Cooling longer than so many iterations for each visit is better spent on cooling again.
ROUND, ROUND_TIMELESS = 150, 1000
MOST_ROUNDS, MOST_ROUNDS_TIMELESS = 24, 4
# With windows every third round goes on from the best plan instead, with so much of the heat.
EVERY, CLOSER = 3, 0.25
# One walk alone begins every third round, no hotter, from a whole day made anew with prizes moved so far by chance.
ANEW, DAYS_ANEW = 0.1, MOST_ROUNDS // EVERY
# Shorter searches, such as those without compiled code, have no time for that.
LONG = 5000


class Search:
    """A search over one week; it holds a first plan as soon as it is made."""

    def __init__(
        self,
        week: Week,
        seed: int,
        start: Plan | None = None,
        keep: dict[tuple[str, str], float] | None = None,
    ) -> None:
        self.week = week
        self.problem, self.numbering = laid_out(week, keep)
        self.state = fresh(self.problem, seed)
        self.found = nothing_found(self.problem)
        worth = self.problem.gain[self.problem.stop[self.problem.usable], 0]
        usual = worth[worth < self.numbering.bonus]
        mean = float(usual.mean()) if len(usual) else 1.0
        room_there_is = float(np.maximum(self.problem.finish - self.problem.begin, 0).sum()) or 1.0
        hot, cold = (HOT_TIMELESS, COLD_TIMELESS) if self.problem.is_timeless else (HOT, COLD)
        hot = GENTLE if start else hot
        self.heat = (hot * mean, min(hot, cold) * mean, TIE * mean / room_there_is)
        self.ways = onward.ways(self.problem) if onward.is_fit(self.problem) and not start else None
        self.load(self._tasks(start) if start else [])
        self.tasks = np.zeros(self.problem.capacity, dtype=np.int64)
        self.visits = max(1, int(self.state.size.sum()))

    @property
    def is_trivial(self) -> bool:
        """Whether there is nothing to search for: no stop fits any walk."""
        return len(self.problem.usable) == 0

    def load(self, walks: Iterable[tuple[int, list[int]]]) -> None:
        """Begin from these walks (number, tasks in order) as far as they fit, and fill what room is left."""
        p, s = self.problem, self.state
        s.size[:], s.walk[:], s.times[:], s.score[:] = 0, -1, 0, 0.0
        anneal.begin(p, s)
        for walk, tasks in walks:
            for task in tasks:
                if s.size[walk] < p.capacity:
                    anneal.visit(p, s, walk, task, int(s.size[walk]))
        anneal.begin(p, s)
        anneal.build(p, s, self.found)

    def load_best(self) -> None:
        """Go back to the best plan so far."""
        found = self.found
        self.load([(r, found.tour[r, 1 : found.size[r] + 1].tolist()) for r in range(len(found.size))])

    def run(self, since: int, until: int, total: int) -> None:
        """Iterations since..until of `total`, which small weeks cool several times over."""
        is_timeless = self.problem.is_timeless == 1
        each = self.visits * (ROUND_TIMELESS if is_timeless else ROUND)
        rounds = max(1, min(MOST_ROUNDS_TIMELESS if is_timeless else MOST_ROUNDS, total // each))
        ends = [total * (n + 1) // rounds for n in range(rounds)]
        for number, (first, end) in enumerate(zip([0, *ends], ends, strict=False)):
            a, b = max(since, first), min(until, end)
            if a < b:
                heating = 0 if first else min(HEATING, end)
                is_closer = not is_timeless and number % EVERY == EVERY - 1
                if is_closer and a == first:
                    self.load_best()
                elif number % EVERY == 1 and self.makes_anew(total):
                    is_closer = True
                    if a == first:
                        self.make_anew()
                hot, cold, tie = self.heat
                if is_closer:
                    hot = max(cold, hot * CLOSER)
                anneal.search(
                    self.problem,
                    self.state,
                    self.found,
                    a - first,
                    b - first,
                    heating,
                    end - first,
                    hot,
                    cold,
                    tie,
                )

    def makes_anew(self, total: int) -> bool:
        """Whether a search of so many iterations also begins from whole days made anew."""
        return self.ways is not None and total >= LONG

    def make_anew(self) -> None:
        """Begin from the best whole day if prizes were a little different, by chance another each time."""
        if self.ways is not None:
            count = onward.onward(self.problem, self.state, self.ways, ANEW, self.tasks)
            if count < 0:
                self.ways = None
            else:
                self.load([(0, self.tasks[:count].tolist())])

    def recombine(self) -> None:
        """Put the best week together from walks met so far, and go on from there if it is better."""
        better = recombined(self.problem, self.found)
        if better is not None:
            self.load(better)
        if self.found.pool_count[0] > len(self.found.pool) // 2:
            forget_pool(self.found)

    def polish(self) -> None:
        """Let every stop left out take the place of visits worth less, until none can."""
        self.load_best()
        while sum(self._swap_in(task) for task in self.left_out()):
            pass

    def left_out(self) -> list[int]:
        """A task for each way to visit a stop that is not visited at all."""
        p, s = self.problem, self.state
        return [
            int(task) for task in p.usable if s.times[p.stop[task]] == 0 and p.before[task] < 0
        ]  # fmt: skip

    def _swap_in(self, task: int) -> bool:
        p, s = self.problem, self.state
        if s.times[p.stop[task]]:
            return False
        net, _, walk, first, final = room.easiest(p, s, task)
        if walk < 0 or net <= 1e-9:
            return False
        for leaving in s.tour[walk, first : final + 1].tolist():
            tours.take_out(p, s, leaving)
        ruin.mend(p, s)
        anneal.visit(p, s, walk, task, first - 1)
        recreate.weigh(p, s, 1, 0.0)
        recreate.fill(p, s)
        if s.score[0] <= s.score[1] + 1e-9:
            recreate.put_back(p, s)
            recreate.settle(s)
            return False
        recreate.settle(s)
        anneal.remember(s, self.found)
        return True

    def _tasks(self, plan: Plan) -> list[tuple[int, list[int]]]:
        """A plan's walks as tasks, where the week still has them; pinned visits on the walk they are pinned to."""
        p, week = self.problem, self.week
        walks = {walk.id: number for number, walk in enumerate(week.walks)}
        stops = {stop.id: number for number, stop in enumerate(week.stops)}
        free = {number: list(range(*p.siblings[number])) for number in stops.values()}
        result = []
        for planned in plan.walks:
            row = walks.get(planned.id)
            if row is None:
                continue
            tasks = []
            for visit in planned.visits:
                choice = [t for t in free.get(stops.get(visit.stop, -1), []) if p.kind[row, t] > 0]
                if choice:
                    chosen = max(choice, key=lambda t: (p.extra[row, t], -t))
                    free[int(p.stop[chosen])].remove(chosen)
                    tasks.append(chosen)
            result.append((row, tasks))
        return result
