"""PostgreSQL: what stood in the database is put aside while a backup takes its place, and back if that fails."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction

ASIDE = "before_restore"
TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = %s"
FUNCTIONS = """
SELECT quote_ident(proname) || '(' || pg_get_function_identity_arguments(oid) || ')' FROM pg_proc
WHERE pronamespace = %s::regnamespace
  AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
"""


def put() -> None:
    """Move everything out of the current schema; what a killed restore had put aside comes back first."""
    put_back()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"CREATE SCHEMA {ASIDE}")
            _move(cursor, _schema(cursor), ASIDE)
    except DatabaseError as error:
        raise CommandError(
            "What is in the database could not be put aside; its user must own its tables and may create "
            f"schemas: {str(error).strip()}"
        ) from error


def put_back() -> None:
    """Throw away what was restored and move back what was put aside; changes nothing where nothing was."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [ASIDE])
        if cursor.fetchone():
            schema = _schema(cursor)
            _drop(cursor, schema)
            _move(cursor, ASIDE, schema)
            cursor.execute(f"DROP SCHEMA {ASIDE}")


def throw_away() -> None:
    """What was put aside is gone for good."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE")


def _schema(cursor: Any) -> str:
    cursor.execute("SELECT current_schema()")
    return str(cursor.fetchone()[0])


def _move(cursor: Any, source: str, to: str) -> None:
    for kind, name in _contents(cursor, source):
        cursor.execute(f'ALTER {kind} "{source}".{name} SET SCHEMA "{to}"')


def _drop(cursor: Any, schema: str) -> None:
    for kind, name in _contents(cursor, schema):
        cursor.execute(f'DROP {kind} IF EXISTS "{schema}".{name} CASCADE')


def _contents(cursor: Any, schema: str) -> list[tuple[str, str]]:
    found = []
    for kind, query in (("TABLE", TABLES), ("FUNCTION", FUNCTIONS)):
        cursor.execute(query, [schema])
        found += [(kind, row[0]) for row in cursor.fetchall()]
    return found
