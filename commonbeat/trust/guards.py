"""Triggers with which the database itself refuses to change what was frozen or published.

They are taken away before every migration and put back after it: SQLite cannot rebuild a table that a
trigger names, and forgets the triggers of a table it rebuilds.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections

ROLLOUT, AREA, PUBLICATION = "trust_rollout", "trust_rolloutarea", "trust_publication"
FIXED = (
    *("title", "hypothesis", "outcome", "outcome_words", "is_less_better", "first_on", "months_apart"),
    *("areas_at_once", "seed", "power", "frozen_on", "fingerprint"),
)
FROZEN = "EXISTS (SELECT 1 FROM trust_rollout WHERE id = {row}.rollout_id AND frozen_on IS NOT NULL)"
# Name, table, event, when it is refused.
GUARDS = (
    (f"{ROLLOUT}_frozen", ROLLOUT, f"UPDATE OF {', '.join(FIXED)}", "OLD.frozen_on IS NOT NULL"),
    (f"{AREA}_added", AREA, "INSERT", FROZEN.format(row="NEW")),
    (f"{AREA}_changed", AREA, "UPDATE", FROZEN.format(row="OLD")),
    (f"{PUBLICATION}_changed", PUBLICATION, "UPDATE OF figures, published_on, wave_id", "1 = 1"),
)
REFUSAL = "what was frozen or published is not changed any more"


def install(connection: Any) -> None:
    """Put the triggers in place, where their tables are."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    if there.issuperset({ROLLOUT, AREA, PUBLICATION}):
        remove(connection)
        _run(connection, _postgresql() if connection.vendor == "postgresql" else _sqlite())


def remove(connection: Any) -> None:
    """Take the triggers away."""
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    names = (
        (name, f" ON {table}" if is_postgresql else "") for name, table, _e, _w in GUARDS if table in there
    )
    _run(connection, (f"DROP TRIGGER IF EXISTS {name}{on}" for name, on in names))


def before_migrating(*, using: str, **_about: Any) -> None:
    remove(connections[using])


def after_migrating(*, using: str, **_about: Any) -> None:
    install(connections[using])


def _sqlite() -> Iterator[str]:
    for name, table, event, when in GUARDS:
        yield (
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def _postgresql() -> Iterator[str]:
    for name, table, event, when in GUARDS:
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {when} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN NEW; END $$"
        )
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


def _run(connection: Any, statements: Iterator[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
