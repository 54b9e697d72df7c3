"""Presence in proportion to residents: no neighborhood is walked much more than another for its size.

Prizes of a neighborhood visited too little for its residents are raised, of one visited too much lowered, until
the most visited has no more than LIMIT times the visits per resident of the least; no more than that is bent.
The multipliers are the prices of the constraint in a Lagrangian relaxation, found by multiplicative updates.
Source: S. Arora, E. Hazan and S. Kale, "The multiplicative weights update method", Theory of Computing 8 (2012).
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from commonbeat.methods.planning.model import Plan, Week
from commonbeat.methods.planning.variety import true_prize

LIMIT = 1.5
LARGEST = 8.0
RATE = 0.5
ROUNDS = 8


def fair_plan(
    week: Week, residents: Mapping[str, float], earlier: Mapping[str, int], solve: Callable[[Week], Plan],
    *, limit: float = LIMIT, rounds: int = ROUNDS,
) -> tuple[Plan, dict[str, float]]:  # fmt: skip
    """A plan after which visits are fair, with those paid `earlier` counted, and the multipliers that led to it.

    `residents` and `earlier` go by neighborhood. Among the plans tried the fair one that brings most, in the
    week's own prizes, is taken; if none is fair, the fairest. Its reasons and bound speak of the bent prizes.
    """
    factors = dict.fromkeys(residents, 1.0)
    tried: list[tuple[float, float, Plan, dict[str, float]]] = []
    for _ in range(max(1, rounds)):
        plan = solve(bent(week, factors))
        visits = visits_by_neighborhood(week, plan)
        total = {name: visits[name] + earlier.get(name, 0) for name in residents}
        ratio = unfairness(total, residents)
        tried.append((max(ratio, limit), -true_prize(week, plan), plan, dict(factors)))
        if ratio <= limit:
            break
        factors = updated(factors, total, residents)
    _, _, plan, factors = min(tried, key=lambda one: one[:2])
    return plan, factors


def visits_by_neighborhood(week: Week, plan: Plan) -> Counter[str]:
    """How many visits each neighborhood gets."""
    where = {stop.id: stop.neighborhood for stop in week.stops}
    result: Counter[str] = Counter()
    for name, count in plan.visits().items():
        result[where[name]] += count
    return result


def unfairness(visits: Mapping[str, float], residents: Mapping[str, float]) -> float:
    """Visits per resident of the most visited neighborhood over those of the least; infinite if one has none."""
    rates = [visits.get(name, 0) / count for name, count in residents.items() if count > 0]
    if not rates or max(rates) == 0:
        return 1.0
    return max(rates) / min(rates) if min(rates) > 0 else float("inf")


def updated(
    factors: Mapping[str, float], visits: Mapping[str, float], residents: Mapping[str, float]
) -> dict[str, float]:
    """The next multipliers: each neighborhood's by how far its visits per resident are from all together."""
    people = sum(count for count in residents.values() if count > 0)
    usual = sum(visits.get(name, 0) for name in residents) / people if people else 0.0
    result = {}
    for name, count in residents.items():
        own = (visits.get(name, 0) + 0.5) / count if count > 0 else usual
        moved = factors[name] * (max(usual, 1e-12) / max(own, 1e-12)) ** RATE
        result[name] = min(LARGEST, max(1.0 / LARGEST, moved))
    return result


def bent(week: Week, factors: Mapping[str, float]) -> Week:
    """The week with each stop's prize multiplied by its neighborhood's factor."""
    return replace(
        week,
        stops=tuple(
            replace(stop, prize=stop.prize * factors.get(stop.neighborhood, 1.0)) for stop in week.stops
        ),
    )
