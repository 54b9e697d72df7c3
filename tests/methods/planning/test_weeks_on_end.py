"""Planning again, planning unpredictably, planning fairly."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from commonbeat.methods.planning import Plan, Stop, Walk, Week, replan, solve
from commonbeat.methods.planning.again import changed
from commonbeat.methods.planning.checker import faults
from commonbeat.methods.planning.fairness import fair_plan, unfairness, visits_by_neighborhood
from commonbeat.methods.planning.variety import reluctance, repeated, true_prize, varied

HOUR, DAY = 3600.0, 86_400.0
RESIDENTS = {"n0": 4000.0, "n1": 2500.0, "n2": 1500.0, "n3": 3000.0}


def town(seed: int, places: int = 120, days: int = 5) -> Week:
    """Four neighborhoods a quarter of an hour apart with unequal prizes; two walks a day from the middle."""
    rng = np.random.default_rng(seed)
    home = np.arange(places) % len(RESIDENTS)
    middle = np.array([[0.0, 0.0], [900.0, 0.0], [900.0, 900.0], [0.0, 900.0]])
    points = np.vstack([[450.0, 450.0], middle[home] + rng.normal(0, 200, (places, 2))])
    travel = np.ceil(np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)))
    favor = np.array([1.5, 1.0, 1.0, 0.7])
    prizes = rng.lognormal(2.5, 0.5, places) * favor[home]
    stops = tuple(
        Stop(str(n), n + 1, float(prizes[n]), 720.0, neighborhood=f"n{home[n]}") for n in range(places)
    )
    walks = tuple(
        Walk(f"{who}-{day}", 0, 0, (day * DAY + hour * HOUR, day * DAY + (hour + 3) * HOUR))
        for day in range(days)
        for who, hour in (("a", 9), ("b", 14))
    )
    return Week(travel, stops, walks)


@pytest.fixture(scope="module")
def week() -> Week:
    return town(1)


@pytest.fixture(scope="module")
def plan(week: Week) -> Plan:
    return solve(week, iterations=2500)


def test_a_canceled_walk_moves_few_of_the_other_stops(week: Week, plan: Plan) -> None:
    without = replace(week, walks=tuple(walk for walk in week.walks if walk.id != "a-2"))
    again = replan(without, plan, iterations=1500)
    assert faults(without, again) == []
    assert 0 <= changed(plan, again) <= 0.2
    left = sum(walk.prize for walk in plan.walks if walk.id != "a-2")
    assert again.prize >= left


def test_an_officer_called_away_in_the_middle_keeps_what_can_be_kept(week: Week, plan: Plan) -> None:
    shorter = tuple(
        replace(w, window=(w.window[0], w.window[0] + HOUR)) if w.id == "b-1" else w for w in week.walks
    )
    again = replan(replace(week, walks=shorter), plan, iterations=1500)
    assert faults(replace(week, walks=shorter), again) == []
    others = replace(plan, walks=tuple(walk for walk in plan.walks if walk.id != "b-1"))
    assert changed(others, again) <= 0.2


def test_nothing_moves_when_nothing_may(week: Week, plan: Plan) -> None:
    without = replace(week, walks=week.walks[1:])
    again = replan(without, plan, iterations=900, most_changed=0.0)
    assert changed(plan, again) == 0.0
    assert replan(week, plan, iterations=300).prize >= plan.prize


def test_weeks_repeat_few_visits_at_the_same_time_and_lose_little(week: Week, plan: Plan) -> None:
    plans: list[Plan] = []
    for number in range(4):
        moved, less = varied(week, number), reluctance(week, plans)
        plans.append(solve(moved, iterations=2500, seed=number, keep=less))
        assert faults(moved, plans[-1]) == []
    shares = [repeated(a, b) for n, b in enumerate(plans) for a in plans[:n]]
    assert np.mean(shares) <= 0.25
    assert np.mean([true_prize(week, one) for one in plans]) >= 0.99 * plan.prize
    assert repeated(plan, plan) == 1.0
    again = solve(varied(week, 0), iterations=2500, seed=0, keep={})
    assert again.order() == plans[0].order()


def test_visits_follow_residents_over_four_weeks_and_lose_little() -> None:
    seen: Counter[str] = Counter()
    fair = free = 0.0
    bare: Counter[str] = Counter()
    for number in range(4):
        week = town(number, places=240)
        best = solve(week, iterations=600)
        bare += visits_by_neighborhood(week, best)
        free += best.prize
        plan, _ = fair_plan(week, RESIDENTS, seen, lambda bent: solve(bent, iterations=600))
        seen += visits_by_neighborhood(week, plan)
        fair += true_prize(week, plan)
    assert unfairness(bare, RESIDENTS) > 1.5
    assert unfairness(seen, RESIDENTS) <= 1.5
    assert fair >= 0.95 * free


def test_where_nobody_was_visited_nothing_is_unfair() -> None:
    assert unfairness({}, RESIDENTS) == 1.0
    assert unfairness({"n0": 3}, RESIDENTS) == float("inf")
    assert unfairness({"n0": 3}, {"n0": 10.0, "empty": 0.0}) == 1.0
