"""The method's search, as the room asks for it: fair between neighborhoods, near the try before, never the same week
twice, and made again from its record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from commonbeat.methods.planning import Malformed, Plan, PlannedWalk, Visit, Week, replan, solve
from commonbeat.methods.planning.fairness import bent, fair_plan
from commonbeat.methods.planning.variety import reluctance, true_prize
from commonbeat.safety.errors import Refused

Order = Mapping[str, Sequence[str]]
ITERATIONS = 2_000
"""Steps of search of one try: one or two seconds for a usual week. Counted in steps, so that it can be made again."""
FAIR_ROUNDS = 6
SHARE_FOR_FAIRNESS = 0.25
FAIR_WHEN_PLANNED = 1.3
"""Planned to be more even than asked for, since some of what is planned will be skipped."""


@dataclass(frozen=True)
class Task:
    """A week to search, and what the search leans on: a try to stay near, fairness, and the weeks before."""

    week: Week
    start: Order | None = None
    factors: Mapping[str, float] = field(default_factory=dict)
    shy: Mapping[tuple[str, str], float] = field(default_factory=dict)


def search(task: Task, *, seed: int, iterations: int = ITERATIONS) -> Plan:
    """The best plan found in so many steps; its prize is told in the week's own prizes."""
    leaning = bent(task.week, dict(task.factors)) if task.factors else task.week
    try:
        if task.start:
            plan = replan(leaning, plan_of(task.start), seed=seed, iterations=iterations)
        else:
            plan = solve(leaning, seed=seed, iterations=iterations, keep=dict(task.shy) or None)
    except Malformed as error:
        raise Refused(_("This week cannot be planned: %(why)s") % {"why": error}) from error
    if not task.factors:
        return plan
    # What is bent for fairness bounds another problem.
    return replace(plan, prize=true_prize(task.week, plan), bound=None)


def made_fair(
    task: Task,
    residents: Mapping[str, float],
    earlier: Mapping[str, int],
    *,
    seed: int,
    iterations: int = ITERATIONS,
) -> Task:
    """The task with prizes bent until visits per resident are even enough, those of earlier weeks counted."""
    reached = {
        stop.neighborhood for stop in task.week.stops for walk in task.week.walks if stop.needs <= walk.has
    }
    people = {area: count for area, count in residents.items() if area in reached and count > 0}
    if len(people) < 2:
        return task
    steps = max(1, int(iterations * SHARE_FOR_FAIRNESS))
    _plan, factors = fair_plan(
        task.week,
        people,
        earlier,
        lambda week: solve(week, seed=seed, iterations=steps),
        limit=FAIR_WHEN_PLANNED,
        rounds=FAIR_ROUNDS,
    )
    is_bent = any(abs(factor - 1) > 1e-9 for factor in factors.values())
    return replace(task, factors=factors if is_bent else {})


def made_shy(task: Task, earlier: Sequence[Order]) -> Task:
    """The task with less worth for what the weeks before did at the same time, the newest last."""
    return replace(task, shy=reluctance(task.week, [plan_of(order) for order in earlier]))


def plan_of(order: Order) -> Plan:
    """An order of stops as the method takes a plan; its times are worked out anew."""
    walks = tuple(
        PlannedWalk(walk, 0.0, 0.0, tuple(Visit(stop, 0.0, 0.0, 0.0) for stop in stops))
        for walk, stops in order.items()
    )
    return Plan(0.0, walks, (), None, 0, 0, 0)
