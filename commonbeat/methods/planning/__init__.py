"""Walks: who can be where, when, and how long the way on foot is; and which walks make the best week.

    week = Week(travel, stops, walks)
    plan = solve(week, seconds=5, seed=0)

`solve` and `replan` load the compiled search on their first call, so that importing this costs nothing.
"""

from typing import Any

from commonbeat.methods.planning.model import (
    Malformed,
    Plan,
    PlannedWalk,
    Stop,
    Unvisited,
    Visit,
    Walk,
    Week,
)

__all__ = [
    "Malformed", "Plan", "PlannedWalk", "Stop", "Unvisited", "Visit", "Walk", "Week", "replan", "solve",
]  # fmt: skip


def solve(week: Week, **options: Any) -> Plan:
    """The best plan found for a week; see `commonbeat.methods.planning.solver.solve` for the options."""
    # Loading the compiled search takes half a second, which no page should wait for.
    from commonbeat.methods.planning import solver

    return solver.solve(week, **options)


def replan(week: Week, previous: Plan, **options: Any) -> Plan:
    """Plan again from a previous plan; see `commonbeat.methods.planning.again.replan` for the options."""
    # As above.
    from commonbeat.methods.planning import again

    return again.replan(week, previous, **options)
