"""A private PostgreSQL for one run: made in a temporary folder, gone afterwards, even after a kill.

`with private_postgres() as url:` starts a keeper process and hands out the URL. The keeper holds the server
and watches a pipe: when this process ends, however it ends, the pipe closes, and the keeper stops the server
and removes its folder.
"""

import contextlib
import glob
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

OLDEST = 15
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
# Nothing here outlives the run, so nothing is waited for.
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=60",
    "shared_buffers=64MB",
)


def find_programs() -> Path | None:
    """The folder of the newest PostgreSQL that is new enough, or None."""
    folders = [Path(folder) for pattern in PLACES for folder in glob.glob(pattern)]
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    found = {folder: version for folder in folders if (version := _version(folder)) >= OLDEST}
    return max(found, key=lambda folder: found[folder]) if found else None


# As a team would run it: an answer means that it is on the disk.
DURABLE = ("max_connections=60", "shared_buffers=128MB")


@contextlib.contextmanager
def private_postgres(*, is_durable: bool = False) -> Iterator[str]:
    """The URL of a PostgreSQL of our own, for as long as the block runs; a durable one waits for the disk."""
    keeper = subprocess.Popen(
        [sys.executable, os.path.realpath(__file__), *(["--durable"] if is_durable else [])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    try:
        url = keeper.stdout.readline().strip()
        if not url:
            raise RuntimeError("PostgreSQL did not start; the lines above say why.")
        yield url
    finally:
        keeper.stdin.close()
        keeper.wait(timeout=60)


def _version(folder: Path) -> int:
    if not (folder / "initdb").exists() or not (folder / "postgres").exists():
        return 0
    said = subprocess.run(
        [folder / "initdb", "--version"], capture_output=True, text=True, check=False
    ).stdout
    number = re.search(r"\s(\d+)", said)
    return int(number[1]) if number else 0


def _owner() -> dict[str, object]:
    """PostgreSQL refuses to run as root, so root lends it another name."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            person = pwd.getpwnam(name)
            return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    raise RuntimeError("There is neither a postgres nor a nobody user to run PostgreSQL as.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _keep() -> int:
    programs, owner = find_programs(), _owner()
    if programs is None:
        print(f"There is no PostgreSQL {OLDEST} or newer.", file=sys.stderr)
        return 1
    folder = Path(tempfile.mkdtemp(prefix="commonbeat-pg-"))
    try:
        if owner:
            os.chown(folder, int(str(owner["user"])), int(str(owner["group"])))
        return _run_server(programs, owner, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run_server(programs: Path, owner: dict[str, object], folder: Path) -> int:
    password, port, data = secrets.token_urlsafe(16), _free_port(), folder / "data"
    (folder / "password").write_text(password)
    os.chmod(folder / "password", 0o644)
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "HOME": str(folder)}
    common = {"cwd": folder, "env": environment, "stdin": subprocess.DEVNULL, **owner}
    initdb = [programs / "initdb", "-D", data, "-U", "commonbeat", "--pwfile", folder / "password"]
    initdb += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run(initdb, capture_output=True, text=True, check=False, **common)  # type: ignore[call-overload]
    if made.returncode != 0:
        print(made.stdout, made.stderr, file=sys.stderr)
        return 1
    options = [part for setting in (DURABLE if "--durable" in sys.argv else FAST) for part in ("-c", setting)]
    options += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-p", str(port)]
    with open(folder / "log", "wb") as log:
        server = subprocess.Popen(  # type: ignore[call-overload]
            [programs / "postgres", "-D", data, *options],
            stdout=log,
            stderr=log,
            start_new_session=True,
            **common,
        )
    try:
        if not _wait_until_ready(programs, port, server):
            print((folder / "log").read_text(), file=sys.stderr)
            return 1
        print(f"postgresql://commonbeat:{password}@127.0.0.1:{port}/postgres", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            sys.stdin.read()
        return 0
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=30)


def _wait_until_ready(programs: Path, port: int, server: "subprocess.Popen[bytes]") -> bool:
    ask = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "1"]
    for _ in range(150):
        if server.poll() is not None:
            return False
        if subprocess.run(ask, check=False).returncode == 0:
            return True
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(timeout=0.2)
    return False


def _stop(signum: int, frame: object) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGHUP, _stop)
    raise SystemExit(_keep())
