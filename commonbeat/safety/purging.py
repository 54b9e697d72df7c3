"""Deleted means gone from the bytes, not only from SELECT."""

import re
import time
from typing import Any

from django.db import connection

READERS_ARE_GIVEN_SECONDS = 20


def scrub_database() -> bool:
    """Rewrite the database so that nothing deleted is left in its files or its write-ahead log.

    SQLite: VACUUM, then a checkpoint that truncates the log; false when a reader kept the log from being
    emptied. PostgreSQL: VACUUM FULL of every table in which something is ever forgotten, and a checkpoint;
    false when somebody kept reading from before, for whom deleted rows had to stay. Its archived logs,
    replicas and backups follow within the window docs/operations.md names. Must run outside a transaction;
    others wait while it works.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _wait_for_older_readers(cursor)
            is_done = _rewrite(cursor, _tables_that_forget(cursor))
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone()[0]:
                cursor.execute("CHECKPOINT")
            return is_done
        cursor.execute("VACUUM")
    return checkpoint()


def _rewrite(cursor: Any, tables: list[str]) -> bool:
    """Rewrite these tables, once more while deleted rows had to stay in one; false when they still do.

    Whoever begins to read anywhere on the server, or only signs in, may keep rows for a moment.
    """
    for _ in range(READERS_ARE_GIVEN_SECONDS):
        tables = [table for table in tables if _had_to_stay(cursor, table)]
        if not tables:
            return True
        time.sleep(1)
    return False


def _had_to_stay(cursor: Any, table: str) -> bool:
    """Rewrite a table; whether deleted rows are still in it, which the server says in the detail of a notice."""
    details: list[str] = []
    server = connection.connection

    def listen(notice: Any) -> None:
        details.append(notice.message_detail or "")

    server.add_notice_handler(listen)
    try:
        cursor.execute(f"VACUUM (FULL, VERBOSE) {connection.ops.quote_name(table)}")
    finally:
        server.remove_notice_handler(listen)
    counts = [re.match(r"\D*(\d+)", detail) for detail in details]
    return any(int(found[1]) for found in counts if found)


def _wait_for_older_readers(cursor: Any) -> None:
    """PostgreSQL keeps deleted rows for whoever began to read before, its own statistics included."""
    for _ in range(READERS_ARE_GIVEN_SECONDS * 10):
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)"
        )
        if cursor.fetchone()[0] == 0:
            return
        time.sleep(0.1)


def checkpoint() -> bool:
    """SQLite: move the log into the database file and empty it; false when a reader was in the way."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_blocked, _, _ = cursor.fetchone()
    return not is_blocked


def _tables_that_forget(cursor: Any) -> list[str]:
    """All but the map's, which are large and hold nothing about anybody."""
    names = connection.introspection.table_names(cursor)
    return [name for name in names if not name.startswith("places_")]
