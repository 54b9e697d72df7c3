"""Django's SQLite, with writers that queue.

SQLite lets a second writer sleep for up to 100 ms between two looks at the lock. Under load most of the time goes
by asleep while nobody writes. Here a writer first takes its turn: a lock within the process, then two on files
beside the database, looked at every fifth of a millisecond: who holds "next" is the next to hold "turn", so that
a busy process cannot push in front of another again and again. All of them are gone with the process; SQLite's
own lock still decides.
"""

import fcntl
import os
import threading
import time
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

LONGEST_WAIT_SECONDS = 20.0
LOOK_AGAIN_SECONDS = 0.0002

_turn = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that holds its turn from BEGIN to COMMIT or ROLLBACK."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._files: tuple[int, int] | None = None
        self._has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> Any:
        done = super()._commit()
        self._end_turn()
        return done

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self._end_turn()

    def _close(self) -> Any:
        try:
            return super()._close()
        finally:
            self._end_turn()
            for file in self._files or ():
                os.close(file)
            self._files = None

    def _take_turn(self) -> None:
        if self._has_turn or self.is_in_memory_db():
            return
        until = time.monotonic() + LONGEST_WAIT_SECONDS
        if not _turn.acquire(timeout=LONGEST_WAIT_SECONDS):
            raise OperationalError("database is locked")
        try:
            self._wait_for_other_processes(until)
        except BaseException:
            _turn.release()
            raise
        self._has_turn = True

    def _wait_for_other_processes(self, until: float) -> None:
        following, turn = self._files = self._files or self._open_files()
        lock(following, until)
        try:
            lock(turn, until)
        finally:
            fcntl.flock(following, fcntl.LOCK_UN)

    def _open_files(self) -> tuple[int, int]:
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        following, turn = (
            os.open(f"{self.settings_dict['NAME']}-{name}", flags, 0o600) for name in ("next", "turn")
        )
        return following, turn

    def _end_turn(self) -> None:
        if not self._has_turn:
            return
        self._has_turn = False
        if self._files is not None:
            fcntl.flock(self._files[1], fcntl.LOCK_UN)
        _turn.release()


def lock(file: int, until: float) -> None:
    """Hold this file's lock; an OperationalError when others hold it for too long."""
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise OperationalError("database is locked") from None
            time.sleep(LOOK_AGAIN_SECONDS)
        else:
            return
