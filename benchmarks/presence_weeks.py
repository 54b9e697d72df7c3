"""Weeks on end in a made-up community, planned and walked through the room's own doors: gaps, fairness, habit.

    python -m benchmarks.presence_weeks [--weeks 8] [--seeds 3] [--iterations 2000]

Four neighborhoods of unequal size and unequal voice, 70 places with targets of one to four weeks, six officers with
eight walks of three hours a week among them. Every day people speak up, more where it is loud; concerns are answered,
promises made and kept early or late, somebody asks for a hello; nine stops in ten are made. Each week is opened,
planned, published and walked by the same actions that the desk and the phone use. What is told, and the bar for it:

* gap: days between visits of a place over its target, 95th percentile, the wait that still runs included (1.5);
* fair: visits per 1,000 residents over four weeks, the most visited neighborhood over the least (1.5), and the share of
  the prize of a plan that leans on nothing that is left (95 %);
* habit: stops that fall on the same place in the same half-hour as in the week before (25 %), and the share
  of the prize that is left when only chance and the weeks before are leaned on (99 %).

The first four weeks only warm up: nobody has been anywhere before. Not run in the tests; it takes minutes.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time as clock
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import numpy as np

from benchmarks.presence_town import Town, build

WARM = 4
HALF_HOUR = 1800
BARS = "bars: gap 1.5 · fair 1.5 at 95 % · habit 25 % at 99 %"


@dataclass
class Told:
    """What one community's weeks came to."""

    gaps: list[float] = field(default_factory=list)
    fair: list[float] = field(default_factory=list)
    unbent: list[float] = field(default_factory=list)
    kept_by_fair: list[float] = field(default_factory=list)
    habit: list[float] = field(default_factory=list)
    kept_by_chance: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--weeks", type=int, default=8, help="measured, after four to warm up")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--iterations", type=int, default=2000)
    parser.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside is not None:
        return inside(options)
    print(f"{platform.machine()}, {os.cpu_count()} cores, {options.weeks} weeks, {options.iterations} steps")
    print(BARS)
    return max(again(seed) for seed in range(options.first, options.first + options.seeds))


def again(seed: int) -> int:
    """One community in a process of its own, with its own data."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"COMMONBEAT_DATA": folder, "DJANGO_SETTINGS_MODULE": "commonbeat.config.settings"}
        environment = {**os.environ, **settings}
        environment.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "benchmarks.presence_weeks", "--inside", str(seed), *sys.argv[1:]]
        return subprocess.call(command, env=environment)


def inside(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    town = build(options.inside)
    told = Told()
    slots: list[set[tuple[UUID, int]]] = []
    for number in range(WARM + options.weeks):
        slots.append(one_week(town, number, options, told))
    told.habit = [len(before & after) / max(1, len(after)) for before, after in pairwise(slots[WARM - 1 :])]
    told.gaps = gaps(town, WARM)
    tell(options.inside, told)
    return 0


def one_week(town: Town, number: int, options: argparse.Namespace, told: Told) -> set[tuple[UUID, int]]:
    """Speak up for a week, plan the next on Friday, publish, and walk it."""
    from commonbeat.presence import actions

    monday = town.monday + timedelta(weeks=number)
    town.speak(monday - timedelta(days=7), days=7)
    at = datetime.combine(monday - timedelta(days=1), time(10), UTC)
    week = actions.open_week(team=town.team, neighborhood=None, monday=monday, by=town.vera, at=at)
    began = clock.process_time()
    run = actions.plan_week(
        week=week, by=town.vera, at=at, seed=1000 * town.seed + number, iterations=options.iterations
    )
    told.seconds.append(clock.process_time() - began)
    if number >= WARM:
        beside(run, week, at, options.iterations, told)
    actions.publish_week(run=run, by=town.vera, at=at)
    town.walk(monday)
    if number >= WARM + 3:
        told.fair.append(unfair(town, monday - timedelta(weeks=3), monday + timedelta(weeks=1)))
    return {
        (UUID(stop["place"]), int((datetime.fromisoformat(stop["at"]) - at).total_seconds() // HALF_HOUR))
        for walk in run.outcome["walks"]
        for stop in walk["stops"]
    }


def beside(run: Any, week: Any, at: datetime, iterations: int, told: Told) -> None:
    """The prize, in this week's own prizes, beside plans that lean on nothing, and on chance only."""
    from commonbeat.methods.planning.variety import true_prize
    from commonbeat.presence import keeping, queries, searching, solving

    ground = queries.ground_of(week, at)
    task = keeping.unpacked(bytes(run.inputs))
    plain = replace(task.week, stops=true_stops(ground, task.week, run.seed, solving))
    free = searching.search(searching.Task(plain), seed=run.seed, iterations=iterations)
    chance = searching.search(replace(task, factors={}), seed=run.seed, iterations=iterations)
    leaning = searching.search(task, seed=run.seed, iterations=iterations)
    told.kept_by_chance.append(true_prize(plain, chance) / true_prize(plain, free))
    told.kept_by_fair.append(true_prize(plain, leaning) / true_prize(plain, free))
    told.unbent.append(max(task.factors.values(), default=1.0) / min(task.factors.values(), default=1.0))


def true_stops(ground: Any, given: Any, seed: int, solving: Any) -> tuple[Any, ...]:
    """The week's stops with what chance did to their prizes taken back."""
    chance = {str(place.pk): solving.chance(seed, place) for place, _need in ground.needs}
    return tuple(replace(stop, prize=stop.prize / chance.get(stop.id, 1.0)) for stop in given.stops)


def unfair(town: Town, since: Any, until: Any) -> float:
    """Visits per resident over these days, of the most visited neighborhood over the least."""
    counts: dict[Any, int] = defaultdict(int)
    for place, on in town.visits:
        if since <= on < until:
            counts[place.neighborhood_id] += 1
    rates = [counts[area.pk] / area.population for area in town.areas]
    return max(rates) / max(min(rates), 1e-9)


def gaps(town: Town, warm: int) -> list[float]:
    """Each wait over its target that ended, or still ran, after the warm-up."""
    since = town.monday + timedelta(weeks=warm)
    last_day = max(on for _place, on in town.visits)
    seen: dict[Any, list[Any]] = defaultdict(list)
    for place, on in town.visits:
        seen[place.pk].append(on)
    found = []
    for place in town.places:
        days = [town.monday, *sorted(seen[place.pk])]
        waits = [(a, b) for a, b in pairwise(days) if b >= since]
        waits.append((days[-1], last_day))
        found += [(b - a).days / place.visit_target_days for a, b in waits if b > a]
    return found


def tell(seed: int, told: Told) -> None:
    late = float(np.quantile(told.gaps, 0.95))
    print(
        f"seed {seed}: gap p95 {late:.2f} of the target (n {len(told.gaps)}, most {max(told.gaps):.2f}) · "
        f"fair {max(told.fair):.2f} worst of {len(told.fair)}, mean {np.mean(told.fair):.2f}, "
        f"prize {np.mean(told.kept_by_fair):.1%} (worst {min(told.kept_by_fair):.1%}), "
        f"prices up to {max(told.unbent):.1f}-fold · "
        f"habit {np.mean(told.habit):.1%} (worst {max(told.habit):.1%}), "
        f"prize {np.mean(told.kept_by_chance):.1%} (worst {min(told.kept_by_chance):.1%}) · "
        f"{np.mean(told.seconds):.1f} s a plan",
        flush=True,
    )


if __name__ == "__main__":
    raise SystemExit(main())
