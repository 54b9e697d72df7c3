"""Planning a week, beside PyVRP, VROOM and OR-Tools in one run; every plan is checked by code of its own.

    python benchmarks/planning.py [--routing FOLDER] [--network FILE.pbf] [--peer PYTHON] [--only PART] [--share K/N]

Ours runs in this environment. The peers need one of their own, which this project does not install (100 MB):
`python3 -m venv /tmp/peers && /tmp/peers/bin/pip install pyvrp==0.14.1 pyvroom==1.15.2 ortools==9.15.6755`, then
`--peer /tmp/peers/bin/python`. FOLDER holds the published instances (toptw/, top/, solver_table.csv). Seconds are
those of the processor, one core; compiling (once a machine) is not counted. VROOM stops by itself, often early.
"""

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from itertools import pairwise

from planning_instances import long_day, published, references, week_on_foot

from commonbeat import __version__
from commonbeat.methods.planning import Plan, Week, replan, solve
from commonbeat.methods.planning.again import changed
from commonbeat.methods.planning.checker import faults, timed
from commonbeat.methods.planning.variety import reluctance, repeated, true_prize, varied

T = TypeVar("T")
PEERS = ("pyvrp", "vroom", "ortools")
# Not looked at while the search was made: measured once, against the best that any solver here finds.
HELD_OUT = (
    "c105/m2", "c107/m3", "r103/m2", "r105/m4", "r107/m3", "r111/m2", "rc101/m3", "rc105/m4", "rc108/m2",
    "pr01/m3", "pr03/m4", "pr05/m1", "pr07/m3", "pr09/m2", "p4.2.f", "p4.2.n", "p4.3.j", "p4.3.q",
    "p4.4.i", "p4.4.s", "p5.2.m", "p5.3.o", "p5.4.q", "p5.4.w",
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--routing", type=Path, help="folder of published instances")
    parser.add_argument("--network", type=Path, help="an OpenStreetMap extract that covers the area on foot")
    parser.add_argument("--peer", help="python of an environment with pyvrp, pyvroom and ortools")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--share", default="1/1", help="2/6: of the instances the second of every six")
    parser.add_argument("--only", choices=PARTS, help="run one part")
    options = parser.parse_args()
    print(
        f"commonbeat {__version__}, numpy {np.__version__}, Python {platform.python_version()}, "
        f"seeds 0 to {options.seeds - 1}"
    )
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    began = time.process_time()
    solve(week_of_nothing(), iterations=1)
    print(f"search ready after {time.process_time() - began:.1f} s (from the cache, or compiled)")
    for name, part in PARTS.items():
        if options.only in (None, name):
            print(f"\n{name}: {part.__doc__}")
            part(options)
    return 0


def week_of_nothing() -> Week:
    return Week(np.zeros((1, 1)), (), ())


def windows(options: argparse.Namespace) -> None:
    """Team orienteering with time windows: gap to the reference in percent."""
    table(options, lambda name: "/" in name)


def plain(options: argparse.Namespace) -> None:
    """Team orienteering: gap to the reference in percent."""
    table(options, lambda name: "/" not in name)


def table(options: argparse.Namespace, wanted: Callable[[str], bool]) -> None:
    if not options.routing:
        print("  needs --routing")
        return
    known = {name: value for name, value in references(options.routing).items() if wanted(name)}
    gaps: dict[str, list[float]] = {}
    for name, value in shared(options, known).items():
        found = everybody(options, published(options.routing, name))
        row = {who: 100 * (1 - np.array(prizes) / value) for who, prizes in found.items()}
        for who, gap in row.items():
            gaps.setdefault(who, []).extend(gap)
        print(
            f"  {name:9} {value:6.0f} " + "  ".join(f"{who} {g.mean():5.2f}" for who, g in row.items()),
            flush=True,
        )
    tell(gaps)


def shared(options: argparse.Namespace, rows: dict[str, T]) -> dict[str, T]:
    """The share of the rows that was asked for, so that a run can be cut into parts."""
    number, parts = map(int, options.share.split("/"))
    return dict(list(rows.items())[number - 1 :: parts])


def held(options: argparse.Namespace) -> None:
    """Instances held out, and days four times as long with windows drawn anew: gap to the best found here."""
    if not options.routing:
        print("  needs --routing")
        return
    weeks = {name: published(options.routing, name) for name in HELD_OUT}
    for file, walks in (("r102", 1), ("r102", 2), ("c102", 2), ("rc102", 2), ("rc104", 3), ("c106", 1)):
        path = options.routing / "toptw" / f"{file}.txt"
        weeks[f"{file} long/m{walks}"] = long_day(path, walks, seed=walks)
    gaps: dict[str, dict[str, list[float]]] = {"windows": {}, "plain": {}}
    for name, week in shared(options, weeks).items():
        found = everybody(options, week)
        long = solve(week, seconds=6 * options.seconds, seed=99).prize
        best = max(long, *(prize for prizes in found.values() for prize in prizes))
        row = {who: 100 * (1 - np.array(prizes) / best) for who, prizes in found.items()}
        for who, gap in row.items():
            gaps["windows" if "/" in name else "plain"].setdefault(who, []).extend(gap)
        print(
            f"  {name:14} {best:6.0f} " + "  ".join(f"{who} {g.mean():5.2f}" for who, g in row.items()),
            flush=True,
        )
    for kind, found_gaps in gaps.items():
        print(f"  {kind}:")
        tell(found_gaps)


def tell(gaps: dict[str, list[float]]) -> None:
    """Mean and worst of each; nothing where a share held nothing."""
    for who, values in gaps.items():
        print(f"  {who}: mean {np.mean(values):.3f} %, worst {np.max(values):.2f} %, n {len(values)}")


def week(options: argparse.Namespace) -> None:
    """A week on foot, 240 places and 20 walks, all with windows as they come."""
    on_foot(options, 240, 4, (1.0, 5.0, 10.0))


def large(options: argparse.Namespace) -> None:
    """2,000 places and 200 walks in 10 seconds."""
    on_foot(options, 2000, 40, (10.0,))


def on_foot(options: argparse.Namespace, places: int, officers: int, limits: Iterable[float]) -> None:
    if not options.network:
        print("  needs --network")
        return
    given = week_on_foot(options.network, places, officers)
    first = clocked(lambda: solve(given, iterations=0))
    print(f"  first plan {checked(given, first[0]):.0f} after {first[1]:.2f} s; bound {first[0].bound:.0f}")
    for limit in limits:
        for seed in range(options.seeds if places < 1000 else 1):
            plan, took = clocked(lambda limit=limit, seed=seed: solve(given, seconds=limit, seed=seed))
            print(
                f"  ours {limit:.0f} s, seed {seed}: {checked(given, plan):.0f} in {took:.2f} s", flush=True
            )
        for peer in ("vroom", "pyvrp") if options.peer else ():
            if places >= 1000 and peer == "pyvrp":
                continue
            order, took = ask(options.peer, peer, given, limit, 0)
            print(f"  {peer} {limit:.0f} s: {order_prize(given, order):.0f} in {took:.2f} s", flush=True)


def again(options: argparse.Namespace) -> None:
    """One walk canceled, one officer called away: time, what moved, and what planning from nothing would bring."""
    if not options.network:
        print("  needs --network")
        return
    given = week_on_foot(options.network, 240, 4)
    plan = solve(given, seconds=options.seconds)
    shorter = [
        replace(w, window=(w.window[0], w.window[0] + 5400)) if w.id == "2-3" else w for w in given.walks
    ]
    cases = {
        f"walk {name} canceled": [w for w in given.walks if w.id != name] for name in ("0-0", "3-2", "1-4")
    }
    cases |= {"officer 1 away all week": [w for w in given.walks if not w.id.startswith("1-")]}
    cases |= {"walk 2-3 cut short": shorter}
    for name, walks in cases.items():
        now = replace(given, walks=tuple(walks))
        new, took = clocked(lambda now=now: replan(now, plan))
        untouched = replace(
            plan, walks=tuple(w for w in plan.walks if name[:8] != "walk 2-3" or w.id != "2-3")
        )
        scratch = solve(now, seconds=options.seconds)
        print(
            f"  {name}: {checked(now, new):.0f} in {took:.2f} s, {changed(untouched, new):.1%} of the other visits "
            f"moved; from nothing {scratch.prize:.0f}, {changed(untouched, scratch):.1%} moved",
            flush=True,
        )


def unpredictable(options: argparse.Namespace) -> None:
    """Eight weeks: the same place in the same half-hour, and what that costs."""
    if not options.network:
        print("  needs --network")
        return
    given = week_on_foot(options.network, 240, 4)
    best = solve(given, seconds=options.seconds).prize
    plans: list[Plan] = []
    for number in range(8):
        plan = solve(
            varied(given, number), seconds=options.seconds, seed=number, keep=reluctance(given, plans)
        )
        plans.append(replace(plan, bound=None))
    pairs = [(a, b) for n, b in enumerate(plans) for a in plans[:n]]
    following = [repeated(a, b) for a, b in pairwise(plans)]
    print(
        f"  repeated {np.mean([repeated(a, b) for a, b in pairs]):.3f} (week on week {np.mean(following):.3f}, most "
        f"{max(following):.3f}), prize {np.mean([true_prize(given, p) for p in plans]) / best:.4f} of the plain plan, "
        f"{len(set().union(*(p.visits() for p in plans)))} places seen"
    )


def everybody(options: argparse.Namespace, given: Week) -> dict[str, list[float]]:
    found = {"ours": []}
    for seed in range(options.seeds):
        found["ours"].append(checked(given, solve(given, seconds=options.seconds, seed=seed)))
    for peer in PEERS if options.peer else ():
        seeds = range(options.seeds) if peer == "pyvrp" else range(1)
        orders = [ask(options.peer, peer, given, options.seconds, seed)[0] for seed in seeds]
        found[peer] = [order_prize(given, order) for order in orders]
    return found


def checked(given: Week, plan: Plan) -> float:
    wrong = faults(given, plan)
    if wrong:
        raise SystemExit(f"A plan of ours is wrong: {wrong[0]}")
    return plan.prize


def order_prize(given: Week, order: dict[str, list[str]]) -> float:
    plan = timed(given, order)
    wrong = ["It comes too late somewhere."] if plan is None else faults(given, plan)
    if plan is None or wrong:
        raise SystemExit(f"A peer's plan is wrong: {wrong[0]}")
    return plan.prize


def clocked(job: Callable[[], Plan]) -> tuple[Plan, float]:
    began = time.process_time()
    return job(), time.process_time() - began


def ask(python: str, peer: str, given: Week, seconds: float, seed: int) -> tuple[dict[str, list[str]], float]:
    """A peer's order for each walk; times go over as whole numbers that make no week easier."""
    scale = next(
        (s for s in (1, 10, 100) if np.allclose(given.travel * s, np.rint(given.travel * s))), 10_000
    )
    whole = scale < 10_000

    def up(value: float) -> int:
        return round(value * scale) if whole else math.ceil(value * scale - 1e-9)

    possible = [
        stop for stop in given.stops if any(timed(given, {w.id: [stop.id]}) for w in given.walks[:20])
    ]
    data = {
        "travel": [[up(way) for way in row] for row in given.travel.tolist()],
        "node": [stop.node for stop in possible],
        "service": [up(stop.service) for stop in possible],
        "prize": [stop.prize for stop in possible],
        "windows": [
            None if stop.windows is None else [[math.ceil(a * scale), math.floor(b * scale)] for a, b in stop.windows]
            for stop in possible
        ],
        "walks": [
            [w.start, w.end, math.ceil(w.window[0] * scale), math.floor(w.window[1] * scale)] for w in given.walks
        ],
    }  # fmt: skip
    done = subprocess.run(
        [python, str(ROOT / "benchmarks" / "planning_peers.py"), peer, str(seconds), str(seed)],
        input=json.dumps(data), capture_output=True, text=True, check=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    names = [[possible[stop].id for stop in stops] for stops in told["order"]]
    return {walk.id: stops for walk, stops in zip(given.walks, names, strict=True)}, told["seconds"]


PARTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "windows": windows, "plain": plain, "held": held, "week": week, "large": large, "again": again,
    "unpredictable": unpredictable,
}  # fmt: skip

if __name__ == "__main__":
    raise SystemExit(main())
