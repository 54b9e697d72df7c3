"""Reading and writing tables (CSV) for the commands: every complaint names the file, the row and what is wrong."""

import csv
import hashlib
import io
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from commonbeat.safety.results import Unreadable, write


@dataclass(frozen=True)
class Sheet:
    """A table with equal rows counted once: ``rows`` and how many ``times`` each stands in the file."""

    path: Path
    header: list[str]
    rows: list[list[str]]
    times: list[int]
    sha256: str

    def column(self, name: str) -> list[str]:
        """The trimmed entries of one column, a distinct row each."""
        place = self.header.index(name)
        return [row[place].strip() for row in self.rows]

    def numbers(self, name: str, least: float | None = None, *, whole: bool = False) -> list[float]:
        """One column as numbers; raises for the first entry that is none, is under *least* or is not *whole*."""
        column = self.column(name)
        try:
            values = np.array(column, dtype=float)
        except ValueError:
            values = np.array([np.nan])
        is_fine = np.isfinite(values).all() and (least is None or (values >= least).all())
        if is_fine and not (whole and (values != np.floor(values)).any()):
            return [float(value) for value in values]
        return [self.number(at, name, text, least, whole=whole) for at, text in enumerate(column)]

    def number(
        self, at: int, name: str, text: str, least: float | None = None, *, whole: bool = False
    ) -> float:
        """*text* of the distinct row *at* as a finite number."""
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            raise self.wrong(at, f"{name} is “{text}”, which is not a number" if text else f"{name} is empty")
        if least is not None and value < least:
            raise self.wrong(at, f"{name} is {text}, but must not be under {least:g}")
        if whole and value != int(value):
            raise self.wrong(at, f"{name} is {text}, but must be a whole number")
        return value

    def wrong(self, at: int, what: str) -> Unreadable:
        """What to raise about the distinct row *at*: names its first line in the file."""
        return Unreadable(f"{self.path}, row {_row_of(self.path, self.rows[at])}: {what}.")


def read(path: Path, required: Sequence[str]) -> Sheet:
    """The table at *path*; raises :class:`Unreadable` where it cannot be read or lacks a column."""
    try:
        with path.open("rb") as raw:
            sha256 = hashlib.file_digest(raw, "sha256").hexdigest()
            raw.seek(0)
            counted = Counter(raw)
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error
    if any(line.count(b'"') % 2 for line in counted):
        return _slowly(path, required, sha256)
    lines = _records(path)
    header = _header(path, next(lines, []), required)
    first = next(line for line in counted if not _is_remark(line))
    counted[first] -= 1
    kept = [line for line, many in counted.items() if many and line.strip() and not _is_remark(line)]
    rows = list(csv.reader(_text(path, line) for line in kept))
    return _checked(Sheet(path, header, rows, [counted[line] for line in kept], sha256))


def _slowly(path: Path, required: Sequence[str], sha256: str) -> Sheet:
    """For files with line breaks inside of an entry."""
    records = _records(path)
    header = _header(path, next(records, []), required)
    counted = Counter(tuple(record) for record in records if record)
    return _checked(Sheet(path, header, [list(row) for row in counted], list(counted.values()), sha256))


def _checked(sheet: Sheet) -> Sheet:
    if not sheet.rows:
        raise Unreadable(f"{sheet.path} has a header but no rows.")
    for at, row in enumerate(sheet.rows):
        if len(row) != len(sheet.header):
            raise sheet.wrong(at, f"it has {len(row)} entries where the header has {len(sheet.header)}")
    return sheet


def _records(path: Path) -> Iterator[list[str]]:
    with path.open("rb") as raw:
        yield from csv.reader(_text(path, line) for line in raw if not _is_remark(line))


def _text(path: Path, line: bytes) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path} is not text in UTF-8.") from error


def _is_remark(line: bytes) -> bool:
    return line.startswith(b"#")


def _header(path: Path, entries: list[str], required: Sequence[str]) -> list[str]:
    header = [entry.strip() for entry in entries]
    if not any(header):
        raise Unreadable(f"{path} is empty; its first row must name the columns {', '.join(required)}.")
    twice = [name for name, many in Counter(header).items() if many > 1]
    if twice:
        raise Unreadable(f"{path} has the column “{twice[0]}” more than once.")
    missing = [name for name in required if name not in header]
    if missing:
        raise Unreadable(
            f"{path} has no column “{missing[0]}”; its columns are {', '.join(header)}, separated by commas."
        )
    return header


def _row_of(path: Path, wanted: list[str]) -> int:
    """The number of the first row like *wanted*, the header being row 1."""
    for number, record in enumerate((r for r in _records(path) if r), 1):
        if record == wanted and number > 1:
            return number
    return 2


def fingerprint(*sheets: Sheet | None) -> dict[str, str]:
    """The sha256 of each file that was read, by its name."""
    return {sheet.path.name: sheet.sha256 for sheet in sheets if sheet}


def write_table(
    header: Sequence[str], rows: Iterable[Sequence[Any]], out: Path | None, remarks: Sequence[str]
) -> None:
    """Write a table with *remarks* before it, to *out* or to standard output."""
    text = io.StringIO()
    text.writelines(f"# {remark}\n" for remark in remarks)
    table = csv.writer(text, lineterminator="\n")
    table.writerow(header)
    table.writerows(rows)
    write(text.getvalue(), out)
