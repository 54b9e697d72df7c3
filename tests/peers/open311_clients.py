"""The Open311 clients other cities use, in an environment of their own that is made once and kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

PINNED = ("georeport==0.3.1", "chicagorequests==0.0.5", "three==0.8.0", "setuptools")
FOLDER = Path(
    os.environ.get("COMMONBEAT_CLIENTS", Path(__file__).resolve().parents[2] / ".cache" / "open311")
)
MADE = FOLDER / "made"


def python() -> Path | None:
    """The interpreter that has the clients; None when they cannot be fetched from here."""
    program = FOLDER / "bin" / "python"
    if MADE.exists() and MADE.read_text() == " ".join(PINNED):
        return program
    try:
        venv.create(FOLDER, with_pip=True, clear=True)
        subprocess.run(
            [program, "-m", "pip", "install", "-q", "--disable-pip-version-check", *PINNED],
            check=True,
            capture_output=True,
            timeout=300,
        )
    except (OSError, subprocess.SubprocessError) as error:
        detail = getattr(error, "stderr", b"") or b""
        print(
            f"SKIPPED: the Open311 clients could not be installed: {detail.decode()[-300:]}", file=sys.stderr
        )
        return None
    MADE.write_text(" ".join(PINNED))
    return program


def run(program: Path, script: str, *arguments: str) -> Any:
    """What a script prints as JSON, run by the interpreter of the clients."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run(
        [program, "-c", script, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
