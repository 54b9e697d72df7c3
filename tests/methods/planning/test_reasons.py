"""Every stop left out has a true reason: tried again here with nothing of the search's own code."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from commonbeat.methods.planning import Plan, Stop, Unvisited, Walk, Week, solve
from commonbeat.methods.planning.checker import faults, timed
from tests.methods.planning.made import made

NODES = np.array([[0.0, 5.0, np.inf], [5.0, 0.0, np.inf], [np.inf, np.inf, 0.0]])


def reason(stop: Stop, *walks: Walk) -> Unvisited:
    plan = solve(Week(NODES, (stop,), walks), iterations=20)
    assert plan.walks == () or all(walk.visits == () for walk in plan.walks)
    assert plan.prize == 0
    assert plan.bound == 0
    return plan.unvisited[0]


MORNING = Walk("m", 0, 0, (0.0, 30.0), frozenset({"es"}))


def test_a_stop_no_walk_could_ever_visit_says_why() -> None:
    assert reason(Stop("a", 1, 1.0, needs=frozenset({"tr"})), MORNING).reason == "no_walk_qualifies"
    assert reason(Stop("a", 1, 1.0)).reason == "no_walk_qualifies"
    assert reason(Stop("a", 1, 1.0, windows=((50.0, 60.0),)), MORNING).reason == "no_window_fits"
    assert reason(Stop("a", 1, 1.0, windows=((0.0, 4.0),)), MORNING).reason == "no_window_fits"
    assert reason(Stop("a", 1, 1.0, windows=()), MORNING).reason == "no_window_fits"
    assert reason(Stop("a", 2, 1.0), MORNING).reason == "too_far"
    assert reason(Stop("a", 1, 1.0, service=25.0), MORNING).reason == "too_far"
    assert reason(Stop("a", 1, 1.0), replace(MORNING, window=(0.0, 9.0))).reason == "too_far"


def test_a_required_stop_that_cannot_be_met_stands_first() -> None:
    stops = (Stop("far", 2, 9.0), Stop("must", 2, 1.0, required=True), Stop("near", 1, 1.0))
    plan = solve(Week(NODES, stops, (MORNING,)), iterations=20)
    assert [(one.id, one.required) for one in plan.unvisited] == [("must", True), ("far", False)]
    assert plan.prize == 1.0


def test_of_two_required_stops_the_one_left_out_names_the_other() -> None:
    stops = tuple(Stop(name, 1, prize, 15.0, required=True) for name, prize in (("a", 2.0), ("b", 9.0)))
    plan = solve(Week(NODES, (*stops, Stop("c", 1, 1.0)), (MORNING,)), iterations=50)
    left = next(one for one in plan.unvisited if one.required)
    stays = {"a", "b"} - {left.id}
    assert stays <= set(left.would_displace)


@pytest.mark.parametrize("seed", range(10))
def test_who_would_be_displaced_makes_room_and_is_worth_as_much(seed: int) -> None:
    week = made(seed, stops=30, walks=3, open_always=seed % 2 == 0)
    plan = solve(week, iterations=300, seed=seed)
    told = [one for one in plan.unvisited if one.reason == "less_valuable"]
    assert told
    for one in plan.unvisited:
        check(week, plan, one)


@pytest.mark.parametrize("iterations", [0, 20, 400])
def test_a_stop_is_left_out_only_when_it_is_worth_no_more_however_short_the_search(iterations: int) -> None:
    week = made(11, stops=60, walks=3)
    plan = solve(week, iterations=iterations)
    assert faults(week, plan) == []
    for one in plan.unvisited:
        check(week, plan, one)


def check(week: Week, plan: Plan, one: Unvisited) -> None:
    stops = {stop.id: stop for stop in week.stops}
    alone = any(timed(week, {walk.id: [one.id]}) is not None for walk in week.walks)
    assert alone == (one.reason == "less_valuable")
    if one.reason != "less_valuable":
        assert one.would_displace == ()
        return
    assert set(one.would_displace) <= set(plan.visits())
    assert sum(stops[name].prize for name in one.would_displace) >= stops[one.id].prize
    left = {walk: [n for n in order if n not in one.would_displace] for walk, order in plan.order().items()}
    assert any(
        timed(week, {**left, walk: [*order[:k], one.id, *order[k:]]}) is not None
        for walk, order in left.items()
        for k in range(len(order) + 1)
    )


def test_the_bound_holds_when_everything_fits() -> None:
    week = made(0, stops=8, walks=3, open_always=True, day=400.0)
    plan = solve(week, iterations=50)
    assert plan.unvisited == ()
    assert plan.bound == plan.prize == sum(stop.prize for stop in week.stops)
    assert all(a.leave <= b.arrive for walk in plan.walks for a, b in pairwise(walk.visits))
