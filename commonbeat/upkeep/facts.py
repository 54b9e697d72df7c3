"""What a database holds, told without any of its content: for comparing a copy with its original."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.migrations.loader import MigrationLoader

Run = Callable[[str], list[tuple[object, ...]]]

# Counts of network addresses' marks, and who is signed in: neither may outlive the day.
LEFT_OUT = ("safety_ratecount", "django_session")
TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    "postgresql": "SELECT table_name FROM information_schema.tables "
    "WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'",
}
MIGRATIONS = "SELECT app, name FROM django_migrations"
PICTURES = (
    "SELECT file FROM listening_attachment UNION SELECT photo FROM people_officerprofile WHERE photo <> ''"
)
HEAD = "SELECT sequence, hash FROM journal_entry ORDER BY sequence DESC LIMIT 1"
PRUNED = "SELECT sequence, hash FROM journal_checkpoint ORDER BY sequence DESC LIMIT 1"


@dataclass(frozen=True)
class Facts:
    """How many rows each table has, which migrations were made, which pictures are named, the journal's head."""

    counts: dict[str, int]
    migrations: list[str]
    pictures: list[str]
    head: tuple[int, str]


def gather(vendor: str, run: Run) -> Facts:
    """The facts of one database; `run` answers a query, all of them inside one transaction."""
    tables = sorted(str(row[0]) for row in run(TABLES[vendor]))
    head = run(HEAD) or run(PRUNED) or [(0, "0" * 64)]
    return Facts(
        # The names come from the database's own list of tables.
        counts={name: int(str(run(f'SELECT count(*) FROM "{name}"')[0][0])) for name in tables},  # noqa: S608
        migrations=sorted(f"{app}.{name}" for app, name in run(MIGRATIONS)),
        pictures=sorted(str(row[0]) for row in run(PICTURES)),
        head=(int(str(head[0][0])), str(head[0][1])),
    )


def unknown(migrations: list[str]) -> list[str]:
    """Those of the migrations that this version has never heard of: the backup is of a newer one."""
    loader = MigrationLoader(None)
    ours = {f"{app}.{name}" for app, name in loader.disk_migrations}
    replaced = {f"{app}.{name}" for one in loader.disk_migrations.values() for app, name in one.replaces}
    return [name for name in migrations if name not in ours | replaced]
