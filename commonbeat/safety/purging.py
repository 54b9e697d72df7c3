"""Deleted means gone from the bytes, not only from SELECT."""

from typing import Any

from django.db import connection


def scrub_database() -> bool:
    """Rewrite the database so that nothing deleted is left in its files or its write-ahead log.

    SQLite: VACUUM, then a checkpoint that truncates the log; false when a reader kept the log from being
    emptied. PostgreSQL: VACUUM FULL of every table in which something is ever forgotten, and a checkpoint;
    its archived logs, replicas and backups follow within the window docs/operations.md names. Must run
    outside a transaction; others wait while it works.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in _tables_that_forget(cursor):
                cursor.execute(f"VACUUM FULL {connection.ops.quote_name(table)}")
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone()[0]:
                cursor.execute("CHECKPOINT")
            return True
        cursor.execute("VACUUM")
    return checkpoint()


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
