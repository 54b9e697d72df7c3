"""`commonbeat plan solve`: the file contract, and one plain sentence for every file that is no good."""

import copy
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commonbeat.cli import main
from commonbeat.methods.planning import Plan, PlannedWalk, Unvisited, Visit
from commonbeat.methods.planning.checker import faults
from commonbeat.methods.planning.exchange import week_of

WEEK: dict[str, Any] = {
    "travel": {"seconds": [[0, 60], [60, 0]]},
    "stops": [
        {
            "id": "cafe", "node": 1, "prize": 12.5, "service": 720, "windows": [[32400, 61200]], "max_visits": 1,
            "spacing": 172800, "required": False, "neighborhood": "n1", "needs": ["es"],
        },
        {"id": "school", "node": 1, "prize": 3, "windows": [[10, 20]], "required": True},
    ],
    "walks": [{"id": "ben-mon", "start": 0, "end": 0, "window": [32400, 45000], "has": ["es"]}],
}  # fmt: skip


def written(folder: Path, data: Any) -> Path:
    path = folder / "WEEK.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return path


def told(folder: Path, data: Any, *words: str) -> dict[str, Any]:
    out = folder / "plan.json"
    limit = words or ("--iterations", "60")
    assert main(["plan", "solve", str(written(folder, data)), "--out", str(out), *limit]) == 0
    result: dict[str, Any] = json.loads(out.read_text())
    return result


def plan_of(told: dict[str, Any]) -> Plan:
    walks = tuple(
        PlannedWalk(
            walk["id"], walk["prize"], walk["travel"],
            tuple(Visit(s["id"], s["arrive"], s["start"], s["leave"]) for s in walk["stops"]),
        )
        for walk in told["walks"]
    )  # fmt: skip
    left = tuple(
        Unvisited(u["id"], u["reason"], tuple(u["would_displace"]), u.get("required", False))
        for u in told["unvisited"]
    )
    return Plan(told["prize"], walks, left, told["bound"], 0, 0, 0)


def test_the_plan_has_what_the_contract_names(tmp_path: Path) -> None:
    result = told(tmp_path, WEEK, "--iterations", "60", "--seed", "4")
    assert (result["version"], result["seed"], result["iterations"], result["schedule"]) == (
        "0.1.0",
        4,
        60,
        60,
    )
    digest = hashlib.sha256((tmp_path / "WEEK.json").read_bytes()).hexdigest()
    assert result["inputs"] == {"WEEK.json": digest}
    assert result["prize"] == result["bound"] == 12.5
    assert result["walks"] == [
        {
            "id": "ben-mon", "prize": 12.5, "travel": 120.0,
            "stops": [{"id": "cafe", "arrive": 32460.0, "start": 32460.0, "leave": 33180.0}],
        }
    ]  # fmt: skip
    assert result["unvisited"] == [
        {"id": "school", "reason": "no_window_fits", "would_displace": [], "required": True}
    ]
    assert faults(week_of(WEEK), plan_of(result)) == []


def test_without_a_file_to_write_the_plan_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "solve", str(written(tmp_path, WEEK)), "--seconds", "0.05"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["prize"] == 12.5
    assert said.err == ""


def test_points_are_measured_and_cut_as_told(tmp_path: Path) -> None:
    points = {"points": [[0, 0], [1, 1], [3, 4]], "metric": "euclidean", "truncate_decimals": 1}
    travel = week_of({**WEEK, "travel": points}).travel
    assert travel.tolist() == [[0, 1.4, 5.0], [1.4, 0, 3.6], [5.0, 3.6, 0]]
    assert week_of({**WEEK, "travel": {"points": [[0, 0], [1, 1]]}}).travel[0, 1] == pytest.approx(2**0.5)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda w: w.update(walks=[]), "no_walk_qualifies"),
        (lambda w: w["stops"][0].update(windows=[]), "no_window_fits"),
        (lambda w: w["stops"][0].update(windows=[[0, 100]]), "no_window_fits"),
        (lambda w: w["travel"].update(seconds=[[0, None], [None, 0]]), "too_far"),
        (lambda w: w["travel"].update(seconds=[[0, 9e9], [9e9, 0]]), "too_far"),
        (lambda w: w["walks"][0].update(has=[]), "no_walk_qualifies"),
        (lambda w: w["walks"][0].update(window=[32400, 32400]), "too_far"),
    ],
)
def test_an_impossible_week_is_planned_with_reasons(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], reason: str
) -> None:
    week = copy.deepcopy(WEEK)
    change(week)
    result = told(tmp_path, week)
    assert {one["id"]: one["reason"] for one in result["unvisited"]}["cafe"] == reason
    assert result["prize"] == 0
    assert [walk["stops"] for walk in result["walks"]] == [[] for _ in week["walks"]]


