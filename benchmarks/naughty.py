"""Every string of a list, typed into every field of every form anybody can reach, and handed in by every phone.

`python -m benchmarks.naughty blns.json` takes a JSON list of strings, such as the Big List of Naughty Strings
(https://github.com/minimaxir/big-list-of-naughty-strings, MIT). Its peer is the suite itself, which types five.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

from commonbeat import __version__

ROOT = Path(__file__).resolve().parent.parent
TESTS = {
    "forms": "tests/security/test_naughty.py::test_naughty_strings_in_every_field_break_nothing",
    "phones": "tests/security/test_phones.py::test_naughty_notes_are_taken_or_refused_one_by_one",
}


def main(arguments: list[str]) -> int:
    """Run both walks; 1 where anything was answered with an error of ours."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.naughty", description=__doc__)
    parser.add_argument("strings", type=Path, help="a JSON list of strings")
    options = parser.parse_args(arguments)
    environment = {**os.environ, "COMMONBEAT_NAUGHTY": str(options.strings.resolve())}
    print(
        f"Commonbeat {__version__}, Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"
    )
    status = 0
    for name, test in TESTS.items():
        begun = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", "-s", "--show-capture=no", test]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
        figures = [line for line in done.stdout.splitlines() if " times sent" in line]
        verdict = "no error of ours" if done.returncode == 0 else done.stdout[-3000:]
        print(f"{name}: {time.monotonic() - begun:.0f} s, {' '.join(figures)} {verdict}", flush=True)
        status = status or done.returncode
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
