"""Effects of rollouts and single measures: size, power, false alarms, exactness and speed, with known truth.

    python benchmarks/effects.py [--nulls 2000] [--runs 1000] [--officers FILE.csv] [--peer PYTHON]

Rollouts: the share of rollouts without any effect that are called clear (bar 4–6 %), and power as it is shown
before the start beside power in simulated rollouts. Displacement: false alarms on negative-binomial counts without
any effect, the plain test beside ours. Speed: 560,000 rows, processor seconds of one core. FILE.csv is a panel
`unit,period,treated_from, outcome` to estimate as the published example; PYTHON one with the package csdid, which
then estimates the same panel.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import argparse
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from commonbeat import __version__
from commonbeat.methods.effects import Pair, power, rollout, wdd

HISTORIES = 8
STARTS = np.repeat([3.0, 5.0, 7.0, 9.0, np.inf, np.inf], 4)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--nulls", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--officers", type=Path, metavar="FILE.csv")
    parser.add_argument("--peer", type=Path, metavar="PYTHON")
    options = parser.parse_args()
    print(f"commonbeat {__version__} · {platform.processor() or platform.machine()} · seed {options.seed}")
    turn = np.random.default_rng(options.seed)
    _size(options.nulls, turn)
    _power(options.runs, turn)
    _false_alarms(options.runs, turn)
    _speed(turn)
    if options.officers:
        _officers(options.officers)
    if options.peer:
        _beside_csdid(options.peer, turn)


def _counts(turn: np.random.Generator, mean: np.ndarray, k: float) -> np.ndarray:
    return turn.poisson(mean * turn.gamma(k, 1 / k, mean.shape)).astype(float)


def _size(nulls: int, turn: np.random.Generator) -> None:
    clear, naive = 0, 0
    for run in range(nulls):
        start = turn.permutation(STARTS)
        mean = np.outer(turn.gamma(8, 2, 24), np.linspace(1, 0.7, 12))
        values = _counts(turn, mean, 5)
        clear += rollout(values, start, permutations=199, seed=run).p <= 0.05
        treated = np.isfinite(start)
        change = [
            row[int(s) :].mean() - row[: int(s)].mean()
            for row, s in zip(values, start, strict=True)
            if s < 99
        ]
        naive += abs(np.mean(change)) > 1.96 * np.std(change, ddof=1) / np.sqrt(treated.sum())
    print(
        f"rollouts without an effect, 24 areas × 12 months, falling trend, {nulls} times: "
        f"called clear {100 * clear / nulls:.1f} % (a plain before/after: {100 * naive / nulls:.1f} %)"
    )


def _power(runs: int, turn: np.random.Generator) -> None:
    """Each of eight towns shows its power from two years of its own history; then it is tried."""
    for k in (5.0, 1e6):
        chances, seen = np.zeros((HISTORIES, 3)), np.zeros((HISTORIES, 3))
        for one in range(HISTORIES):
            level = turn.gamma(8, 2, 24)
            past = _counts(turn, np.repeat(level[:, None], 24, 1), k)
            shown = power(past, STARTS, periods=12, futures=400, seed=one)
            chances[one] = shown.chance[1:4]
            for number, change in enumerate(shown.change[1:4]):
                for run in range(runs // HISTORIES):
                    start = turn.permutation(STARTS)
                    mean = level[:, None] * np.where(np.arange(12) >= start[:, None], 1 + change, 1.0)
                    found = rollout(_counts(turn, mean, k), start, permutations=199, seed=run)
                    seen[one, number] += found.verdict == "clear_decrease"
        seen /= runs // HISTORIES
        kind = f"over-dispersed, k = {k:.0f}" if k < 1e3 else "Poisson"
        for number, change in enumerate(shown.change[1:4]):
            print(
                f"power to see {100 * change:.0f} % ({kind}): shown before the start {chances[:, number].mean():.2f} "
                f"(±{chances[:, number].std():.2f} between {HISTORIES} towns), in {runs} simulated rollouts "
                f"{seen[:, number].mean():.2f}"
            )


def _false_alarms(runs: int, turn: np.random.Generator) -> None:
    mean = np.array([180.0, 260.0, 120.0, 140.0])
    areas = ("treated", "control", "displacement-treated", "displacement-control")
    for k in (3.0, 10.0, 1e6):
        own, plain = 0, 0
        for _ in range(runs):
            drawn = _counts(turn, np.repeat(mean[:, None], 14, 1), k)
            drawn[:2, 12:] = np.maximum(drawn[:2, 12:], 5)
            pairs = [Pair(*counts) for counts in drawn[:, 12:].tolist()]
            history = dict(zip(areas, drawn[:, :12], strict=True))
            own += wdd(*pairs, history=history).verdict != "no_clear_effect"
            plain += wdd(*pairs).verdict != "no_clear_effect"
        kind = f"negative binomial, k = {k:.0f}" if k < 1e3 else "Poisson"
        print(
            f"displacement without an effect ({kind}), {runs} times: false alarms {100 * own / runs:.1f} % "
            f"(plain test {100 * plain / runs:.1f} %)"
        )
    found = wdd(Pair(207, 110), Pair(308, 318), Pair(178, 157), Pair(150, 140))
    print(
        f"published displacement example: {found.total.estimate:.0f} (−118), standard error "
        f"√{found.total.standard_error**2:.0f} (√1568), z {found.z:.2f} (−2.98)"
    )


def _speed(turn: np.random.Generator) -> None:
    values, start = turn.poisson(0.05, (7785, 72)), turn.integers(2, 60, 7785)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "panel.csv"
        with path.open("w") as file:
            file.write("unit,period,treated_from,outcome\n")
            file.writelines(f"{u},{p},{start[u]},{values[u, p]}\n" for u in range(7785) for p in range(72))
        began = time.perf_counter(), _children()
        command = [
            sys.executable,
            "-m",
            "commonbeat",
            "effects",
            "rollout",
            str(path),
            "--out",
            f"{folder}/out.json",
        ]
        subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "COMMONBEAT_DATA": folder})
        print(
            f"560,520 rows with 999 permutations from file to result: {_children() - began[1]:.1f} processor seconds, "
            f"{time.perf_counter() - began[0]:.1f} on the clock (bar 14)"
        )


def _children() -> float:
    used = os.times()
    return used.children_user + used.children_system


def _officers(path: Path) -> None:
    rows = np.genfromtxt(path, delimiter=",", names=True)
    units, unit = np.unique(rows["unit"], return_inverse=True)
    periods, when = np.unique(rows["period"], return_inverse=True)
    values, start = np.zeros((len(units), len(periods))), np.zeros(len(units))
    values[unit, when] = rows["outcome"]
    start[unit] = np.where(np.isnan(rows["treated_from"]), np.inf, rows["treated_from"])
    found = rollout(values, start, periods.astype(int))
    print(f"{path.name}: efficient {found.efficient}, Callaway & Sant'Anna {found.callaway_santanna}")
    print(
        "published for complaints in the police training data: −0.001126981 (0.002119248), −0.005176818 (0.003930919)"
    )


PEER = """
import sys, numpy as np, pandas as pd
from csdid.att_gt import ATTgt
table = pd.read_csv(sys.argv[1])
columns = ("outcome", "period", "unit", "treated_from")
found = ATTgt(*columns, data=table, control_group="notyettreated").fit(est_method="reg")
found.aggte("simple")
print(found.atte["overall_att"], found.atte["overall_se"])
"""


def _beside_csdid(peer: Path, turn: np.random.Generator) -> None:
    start = turn.permutation(np.repeat([4.0, 6.0, 8.0, 0.0], 40))
    values = (
        turn.normal(size=(160, 1))
        + turn.normal(size=(160, 10))
        + 0.5 * np.where(start[:, None] > 0, np.arange(1, 11) >= start[:, None], 0)
    )
    found = rollout(values, np.where(start > 0, start, np.inf), np.arange(1, 11), permutations=99)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "panel.csv"
        rows = [f"{u},{p + 1},{start[u]:.0f},{values[u, p]}" for u in range(160) for p in range(10)]
        path.write_text("unit,period,treated_from,outcome\n" + "\n".join(rows) + "\n")
        done = subprocess.run([str(peer), "-c", PEER, str(path)], capture_output=True, text=True)
    said = (
        done.stdout.strip().splitlines()[-1] if done.returncode == 0 else done.stderr.strip().splitlines()[-1]
    )
    own = found.callaway_santanna
    print(
        f"Callaway & Sant'Anna, not yet treated: {own.estimate:.6f} ({own.standard_error:.4f}) · csdid: {said}"
    )


if __name__ == "__main__":
    main()
