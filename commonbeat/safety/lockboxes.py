"""Boxes for a while: anybody here can put something in, and what was in is unreadable once the key is destroyed.

The public half lives beside what is sealed. The private half is a file of its own in the keys folder, in no
backup, so that a stolen database, log or backup opens nothing, and nothing at all once we destroyed it.
"""

import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import nacl.exceptions
from nacl.public import PrivateKey, PublicKey, SealedBox

from commonbeat.safety import files, paths

NAME = re.compile(r"[0-9a-f]{24}")


class KeyGone(Exception):
    """The private half was destroyed or is on another machine."""


@dataclass(frozen=True)
class Lockbox:
    """A box to put things into."""

    name: str
    public_key: bytes


def make() -> Lockbox:
    """A new box; its private half is on the disk before this returns."""
    private = PrivateKey.generate()
    name = secrets.token_hex(12)
    files.write(_path(name), bytes(private))
    return Lockbox(name, bytes(private.public_key))


def put_in(public_key: bytes, text: str, *, size: int) -> bytes:
    """The text sealed, always as long as any other: `size` bytes at most, and never a hint how many."""
    content = text.encode()
    if len(content) > size:
        raise ValueError("This is more than the box takes.")
    padded = len(content).to_bytes(4, "big") + content.ljust(size, b"\0")
    return SealedBox(PublicKey(bytes(public_key))).encrypt(padded)


def take_out(name: str, sealed: list[bytes]) -> list[str]:
    """What was put in; KeyGone when the private half is not here, ValueError when something was damaged."""
    try:
        box = SealedBox(PrivateKey(_path(name).read_bytes()))
    except FileNotFoundError:
        raise KeyGone(name) from None
    try:
        opened = [box.decrypt(bytes(one)) for one in sealed]
    except nacl.exceptions.CryptoError:
        raise ValueError("This was not sealed to this box.") from None
    return [content[4 : 4 + int.from_bytes(content[:4], "big")].decode() for content in opened]


def is_there(name: str) -> bool:
    """Whether the box can still be opened here."""
    return _path(name).is_file()


def destroy(name: str) -> None:
    """Overwrite the private half and remove it; doing it again changes nothing."""
    path = _path(name)
    try:
        with path.open("r+b") as stream:
            stream.write(secrets.token_bytes(PrivateKey.SIZE))
            stream.flush()
            os.fsync(stream.fileno())
        path.unlink()
    except FileNotFoundError:
        return
    files.flush_folder(path.parent)


def names(*, before: datetime | None = None) -> list[str]:
    """Every box whose private half is here, or those that were made before some moment."""
    found = [path for path in paths.keys().glob("*.box") if NAME.fullmatch(path.stem)]
    return sorted(path.stem for path in found if before is None or path.stat().st_mtime < before.timestamp())


def _path(name: str) -> Path:
    if not NAME.fullmatch(name):
        raise KeyGone(name)
    return paths.keys() / f"{name}.box"
