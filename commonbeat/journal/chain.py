"""How entries hang together: each hash covers the entry and the hash before, under our key."""

import hmac
import json
from dataclasses import dataclass
from datetime import UTC

from commonbeat.journal.models import Entry
from commonbeat.safety import keys

START_HASH = "0" * 64


@dataclass(frozen=True)
class Link:
    """A place in the chain: the number of an entry and its hash."""

    sequence: int
    hash: str


START = Link(0, START_HASH)


def newest_version() -> int:
    """The version of the journal key that is used from now on."""
    return max(keys.versions("journal"))


def entry_hash(entry: Entry, *, sequence: int | None = None) -> str:
    """The hash an entry must carry; with `sequence`, the one it would carry in another place."""
    return _hmac(
        entry.key_version,
        "entry",
        [
            entry.sequence if sequence is None else sequence,
            str(entry.team_id or ""),
            entry.actor_kind,
            str(entry.actor_id or ""),
            entry.action,
            entry.object_type,
            entry.object_id,
            entry.reason,
            bool(entry.is_quiet),
            entry.at.astimezone(UTC).isoformat(),
            entry.previous_hash,
        ],
    )


def seal(link: Link, use: str, version: int, *more: object) -> str:
    """Our signature that this link was the head (`use` "head") or the last pruned entry ("checkpoint")."""
    return _hmac(version, use, [link.sequence, link.hash, *map(str, more)])


def is_equal(one: str, other: str) -> bool:
    """Compares two hashes without telling by its time where they differ."""
    return hmac.compare_digest(one, other)


def _hmac(version: int, use: str, content: list[object]) -> str:
    key = keys.versions("journal").get(version)
    if key is None:
        # Made with a version we do not have: it can never be equal to what is stored.
        return ""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(keys.derive(key, f"journal {use}"), text.encode(), "sha256").hexdigest()
