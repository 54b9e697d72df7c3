"""What was taken back, ended or forgotten, kept outside the database, so that a restored backup forgets it too.

One file a month in the purge ledger's folder, only ever added to. A line tells the day, what was done to what
kind of thing, and an HMAC of its id: to whoever lacks the journal key it names nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from commonbeat.safety import files, keys, paths

if TYPE_CHECKING:
    from commonbeat.journal.models import Entry

# The first words of the actions after which something must never come back.
WORDS = ("withdraw", "end", "leave", "cancel", "forget", "stop", "take", "unpublish", "hide", "decline")
MONTH = re.compile(r"\d{4}-\d{2}")
LINE = re.compile(r"(\d{4}-\d{2}-\d{2}) ([\w.]+)/(\w+) (\d+):([0-9a-f]{64})")


@dataclass(frozen=True)
class Line:
    """One thing that was taken back."""

    on: date
    object_type: str
    action: str
    version: int
    mark: str


@dataclass(frozen=True)
class Extent:
    """How far one month's file went at some moment."""

    size: int
    sha256: str


def is_taking_back(action: str) -> bool:
    """Whether what this action did must be done again after a restore."""
    return _word(action).split("_")[0] in WORDS


def note(entry: Entry) -> None:
    """Add the entry's line, on the disk before this returns."""
    _append([_line_of(entry)])


def note_missing(entries: Iterable[Entry]) -> int:
    """Add the lines of those entries that have none yet; returns how many."""
    known = set(read())
    missing = [
        line for entry in entries if is_taking_back(entry.action) and (line := _line_of(entry)) not in known
    ]
    _append(missing)
    return len(missing)


def read(after: Mapping[str, Extent] | None = None) -> list[Line]:
    """Every line, or those that came `after` some extents; what cannot be read (a cut line) is left out."""
    known = after or {}
    texts = ((path.read_bytes(), known.get(path.name)) for path in _months())
    newer = (content[extent.size :] if extent else content for content, extent in texts)
    return [line for content in newer for line in _parse(content.decode("ascii", "replace"))]


def find(lines: Iterable[Line], object_type: str, action: str, ids: Iterable[object]) -> list[object]:
    """Those of the ids to which the ledger says this was done."""
    marks: dict[int, set[str]] = defaultdict(set)
    for line in lines:
        if (line.object_type, line.action) == (object_type, _word(action)):
            marks[line.version].add(line.mark)
    return [
        one
        for one in ids
        if any(_mark(version, object_type, one) in known for version, known in marks.items())
    ]


def extents() -> dict[str, Extent]:
    """How far every month's file goes now."""
    return {path.name: _extent(path.read_bytes()) for path in _months()}


def lost(known: Mapping[str, Extent], since: date) -> list[str]:
    """The months, from `since` on, whose file no longer begins with what was known of it."""
    found = []
    for month, extent in known.items():
        path = paths.purges() / month
        content = path.read_bytes()[: extent.size] if path.is_file() else b""
        if month >= since.strftime("%Y-%m") and _extent(content) != extent:
            found.append(month)
    return found


def prune(before: date) -> int:
    """Remove whole months that ended before this day; returns how many."""
    old = [path for path in _months() if path.name < before.strftime("%Y-%m")]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _line_of(entry: Entry) -> Line:
    version = max(keys.versions("journal"))
    mark = _mark(version, entry.object_type, entry.object_id)
    return Line(entry.at.date(), entry.object_type, _word(entry.action), version, mark)


def _append(lines: list[Line]) -> None:
    by_month: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        text = f"{line.on.isoformat()} {line.object_type}/{line.action} {line.version}:{line.mark}\n"
        by_month[line.on.strftime("%Y-%m")].append(text)
    folder = paths.purges()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for month, texts in by_month.items():
        is_new = not (folder / month).exists()
        handle = os.open(folder / month, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            # A line cut by a full disk must not swallow the next one.
            size = os.fstat(handle).st_size
            start = "\n" if size and os.pread(handle, 1, size - 1) != b"\n" else ""
            os.write(handle, (start + "".join(texts)).encode())
            os.fsync(handle)
        finally:
            os.close(handle)
        if is_new:
            files.flush_folder(folder)


def _months() -> list[Path]:
    folder = paths.purges()
    return sorted(path for path in folder.iterdir() if MONTH.fullmatch(path.name)) if folder.is_dir() else []


def _parse(text: str) -> Iterator[Line]:
    for row in text.splitlines():
        if found := LINE.fullmatch(row):
            on, object_type, action, version, mark = found.groups()
            yield Line(date.fromisoformat(on), object_type, action, int(version), mark)


def _word(action: str) -> str:
    return re.sub(r"\W", "_", action)


def _mark(version: int, object_type: str, object_id: object) -> str:
    key = keys.versions("journal").get(version)
    if key is None:
        # Made with a version we do not have: equal to nothing in the ledger.
        return ""
    text = f"{object_type} {object_id}".encode()
    return hmac.new(keys.derive(key, "purge ledger"), text, "sha256").hexdigest()


def _extent(content: bytes) -> Extent:
    return Extent(len(content), hashlib.sha256(content).hexdigest())
