"""Estimates of trust beside the raked direct shares, Fay–Herriot and, where installed, full sampling, on made-up
towns.

    python benchmarks/trust.py [--towns 20] [--only "NAME;NAME"] [--peer PYTHON] [--series FILE.csv]

Truth is known in every town. RMSE are relative to the direct estimate (areas with answers), coverage is that of the
90 % interval: the mean over towns and the 5th percentile of towns. Times are processor seconds of one core, memory
that of a process of its own. PYTHON is one with numpyro (`python3 -m venv /tmp/peer && /tmp/peer/bin/pip install
numpyro`), which then samples the same model in full. --series is a table `district,month_start,…` of published
figures to forecast.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import argparse
import csv
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from other_towns import OTHERS
from towns import Shape, Town, town

from commonbeat import __version__
from commonbeat.methods import smallarea
from commonbeat.methods.smallarea.model import build

TOWNS = {
    "one wave, 5,000": Shape(),
    "one wave, 2,000": Shape(answers=2000),
    "60 areas, five ages": Shape(areas=60, levels=(5, 3), answers=3000, main=0.6, middle=-0.4),
    "150 areas, probit": Shape(areas=150, levels=(4, 2, 3), probit=True, scale=1.4, answers=5000, cells=0.15),
    "strong interactions": Shape(pairs=0.4, within=0.3, cells=0.2),
    "eight quarters": Shape(waves=8, answers=1500, drift=0.12),
    "eight quarters, trend": Shape(waves=8, answers=1500, drift=0.06, trend=0.1, areas=80, levels=(4, 3)),
    "space": Shape(space=0.5, area=0.15, answers=2000, neighbors=True),
    "space, not told": Shape(space=0.5, area=0.15, answers=2000),
    "told space, none": Shape(answers=2000, neighbors=True),
    "empty areas": Shape(answers=2000, silent=0.25),
    "20-fold bias": Shape(bias=20.0, answers=3000),
    "wrong covariate": Shape(is_wrong=True, answers=2000),
    "tiny": Shape(answers=150),
    "tiny, few areas": Shape(areas=12, answers=80),
    "category lost": Shape(lost=True, answers=3000),
}


def main() -> None:
    options = _options()
    print(
        f"commonbeat {__version__} · {platform.processor() or platform.machine()} · {options.towns} towns each"
    )
    chosen = options.only.split(";") if options.only else [*TOWNS, *OTHERS]
    head = ("", "RMSE", "/direct", "/F.–H.", "coverage", "5th pct", "F.–H. cov", "width", "seconds")
    print(f"{head[0]:<24}" + "".join(f"{text:>10}" for text in head[1:]))
    for name in chosen:
        if options.towns:
            _report(name, np.array([_measure(made(name, options.seed + s)) for s in range(options.towns)]))
    if not options.only and options.towns:
        _memory()
    if options.peer:
        _beside_sampling(options.peer, options.seed)
    if options.series:
        _forecasts(options.series)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--towns", type=int, default=20, help="0 leaves them out")
    parser.add_argument("--seed", type=int, default=5000)
    parser.add_argument("--only", metavar="NAME;…", help="; ".join([*TOWNS, *OTHERS]))
    parser.add_argument("--peer", type=Path, metavar="PYTHON")
    parser.add_argument("--series", type=Path, metavar="FILE.csv")
    return parser.parse_args()


def made(name: str, seed: int) -> Town:
    """The town of that name and seed."""
    return OTHERS[name](seed) if name in OTHERS else town(TOWNS[name], seed)


def given(place: Town) -> tuple[smallarea.Answers, smallarea.Population]:
    """A town as the arrays the estimates take."""
    wave, area, cell = np.nonzero(place.n)
    n, yes = place.n[wave, area, cell], place.yes[wave, area, cell]
    twice = [np.concatenate([x, x]) for x in (area, wave, cell)]
    value = np.repeat([1.0, 0.0], len(n))
    answers = smallarea.answers(*twice, value, np.concatenate([yes, n - yes]), waves=len(place.n))
    return answers, smallarea.population(place.category, place.count, place.covariate)


def _measure(place: Town) -> list[float]:
    answers, people = given(place)
    began = time.process_time()
    found = smallarea.estimate(answers, people, place.pairs)
    seconds = time.process_time() - began
    last = place.truth.shape[1] - 1
    truth = place.truth[:, last]
    heard = found.n[:, last] > 0
    raw = smallarea.direct(answers, people)
    line, low, high = smallarea.fay_herriot(raw, people, last, 0.9)
    error = [_rmse(x[heard], truth[heard]) for x in (found.estimate[:, last], found.direct[:, last])]
    every = _rmse(found.estimate[:, last], truth), _rmse(line, truth)
    inside = (found.lower <= place.truth) & (place.truth <= found.upper)
    width = (found.upper - found.lower).mean()
    return [
        every[0],
        *error,
        every[1],
        inside.mean(),
        ((low <= truth) & (truth <= high)).mean(),
        width,
        seconds,
    ]


def _rmse(found: np.ndarray, truth: np.ndarray) -> float:
    return float(np.sqrt(np.mean((found - truth) ** 2)))


def _report(name: str, figures: np.ndarray) -> None:
    own, heard, raw, line, inside, line_inside, width, seconds = figures.T
    texts = (
        f"{own.mean():.4f}", f"{(heard / raw).mean():.3f}", f"{(own / line).mean():.3f}", f"{inside.mean():.3f}",
        f"{np.quantile(inside, 0.05):.2f}", f"{line_inside.mean():.3f}", f"{width.mean():.3f}",
        f"{seconds.mean():.2f}",
    )  # fmt: skip
    print(f"{name:<24}" + "".join(f"{text:>10}" for text in texts), flush=True)


def _memory() -> None:
    code = (
        f"import sys, resource; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'benchmarks')!r}]\n"
        "from trust import given, made, smallarea\n"
        "place = made(sys.argv[1], 1); smallarea.estimate(*given(place))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    for name in ("one wave, 5,000", "eight quarters"):
        done = subprocess.run([sys.executable, "-c", code, name], capture_output=True, text=True, check=True)
        print(f"memory, {name}: {done.stdout.strip()} MB")


PEER = r"""
import sys, time, numpy as np, jax, jax.numpy as jnp, numpyro, numpyro.distributions as D
from numpyro.infer import MCMC, NUTS
jax.config.update("jax_enable_x64", True)
q = dict(np.load(sys.argv[1])); areas = int(q["at"].max()) + 1; outer, block = q["spread_of"], q["block_spread_of"]
def model():
    half = numpyro.sample("half", D.HalfNormal(jnp.array(q["scale"])).to_event(1))
    above = numpyro.sample("above", D.Weibull(jnp.array(q["scale"]) * 2**0.5, 2.0).to_event(1))  # Rayleigh
    spread = jnp.where(q["never"], above, half)
    g = numpyro.sample("g", D.Normal(0, 1).expand([len(outer)]).to_event(1))
    v = numpyro.sample("v", D.Normal(0, 1).expand([areas, len(block)]).to_event(2))
    g = numpyro.deterministic("outer", g * jnp.where(outer < 0, q["fixed"], spread[outer]))
    v = numpyro.deterministic("inner", v * spread[block])
    eta = q["rows"] @ g + (q["own"] * v[q["area"]]).sum(1)
    numpyro.factor("fits", (q["yes"] * eta - q["n"] * jax.nn.softplus(eta)).sum())
