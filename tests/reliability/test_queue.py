"""SQLite's writers take turns: none waits asleep while nobody writes, and no turn is ever kept."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import OperationalError

from commonbeat.config import env
from commonbeat.config.sqlite import base


def connect(path: Path) -> Any:
    given = {
        **env.sqlite(path), "TIME_ZONE": None, "CONN_HEALTH_CHECKS": False, "AUTOCOMMIT": True,
        "ATOMIC_REQUESTS": False,
        "TEST": {"NAME": None}, "USER": "", "PASSWORD": "", "HOST": "", "PORT": "",
    }  # fmt: skip
    connection = base.DatabaseWrapper(given, alias="queue")
    connection.inc_thread_sharing()
    return connection


@pytest.fixture(autouse=True)
def own_database(django_db_blocker: Any) -> Iterator[None]:
    """These connections lead to a file of their own, not to the tests' database."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "queue.sqlite3"
    with sqlite3.connect(found) as link:
        link.execute("CREATE TABLE note (words TEXT)")
    return found


def begin(connection: Any) -> None:
    connection.ensure_connection()
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(connection: Any, *, keep: bool = True) -> None:
    connection.commit() if keep else connection.rollback()
    connection.set_autocommit(True)


def write(path: Path, times: int) -> None:
    connection = connect(path)
    for _ in range(times):
        begin(connection)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO note VALUES ('x')")
        end(connection)
    connection.close()


def test_many_writers_lose_nothing(path: Path) -> None:
    writers = [threading.Thread(target=write, args=(path, 20)) for _ in range(12)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with sqlite3.connect(path) as link:
        assert link.execute("SELECT count(*) FROM note").fetchone() == (240,)


@pytest.mark.parametrize("leave", ["commit", "rollback", "close"])
def test_the_turn_ends_with_the_transaction(path: Path, leave: str) -> None:
    first = connect(path)
    begin(first)
    if leave == "close":
        first.close()
    else:
        end(first, keep=leave == "commit")
    begun = time.monotonic()
    write(path, 1)
    assert time.monotonic() - begun < 5


def test_who_waits_too_long_is_told_that_the_database_is_locked(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "LONGEST_WAIT_SECONDS", 0.05)
    first, second = connect(path), connect(path)
    begin(first)
    with pytest.raises(OperationalError, match="locked"):
        begin(second)
    end(first)
    first.close()
    write(path, 1)
