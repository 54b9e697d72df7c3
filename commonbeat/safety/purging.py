"""Deleted means gone from the bytes, not only from SELECT."""

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
            is_alone = _wait_for_older_readers(cursor)
            for table in _tables_that_forget(cursor):
                cursor.execute(f"VACUUM FULL {connection.ops.quote_name(table)}")
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone()[0]:
                cursor.execute("CHECKPOINT")
            return is_alone
        cursor.execute("VACUUM")
    return checkpoint()


def _wait_for_older_readers(cursor: Any) -> bool:
    """PostgreSQL keeps deleted rows for whoever began to read before, its own statistics included.

    True when nobody is left who did.
    """
    for _ in range(READERS_ARE_GIVEN_SECONDS * 10):
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)"
        )
        if cursor.fetchone()[0] == 0:
            return True
        time.sleep(0.1)
    return False


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
