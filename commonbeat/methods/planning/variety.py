"""Presence that nobody can set the clock by: each week a little different, on purpose and reproducibly.

Prizes move by chance from a seed, and a stop is worth a little less on the walk that visited it in the weeks
before. What a plan brings is still told in true prizes.
Source of the idea: J. Pita et al., "Deployed ARMOR protection", AAMAS (2008): randomise among nearly best plans.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from commonbeat.methods.planning.model import Plan, Week

SPREAD = 0.05
RELUCTANCE = 0.02
HALF_HOUR = 1800.0


def varied(week: Week, seed: int, spread: float = SPREAD) -> Week:
    """The week with every prize moved by chance: lognormal, `spread` its standard deviation."""
    moved = np.exp(np.random.default_rng([seed, len(week.stops)]).normal(0.0, spread, len(week.stops)))
    stops = zip(week.stops, moved, strict=True)
    return replace(week, stops=tuple(replace(stop, prize=stop.prize * float(by)) for stop, by in stops))


def reluctance(
    week: Week, earlier: Sequence[Plan], share: float = RELUCTANCE
) -> dict[tuple[str, str], float]:
    """For `solve(keep=…)`: less worth, by a share of its prize, for a stop on a walk it was on in earlier weeks.

    The week before counts in full, each one further back half as much again. Required stops are left alone.
    """
    prizes = {stop.id: stop.prize for stop in week.stops if not stop.required}
    walks = {walk.id for walk in week.walks} - {walk for _, walk in week.pins}
    result: dict[tuple[str, str], float] = {}
    for age, plan in enumerate(reversed(earlier)):
        for walk in plan.walks:
            for visit in walk.visits:
                if walk.id in walks and visit.stop in prizes:
                    pair = (visit.stop, walk.id)
                    result[pair] = result.get(pair, 0.0) - prizes[visit.stop] * share * 0.5**age
    return result


def true_prize(week: Week, plan: Plan) -> float:
    """What the plan's visits bring in the prizes of this week."""
    stops = {stop.id: stop for stop in week.stops}
    return sum(stops[name].worths(count) for name, count in plan.visits().items())


def repeated(first: Plan, second: Plan, slot: float = HALF_HOUR) -> float:
    """Of the first plan's visits, the share that the second pays to the same stop in the same slot of the week."""
    before, after = _slots(first, slot), _slots(second, slot)
    return len(before & after) / len(before) if before else 0.0


def _slots(plan: Plan, slot: float) -> set[tuple[str, int]]:
    return {(visit.stop, int(visit.start // slot)) for walk in plan.walks for visit in walk.visits}
