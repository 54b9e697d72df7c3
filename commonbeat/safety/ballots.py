"""One random mark for each browser that votes, made for one vote alone.

The mark lives in a signed cookie of that browser and ends with the vote. The database keeps what a secret
key makes of it, different for every vote: two votes of one browser cannot be put together, and the mark of
nobody can be guessed. It is one vote a device, not one a person, and every page that counts says so.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from commonbeat.safety import keys, signing

PURPOSE = "ballot"


@dataclass(frozen=True)
class Ballot:
    """The mark of one browser for one vote; `is_invited` where it came in with an invitation."""

    token: str
    is_invited: bool = False


def new(*, is_invited: bool = False) -> Ballot:
    """A fresh ballot."""
    return Ballot(secrets.token_urlsafe(18), is_invited)


def seal(box: UUID, ballot: Ballot) -> str:
    """The ballot as signed text for a cookie; it opens nothing but this one vote."""
    return signing.sign(PURPOSE, [box.hex, ballot.token, int(ballot.is_invited)])


def read(box: UUID, text: str, life: timedelta) -> Ballot | None:
    """The ballot in a cookie; None for a forged one, one for another vote and one that is too old."""
    kept = signing.unsign(PURPOSE, text, life=life) if text and len(text) < 500 else None
    if not isinstance(kept, list) or len(kept) != 3 or kept[0] != box.hex:
        return None
    return Ballot(str(kept[1]), bool(kept[2]))


def fingerprint(box: UUID, ballot: Ballot) -> str:
    """What the database keeps instead of the ballot; the same for ever, as it uses the first pepper."""
    key = keys.derive(keys.all("pepper")[-1], "ballot")
    return hmac.digest(key, box.bytes + ballot.token.encode(), "sha256").hex()
