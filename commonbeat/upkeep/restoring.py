"""Putting a backup back: settled beside what is there, and in its place only when all of it was right."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from commonbeat.journal import ledger
from commonbeat.safety import files, paths
from commonbeat.upkeep import aside, databases, facts, manifest
from commonbeat.upkeep.actions.forgetting import JOURNAL_KEPT
from commonbeat.upkeep.manifest import Manifest

SQLITE = "commonbeat.sqlite3"


@dataclass(frozen=True)
class Wishes:
    """What the person who restores wants, and what they accept."""

    may_replace: bool = False
    is_deep: bool = False
    accepts_lost_purges: bool = False
    accepts_lost_key: bool = False


def restore(backup: Path, wishes: Wishes) -> tuple[Manifest, dict[str, Any]]:
    """Put the backup in place of this installation's database and pictures; says what was done.

    Refused with one sentence, and nothing changed, when anything is not what was written.
    """
    told = manifest.read(backup, is_seal_needed=not wishes.accepts_lost_key)
    _refuse_misfit(told)
    _refuse_lost_purges(told, wishes)
    _refuse_occupied(wishes)
    with _staging() as staging:
        _stage(backup, staging)
        if connection.vendor == "postgresql":
            done = _through_postgresql(backup, staging, wishes)
        else:
            done = _settled(backup, staging, wishes)
            _mark()
            _put_sqlite(staging / SQLITE)
        _put_files(staging)
        paths.unfinished_restore().unlink(missing_ok=True)
    return told, done


def restore_into(backup: Path, data: Path, database: str, wishes: Wishes, words: list[str]) -> int:
    """The same for another data folder, with the keys and the purge ledger of this one."""
    if data.exists() and any(data.iterdir()) and not wishes.may_replace:
        raise CommandError(f"{data} is not empty. Choose a new folder, or add --replace.")
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if paths.known_keys().is_file():
        files.write(data / "keys.known", paths.known_keys().read_bytes())
    _copy_folder(paths.purges(), data / "purges")
    command = [sys.executable, "-m", "commonbeat", "restore", str(backup.resolve()), *words]
    environment = environment_of(data, database, data / "purges")
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - ourselves


def environment_of(data: Path, database: str, purges: Path) -> dict[str, str]:
    """The environment of a process of ours that works on another data folder with our keys."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "commonbeat.config.settings",
        "COMMONBEAT_DATA": str(data.resolve()),
        "COMMONBEAT_KEYS": str(paths.keys().resolve()),
        "COMMONBEAT_PURGES": str(purges.resolve()),
        "DATABASE_URL": database,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }


def _refuse_misfit(told: Manifest) -> None:
    if told.vendor != connection.vendor:
        raise CommandError(
            f"This is a backup of {_named(told.vendor)}, and this installation uses {_named(connection.vendor)}. "
            "Set DATABASE_URL to the same kind of database."
        )
    newer = facts.unknown(told.facts.migrations)
    if newer:
        raise CommandError(
            f"This backup was made by version {told.version}, which is newer than this one. Restore it with that "
            "version or a later one."
        )


def _refuse_lost_purges(told: Manifest, wishes: Wishes) -> None:
    since = (timezone.now() - JOURNAL_KEPT).date()
    is_lost = ledger.lost(told.ledger, since) or not paths.purges().is_dir()
    if is_lost and not wishes.accepts_lost_purges:
        raise CommandError(
            f"The purge ledger in {paths.purges()} is not the one this backup belongs to, so nobody can tell what "
            f"people took back since {told.made_at:%Y-%m-%d}. Put the ledger back there. If it is lost for good, "
            "add --purges-are-lost, and tell people that they may have to take things back again."
        )


def _refuse_occupied(wishes: Wishes) -> None:
    if connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).exists():
        return
    if connection.vendor == "postgresql":
        databases.refuse_pooler()
    if databases.others_connected():
        raise CommandError("The database is in use. Stop `commonbeat serve` and `commonbeat worker` first.")
    # After a killed restore half of something stands there: the first try was allowed, so is the next.
    may_replace = wishes.may_replace or paths.unfinished_restore().exists()
    if not may_replace and not databases.is_empty():
        raise CommandError(
            "There is a team's work here already. Add --replace to put the backup in its place, or --into FOLDER "
            "to restore it elsewhere."
        )


