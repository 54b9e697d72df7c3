"""`commonbeat trust …` and `commonbeat effects …`: the methods on files of one's own."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from commonbeat import __version__
from commonbeat.methods import effects as method
from commonbeat.methods import smallarea
from commonbeat.safety.results import Unreadable, write_json
from commonbeat.trust import verdicts
from commonbeat.trust.series import read_history, read_panel, read_series
from commonbeat.trust.sheets import Sheet, fingerprint, write_table
from commonbeat.trust.surveys import read_survey

ESTIMATE = """
ANSWERS     area, wave, value (yes, no, or a number from 0 to 1), optionally mode, and demographic columns of any name.
            One row an answer. Waves sort as text. Answers whose mode is “open” (open links) are left out and counted.
POPULATION  area, the same demographic columns, count, and numbers about the area in columns whose name starts with x_.
NEIGHBORS   area, other: areas that border on each other.

The result is CSV: area, wave, n, direct (what the answers alone say, weighted; empty where n is 0), estimate,
lower, upper, basis (survey+model, or model only where nobody answered), after lines with
version, seed and sha256 of the files.
"""
FORECAST = """
SERIES      area, period (a whole number, YYYY-MM or YYYY-Qn), value, optionally n, the answers behind the value.

The result is CSV: area, period, forecast, lower, upper, for the period after the last one in the file.
"""
ROLLOUT = """
PANEL       unit, period (whole number), treated_from (empty: never), outcome. Every unit needs every period.

The result is JSON: efficient (estimate, standard_error, beta), callaway_santanna (estimate, standard_error),
permutation (p, draws), verdict (clear_increase, clear_decrease, no_clear_effect, too_little_data), lower, upper,
smallest_effect (what it could have seen four times in five), sentence. Estimates are for each treated unit and period.
"""
WDD = """
COUNTS      area (control, treated, displacement-control or displacement-treated), period, count: twelve or more earlier
            periods as long as those compared. Without them the counts are taken to scatter no more than chance alone.

