"""`./run test`: the whole suite on SQLite, then everything that touches the database on PostgreSQL.

Arguments go to pytest, for both databases. What had to be left out is said loudly, with the reason. A few
tests that fail are run once more by themselves: what fails again is a failure, what passes then is named
loudly (docs/decisions/0032-a-failing-test-is-asked-twice.md).
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.browser import find_chromium
from tools.postgres import find_programs, private_postgres
from tools.scratch import make_folder

ROOT = Path(__file__).resolve().parent.parent
SOME_FAILED = 1
NO_TEST_COLLECTED = 5
WORKERS = "2"
FEW = 4
"""So many failing tests may be bad luck; more are not run again."""


def main(arguments: list[str]) -> int:
    """Run both passes; the status of the first one that failed."""
    _install_what_is_missing()
    skipped = []
    if find_chromium() is None:
        skipped.append("the browser journeys: no Chromium (Debian: apt-get install chromium)")
    has_postgres = find_programs() is not None
    if not has_postgres:
        skipped.append("the PostgreSQL pass: no PostgreSQL 15 or newer (Debian: apt-get install postgresql)")
    if shutil.which("dovecot") is None or os.geteuid() != 0:
        skipped.append(
            "the mailbox tests: no dovecot we may start (Debian, as root: apt-get install dovecot-imapd)"
        )
    for line in skipped:
        _loudly(f"SKIPPED — {line}")
    signal.signal(signal.SIGTERM, _stop)
    folder = make_folder()
    try:
        status = _pytest("SQLite", arguments, folder)
        if has_postgres:
            with private_postgres() as url:
                again = _pytest("PostgreSQL", ["--database-only", *arguments], folder, url)
            if again == NO_TEST_COLLECTED and status == 0:
                again = 0
            status = status or again
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return status


def _pytest(database: str, arguments: list[str], folder: Path, url: str = "") -> int:
    data = folder / database.lower()
    data.mkdir()
    environment = dict(os.environ, COMMONBEAT_TEST_DATA=str(data), PYTHONPATH=str(ROOT))
    environment.pop("DATABASE_URL", None)
    if environment.pop("PYTHONDONTWRITEBYTECODE", ""):
        # Some hundred processes are started; each would compile all it reads anew.
        environment["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    if url:
        environment["DATABASE_URL"] = url
    _loudly(f"The suite on {database}")
    started = time.monotonic()
    command = [sys.executable, "-m", "pytest", "--rootdir", str(ROOT), *_parallel(arguments), *arguments]
    try:
        command += ["-o", f"cache_dir={data / 'remembered'}"]
        status = subprocess.call(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
        if status == SOME_FAILED:
            status = _ask_again(command, environment, data / "remembered", database)
    finally:
        shutil.rmtree(data, ignore_errors=True)
    print(f"({database}: {time.monotonic() - started:.0f} s)", flush=True)
    return status


def _ask_again(command: list[str], environment: dict[str, str], remembered: Path, database: str) -> int:
    """Run the few that failed by themselves, one after another; the status of that."""
    try:
        failed = sorted(json.loads((remembered / "v/cache/lastfailed").read_text()))
    except (OSError, ValueError):
        return SOME_FAILED
    if len(failed) > FEW:
        return SOME_FAILED
    _loudly("\n".join([f"Once more, by itself, on {database}:", *failed]))
    alone = [*command, "-n", "0", "--last-failed", "--last-failed-no-failures", "none"]
    status = subprocess.call(alone, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    if status == 0:
        _loudly("\n".join(["PASSED ONLY THE SECOND TIME — leans on luck, to be mended:", *failed]))
    return status


def _parallel(arguments: list[str]) -> list[str]:
    chosen = {"-n", "-p", "--pdb", "--collect-only", "--co", "--help", "-h"}
    if any(word in chosen or word.startswith(("-n", "--numprocesses")) for word in arguments):
        return []
    return ["-n", WORKERS, "--dist", "worksteal"]


def _install_what_is_missing() -> None:
    """On Debian as root, fetch the browser and the database server; elsewhere do nothing."""
    wanted = []
    if find_chromium() is None:
        wanted += ["chromium", "fonts-liberation"]
    if find_programs() is None:
        wanted += ["postgresql"]
    if shutil.which("dovecot") is None:
        wanted += ["dovecot-imapd"]
    if not wanted or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print(f"Installing for the tests: {' '.join(wanted)} …", flush=True)
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    options = {"env": quiet, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    subprocess.call(["apt-get", "update", "-qq"], **options)  # type: ignore[call-overload]
    for package in wanted:
        subprocess.call(  # type: ignore[call-overload]
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], **options
        )


def _stop(signum: int, frame: object) -> None:
    raise SystemExit(128 + signum)


def _loudly(line: str) -> None:
    print(f"\n{'=' * 100}\n{line}\n{'=' * 100}", flush=True)


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
