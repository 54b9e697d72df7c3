"""Planning a week: sound, as good as trying everything where that can be done, and the same again from a seed."""

import fcntl
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from commonbeat.methods.planning import Stop, Walk, Week, jit, solve
from commonbeat.methods.planning.checker import faults
from commonbeat.methods.planning.search import Search
from tests.methods.planning.made import best_of_all, made

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("open_always", [False, True])
def test_a_tiny_week_is_planned_as_well_as_by_trying_everything(seed: int, open_always: bool) -> None:
    week = made(seed, stops=5, walks=2, open_always=open_always, day=30.0)
    plan = solve(week, iterations=400, seed=seed)
    assert faults(week, plan) == []
    assert plan.prize == best_of_all(week)
    assert plan.bound is not None
    assert plan.bound >= plan.prize


@pytest.mark.parametrize("seed", range(8))
def test_every_plan_keeps_every_promise(seed: int) -> None:
    week = made(seed, stops=40, walks=3, open_always=seed % 2 == 0)
    plan = solve(week, iterations=1500, seed=seed)
    assert faults(week, plan) == []
    assert plan.iterations == plan.schedule == 1500


def test_a_seed_gives_the_same_plan_again_and_another_seed_may_not() -> None:
    week = made(3, stops=40, walks=3)
    first = solve(week, iterations=1200, seed=5)
    assert solve(week, iterations=1200, seed=5) == first
    assert any(solve(week, iterations=40, seed=seed) != first for seed in range(5))


def test_a_plan_made_in_seconds_can_be_made_again_from_its_record() -> None:
    week = made(4, stops=40, walks=3)
    plan = solve(week, seconds=0.4, seed=1)
    again = solve(week, iterations=plan.iterations, schedule=plan.schedule, seed=1)
    assert replace(again, seed=1) == plan


@pytest.mark.parametrize("without", ["NUMBA_DISABLE_JIT", "numba"])
def test_without_the_compiler_the_answer_is_the_same(without: str) -> None:
    week = "made(7, stops=14, walks=2)"
    code = (
        "import sys, json\n"
        + ("sys.modules['numba'] = None\n" if without == "numba" else "")
        + "from tests.methods.planning.made import made\n"
        "from commonbeat.methods.planning import solve\n"
        f"print(json.dumps(solve({week}, iterations=60, seed=2).order()))"
    )
    environment = {**os.environ, **({without: "1"} if without != "numba" else {})}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == solve(made(7, stops=14, walks=2), iterations=60, seed=2).order()


def test_importing_the_package_loads_no_compiler() -> None:
    code = "import sys, commonbeat.methods.planning; print('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def pair(**changes: object) -> Week:
    """One stop a minute's way off, and walks on three days."""
    stop = Stop("cafe", 1, 10.0, 5.0, **changes)  # type: ignore[arg-type]
    walks = tuple(Walk(f"day{n}", 0, 0, (100.0 * n, 100.0 * n + 30.0)) for n in range(3))
    return Week(np.array([[0.0, 1.0], [1.0, 0.0]]), (stop,), walks)


def test_further_visits_keep_their_distance_and_bring_less() -> None:
    week = pair(max_visits=3, spacing=150.0, repeat=0.5)
    plan = solve(week, iterations=50)
    assert faults(week, plan) == []
    assert plan.visits()["cafe"] == 2
    assert plan.prize == 15.0
    assert solve(pair(max_visits=3, spacing=100.0), iterations=50).prize == 30.0
    assert solve(pair(max_visits=9, spacing=0.0, repeat=0.0), iterations=50).prize == 10.0


def test_a_further_visit_waits_on_the_same_walk_until_enough_time_has_gone_by() -> None:
    week = pair(max_visits=2, spacing=20.0)
    week = replace(week, walks=week.walks[:1])
    plan = solve(week, iterations=50)
    first, second = plan.walks[0].visits
    assert second.start - first.start == 20.0
    assert second.arrive < second.start
    assert faults(week, plan) == []


