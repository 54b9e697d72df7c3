"""Triggers with which the database itself refuses a pair without its evidence.

They are taken away before every migration and put back after it: SQLite cannot rebuild a table that a
trigger names, and forgets the triggers of a table it rebuilds.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections

TABLE = "openness_yousaidwedid"
TABLES = {TABLE, "listening_action", "listening_reportback", "listening_concern"}
NAMES = (f"{TABLE}_insert", f"{TABLE}_update")
# Taking a pair back must work whatever happened to its evidence.
EVENTS = ("INSERT", "UPDATE OF concern_id, action_id, report_back_id, published_at")
REFUSAL = "a pair needs an action and a report back of its own concern, which is about no officer"
EVIDENCE = (
    "EXISTS (SELECT 1 FROM listening_action WHERE id = NEW.action_id AND concern_id = NEW.concern_id)"
    " AND EXISTS (SELECT 1 FROM listening_reportback"
    " WHERE id = NEW.report_back_id AND concern_id = NEW.concern_id)"
    " AND EXISTS (SELECT 1 FROM listening_concern WHERE id = NEW.concern_id AND about_officer_id IS NULL)"
)


def install(connection: Any) -> None:
    """Put the triggers in place, where their tables are."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    if there.issuperset(TABLES):
        remove(connection)
        _run(connection, _postgresql() if connection.vendor == "postgresql" else _sqlite())


def remove(connection: Any) -> None:
    """Take the triggers away."""
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    _run(connection, (f"DROP TRIGGER IF EXISTS {name}{on_table}" for name in NAMES))


def before_migrating(*, using: str, **_about: Any) -> None:
    remove(connections[using])


def after_migrating(*, using: str, **_about: Any) -> None:
    install(connections[using])


def _sqlite() -> Iterator[str]:
    for name, event in zip(NAMES, EVENTS, strict=True):
        yield (
            f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} WHEN NOT ({EVIDENCE}) "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def _postgresql() -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION openness_need_evidence() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {EVIDENCE} THEN RETURN NEW; END IF; "
        f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation'; END $$"
    )
    for name, event in zip(NAMES, EVENTS, strict=True):
        yield (
            f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION openness_need_evidence()"
        )


def _run(connection: Any, statements: Iterator[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
