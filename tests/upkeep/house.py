"""Backups made in the test's own process, and restored through the real command into another folder."""

import contextlib
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.db import connection

from commonbeat.safety import paths
from commonbeat.upkeep import commands, manifest

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Elsewhere:
    """Another installation: its data folder, and its database where that is PostgreSQL."""

    data: Path
    database: str

    def run(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """A command on that installation, in a process of its own."""
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "commonbeat.config.settings",
            "COMMONBEAT_DATA": str(self.data),
            "COMMONBEAT_KEYS": str(paths.keys()),
            "DATABASE_URL": self.database,
            **variables,
        }
        command = [sys.executable, "-m", "commonbeat", *words]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)

    def ask(self, query: str) -> list[tuple]:
        """What its database answers."""
        if self.database:
            with psycopg.connect(self.database) as opened:
                return opened.execute(query).fetchall()
        with contextlib.closing(sqlite3.connect(self.data / "commonbeat.sqlite3")) as opened:
            return opened.execute(query).fetchall()

    def bytes(self) -> bytes:
        """Everything in its data folder, and in its database."""
        found = [path.read_bytes() for path in self.data.rglob("*") if path.is_file()]
        if self.database:
            found.append(dump(self.database))
        return b"".join(found)


def backup(folder: Path, *words: str) -> Path:
    """A backup of the database this test uses."""
    assert commands.backup([str(folder), *words]) == 0
    return manifest.backups(folder)[-1]


@contextlib.contextmanager
def elsewhere(folder: Path) -> Iterator[Elsewhere]:
    """An empty installation on the same kind of database as the test's."""
    if connection.vendor != "postgresql":
        yield Elsewhere(folder, "")
        return
    name = f"restored_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield Elsewhere(folder, address(name))
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def restore(kept: Path, to: Elsewhere, *words: str) -> subprocess.CompletedProcess[str]:
    """Restore a backup there, with this test's keys and purge ledger."""
    if paths.purges().is_dir():
        shutil.copytree(paths.purges(), to.data / "purges", dirs_exist_ok=True)
    return to.run("restore", str(kept), *words)


def address(name: str) -> str:
    told = connection.settings_dict
    return f"postgresql://{told['USER']}:{quote(told['PASSWORD'])}@{told['HOST']}:{told['PORT']}/{name}"


def dump(url: str) -> bytes:
    """Every row as PostgreSQL writes it."""
    with psycopg.connect(url) as opened:
        tables = opened.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        rows = [opened.execute(f"SELECT t::text FROM {name} t").fetchall() for (name,) in tables]
    return "\n".join(row[0] for table in rows for row in table).encode()
