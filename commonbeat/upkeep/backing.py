"""Making backups: beside first, then renamed, so that a backup is whole or not there."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.core.management.base import CommandError
from django.db import connection

from commonbeat import __version__
from commonbeat.journal import ledger
from commonbeat.safety import files, paths, pictures
from commonbeat.safety.errors import Unavailable
from commonbeat.upkeep import actions, databases, manifest
from commonbeat.upkeep.manifest import Manifest

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def make(folder: Path, *, at: datetime) -> Path:
    """Write a backup of everything but the keys into a new folder inside `folder`, while serving goes on."""
    _refuse_data_folder(folder)
    with _alone_in(folder):
        final = folder / manifest.folder_name(at)
        if final.exists():
            raise CommandError(f"{final} is there already. Wait a second and try again.")
        beside = folder / f".{final.name}.part"
        try:
            beside.mkdir(mode=0o700)
            _fill(beside, at)
            os.replace(beside, final)
            files.flush_folder(folder)
        except OSError as error:
            raise _as_sentence(error, folder) from error
        except Unavailable as full:
            raise _no_room(folder) from full
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return final


def remove_old(folder: Path, *, days: int, at: datetime) -> list[Path]:
    """Remove backups older than `days`; the newest one stays whatever its age. Returns those removed."""
    limit = manifest.folder_name(at - timedelta(days=days))
    old = [path for path in manifest.backups(folder)[:-1] if path.name < limit]
    for path in old:
        # Renamed first: a backup that is half gone must not look like one.
        going = path.with_name(f".{path.name}.part")
        os.replace(path, going)
        shutil.rmtree(going)
    return old


def _fill(folder: Path, at: datetime) -> None:
    actions.catch_up()
    # What the ledger holds before the copy is certainly done in the copy.
    known = ledger.extents()
    for name in ("attachments", "purges"):
        (folder / name).mkdir(mode=0o700)
    # The head before the chain, which may then run ahead of it but never lag behind.
    if paths.journal_head().is_file():
        files.write(folder / "journal-head", paths.journal_head().read_bytes())
    found = databases.copy_into(folder)
    missing = [name for name in found.pictures if not _copy_picture(name, folder / "attachments")]
    for month, extent in known.items():
        files.write(folder / "purges" / month, (paths.purges() / month).read_bytes()[: extent.size])
    for path in folder.rglob("*"):
        if path.is_file():
            _flush(path)
    told = Manifest(at, __version__, connection.vendor, found, manifest.extents(folder), known, missing)
    manifest.write(folder, told)


def _copy_picture(name: str, folder: Path) -> bool:
    """False for a picture that was forgotten after its row was copied."""
    try:
        files.write(folder / name, pictures.read(name))
    except FileNotFoundError:
        return False
    return True


def _flush(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _refuse_data_folder(folder: Path) -> None:
    inside = folder.resolve()
    for kept in (paths.attachments(), paths.keys(), paths.purges()):
        if inside.is_relative_to(kept.resolve()):
            raise CommandError(f"{folder} is where the data itself lies. Choose a folder on another disk.")


@contextlib.contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """One backup at a time; what a killed one left half-written is removed."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise _as_sentence(error, folder) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for left in folder.glob(".commonbeat-*.part"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    except BlockingIOError:
        raise CommandError(f"Another backup is being written to {folder}. Wait until it is done.") from None
    finally:
        os.close(handle)


def _as_sentence(error: OSError, folder: Path) -> CommandError:
    if error.errno in FULL:
        return _no_room(folder)
    return CommandError(f"The backup could not be written to {folder}: {error.strerror or error}.")


def _no_room(folder: Path) -> CommandError:
    return CommandError(f"There is no room left in {folder}. Nothing was written; make room and try again.")
