"""Other programs' own clients, each group in an environment of its own, made once and kept in a cache folder.

Where they cannot be installed (no network), their tests are skipped, loudly: the reason names the group.
"""

from __future__ import annotations

import fcntl
import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).parent / "scripts"
# Pinned, because what is promised is promised to these versions.
GROUPS: dict[str, tuple[str, ...]] = {
    "police": ("police-api-client==1.2.2", "uk-police==0.3.0"),
    # Needs another HTTP library and its own pydantic.
    "police-typed": ("uk-police-api==0.1.0",),
    "feeds": (
        # The reader needs it and does not say so.
        "sgmllib3k==1.0.0",
        "feedparser==6.0.14",
        "reader==3.26",
        "icalendar==7.3.0",
        "icalevents==0.3.1",
        "vdirsyncer==0.21.0",
        "khal==0.14.1",
    ),
    "data": ("frictionless==5.21.0", "extruct==0.18.0"),
    "hooks": ("standardwebhooks==1.1.0",),
    "schema": ("schemathesis==4.32.5",),
}


def cache() -> Path:
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "commonbeat" / "clients"


@functools.cache
def python_of(group: str) -> Path:
    """The Python of this group's environment, made first where it is missing."""
    mark = hashlib.sha256("\n".join((sys.version, *GROUPS[group])).encode()).hexdigest()[:12]
    folder = cache() / f"{group}-{mark}"
    cache().mkdir(parents=True, exist_ok=True)
    with (cache() / f"{group}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            _make(group, folder)
    return folder / "bin" / "python"


def _make(group: str, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
    install = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    done = subprocess.run([*install, *GROUPS[group]], capture_output=True, text=True, timeout=900)
    if done.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        pytest.skip(f"THE CLIENTS OF GROUP “{group}” COULD NOT BE INSTALLED: {reason[:200]}")
    (folder / "complete").write_text("\n".join(GROUPS[group]))


def surroundings(**more: str) -> dict[str, str]:
    """The environment of a client: it asks our own server, past every proxy."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    kept.pop("PYTHONPATH", None)
    return {**kept, **more}


def run(group: str, script: str, *arguments: str, **environment: str) -> Any:
    """What the script printed as JSON, run with the clients of this group."""
    command = [str(python_of(group)), str(SCRIPTS / f"{script}.py"), *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, env=surroundings(**environment)
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


def tool(group: str, name: str) -> str:
    """A command that came with the clients."""
    return str(python_of(group).parent / name)
