"""Common ground on a large conversation, in exactness and against published groups, beside red-dwarf.

    python benchmarks/consensus.py [--data FOLDER] [--people 100000] [--peer PYTHON]

Ours runs in this environment. The peer needs one of its own, which this project does not install (400 MB):
`python3 -m venv /tmp/peer && /tmp/peer/bin/pip install red-dwarf==0.4.0`, then `--peer /tmp/peer/bin/python`.
FOLDER holds conversations in the open layout (participants-votes.csv, comments.csv). Every figure of time and memory
is a process of its own, kept to two cores.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from commonbeat import __version__
from commonbeat.commonground.exports import read_conversation
from commonbeat.methods.consensus import Running, Votes, gather, understand
from commonbeat.methods.consensus.compare import adjusted_rand

PEER_SIZES = (300, 1000, 3000, 10000)
PEER = r"""
import json, sys, time, warnings, resource
warnings.simplefilter("ignore")
import numpy as np, pandas as pd
from reddwarf.implementations.base import run_pipeline
from reddwarf.utils import stats, consensus
given = np.load(sys.argv[1])
votes = [
    {"participant_id": int(p), "statement_id": int(s), "vote": int(v), "modified": 0}
    for p, s, v in zip(given["person"], given["statement"], given["vote"])
]
out = [int(s) for s in given["left_out"]]
began = time.perf_counter()
found = run_pipeline(
    votes, mod_out_statement_ids=out, random_state=0, reducer_kwargs=json.loads(sys.argv[2])
)
seconds = time.perf_counter() - began
labels = found.participants_df["cluster_id"].dropna().astype(int)
groups, united = stats.calculate_comment_statistics_dataframes(
    found.raw_vote_matrix.loc[labels.index], cluster_labels=labels.to_numpy()
)
table = {name: groups[name].unstack("group_id").to_numpy().T.tolist() for name in groups.columns}
statements = found.statements_df.sort_index()
print(json.dumps({
    "seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "people": [int(p) for p in labels.index], "groups": labels.tolist(), "table": table,
    "statements": [int(s) for s in groups.index.get_level_values("statement_id").unique()],
    "consensus": united["group-aware-consensus"].tolist(),
    "priority": [float(x) for x in statements["priority"]], "extremity": [float(x) for x in statements["extremity"]],
    "order": [int(s) for s in statements.index],
    "unites": {way: [s["tid"] for s in found.consensus[way]] for way in ("agree", "disagree")},
}))
"""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, help="folder of open conversations")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--peer", help="python of an environment with red-dwarf 0.4.0")
    parser.add_argument("--only", choices=PARTS, help="run one part")
    options = parser.parse_args()
    print(f"commonbeat {__version__}, numpy {np.__version__}, Python {platform.python_version()}, seed 0")
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name, part in PARTS.items():
        if options.only in (None, name):
            print(f"\n{name}")
            part(options)
    return 0


def planted(
    people: int, statements: int, total: int, *, groups: int = 4, seed: int = 0
) -> tuple[Votes, np.ndarray]:
    """Votes with known groups of 40, 30, 20 and 10 %: few people vote often, most vote little."""
    person, statement, vote, group = planted_lists(people, statements, total, groups=groups, seed=seed)
    return gather(person, statement, vote, people=people, statements=statements), group


def planted_lists(
    people: int, statements: int, total: int, *, groups: int = 4, seed: int = 0, fewest: int = 0
) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    size = np.arange(groups, 0, -1.0)
    group = rng.choice(groups, people, p=size / size.sum())
    agrees = np.clip(rng.beta(2, 2, (1, statements)) + rng.normal(0, 0.22, (groups, statements)), 0.03, 0.97)
    activity = rng.pareto(1.6, people) + 0.15
    counts = np.maximum(np.minimum(rng.poisson(activity / activity.sum() * total), statements), fewest)
    person = np.repeat(np.arange(people), counts)
    key = np.unique(person.astype(np.int64) * statements + rng.integers(0, statements, len(person)))
    key = rng.permutation(key)
    person, statement = key // statements, key % statements
    agree = rng.random(len(key)) < agrees[group[person], statement]
    vote = np.where(rng.random(len(key)) < 0.12, 0, np.where(agree, 1, -1))
    return person, statement, vote, group


def large(options: argparse.Namespace) -> None:
    """Recompute everything from votes in the order in which they came."""
    people = options.people
    code = (
        f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'benchmarks')!r}]\n"
        f"import consensus; consensus.large_run({people}, 2000, {people * 58})"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env=two_cores())


def large_run(people: int, statements: int, total: int) -> None:
    person, statement, vote, truth = planted_lists(people, statements, total)
    person, statement, vote = person.astype(np.int32), statement.astype(np.int32), vote.astype(np.int8)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began, cpu = time.perf_counter(), time.process_time()
    votes = gather(person, statement, vote, people=people, statements=statements)
    sorted_in = time.perf_counter() - began
    picture = understand(votes, seed=0)
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {people} people, {statements} statements, {len(votes.vote)} votes")
    print(f"  ours: {wall:.2f} s ({cpu:.2f} CPU s, of which sorting {sorted_in:.2f} s), peak {peak:.0f} MB")
    print(f"        (the same process had {before:.0f} MB after making up the votes)")
    group = picture.grouping.group
    for fewest in (7, 20, 50):
        many = votes.per_person >= fewest
        placed = many & (group >= 0)
        print(
            f"  ≥ {fewest} votes: {many.sum()} people, {placed.sum()} placed, adjusted Rand index with the planted"
            f" groups {adjusted_rand(truth[placed], group[placed]):.3f}"
        )
    print(f"  groups {picture.grouping.count}, stability {np.round(picture.stability, 2)}")
    one_vote(votes, picture)


def one_vote(votes: Votes, picture: object) -> None:
    running = Running(votes, picture)
    rng = np.random.default_rng(1)
    persons = rng.choice(votes.person, 3000)
    asked, given = rng.integers(0, votes.statements, 3000), rng.integers(-1, 2, 3000)
    taken, cpu = [], time.thread_time()
    for p, s, v in zip(persons.tolist(), asked.tolist(), given.tolist(), strict=True):
        began = time.perf_counter()
        running.take(p, s, v)
        taken.append(time.perf_counter() - began)
    cpu = 1000 * (time.thread_time() - cpu) / len(taken)
    at = [1000 * float(np.quantile(taken, share)) for share in (0.5, 0.9, 0.99)]
    print(
        f"  one vote taken in and its voter placed again: mean {cpu:.3f} CPU ms; by the clock median {at[0]:.3f}, "
        f"90 % within {at[1]:.3f}, 99 % within {at[2]:.3f} ms"
    )


def peer_limit(options: argparse.Namespace) -> None:
    """The same made-up conversation, growing, until the peer needs more than a minute or 2 GB."""
    if not options.peer:
        print("  no --peer given")
        return
    for people in PEER_SIZES:
        person, statement, vote, _ = planted_lists(people, 500, people * 58)
        began = time.perf_counter()
        understand(gather(person, statement, vote, people=people, statements=500))
        ours = time.perf_counter() - began
        found = ask_peer(options.peer, person, statement, vote, np.array([], dtype=int))
        if found is None:
            print(f"  {people} people × 500: ours {ours:.2f} s, red-dwarf failed or took over 120 s")
            return
        print(
            f"  {people} people × 500, {len(vote)} votes: ours {ours:.2f} s, "
            f"red-dwarf {found['seconds']:.2f} s and {found['megabytes']:.0f} MB"
        )


def exactness(options: argparse.Namespace) -> None:
    """The largest difference from red-dwarf, given its groups, over all statements and groups.

    It is told to solve for its axes exactly: from 500 people on it otherwise takes an approximation by chance,
    which moves its priorities by some 0.0001.
    """
    if not (options.peer and options.data):
        print("  needs --peer and --data")
        return
    for folder in conversations(options.data):
        told = read_conversation(folder)
        votes, left_out = told.votes, told.is_left_out
        given = (votes.person, votes.statement, votes.vote, np.flatnonzero(left_out))
        found = ask_peer(options.peer, *given, svd_solver="full")
        if found is None:
            print(f"  {folder.name}: red-dwarf failed")
            continue
        print(f"  {folder.name}: " + ", ".join(differences(votes, left_out, found)))


def differences(votes: Votes, left_out: np.ndarray, found: dict) -> list[str]:
    from commonbeat.methods.consensus.statements import standing

    group = np.full(votes.people, -1)
    group[found["people"]] = found["groups"]
    ours = understand(votes, is_left_out=left_out, group=group)
    columns = found["statements"]
    agree = standing(ours.counts.agree, ours.counts.seen)
    disagree = standing(ours.counts.disagree, ours.counts.seen)
    pairs = {
        "pa": agree.probability, "ra": agree.ratio, "pat": agree.z_probability, "rat": agree.z_ratio,
        "pd": disagree.probability, "rd": disagree.ratio, "pdt": disagree.z_probability, "rdt": disagree.z_ratio,
    }  # fmt: skip
    worst = max(
        float(np.abs(values[:, columns] - found["table"][name]).max()) for name, values in pairs.items()
    )
    united = float(np.abs(ours.group_consensus[columns] - found["consensus"]).max())
    order = found["order"]
    soon = float(np.abs(ours.priority[order] - found["priority"]).max())
    same = [s.statement for s in ours.unites[0]] == found["unites"]["agree"]
    same = same and [s.statement for s in ours.unites[1]] == found["unites"]["disagree"]
    lists = "same statements unite" if same else "other statements unite"
    return [f"representativeness {worst:.1e}", f"group consensus {united:.1e}", f"priority {soon:.1e}", lists]


def published(options: argparse.Namespace) -> None:
    """The adjusted Rand index with the groups that were published, and over 20 seeds with ourselves."""
    if not options.data:
        print("  needs --data")
        return
    for folder in conversations(options.data):
        told = read_conversation(folder)
        truth = published_groups(folder, told.people)
        first = understand(told.votes, is_left_out=told.is_left_out)
        group = first.grouping.group
        both = (truth >= 0) & (group >= 0)
        alike = [
            adjusted_rand(
                group, understand(told.votes, is_left_out=told.is_left_out, seed=seed).grouping.group
            )
            for seed in range(1, 20)
        ]
        print(
            f"  {folder.name}: {adjusted_rand(truth[both], group[both]):.3f} on {both.sum()} of {(truth >= 0).sum()} "
            f"({adjusted_rand(truth[truth >= 0], group[truth >= 0]):.3f} with “not sure yet” as a group), "
            f"groups {first.grouping.count} (published {len(set(truth[truth >= 0].tolist()))}), "
            f"stability {np.round(first.stability, 2)}, 20 seeds ≥ {min(alike):.3f}"
        )
        if options.peer:
            beside_peer(options.peer, told.votes, told.is_left_out, truth)


def beside_peer(peer: str, votes: Votes, left_out: np.ndarray, truth: np.ndarray) -> None:
    found = ask_peer(peer, votes.person, votes.statement, votes.vote, np.flatnonzero(left_out))
    if found is None:
        print("    red-dwarf: failed")
        return
    group = np.full(votes.people, -1)
    group[found["people"]] = found["groups"]
    both = (truth >= 0) & (group >= 0)
    print(
        f"    red-dwarf: {adjusted_rand(truth[both], group[both]):.3f} on {both.sum()}, "
        f"groups {len(set(found['groups']))}, {found['seconds']:.1f} s"
    )


def published_groups(folder: Path, people: list[str]) -> np.ndarray:
    import csv

    with (folder / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        named = {row["participant"]: row.get("group-id", "") for row in csv.DictReader(file)}
    return np.array([int(named[p]) if named.get(p) else -1 for p in people])


def conversations(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.glob("*/participants-votes.csv"))


def known(options: argparse.Namespace) -> None:
    """Planted groups at about 50 votes a person."""
    for people, statements in ((200, 100), (1000, 200), (2000, 1000)):
        for groups in (2, 3, 4, 5):
            found = []
            for seed in range(3):
                rng = np.random.default_rng([seed, groups])
                group = rng.choice(groups, people)
                agrees = np.where(rng.random((groups, statements)) < 0.5, 0.2, 0.8)
                asked = np.stack([rng.choice(statements, 50, replace=False) for _ in range(people)]).ravel()
                person = np.repeat(np.arange(people), 50)
                vote = np.where(rng.random(len(asked)) < agrees[group[person], asked], 1, -1)
                vote[rng.random(len(vote)) < 0.12] = 0
                told = understand(
                    gather(person, asked, vote, people=people, statements=statements)
                ).grouping.group
                found.append(adjusted_rand(group, told))
            print(
                f"  {people} people × {statements}, {groups} groups: " + " ".join(f"{x:.3f}" for x in found)
            )


def ask_peer(peer: str, *lists: np.ndarray, **solver: str) -> dict | None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "votes.npz"
        np.savez(path, person=lists[0], statement=lists[1], vote=lists[2], left_out=lists[3])
        try:
            done = subprocess.run(
                [peer, "-c", PEER, str(path), json.dumps(solver)],
                capture_output=True,
                text=True,
                timeout=120,
                env=two_cores(),
            )
        except subprocess.TimeoutExpired:
            return None
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None


def two_cores() -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"}


PARTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "large": large, "known": known, "published": published, "exactness": exactness, "peer": peer_limit,
}  # fmt: skip

if __name__ == "__main__":
    raise SystemExit(main())