STOP, WALK = ("stops", 0), ("walks", 0)


@pytest.mark.parametrize(
    ("where", "field", "value", "named"),
    [
        (STOP, "prize", float("nan"), "stops[0].prize"),
        (STOP, "prize", float("inf"), "stops[0].prize"),
        (STOP, "prize", -1, "prize"),
        (STOP, "prize", 0, "prize"),
        (STOP, "prize", "many", "stops[0].prize"),
        (STOP, "prize", True, "stops[0].prize"),
        (STOP, "prize", 10**400, "stops[0].prize"),
        (STOP, "prize", None, "prize is missing"),
        (STOP, "id", 7, "stops[0].id"),
        (STOP, "id", "school", "“school” is used 2 times"),
        (STOP, "node", 2, "node 2"),
        (STOP, "node", -1, "node -1"),
        (STOP, "node", 0.5, "stops[0].node"),
        (STOP, "service", -1, "service"),
        (STOP, "windows", [[5]], "stops[0].windows[0]"),
        (STOP, "windows", [[9, 5]], "windows: it ends before"),
        (STOP, "windows", [[9, float("nan")]], "stops[0].windows[0][1]"),
        (STOP, "max_visits", 0, "max_visits"),
        (STOP, "max_visits", 1.5, "stops[0].max_visits"),
        (STOP, "spacing", -5, "spacing"),
        (STOP, "repeat", 1.5, "repeat"),
        (STOP, "required", "yes", "stops[0].required"),
        (STOP, "needs", "es", "stops[0].needs"),
        (WALK, "start", 9, "start 9"),
        (WALK, "window", None, "window is missing"),
        (WALK, "window", [2, 1], "window: it ends before"),
        (WALK, "has", [1], "walks[0].has"),
        (("travel",), "seconds", [[0, 1]], "travel.seconds[0]"),
        (("travel",), "seconds", [[0, -1], [1, 0]], "travel: a time is negative"),
        (("travel",), "seconds", [[0, float("nan")], [1, 0]], "travel: a time is not a number"),
        (("travel",), "seconds", [[0, "1"], [1, 0]], "travel.seconds[0]"),
        (("travel",), "points", [[0, 0]], "either seconds or points"),
        ((), "stops", {}, "stops must be a list"),
        ((), "walks", [5], "walks[0] must be an object"),
        ((), "pins", [{"stop": "cafe", "walk": "no"}], "pins: there is no walk “no”"),
    ],
)
def test_a_malformed_week_is_one_sentence_that_names_the_field(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    where: tuple[Any, ...],
    field: str,
    value: Any,
    named: str,
) -> None:
    week = copy.deepcopy(WEEK)
    part: Any = week
    for step in where:
        part = part[step]
    part[field] = value
    assert named in refused(tmp_path, capsys, week)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"travel": 1}', "[" * 100_000, '"\\ud800"'])
def test_a_file_that_is_no_week_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    refused(tmp_path, capsys, text)


def refused(folder: Path, capsys: pytest.CaptureFixture[str], data: Any) -> str:
    out = folder / "out.json"
    path = written(folder, data)
    assert main(["plan", "solve", str(path), "--out", str(out), "--iterations", "5"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert str(path) in said.err
    assert sorted(one.name for one in folder.iterdir()) == ["WEEK.json"]
    return said.err


def test_a_file_that_cannot_be_read_or_written_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "solve", str(tmp_path / "none.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    path = written(tmp_path, WEEK)
    assert (
        main(["plan", "solve", str(path), "--iterations", "5", "--out", str(tmp_path / "no" / "p.json")]) == 2
    )
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [("--seed", "-1"), ("--seconds", "nan"), ("--seconds", "0"), ("--iterations", "x")]
)
def test_an_option_that_makes_no_sense_is_refused(tmp_path: Path, words: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["plan", "solve", str(written(tmp_path, WEEK)), *words])
    assert stopped.value.code == 2
