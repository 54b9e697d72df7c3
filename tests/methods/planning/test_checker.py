"""The checker finds every way in which a plan can be wrong."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from commonbeat.methods.planning import Plan, PlannedWalk, Unvisited, Visit, Week, solve
from commonbeat.methods.planning.checker import faults
from tests.methods.planning.made import made

Change = Callable[[Plan], Plan]


@pytest.fixture(scope="module")
def week() -> Week:
    return made(1, stops=20, walks=2)


def visit_changed(**by: float) -> Change:
    def change(plan: Plan) -> Plan:
        first, *others = plan.walks[0].visits
        moved = replace(first, **{name: getattr(first, name) + more for name, more in by.items()})
        return with_visits(plan, (moved, *others))

    return change


def with_visits(plan: Plan, visits: tuple[Visit, ...]) -> Plan:
    return replace(plan, walks=(replace(plan.walks[0], visits=visits), *plan.walks[1:]))


CHANGES: dict[str, Change] = {
    "sooner than one can walk": visit_changed(arrive=-9.0),
    "begins before one is there": visit_changed(start=-9.0),
    "left too soon": visit_changed(leave=-9.0),
    "not open": visit_changed(start=500.0, leave=500.0),
    "ends too late": lambda plan: with_visits(
        plan, (*plan.walks[0].visits[:-1], replace(plan.walks[0].visits[-1], leave=900.0))
    ),
    "walking time": lambda plan: replace(plan, walks=(replace(plan.walks[0], travel=1.0), *plan.walks[1:])),
    "no stop nowhere": lambda plan: with_visits(plan, (Visit("nowhere", 0, 0, 0),)),
    "2 times": lambda plan: with_visits(plan, (*plan.walks[0].visits, plan.walks[0].visits[0])),
    "brings": lambda plan: replace(plan, prize=plan.prize + 1),
    "do not add up": lambda plan: replace(
        plan, walks=(replace(plan.walks[0], prize=plan.walks[0].prize + 1), *plan.walks[1:])
    ),
    "bound": lambda plan: replace(plan, bound=plan.prize - 1),
    "not the week's": lambda plan: replace(plan, walks=(*plan.walks, PlannedWalk("x", 0, 0, ()))),
    "not those left out": lambda plan: replace(plan, unvisited=plan.unvisited[1:]),
    "told to be required": lambda plan: replace(
        plan, unvisited=(replace(plan.unvisited[0], required=True), *plan.unvisited[1:])
    ),
    "does not stand first": lambda plan: replace(
        plan, unvisited=(*plan.unvisited, Unvisited("x", "too_far", required=True))
    ),
}


@pytest.mark.parametrize("expected", CHANGES)
def test_a_broken_promise_is_found(week: Week, expected: str) -> None:
    plan = solve(week, iterations=100)
    assert faults(week, plan) == []
    assert any(expected in sentence for sentence in faults(week, CHANGES[expected](plan)))


def test_needs_forbidden_pairs_and_distance_are_looked_at(week: Week) -> None:
    plan = solve(week, iterations=100)
    name, walk = plan.walks[0].visits[0].stop, plan.walks[0].id
    needy = tuple(replace(s, needs=frozenset({"tr"} if s.id == name else ())) for s in week.stops)
    assert any("lacks" in sentence for sentence in faults(replace(week, stops=needy), plan))
    kept_off = replace(week, forbidden=frozenset({(name, walk)}))
    assert any("forbidden" in sentence for sentence in faults(kept_off, plan))
    often = tuple(replace(s, max_visits=2, spacing=8.0) if s.id == name else s for s in week.stops)
    visit = plan.walks[0].visits[0]
    twice = with_visits(plan, (visit, replace(visit, start=visit.start + 7), *plan.walks[0].visits[1:]))
    assert any("again too soon" in sentence for sentence in faults(replace(week, stops=often), twice))
