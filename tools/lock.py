"""`python -m tools.lock [PACKAGE …]` pins requirements*.in by hash, raising only the named packages.

With no name every package is raised to its newest fitting version. The locks hold for Linux and macOS, for
every Python from 3.11 on, and name no server.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"]
SILENCE = ["--no-emit-index-url", "--no-emit-find-links", "--no-annotate", "--no-header"]


def main(packages: list[str]) -> int:
    """Write both locks anew; the status of the first step that failed."""
    raised = [part for package in packages for part in ("--upgrade-package", package)] or ["--upgrade"]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.check_call([sys.executable, "-m", "venv", folder])
        subprocess.check_call([f"{folder}/bin/pip", "install", "-qq", "uv"])
        for name in ("requirements", "requirements-dev"):
            command = [f"{folder}/bin/uv", "pip", "compile", *OPTIONS, *SILENCE, *raised]
            status = subprocess.call([*command, f"{name}.in", "-o", f"{name}.txt"], cwd=ROOT)
            if status != 0:
                return status
    print("The locks are written. Run: python -m tools.licenses && ./run test")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
