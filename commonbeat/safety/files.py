"""Files that are whole or not there: written beside, flushed to the disk, then renamed."""

import contextlib
import errno
import os
import secrets
from pathlib import Path

from django.utils.translation import gettext as _

from commonbeat.safety.errors import Unavailable

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def write(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Put `content` at `path` in one step, on the disk; a full disk raises Unavailable and leaves nothing."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_through(beside, content, mode)
        os.replace(beside, path)
        flush_folder(path.parent)
    except OSError as error:
        _discard(beside)
        raise as_unavailable(error) from error


def write_once(path: Path, content: bytes, *, mode: int = 0o600) -> bool:
    """Put `content` at `path` unless another process was first; true when it was us."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_through(beside, content, mode)
        os.link(beside, path)
        flush_folder(path.parent)
    except FileExistsError:
        return False
    finally:
        _discard(beside)
    return True


def flush_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def as_unavailable(error: OSError) -> Exception:
    """A full disk as a sentence for the person; any other error as it is."""
    if error.errno in FULL:
        return Unavailable(
            _("We cannot save this right now because our storage is full. Please try again later.")
        )
    return error


def _write_through(path: Path, content: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _discard(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)