@contextmanager
def _staging() -> Iterator[Path]:
    """A folder beside the data in which everything is made ready."""
    data = paths.data()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in data.glob(".restoring-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=".restoring-", dir=data))
    try:
        yield folder
    except OSError as error:
        raise CommandError(f"The backup could not be restored: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stage(backup: Path, staging: Path) -> None:
    if (backup / databases.FILES["sqlite"]).is_file():
        shutil.copyfile(backup / databases.FILES["sqlite"], staging / SQLITE)
        os.chmod(staging / SQLITE, 0o600)
    _copy_folder(backup / "attachments", staging / "attachments")
    for name, path in (("journal-head", backup / "journal-head"), ("keys.known", paths.known_keys())):
        if path.is_file():
            files.write(staging / name, path.read_bytes())
    # The ledger that is here knows more than the backup's; what only the backup has is added.
    _copy_folder(backup / "purges", staging / "purges")
    _copy_folder(paths.purges(), staging / "purges")


def _settled(backup: Path, staging: Path, wishes: Wishes) -> dict[str, Any]:
    """Let a process of its own settle the backup; its sentence becomes ours."""
    words = ["--settle", *(["--verify"] if wishes.is_deep else [])]
    words += ["--key-is-lost"] if wishes.accepts_lost_key else []
    url = os.environ.get("DATABASE_URL", "") if connection.vendor == "postgresql" else ""
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "commonbeat", "restore", str(backup.resolve()), *words],
        env=environment_of(staging, url, staging / "purges"),
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["it could not be settled."]
        raise CommandError(said[-1])
    for line in done.stderr.strip().splitlines():
        print(line, file=sys.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _through_postgresql(backup: Path, staging: Path, wishes: Wishes) -> dict[str, Any]:
    _mark()
    aside.put()
    try:
        databases.load_postgresql(backup / databases.FILES["postgresql"], staging)
        connection.close()
        done = _settled(backup, staging, wishes)
    except BaseException:
        aside.put_back()
        paths.unfinished_restore().unlink(missing_ok=True)
        raise
    aside.throw_away()
    return done


def _put_sqlite(made: Path) -> None:
    target = Path(str(connection.settings_dict["NAME"]))
    connection.close()
    with databases.sqlite_file(made) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for name in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + name).unlink(missing_ok=True)
        made.with_name(made.name + name).unlink(missing_ok=True)
    beside = target.with_name(f".{target.name}.restored")
    shutil.move(made, beside)
    _flush(beside)
    os.replace(beside, target)
    files.flush_folder(target.parent)


def _put_files(staging: Path) -> None:
    old = paths.data() / ".attachments-before"
    shutil.rmtree(old, ignore_errors=True)
    if paths.attachments().exists():
        os.replace(paths.attachments(), old)
    os.replace(staging / "attachments", paths.attachments())
    shutil.rmtree(old, ignore_errors=True)
    head = staging / "journal-head"
    if head.is_file():
        files.write(paths.journal_head(), head.read_bytes())
    else:
        paths.journal_head().unlink(missing_ok=True)
    _copy_folder(staging / "purges", paths.purges())
    files.flush_folder(paths.data())


def _mark() -> None:
    files.write(paths.unfinished_restore(), f"begun {datetime.now(UTC):%Y-%m-%d %H:%M} UTC\n".encode())


def _copy_folder(source: Path, to: Path) -> None:
    to.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in sorted(source.rglob("*")) if source.is_dir() else []:
        if path.is_file():
            files.write(to / path.relative_to(source), path.read_bytes())


def _flush(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _named(vendor: str) -> str:
    return {"postgresql": "PostgreSQL", "sqlite": "SQLite"}.get(vendor, vendor)
