"""Bring Commonbeat up: database, static files, web server and worker."""

import argparse
import hashlib
import importlib
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import threading
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from commonbeat import rounds
from commonbeat.config import env
from commonbeat.post.worker import run
from commonbeat.safety import paths
from commonbeat.serverprocess import application

RESTART_AFTER_SECONDS = 5


def up(argv: list[str]) -> int:
    """Everything a laptop needs in one go: migrate, demo community, server and worker."""
    options = _serve_options(argv, prog="commonbeat up", workers=1)
    _refuse_taken_port(options.host, options.port)
    _refuse_unfinished_restore()
    _migrate_where_needed()
    _build_demo_where_missing()
    _collect_static_where_changed()
    worker_beside = _Beside()
    try:
        return _serve(options)
    finally:
        worker_beside.stop()


def serve(argv: list[str]) -> int:
    """Answer web requests; any number of these may run against one PostgreSQL."""
    options = _serve_options(argv, prog="commonbeat serve", workers=min(4, os.cpu_count() or 1))
    _refuse_taken_port(options.host, options.port)
    _refuse_unfinished_restore()
    if _unapplied():
        raise CommandError("The database is older than this version. Run: commonbeat migrate")
    _collect_static_where_changed()
    return _serve(options)


def worker(argv: list[str]) -> int:
    """Do the queued tasks as they come, and the rounds as they fall due, until stopped."""
    parser = argparse.ArgumentParser(prog="commonbeat worker", description=worker.__doc__)
    parser.add_argument("--once", action="store_true", help="do what is waiting, then stop")
    parser.add_argument("--with-parent", action="store_true", help="stop when standard input closes")
    options = parser.parse_args(argv)
    if options.with_parent:
        threading.Thread(target=_stop_with_parent, daemon=True).start()
    _refuse_unfinished_restore()
    if options.once:
        rounds.make_due(rounds.all_rounds(), at=timezone.now())
    else:
        threading.Thread(target=rounds.keep_making, args=(threading.Event(),), daemon=True).start()
    run(once=options.once)
    return 0


def migrate(argv: list[str]) -> int:
    """Bring the database up to this version."""
    argparse.ArgumentParser(prog="commonbeat migrate", description=migrate.__doc__).parse_args(argv)
    print(
        "The database was brought up to date." if _migrate_where_needed() else "The database is up to date."
    )
    return 0


def _serve_options(argv: list[str], *, prog: str, workers: int) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=prog)
    threads = min(8, 2 * (os.cpu_count() or 1) + 1)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=_port(), help="port to listen on (%(default)s, or PORT)")
    parser.add_argument("--workers", type=int, default=workers, help="server processes (%(default)s)")
    parser.add_argument("--threads", type=int, default=threads, help="threads in each process (%(default)s)")
    return parser.parse_args(argv)


def _port() -> int:
    port = env.number("PORT", 8000)
    if not 0 < port < 65536:
        raise CommandError(f"PORT must be between 1 and 65535, not {port}.")
    return port


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise CommandError(
                f"Port {port} may only be used by root. Choose another one: PORT=8000"
            ) from None
        except OSError:
            raise CommandError(f"Port {port} is taken. Choose another one: PORT={port + 1}") from None


def _refuse_unfinished_restore() -> None:
    if paths.unfinished_restore().exists():
        raise CommandError(
            "A restore has not finished here, and what people took back since may show. Restore again first."
        )


def _unapplied() -> list[object]:
    settings.DATA.mkdir(parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    return list(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _migrate_where_needed() -> bool:
    if not _unapplied():
        return False
    call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    return True


def _build_demo_where_missing() -> None:
    room = "commonbeat.demo.commands"
    if importlib.util.find_spec(room) is None:
        print("There is no demo community in this version; an empty installation is served.")
        return
    importlib.import_module(room).demo(["--build-if-missing"])


def _collect_static_where_changed() -> None:
    from django.contrib.staticfiles.finders import get_finders

    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            fact = os.stat(storage.path(path))
            seen.update(f"{path}\0{fact.st_size}\0{fact.st_mtime_ns}\n".encode())
    stamp = settings.STATIC_ROOT / ".made-from"
    if stamp.is_file() and stamp.read_text() == seen.hexdigest():
        return
    call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
    stamp.write_text(seen.hexdigest())


def _serve(options: argparse.Namespace) -> int:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    connection.close()
    server = Granian(
        "commonbeat",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.threads,
        log_level=LogLevels.warning,
        log_access=False,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=30,
    )
    shown = "localhost" if options.host in ("127.0.0.1", "::1") else options.host
    server.on_startup(lambda: print(f"Commonbeat is at http://{shown}:{options.port}", flush=True))
    server.serve(target_loader=application, wrap_loader=False)
    return 0


class _Beside:
    """A worker in a process of its own: started again when it dies, stopped with the server."""

    def __init__(self) -> None:
        self.is_stopping = threading.Event()
        self.process = self._start()
        # The server's forks must not hold the pipe whose closing tells the worker that the server is gone.
        os.register_at_fork(after_in_child=self._let_go)
        threading.Thread(target=self._keep, daemon=True).start()

    def _start(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "commonbeat", "worker", "--with-parent"]
        return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)

    def _keep(self) -> None:
        while True:
            self.process.wait()
            if self.is_stopping.wait(RESTART_AFTER_SECONDS):
                return
            self.process = self._start()

    def _let_go(self) -> None:
        if self.process.stdin is not None:
            os.close(self.process.stdin.fileno())

    def stop(self) -> None:
        """Let the worker finish the task in its hands, for ten seconds at most."""
        self.is_stopping.set()
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def _stop_with_parent() -> None:
    # The other end of this pipe is held by the server: it closes even when that one is killed.
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(10)
    os._exit(1)
