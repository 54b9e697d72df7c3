"""PostgreSQL keeps samples of what stands in each column, for its planner: not of what people wrote.

They lie in a catalog of the server until it happens to look at the table again, so that words which were taken back or
forgotten could be read there.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connections, models

FREE = (models.BinaryField, models.CharField, models.JSONField, models.TextField)
# The map, which is large and holds nothing about anybody.
SAMPLED = ("places",)


def keep_none(using: str, **_: Any) -> None:
    """Ask PostgreSQL to sample no column that can hold free words, ids or sealed bytes; again changes nothing."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
            " WHERE pg_table_is_visible(c.oid) AND c.relkind = 'r' AND coalesce(a.attstattarget, -1) <> 0"
        )
        sampled = set(cursor.fetchall())
        name = connection.ops.quote_name
        for table, columns in _free_columns().items():
            left = [column for column in columns if (table, column) in sampled]
            if left:
                changes = ", ".join(f"ALTER COLUMN {name(column)} SET STATISTICS 0" for column in left)
                cursor.execute(f"ALTER TABLE {name(table)} {changes}")


def _free_columns() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in SAMPLED and model._meta.managed:
            free = [field.column for field in model._meta.concrete_fields if _is_free(field)]
            found[model._meta.db_table] = [column for column in free if column]
    return found


def _is_free(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, FREE) and not field.choices