@pytest.mark.parametrize("seed", range(6))
def test_many_visits_within_windows_are_sound(seed: int) -> None:
    week = made(seed, stops=15, walks=4)
    stops = tuple(
        replace(s, max_visits=1 + n % 3, spacing=12.0, repeat=0.7) for n, s in enumerate(week.stops)
    )
    week = replace(week, stops=stops)
    assert faults(week, solve(week, iterations=1500, seed=seed)) == []


def test_a_required_stop_comes_before_any_prize() -> None:
    week = made(1, stops=30, walks=1, open_always=True)
    poorest = min(week.stops, key=lambda stop: stop.prize)
    stops = tuple(replace(stop, required=stop.id == poorest.id) for stop in week.stops)
    assert poorest.id not in solve(week, iterations=400).visits()
    assert poorest.id in solve(replace(week, stops=stops), iterations=400).visits()


def test_needs_pins_and_forbidden_pairs_hold() -> None:
    week = made(2, stops=20, walks=3, open_always=True)
    stops = tuple(replace(stop, needs=frozenset({"es"} if stop.id == "4" else ())) for stop in week.stops)
    walks = tuple(replace(walk, has=frozenset({"es"} if walk.id == "w1" else ())) for walk in week.walks)
    week = replace(
        week, stops=stops, walks=walks,
        pins=frozenset({("7", "w2")}), forbidden=frozenset({("9", "w0"), ("9", "w1")}),
    )  # fmt: skip
    plan = solve(week, iterations=500)
    assert faults(week, plan) == []
    order = plan.order()
    assert "7" in order["w2"]
    assert "4" not in order["w0"] + order["w2"]
    assert "9" not in order["w0"] + order["w1"]


def test_a_way_there_may_take_longer_than_the_way_back() -> None:
    week = made(5, stops=25, walks=2, open_always=True)
    rng = np.random.default_rng(0)
    week = replace(week, travel=week.travel * rng.uniform(0.7, 1.6, week.travel.shape))
    assert faults(week, solve(week, iterations=800)) == []


def test_a_week_with_nothing_to_do_is_planned_too() -> None:
    nowhere = np.zeros((1, 1))
    assert solve(Week(nowhere, (), ()), iterations=5).prize == 0
    assert solve(Week(nowhere, (), (Walk("w", 0, 0, (0.0, 9.0)),)), seconds=0.1).walks[0].visits == ()
    plan = solve(Week(nowhere, (Stop("a", 0, 3.0),), ()), seconds=0.1)
    assert plan.unvisited[0].reason == "no_walk_qualifies"


def test_only_one_process_compiles_or_loads_at_a_time() -> None:
    with jit.alone():
        if jit.FOLDER is None:
            pytest.skip("nothing is compiled here")
        with (jit.FOLDER / "lock").open("a") as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with (jit.FOLDER / "lock").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


@pytest.mark.parametrize("seed", range(4))
def test_a_long_search_for_one_walk_makes_whole_days_anew_and_can_be_repeated(seed: int) -> None:
    week = one_long_walk(seed)
    plan = solve(week, iterations=6000, seed=seed)
    assert Search(week, seed).makes_anew(6000)
    assert faults(week, plan) == []
    assert solve(week, iterations=6000, seed=seed) == plan
    assert plan.prize >= solve(week, iterations=200, seed=seed).prize


@pytest.mark.parametrize("seed", range(6))
def test_with_one_moment_each_a_day_made_at_once_is_the_best_there_is(seed: int) -> None:
    rng = np.random.default_rng(seed)
    given = made(seed, stops=6, walks=1)
    stops = tuple(
        replace(stop, windows=((begins, begins + 1.0),), service=1.0)
        for stop, begins in zip(given.stops, np.sort(rng.uniform(5, 60, 6)).tolist(), strict=True)
    )
    week = replace(given, stops=stops)
    search = Search(week, seed)
    search.load([])
    search.make_anew()
    assert search.found.score[0] == pytest.approx(best_of_all(week))


def one_long_walk(seed: int) -> Week:
    """Forty stops with one window each, one walk."""
    rng = np.random.default_rng(seed)
    given = made(seed, stops=40, walks=1)
    begins = rng.uniform(0, 60, 40).tolist()
    stops = zip(given.stops, begins, strict=True)
    return replace(given, stops=tuple(replace(s, windows=((b, b + 15.0),)) for s, b in stops))
