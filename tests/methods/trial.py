"""The trial sentences: written and split into development and held-out halves before any rule was tuned."""

import csv
import re
from pathlib import Path
from typing import NamedTuple

TRIALS = Path(__file__).parent / "trials"
_MARK = re.compile(r"\[(\w+):([^\]]+)\]")


class Marked(NamedTuple):
    """A text and the details a reader marked in it: kind, start, end."""

    text: str
    details: list[tuple[str, int, int]]


def rows(name: str, split: str) -> list[dict[str, str]]:
    """Return the rows of one half, "dev" or "held-out", of a trial."""
    with (TRIALS / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in reader if row["split"] == split]


def marked(split: str) -> list[Marked]:
    """Return the texts of the trial of personal details, the marks taken out and turned into offsets."""
    return [_unmark(row["text"]) for row in rows("personal", split)]


def _unmark(line: str) -> Marked:
    text, details, position = "", [], 0
    for match in _MARK.finditer(line):
        text += line[position : match.start()]
        details.append((match[1], len(text), len(text) + len(match[2])))
        text += match[2]
        position = match.end()
    return Marked(text + line[position:], details)
