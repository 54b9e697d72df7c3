"""Every key this installation uses; each lives outside the database, as a file or in the environment.

A file is `<keys folder>/<name>.<version>` (mode 0600), made on first use. Instead,
`COMMONBEAT_KEY_<NAME>` may hold the versions, newest first, as base64 separated by commas; the last
one is version 1.
"""

import base64
import binascii
import hashlib
import os
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commonbeat.safety import files, paths


@dataclass(frozen=True)
class Kind:
    """What a key is for and what its loss costs."""

    purpose: str | Promise
    loss: str | Promise


KINDS: dict[str, Kind] = {
    "pepper": Kind(
        _("turns follow-up codes and link tokens into the fingerprints we store"),
        _("Every follow-up code, unsubscribe link and invitation stops working for good."),
    ),
    "journal": Kind(
        _("chains the entries of the journal, seals backups, hides the ids in the purge ledger"),
        _(
            "The journal up to now cannot be verified, nor what was taken back since a backup be taken back again."
        ),
    ),
    "signing": Kind(
        _("signs drafts in hidden fields and links in mail"),
        _("Half-filled forms and links in mail already sent stop working; people ask for new ones."),
    ),
    "post": Kind(
        _("encrypts addresses the server itself must write to"),
        _("Subscribers can no longer be written to; they must subscribe again."),
    ),
    "staff": Kind(
        _("encrypts the secrets of staff's authenticator apps and recovery codes"),
        _("Staff with an authenticator app cannot sign in until two colleagues help each of them back in."),
    ),
    "phone": Kind(
        _("opens what officers wrote on their phones without signal"),
        _("Notes still waiting on phones cannot be opened any more; officers must write them again."),
    ),
    "dkim": Kind(
        _("signs outgoing mail (an RSA key, only where this installation signs itself)"),
        _("Mail goes unsigned until a new key is made and published in the DNS."),
    ),
    "django": Kind(_("signs staff sessions and form tokens"), _("All staff are signed out once.")),
}
SIZE = 32
# Made only on request: their absence means that the feature is not used.
OPTIONAL = {"dkim"}

_remembered: dict[tuple[Path, str], tuple[int, dict[int, bytes]]] = {}


def get(name: str) -> bytes:
    """The newest version of a key, made on first use."""
    found = versions(name)
    return found[max(found)]


def all(name: str) -> list[bytes]:  # noqa: A001 - reads as keys.all("pepper")
    """Every version of a key, newest first, so that what an older one made still opens."""
    found = versions(name)
    return [found[version] for version in sorted(found, reverse=True)]


def versions(name: str) -> dict[int, bytes]:
    """Every version of a key by its number; never empty except for an optional key nobody made."""
    if name not in KINDS:
        raise KeyError(name)
    from_environment = os.environ.get(f"COMMONBEAT_KEY_{name.upper()}", "")
    if from_environment:
        return _from_environment(name, from_environment)
    folder = paths.keys()
    found = _from_files(folder, name)
    if not found and name not in OPTIONAL:
        _refuse_to_replace(name)
        _make(folder, name, 1, secrets.token_bytes(SIZE))
        found = _from_files(folder, name)
    return found


def is_there(name: str) -> bool:
    """Whether the key exists; asking makes none."""
    return bool(os.environ.get(f"COMMONBEAT_KEY_{name.upper()}") or _from_files(paths.keys(), name))


def rotate(name: str, content: bytes | None = None) -> int:
    """Make a new version that is used from now on; older ones keep opening what they made."""
    if os.environ.get(f"COMMONBEAT_KEY_{name.upper()}"):
        raise ImproperlyConfigured(
            f"The key “{name}” comes from COMMONBEAT_KEY_{name.upper()}: put the new version in front there."
        )
    folder = paths.keys()
    version = max(_from_files(folder, name), default=0) + 1
    if not _make(folder, name, version, content or secrets.token_bytes(SIZE)):
        return rotate(name, content)
    return version


def daily(name: str, on: date) -> bytes:
    """A key for one day; those of earlier days are destroyed, and what they made tells nothing."""
    folder = paths.keys()
    path = folder / f"{name}-{on.isoformat()}.day"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        files.write_once(path, secrets.token_bytes(SIZE))
    for earlier in folder.glob(f"{name}-*.day"):
        if earlier.name < path.name:
            earlier.unlink(missing_ok=True)
    return path.read_bytes()


def derived(name: str, use: str) -> bytes:
    """A key for one use, derived from the newest version, so that no key does two jobs."""
    return derive(get(name), use)


def derive(key: bytes, use: str) -> bytes:
    """A key for one use, derived from `key`."""
    return hashlib.blake2b(use.encode(), key=key, digest_size=SIZE, person=b"commonbeat-keys").digest()


def secret_key(folder: Path) -> str:
    """Django's SECRET_KEY, kept beside the other keys; called before the settings exist."""
    found = _from_files(folder, "django")
    if not found:
        files.write_once(folder / "django.1", _encode(secrets.token_bytes(SIZE)))
        found = _from_files(folder, "django")
    return found[max(found)].hex()


def mark(content: bytes) -> str:
    """A short fingerprint with which two copies of a key can be compared; it tells nothing about the key."""
    return hashlib.sha256(b"commonbeat key mark" + content).hexdigest()[:16]


def _make(folder: Path, name: str, version: int, content: bytes) -> bool:
    was_us = files.write_once(folder / f"{name}.{version}", _encode(content))
    if was_us:
        known = paths.known_keys()
        known.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with known.open("a") as stream:
            stream.write(f"{name} {version} {mark(content)}\n")
    _remembered.pop((folder, name), None)
    return was_us


def _refuse_to_replace(name: str) -> None:
    known = paths.known_keys()
    if known.exists() and any(line.split(" ")[0] == name for line in known.read_text().splitlines()):
        raise ImproperlyConfigured(
            f"The key “{name}” is missing from {paths.keys()}. Put it back from the backup of the keys: "
            f"a new one would cut off everything the old one made. If it is lost for good, read docs/keys.md."
        )


def _from_environment(name: str, text: str) -> dict[int, bytes]:
    try:
        parts = [base64.b64decode(part.strip(), validate=True) for part in text.split(",")]
    except binascii.Error:
        raise ImproperlyConfigured(f"COMMONBEAT_KEY_{name.upper()} must be base64, newest first.") from None
    if any(len(part) < SIZE for part in parts):
        raise ImproperlyConfigured(f"COMMONBEAT_KEY_{name.upper()} must hold at least {SIZE} bytes each.")
    return {len(parts) - index: part for index, part in enumerate(parts)}


def _from_files(folder: Path, name: str) -> dict[int, bytes]:
    try:
        changed = folder.stat().st_mtime_ns
    except FileNotFoundError:
        return {}
    remembered = _remembered.get((folder, name))
    if remembered and remembered[0] == changed:
        return remembered[1]
    found = {
        int(path.suffix[1:]): base64.b64decode(path.read_bytes())
        for path in folder.glob(f"{name}.*")
        if path.suffix[1:].isdigit()
    }
    if found:
        _remembered[(folder, name)] = (changed, found)
    return found


def _encode(content: bytes) -> bytes:
    return base64.b64encode(content) + b"\n"
