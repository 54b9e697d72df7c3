"""Copying a database while it is in use, and putting a copy back."""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import CommandError
from django.db import OperationalError, connection, transaction
from psycopg.conninfo import make_conninfo

from commonbeat.upkeep import facts
from commonbeat.upkeep.facts import Facts

FILES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
FULL = ("disk is full", "No space left")
CLIENTS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/*postgresql@*/bin",
    "/usr/local/opt/*postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


def copy_into(folder: Path) -> Facts:
    """Write a copy of the database into the folder, as of one moment; returns what it holds."""
    if connection.vendor == "postgresql":
        return _dump_postgresql(folder / FILES["postgresql"])
    return _copy_sqlite(folder / FILES["sqlite"])


@contextlib.contextmanager
def sqlite_file(path: Path) -> Iterator[sqlite3.Connection]:
    """A plain connection to an SQLite file that is not in use."""
    opened = sqlite3.connect(path, isolation_level=None)
    try:
        opened.execute("PRAGMA temp_store = MEMORY")
        yield opened
    finally:
        opened.close()


def facts_of_file(path: Path) -> Facts:
    """What an SQLite file holds."""
    with sqlite_file(path) as opened:
        return facts.gather("sqlite", lambda query: list(opened.execute(query)))


def facts_now() -> Facts:
    """What the database in use holds at this moment."""
    with connection.cursor() as cursor:

        def run(query: str) -> list[tuple[object, ...]]:
            cursor.execute(query)
            return list(cursor.fetchall())

        return facts.gather(connection.vendor, run)


def is_empty() -> bool:
    """Whether nobody's work would be lost by putting a backup here: no team was ever made."""
    if "places_team" not in connection.introspection.table_names():
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM places_team UNION ALL SELECT 1 FROM journal_entry LIMIT 1")
        return cursor.fetchone() is None


def others_connected() -> bool:
    """Whether another process holds the database open."""
    return _others_on_postgresql() if connection.vendor == "postgresql" else _others_on_sqlite()


def damages() -> list[str]:
    """What the database itself finds wrong with its rows; SQLite only, PostgreSQL checked them on the way in."""
    if connection.vendor == "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(5)")
        found = [str(row[0]) for row in cursor.fetchall() if row[0] != "ok"]
        cursor.execute("PRAGMA foreign_key_check")
        return found + [
            f"{row[0]} names a row of {row[2]} that is not there" for row in cursor.fetchall()[:5]
        ]


def refuse_pooler() -> None:
    """PostgreSQL's own programs change their session, which a pooler would hand to somebody else afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        answering = cursor.fetchone()[0]
    if connection.connection.info.backend_pid != answering:
        raise CommandError(
            "DATABASE_URL leads through a pooler. For this command, name the server itself: "
            "DATABASE_URL=postgresql://user:password@server:5432/name commonbeat …"
        )


def load_postgresql(dump: Path, workplace: Path) -> None:
    """Fill the empty current schema from a dump, in one transaction."""
    listed = _run("pg_restore", ["--list", str(dump)])
    # Whether a dump brings its schema along depends on who owned it; ours is there already.
    rows = (row for row in listed.splitlines() if " SCHEMA - " not in row and " - SCHEMA " not in row)
    contents = workplace / "contents"
    contents.write_text("\n".join(rows))
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    _run("pg_restore", [*options, "--use-list", str(contents), "--dbname", _address(), str(dump)])


def _copy_sqlite(to: Path) -> Facts:
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(to)])
        with sqlite_file(to) as copy:
            # What is left out is overwritten in the copy, and its journal never reaches the disk.
            copy.execute("PRAGMA journal_mode = MEMORY")
            copy.execute("PRAGMA secure_delete = ON")
            for table in facts.LEFT_OUT:
                copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a constant
    except (OperationalError, sqlite3.OperationalError) as error:
        raise _as_sentence(error) from error
    os.chmod(to, 0o600)
    return facts_of_file(to)


def _dump_postgresql(to: Path) -> Facts:
    refuse_pooler()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_schema()")
        snapshot, schema = cursor.fetchone()
        found = facts_now()
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        options += [f"--schema={schema}", *(f"--exclude-table-data={table}" for table in facts.LEFT_OUT)]
        _run("pg_dump", [*options, "--file", str(to), "--dbname", _address()])
    os.chmod(to, 0o600)
    counts = {name: 0 if name in facts.LEFT_OUT else count for name, count in found.counts.items()}
    return Facts(counts, found.migrations, found.pictures, found.head)


def _address() -> str:
    """Where the database is, without its password: the list of processes shows it to everybody."""
    settings = connection.settings_dict
    words = {name: text for name, text in settings["OPTIONS"].items() if isinstance(text, str)}
    words |= {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    return make_conninfo(dbname=settings["NAME"], **{name: text for name, text in words.items() if text})


def _run(program: str, arguments: list[str]) -> str:
    """Run one of PostgreSQL's own programs; its complaint becomes one sentence."""
    environment = dict(os.environ)
    if connection.settings_dict["PASSWORD"]:
        environment["PGPASSWORD"] = connection.settings_dict["PASSWORD"]
    done = subprocess.run(  # noqa: S603 - a fixed program, no shell, no words from outside
        [_find(program), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise _as_sentence(RuntimeError(" ".join(done.stderr.split()) or f"{program} failed"))
    return done.stdout


def _find(program: str) -> Path:
    """The newest client on this machine: an older one refuses to talk to a newer server."""
    found = [Path(path) for path in [shutil.which(program)] if path]
    found += [
        path for place in CLIENTS for folder in glob.glob(place) if (path := Path(folder) / program).is_file()
    ]
    if not found:
        raise CommandError(
            f"{program} is not on this machine. Install PostgreSQL's client programs, of the server's version "
            "or newer. On Debian or Ubuntu: apt-get install postgresql-client"
        )
    return max(found, key=_version)


def _version(program: Path) -> tuple[int, ...]:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    words = said.stdout.split()
    return tuple(int(part) for part in words[2].split(".") if part.isdigit()) if len(words) > 2 else ()


def _others_on_postgresql() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend' LIMIT 1"
        )
        return cursor.fetchone() is not None


def _others_on_sqlite() -> bool:
    """A file can leave WAL only while nobody else has it open."""
    path = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    if not path.exists():
        return False
    try:
        with sqlite_file(path) as opened:
            opened.execute("PRAGMA busy_timeout = 2000")
            return bool(opened.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete")
    except sqlite3.OperationalError:
        return True
    except sqlite3.DatabaseError:
        # Too damaged to be in use.
        return False


def _as_sentence(error: Exception) -> CommandError:
    if any(words in str(error) for words in FULL):
        return CommandError("There is no room left on the disk for the backup. Nothing was written.")
    return CommandError(f"The database could not be copied: {str(error).strip()[:400]}")