Weights that are left out are 1; a count is divided by its period's × its area's weight. The result is JSON: local,
displacement and total (estimate, standard_error; total also z, lower, upper), overdispersion, sentence.
"""
Task = Callable[[argparse.Namespace], None]


def trust(argv: list[str]) -> int:
    """Estimate areas from answers, or forecast a series; 0 when it is written, 2 with one sentence otherwise."""
    parser = argparse.ArgumentParser(prog="commonbeat trust", description="Trust, measured honestly.")
    tasks = parser.add_subparsers(required=True, metavar="estimate|forecast")
    one = _task(
        tasks, "estimate", _estimate, "What the people of each area think, from few answers.", ESTIMATE
    )
    one.add_argument("answers", type=Path, metavar="ANSWERS.csv")
    one.add_argument("population", type=Path, metavar="POPULATION.csv")
    one.add_argument("--neighbors", type=Path, metavar="NEIGHBORS.csv")
    _common(one, "ESTIMATES.csv", level=0.9)
    two = _task(tasks, "forecast", _forecast, "The next value of every area's series.", FORECAST)
    two.add_argument("series", type=Path, metavar="SERIES.csv")
    _common(two, "FORECAST.csv", level=0.9)
    return _run(parser, argv)


def effects(argv: list[str]) -> int:
    """Say whether a rollout or a single measure changed anything; 0 when written, 2 with one sentence otherwise."""
    parser = argparse.ArgumentParser(prog="commonbeat effects", description="Does it change anything?")
    tasks = parser.add_subparsers(required=True, metavar="rollout|wdd")
    one = _task(tasks, "rollout", _rollout, "A start at different times in random order.", ROLLOUT)
    one.add_argument("panel", type=Path, metavar="PANEL.csv")
    one.add_argument("--permutations", type=_whole, default=999)
    _common(one, "RESULT.json", level=None)
    two = _task(tasks, "wdd", _wdd, "The weighted displacement difference of Wheeler and Ratcliffe.", WDD)
    for area in ("control", "treated", "displacement-control", "displacement-treated"):
        for when in ("before", "after"):
            two.add_argument(f"--{area}-{when}", type=float, metavar="N", required="displacement" not in area)
    two.add_argument("--weights", type=_weights, default=method.Weights(), metavar="before=2,control=0.9,…")
    two.add_argument("--history", type=Path, metavar="COUNTS.csv")
    _common(two, "RESULT.json", level=0.95)
    return _run(parser, argv)


def _task(
    tasks: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    does: Task,
    what: str,
    columns: str,
) -> argparse.ArgumentParser:
    parser = tasks.add_parser(
        name, description=what, epilog=columns, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.set_defaults(does=does)
    return parser


def _common(parser: argparse.ArgumentParser, out: str, level: float | None) -> None:
    if level is not None:
        parser.add_argument("--level", type=_share, default=level, help="of the intervals, between 0 and 1")
    parser.add_argument("--seed", type=_whole, default=0, help="the same seed gives the same answer")
    parser.add_argument("--out", type=Path, metavar=out, help="otherwise the result is printed")


def _run(parser: argparse.ArgumentParser, argv: list[str]) -> int:
    options = parser.parse_args(argv)
    try:
        options.does(options)
    except (Unreadable, smallarea.Unusable, method.Unusable) as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def _estimate(options: argparse.Namespace) -> None:
    _say("reading the answers")
    survey = read_survey(options.answers, options.population, options.neighbors)
    _say(f"{int(survey.answers.n.sum())} answers, estimating")
    found = smallarea.estimate(
        survey.answers, survey.population, survey.neighbors, level=options.level, seed=options.seed
    )
    rows = []
    for a, area in enumerate(survey.areas):
        for w, wave in enumerate(survey.waves):
            n = int(found.n[a, w])
            figures = (found.estimate[a, w], found.lower[a, w], found.upper[a, w])
            rows.append(
                [area, wave, n, f"{found.direct[a, w]:.6f}" if n else "", *(f"{x:.6f}" for x in figures),
                 "survey+model" if n else "model only"]
            )  # fmt: skip
    remarks = _remarks(options.seed, *survey.sheets)
    if survey.left_out:
        remarks.append(f"open-link answers left out: {survey.left_out}")
    header = ("area", "wave", "n", "direct", "estimate", "lower", "upper", "basis")
    write_table(header, rows, options.out, [*remarks, f"level {options.level:g}"])


def _forecast(options: argparse.Namespace) -> None:
    given = read_series(options.series)
    found = smallarea.forecast(given.value, given.n, level=options.level)
    columns = zip(given.areas, found.value, found.lower, found.upper, strict=True)
    rows = [[area, given.following, *(f"{x:.6g}" for x in figures)] for area, *figures in columns]
    remarks = [*_remarks(options.seed, given.sheet), f"level {options.level:g}"]
    write_table(("area", "period", "forecast", "lower", "upper"), rows, options.out, remarks)


def _rollout(options: argparse.Namespace) -> None:
    _say("reading the panel")
    panel = read_panel(options.panel)
    _say(f"{len(panel.outcome)} units, {len(panel.periods)} periods")
    found = method.rollout(
        panel.outcome, panel.treated_from, panel.periods, permutations=options.permutations, seed=options.seed
    )
    own, plain = found.efficient, found.callaway_santanna
    result = {
        "version": __version__,
        "seed": options.seed,
        "inputs": fingerprint(panel.sheet),
        "efficient": {**_effect(own), "beta": found.beta},
        "callaway_santanna": _effect(plain),
        "permutation": {"p": found.p, "draws": found.draws},
        "verdict": found.verdict,
        "lower": found.lower,
        "upper": found.upper,
        "smallest_effect": found.smallest_effect,
        "without": found.without,
        "units": found.units,
        "periods": found.periods,
        "starts": found.starts,
        "left_out": found.left_out,
        "sentence": verdicts.of_rollout(found),
    }
    write_json(result, options.out)


def _wdd(options: argparse.Namespace) -> None:
    pairs = {name: _pair(options, name) for name in method.AREAS}
    history, sheet = read_history(options.history) if options.history else (None, None)
    found = method.wdd(
        pairs["treated"] or method.Pair(0, 0),
        pairs["control"] or method.Pair(0, 0),
        pairs["displacement-treated"],
        pairs["displacement-control"],
        weights=options.weights,
        history=history,
        level=options.level,
    )
    result = {
        "version": __version__,
        "seed": options.seed,
        "inputs": fingerprint(sheet),
        "local": _effect(found.local),
        "displacement": _effect(found.displacement),
        "total": {**_effect(found.total), "z": found.z, "lower": found.lower, "upper": found.upper},
        "level": options.level,
        "overdispersion": found.overdispersion,
        "verdict": found.verdict,
        "smallest_effect": found.smallest_effect,
        "sentence": verdicts.of_displacement(found),
    }
    write_json(result, options.out)


def _pair(options: argparse.Namespace, area: str) -> method.Pair | None:
    key = area.replace("-", "_")
    before, after = (getattr(options, f"{key}_{when}") for when in ("before", "after"))
    if before is None and after is None:
        return None
    if before is None or after is None:
        raise Unreadable(f"{area} needs a count before and a count after.")
    return method.Pair(before, after)


def _effect(found: method.Effect | None) -> dict[str, float | None]:
    if found is None:
        return {"estimate": None, "standard_error": None}
    return {"estimate": found.estimate, "standard_error": found.standard_error}


def _weights(text: str) -> method.Weights:
    known = {"before": 1.0, "after": 1.0, **dict.fromkeys(method.AREAS, 1.0)}
    for part in filter(None, text.split(",")):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if name not in known:
            raise argparse.ArgumentTypeError(f"“{name}” is none of {', '.join(known)}.")
        try:
            known[name] = float(value)
        except ValueError as error:
            raise argparse.ArgumentTypeError(
                f"the weight of {name} is “{value}”, which is no number."
            ) from error
    return method.Weights(known.pop("before"), known.pop("after"), known)


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"“{text}” does not lie between 0 and 1.")
    return value


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number of 0 or more.")
    return int(text)


def _remarks(seed: int, *sheets: Sheet) -> list[str]:
    prints = [f"sha256 {name} {print_}" for name, print_ in fingerprint(*sheets).items()]
    return [f"commonbeat {__version__}", f"seed {seed}", *prints]


def _say(what: str) -> None:
    if sys.stderr.isatty():
        print(f"{what} …", file=sys.stderr)
