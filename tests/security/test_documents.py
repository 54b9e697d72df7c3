"""What we say about safety names tests that exist, and leaves nothing out."""

from __future__ import annotations

import ast
import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
NAMED = re.compile(r"((?:tests|commonbeat|tools|benchmarks)/[\w/.]+\w)(?:::(\w+))?|…::(\w+)")
APPLIES = {"yes", "partly", "by the operator", "not met", "does not apply"}
ACTORS = (
    "reporter-hunter", "curious officer", "vindictive supervisor", "subject of a complaint", "administrator",
    "thief of the disk", "thief of the phone", "brigader", "sincere profiler", "data journalist", "legal demand",
    "network watcher", "malicious content", "crash or operator error", "resident in danger",
    "somebody who lives with the reporter",
)  # fmt: skip


def rows() -> list[dict[str, str]]:
    with (DOCS / "asvs.csv").open(newline="") as stream:
        return list(csv.DictReader(stream))


def functions_of(path: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}


def unfound(text: str) -> list[str]:
    """Files and tests a text names that do not exist; "…::name" is a test of the file named before."""
    wrong, last = [], Path()
    for file, function, further in NAMED.findall(text):
        if file:
            last = ROOT / file
            if not last.exists():
                wrong.append(file)
                continue
        name = function or further
        if name and last.is_file() and name not in functions_of(last):
            wrong.append(f"{last.name}::{name}")
    return wrong


def test_every_requirement_of_two_levels_has_one_answer() -> None:
    found = rows()
    assert len(found) == 253
    assert len({row["requirement"] for row in found}) == 253
    assert {row["level"] for row in found} == {"1", "2"}
    for row in found:
        assert row["applies"] in APPLIES, row["requirement"]
        assert row["where or why"], row["requirement"]
        if row["applies"] == "yes":
            assert row["test"], row["requirement"]


@pytest.mark.parametrize("name", ["asvs.csv", "threat-model.md"])
def test_every_test_that_is_named_exists(name: str) -> None:
    assert unfound((DOCS / name).read_text()) == []


def test_what_is_not_met_is_said_in_words() -> None:
    text = (DOCS / "asvs.md").read_text()
    for row in rows():
        if row["applies"] == "not met":
            assert row["requirement"].removeprefix("V") in text, row["requirement"]
    assert "CC BY-SA 4.0" in text


def test_every_actor_of_the_threat_model_has_a_row() -> None:
    text = (DOCS / "threat-model.md").read_text().lower()
    assert [actor for actor in ACTORS if f"**{actor}**" not in text] == []
