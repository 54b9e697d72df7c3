"""Compiled where numba is there, plain Python where it is not: the same functions, the same answers.

Compiled code is kept in a folder named after the text of every module it was made from, because a change in one of
them alters what the others call. Importing this module loads numba (about half a second): nothing that only draws
pages should.
"""

import fcntl
import hashlib
import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

HERE = Path(__file__).resolve().parent
MODULES = (
    "jit",
    "arrays",
    "chance",
    "tours",
    "costs",
    "ruin",
    "recreate",
    "shorten",
    "anneal",
    "room",
    "onward",
)

# The functions make no arrays, so none need be counted; counting took half of their time.
OPTIONS = {"_nrt": False}

Function = TypeVar("Function", bound=Callable[..., Any])

numba: Any
try:
    numba = importlib.import_module("numba")
except ImportError:  # the plain functions are right, only slow
    numba = None


def fast(function: Function) -> Function:
    """The function compiled on its first call, or itself."""
    if numba is None:
        return function
    if FOLDER is None:
        return numba.njit(function, **OPTIONS)  # type: ignore[no-any-return]
    before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, str(FOLDER)
    try:
        return numba.njit(function, cache=True, **OPTIONS)  # type: ignore[no-any-return]
    finally:
        numba.config.CACHE_DIR = before


def part(function: Function) -> Function:
    """The function compiled into each of those that call it, where a call would cost more than its work."""
    return numba.njit(function, inline="always") if numba else function


def is_compiled() -> bool:
    """Whether the functions run as machine code."""
    return bool(numba and not numba.config.DISABLE_JIT)


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else on this machine loads or compiles meanwhile.

    Two that compiled into one folder at the same time could each overwrite what the other's index points to,
    and loading machine code of another function ends the process.
    """
    if FOLDER is None:
        yield
        return
    with (FOLDER / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _cache() -> Path | None:
    """The first folder that can be written to: the one numba was told, the package's own, the user's."""
    digest = hashlib.sha256(b"".join((HERE / f"{name}.py").read_bytes() for name in MODULES))
    given = os.environ.get("NUMBA_CACHE_DIR")
    roots = [Path(given)] if given else [HERE / "__pycache__", Path.home() / ".cache" / "commonbeat"]
    for root in roots:
        folder = root / f"planning-{digest.hexdigest()[:16]}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return None


FOLDER = _cache() if numba else None