began = time.time()
run = MCMC(NUTS(model, target_accept_prob=0.9), num_warmup=800, num_samples=4000, progress_bar=False)
run.run(jax.random.PRNGKey(0)); got = run.get_samples(); shares = []
for g, v in zip(np.array(got["outer"]), np.array(got["inner"])):
    chance = 1 / (1 + np.exp(-(q["all"] @ g + (q["all_own"] * v[q["at"]]).sum(1))))
    shares.append(np.bincount(q["at"], chance * q["share"]))
shares = np.array(shares)
np.savez(sys.argv[2], mean=shares.mean(0), low=np.quantile(shares, 0.05, 0), high=np.quantile(shares, 0.95, 0))
print(f"{time.time() - began:.0f}")
"""


def _beside_sampling(peer: Path, seed: int) -> None:
    print("\nbeside full sampling (numpyro, NUTS, 4,000 draws) of the same model")
    for name in ("one wave, 5,000", "one wave, 2,000", "60 areas, five ages"):
        place = town(TOWNS[name], seed)
        answers, people = given(place)
        found = smallarea.estimate(answers, people)
        model = build(people, answers, None)
        rows, own = model.rows(answers.area, answers.wave, answers.cell)
        areas, cells = people.count.shape
        at, cell = np.repeat(np.arange(areas), cells), np.tile(np.arange(cells), areas)
        every, every_own = model.rows(at, at * 0, cell)
        with tempfile.TemporaryDirectory() as folder:
            np.savez(
                f"{folder}/in.npz", rows=rows, own=own, area=answers.area, n=answers.n, yes=answers.total, at=at,
                all=every, all_own=every_own, share=people.share.ravel(), scale=model.scale, fixed=model.fixed,
                spread_of=model.spread_of, block_spread_of=model.block_spread_of, never=model.is_never_nought,
            )  # fmt: skip
            command = [str(peer), "-c", PEER, f"{folder}/in.npz", f"{folder}/out.npz"]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            full = np.load(f"{folder}/out.npz")
            apart = np.abs(full["mean"] - found.estimate[:, 0])
            ratio = (found.upper - found.lower)[:, 0] / (full["high"] - full["low"])
        print(
            f"{name:<24} means apart {apart.mean():.4f}, at most {apart.max():.4f} · width ratio {ratio.mean():.3f} "
            f"(5th–95th percentile of areas {np.quantile(ratio, 0.05):.3f}–{np.quantile(ratio, 0.95):.3f}) · "
            f"sampling took {done.stdout.strip()} s",
            flush=True,
        )


def _forecasts(path: Path) -> None:
    with path.open(newline="") as text:
        rows = list(csv.DictReader(text))
    areas = sorted({row["district"] for row in rows})
    months = sorted({row["month_start"][:7] for row in rows})
    print(f"\none-step forecasts, {len(areas)} areas × {len(months)} months, from the 19th month on")
    for column in ("trust", "safety"):
        table = np.full((len(areas), len(months)), np.nan)
        for row in rows:
            table[areas.index(row["district"]), months.index(row["month_start"][:7])] = float(row[column])
        known = range(18, len(months))
        began = time.process_time()
        ours = [smallarea.forecast(table[:, :month]) for month in known]
        seconds = (time.process_time() - began) / len(known)
        truth = table[:, 18:].T
        inside = np.mean([(f.lower <= t) & (t <= f.upper) for f, t in zip(ours, truth, strict=True)])
        peers = table[:, 17:-1].T, np.stack([table[:, month - 3 : month].mean(1) for month in known])
        figures = [_rmse(x, truth) for x in (np.stack([f.value for f in ours]), *peers)]
        print(
            f"{column:<8} RMSE {figures[0]:.3f} · last value {figures[1]:.3f} · mean of three months {figures[2]:.3f} "
            f"· 90 % interval covers {inside:.3f} · {seconds:.2f} s each"
        )


if __name__ == "__main__":
    main()
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB in this process")
