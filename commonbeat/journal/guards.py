"""Triggers with which the database itself refuses to change or remove what the journal holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

TABLES = ("journal_entry", "journal_checkpoint", "journal_publishedhead")
# An entry may go only when a checkpoint stands at or above it; `verify` tells whether that one is ours.
PRUNED = "EXISTS (SELECT 1 FROM journal_checkpoint WHERE sequence >= OLD.sequence)"
REFUSAL = "the journal is append-only"


def install(connection: Any) -> None:
    """Put the triggers in place; doing it again changes nothing."""
    remove(connection)
    _run(connection, _postgresql() if connection.vendor == "postgresql" else _sqlite())


def remove(connection: Any) -> None:
    """Take the triggers away: for undoing the migration and for emptying a test database."""
    on_table = connection.vendor == "postgresql"
    names = [(table, f"{table}_{what}") for table in TABLES for what in ("update", "delete", "truncate")]
    _run(
        connection,
        [f"DROP TRIGGER IF EXISTS {name}{f' ON {table}' if on_table else ''}" for table, name in names],
    )


@contextmanager
def suspended(connection: Any) -> Iterator[None]:
    """Without the triggers inside the block."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)


def _sqlite() -> Iterator[str]:
    for table in TABLES:
        body = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        unless = f"WHEN NOT {PRUNED}" if table == "journal_entry" else ""
        yield f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} {body}"
        yield f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} {unless} {body}"


def _postgresql() -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    yield (
        "CREATE OR REPLACE FUNCTION journal_refuse_unless_pruned() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {PRUNED} THEN RETURN OLD; END IF; "
        f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in TABLES:
        refuse = "journal_refuse_unless_pruned" if table == "journal_entry" else "journal_refuse"
        each = f"ON {table} FOR EACH ROW EXECUTE FUNCTION"
        yield f"CREATE TRIGGER {table}_update BEFORE UPDATE {each} journal_refuse()"
        yield f"CREATE TRIGGER {table}_delete BEFORE DELETE {each} {refuse}()"
        yield (
            f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()"
        )


def _run(connection: Any, statements: Any) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
