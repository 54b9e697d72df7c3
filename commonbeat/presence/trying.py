"""One try: made fair and searched, compiled where that is ready, and until then plainly in a process of its own.

Compiling the search takes minutes on a new machine. Nobody waits for it: the plain functions give the same answers,
only with fewer steps in the same time, and the worker has them compiled meanwhile.
"""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from commonbeat.methods.planning import Plan, PlannedWalk, Unvisited, Visit
from commonbeat.presence import keeping
from commonbeat.presence.searching import ITERATIONS, Task, made_fair, search

PLAIN_ITERATIONS = 40
LONGEST_SECONDS = 120
ROOT = Path(__file__).resolve().parents[2]
LAST_COMPILED = "room.easiest-*.nbi"


@dataclass(frozen=True)
class Tried:
    """What was searched, what came of it, and how many steps it took."""

    task: Task
    plan: Plan
    iterations: int


@dataclass(frozen=True)
class Fairness:
    """Residents and earlier visits by neighborhood."""

    residents: Mapping[str, float]
    earlier: Mapping[str, int]


def tried(task: Task, fairness: Fairness | None, *, seed: int, iterations: int = ITERATIONS) -> Tried:
    """The task made fair where that is asked for, and its plan."""
    if not is_ready():
        return _elsewhere(task, fairness, seed, min(iterations, PLAIN_ITERATIONS))
    if fairness is not None:
        task = made_fair(task, fairness.residents, fairness.earlier, seed=seed, iterations=iterations)
    return Tried(task, search(task, seed=seed, iterations=iterations), iterations)


def is_ready() -> bool:
    """Whether the search is compiled, or never will be."""
    # Loading numba takes half a second, which nothing that only draws pages should wait for.
    from commonbeat.methods.planning import jit

    if jit.FOLDER is None or not jit.is_compiled():
        return True
    return any(jit.FOLDER.rglob(LAST_COMPILED))


def make_ready(*, at: datetime) -> bool:
    """Have the search compiled once on this machine; at once true where it is."""
    from commonbeat.methods.planning import solver

    return solver.ready()


def _elsewhere(task: Task, fairness: Fairness | None, seed: int, iterations: int) -> Tried:
    """The same in a process that does not compile."""
    asked = {
        "inputs": base64.b64encode(keeping.packed(task)[0]).decode(),
        "fairness": asdict(fairness) if fairness else None,
        "seed": seed,
        "iterations": iterations,
    }
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    done = subprocess.run(
        [sys.executable, "-m", "commonbeat.presence.trying"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        timeout=LONGEST_SECONDS,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": path},
    )
    found = json.loads(done.stdout)
    return Tried(replace(task, factors=found["factors"]), _plan(found["plan"]), iterations)


def _plan(told: Mapping[str, object]) -> Plan:
    """A plan from its JSON."""
    fields = dict(told)
    walks = [
        PlannedWalk(**walk | {"visits": tuple(Visit(**visit) for visit in walk["visits"])})
        for walk in fields["walks"]  # type: ignore[attr-defined]
    ]
    left = [
        Unvisited(**one | {"would_displace": tuple(one["would_displace"])})
        for one in fields["unvisited"]  # type: ignore[attr-defined]
    ]
    return Plan(**fields | {"walks": tuple(walks), "unvisited": tuple(left)})  # type: ignore[arg-type]


def _answer() -> None:
    """What the process of its own does: read a task, answer with a plan."""
    asked = json.load(sys.stdin)
    task = keeping.unpacked(base64.b64decode(asked["inputs"]))
    fairness = Fairness(**asked["fairness"]) if asked["fairness"] else None
    made = tried(task, fairness, seed=asked["seed"], iterations=asked["iterations"])
    json.dump({"factors": dict(made.task.factors), "plan": asdict(made.plan)}, sys.stdout)


if __name__ == "__main__":
    _answer()
