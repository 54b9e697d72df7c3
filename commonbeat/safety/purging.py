"""Deleted means gone from the bytes, not only from SELECT."""

from django.db import connection


def scrub_database() -> None:
    """Rewrite the database so that nothing deleted is left in its files or its write-ahead log.

    SQLite: VACUUM, then a checkpoint that truncates the log. PostgreSQL: VACUUM FULL and a checkpoint; its
    archived logs, replicas and backups follow within the window docs/operations.md names. Must run
    outside a transaction; others wait while it works.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM FULL")
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone()[0]:
                cursor.execute("CHECKPOINT")
        else:
            cursor.execute("VACUUM")
            checkpoint()


def checkpoint() -> bool:
    """SQLite: move the log into the database file and empty it; false when a reader was in the way."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_blocked, _, _ = cursor.fetchone()
    return not is_blocked
