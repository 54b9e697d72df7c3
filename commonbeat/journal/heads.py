"""The newest entry's number and hash in a file outside the database, so that a cut end is noticed.

It may lag behind the chain (it is written after the commit) but never run ahead of it, so the chain
must always contain it. It moves on only from an entry that is still there.
"""

import contextlib
import fcntl
import os
from collections.abc import Callable

from commonbeat.journal import chain
from commonbeat.safety import paths

# Written in place and in one call; shorter than a disk sector, so that it is whole or not there.
LENGTH = 256


def remember(link: chain.Link, before: chain.Link, contains: Callable[[chain.Link], bool]) -> None:
    """Keep the link, which came after `before`; unless a later one is kept, or one the chain lost."""
    path = paths.journal_head()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        kept = _parse(os.pread(handle, LENGTH, 0))
        if kept in (None, before) or (kept.sequence < link.sequence and contains(kept)):
            os.pwrite(handle, _format(link), 0)
    finally:
        os.close(handle)


def known() -> chain.Link | None:
    """The link this machine remembers; None without one. ValueError when the file was changed."""
    try:
        content = paths.journal_head().read_bytes()
    except FileNotFoundError:
        return None
    link = _parse(content)
    if link is None:
        raise ValueError("the journal head file is damaged")
    return link


def forget() -> None:
    """Remove the file: only after a restore or for an emptied database, whose chain is another one."""
    with contextlib.suppress(FileNotFoundError):
        paths.journal_head().unlink()


def _format(link: chain.Link) -> bytes:
    version = chain.newest_version()
    line = f"{link.sequence} {link.hash} {version} {chain.seal(link, 'head file', version)}"
    return line.ljust(LENGTH - 1).encode() + b"\n"


def _parse(content: bytes) -> chain.Link | None:
    parts = content.decode("ascii", "replace").split()
    if len(parts) != 4 or not parts[0].isdecimal() or not parts[2].isdecimal():
        return None
    link = chain.Link(int(parts[0]), parts[1])
    return link if chain.is_equal(chain.seal(link, "head file", int(parts[2])), parts[3]) else None
