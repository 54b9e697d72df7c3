"""A task as bytes, so that a plan can be made again from its record, and the task from those bytes."""

import gzip
import hashlib
import json
from typing import Any

import numpy as np

from commonbeat.methods.planning import Stop, Walk, Week
from commonbeat.presence.searching import Task


def packed(task: Task) -> tuple[bytes, str]:
    """The inputs as they are kept, and their fingerprint. Ways that lead nowhere are null."""
    week = task.week
    whole = {
        "travel": [[float(cell) if np.isfinite(cell) else None for cell in row] for row in week.travel],
        "stops": [_plain(stop) for stop in week.stops],
        "walks": [_plain(walk) for walk in week.walks],
        "forbidden": sorted(map(list, week.forbidden)),
        "start": {walk: list(stops) for walk, stops in (task.start or {}).items()} or None,
        "factors": dict(task.factors),
        "shy": sorted([stop, walk, worth] for (stop, walk), worth in task.shy.items()),
    }
    plain = json.dumps(whole, sort_keys=True, separators=(",", ":")).encode()
    return gzip.compress(plain, mtime=0), hashlib.sha256(plain).hexdigest()


def unpacked(inputs: bytes) -> Task:
    """The task that was packed."""
    whole = json.loads(gzip.decompress(bytes(inputs)))
    travel = np.array(
        [[np.inf if cell is None else cell for cell in row] for row in whole["travel"]], dtype=float
    )
    size = len(whole["travel"])
    week = Week(
        travel=travel.reshape(size, size),
        stops=tuple(
            Stop(**row | {"needs": frozenset(row["needs"]), "windows": _windows(row["windows"])})
            for row in whole["stops"]
        ),
        walks=tuple(
            Walk(**row | {"has": frozenset(row["has"]), "window": tuple(row["window"])})
            for row in whole["walks"]
        ),
        forbidden=frozenset((stop, walk) for stop, walk in whole["forbidden"]),
    )
    shy = {(stop, walk): worth for stop, walk, worth in whole["shy"]}
    return Task(week, whole["start"], whole["factors"], shy)


def _plain(row: Stop | Walk) -> dict[str, Any]:
    return {
        name: sorted(value) if isinstance(value, frozenset) else value for name, value in vars(row).items()
    }


def _windows(rows: Any) -> Any:
    return None if rows is None else tuple((first, last) for first, last in rows)
