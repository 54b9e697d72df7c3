"""The code in an invitation: short enough to type from a letter, and made anew for every printing.

Eleven random characters and one to check them (55 bits); with the rate at which one place may try, guessing one
of ten thousand open codes takes longer than any wave lasts. Derived from the invitation with a key that never
leaves the server, so that a letter can be printed again although the code is stored nowhere.
"""

import hmac
from uuid import UUID

from commonbeat.safety import codes, keys

LENGTH = 11
GROUP = 4
ALPHABET = codes.ALPHABET


def derive(invitation_id: UUID, known_fingerprint: str = "") -> str:
    """The invitation's code; `known_fingerprint` finds the one that was printed before the pepper was rotated."""
    made = [_derive(invitation_id, pepper) for pepper in keys.all("pepper")]
    for code in made if known_fingerprint else []:
        if known_fingerprint in fingerprints(code):
            return code
    return made[0]


def show(code: str) -> str:
    """The code in groups of four."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def normalise(text: str) -> str | None:
    """The code somebody meant, whatever the case, spaces, dashes and look-alikes; None when it cannot be."""
    code = codes.plain(text)
    if len(code) != LENGTH + 1 or any(character not in ALPHABET for character in code):
        return None
    return code if code[-1] == _check(code[:LENGTH]) else None


def fingerprint(code: str) -> str:
    """What the database keeps instead of the code."""
    return codes.token_fingerprint(f"survey {code}")


def fingerprints(code: str) -> list[str]:
    """The fingerprint under every version of the pepper, newest first."""
    return codes.token_fingerprints(f"survey {code}")


def _derive(invitation_id: UUID, pepper: bytes) -> str:
    digest = hmac.digest(keys.derive(pepper, "code of an invitation"), invitation_id.bytes, "sha256")
    number = int.from_bytes(digest, "big")
    body = "".join(ALPHABET[number >> (5 * place) & 31] for place in range(LENGTH))
    return body + _check(body)


def _check(body: str) -> str:
    """One more character: the sum of the others, each weighed by an odd number, modulo 32.

    An odd weight makes every single wrong character show; different weights show most swapped neighbors.
    """
    total = sum((2 * place + 1) * ALPHABET.index(character) for place, character in enumerate(body))
    return ALPHABET[total % 32]
