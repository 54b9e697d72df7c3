"""`commonbeat plan solve`: the walks that make the best week, from a file, with a reason for every stop left out."""

import argparse
import hashlib
import json
import math
import sys
from pathlib import Path

from commonbeat import __version__
from commonbeat.methods.planning import Malformed, Week, solve
from commonbeat.methods.planning.exchange import plan_as_data, week_of
from commonbeat.safety.results import Unreadable, write_json

COLUMNS = """
WEEK.json
  travel     {"seconds": [[…], …]}: the time from each node to each, null where no way leads; or
             {"points": [[x, y], …], "metric": "euclidean", "truncate_decimals": 1}
  stops      id, node, prize (above 0), service, windows [[from, until], …] (missing: always open; a visit must
             start inside one), max_visits, spacing (from start to start), repeat (0 to 1: visit k brings
             prize × repeat^k), required, needs, neighborhood
  walks      id, start, end (nodes), window [from, until], has
  pins       [{"stop", "walk"}, …]: one visit of the stop belongs on that walk
  forbidden  [{"stop", "walk"}, …]: the stop is not for that walk
Times are numbers in one unit. Only id, node and prize of a stop, and id, start, end and window of a walk are needed.

The plan is JSON:
  prize      the sum of all visits' prizes
  walks      id, prize, travel, stops: id, arrive, start, leave
  unvisited  id, reason, would_displace; "required": true stands first. The reason is no_window_fits, too_far or
             no_walk_qualifies (true even of an empty walk), or less_valuable: taking the stops in would_displace
             out makes room, and together they are worth at least as much
  bound      no plan brings more than this
  iterations how many were run, of the number (schedule) the search was laid out for; --iterations with that
             number and the same seed gives the same plan again
and version, seed, sha256 of the file that was read. Seconds are those of the processor.
"""


def plan(argv: list[str]) -> int:
    """Write the plan of a week; 0 when it is written, 2 with one sentence when the file is no good."""
    options = _parser().parse_args(argv)
    try:
        week, digest = _read(options.week)
        found = solve(
            week,
            seconds=options.seconds,
            iterations=options.iterations,
            schedule=options.schedule,
            seed=options.seed,
            progress=_say if sys.stderr.isatty() else None,
        )
        if sys.stderr.isatty():
            print(file=sys.stderr)
        inputs = {options.week.name: digest}
        write_json({"version": __version__, "inputs": inputs, **plan_as_data(found)}, options.out)
    except Unreadable as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="commonbeat plan", description="Plan a week of walks.")
    words = parser.add_subparsers(required=True, metavar="solve")
    solver = words.add_parser(
        "solve",
        help="the walks that make the best week",
        description="The walks that make the best week, and why a stop was left out.",
        epilog=COLUMNS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    solver.add_argument("week", type=Path, metavar="WEEK.json")
    limit = solver.add_mutually_exclusive_group()
    limit.add_argument("--seconds", type=_seconds, default=5.0, help="how long to search (5)")
    limit.add_argument("--iterations", type=_whole, help="search exactly so long instead")
    solver.add_argument("--schedule", type=_whole, help="lay the search out for more iterations than are run")
    solver.add_argument("--seed", type=_whole, default=0, help="0 or more; the same seed gives the same plan")
    solver.add_argument("--out", type=Path, metavar="PLAN.json", help="otherwise the plan is printed")
    return parser


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number of 0 or more.")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of seconds above 0.")
    return seconds


def _read(path: Path) -> tuple[Week, str]:
    """The week and the sha256 of its file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable(f"{path} is not UTF-8 text.") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"{path} is not JSON: line {error.lineno}, column {error.colno}.") from None
    except (RecursionError, ValueError):
        raise Unreadable(f"{path} is not JSON that a week could be written in.") from None
    try:
        return week_of(data), hashlib.sha256(content).hexdigest()
    except Malformed as problem:
        raise Unreadable(f"{path}: {problem}") from None


def _say(share: float, prize: float) -> None:
    print(f"\r{share:4.0%}  prize {prize:.6g} ", end="", file=sys.stderr, flush=True)
