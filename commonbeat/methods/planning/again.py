"""Plan again after something changed, and leave what was announced as it was as far as one can.

A visit that stays on its walk is worth something of its own; if too many would still move, it is worth more,
and in the end nothing moves: only room is filled.
"""

from commonbeat.methods.planning.model import Plan, Week
from commonbeat.methods.planning.solver import solve

TRIES = ((0.5, 0.75), (2.0, 0.3))


def replan(
    week: Week, previous: Plan, *, seconds: float = 1.5, iterations: int | None = None, seed: int = 0,
    most_changed: float = 0.2,
) -> Plan:  # fmt: skip
    """A plan of the changed week that starts from the previous plan.

    Of the visits on walks that are still there and can still make them, at most the share `most_changed` moves to
    another walk or is left out. `seconds` or `iterations` are shared among up to three tries.
    """
    kept = solve(week, iterations=0, seed=seed, start=previous, keep=_keep(week, previous, 1000.0))
    for worth, share in TRIES:
        plan = solve(
            week, seconds=seconds * share, iterations=None if iterations is None else int(iterations * share),
            seed=seed, start=previous, keep=_keep(week, previous, worth),
        )  # fmt: skip
        if _moved(previous, kept, plan) <= most_changed:
            return max(plan, kept, key=lambda one: one.prize)
    return kept


def changed(previous: Plan, plan: Plan) -> float:
    """The share of the previous plan's visits, on walks that both have, that are no longer on their walk."""
    both = {walk.id for walk in plan.walks}
    before = _pairs(previous, both)
    return 1.0 - len(before & _pairs(plan, both)) / len(before) if before else 0.0


def _moved(previous: Plan, kept: Plan, plan: Plan) -> float:
    """The same, of the visits only that could have stayed."""
    walks = {walk.id for walk in plan.walks}
    could = _pairs(previous, walks) & _pairs(kept, walks)
    return 1.0 - len(could & _pairs(plan, walks)) / len(could) if could else 0.0


def _pairs(plan: Plan, walks: set[str]) -> set[tuple[str, str]]:
    return {(visit.stop, walk.id) for walk in plan.walks if walk.id in walks for visit in walk.visits}


def _keep(week: Week, previous: Plan, worth: float) -> dict[tuple[str, str], float]:
    """What staying is worth: so many times the usual prize."""
    usual = sum(stop.prize for stop in week.stops) / max(1, len(week.stops))
    return dict.fromkeys(_pairs(previous, {walk.id for walk in week.walks}), worth * usual)
