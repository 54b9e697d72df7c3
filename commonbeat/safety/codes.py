"""Follow-up codes, link tokens and public references.

A code is 26 random Crockford base32 characters (130 bits) and one check character. It is derived from
the draft's client id with a key that never leaves the server, so that a resend shows the same code
although it is stored nowhere. Whoever knows a client id and the whole body could therefore ask for
its code: a client id is a secret between one browser and us, and the database keeps only its
fingerprint (`hide_client_id`).
"""

import hashlib
import hmac
import re
import secrets
import uuid

import segno
from django.utils.safestring import SafeString, mark_safe

from commonbeat.safety import keys

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
GROUP = 3
# Letters that cannot be mistaken for digits and hardly form words.
REFERENCE_ALPHABET = "23456789BCDFGHJKMNPQRTVWXZ"
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_SEPARATORS = re.compile(r"[\s\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff_.\-]+")


def new_code() -> str:
    """A fresh follow-up code of 26 random characters and a check character."""
    while True:
        code = _with_check("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))
        if code:
            return code


def derive_code(client_id: uuid.UUID, known_fingerprint: str = "") -> str:
    """The follow-up code of a draft: the same for every resend of the same client id.

    After the pepper was rotated, `known_fingerprint` finds the code that was shown back then.
    """
    codes = [_derive(client_id, pepper) for pepper in keys.all("pepper")]
    for code in codes if known_fingerprint else []:
        if known_fingerprint in fingerprints(code):
            return code
    return codes[0]


def normalise(text: str) -> str | None:
    """The code a person meant, whatever the case, spaces, dashes and look-alikes; None when it cannot be."""
    code = plain(text)
    if len(code) != LENGTH + 1 or any(character not in ALPHABET for character in code):
        return None
    return code if _with_check(code[:LENGTH]) == code else None


def plain(text: str) -> str:
    """What was typed without spaces and dashes, in capitals, with digits for their look-alikes; "" if too long."""
    return "" if len(text) > 200 else _SEPARATORS.sub("", text).upper().translate(_LOOKALIKES)


def show(code: str) -> str:
    """The code in groups of three, as it is printed and read aloud."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def fingerprint(code: str) -> str:
    """What the database keeps instead of a normalised code."""
    return _fingerprint(keys.get("pepper"), "code", code)


def fingerprints(code: str) -> list[str]:
    """The fingerprint under every version of the pepper, newest first, to look a code up."""
    return [_fingerprint(pepper, "code", code) for pepper in keys.all("pepper")]


def hide_client_id(client_id: uuid.UUID) -> uuid.UUID:
    """What the database keeps instead of a client id; the same for ever, as it uses the first pepper."""
    digest = hmac.digest(keys.derive(keys.all("pepper")[-1], "client id"), client_id.bytes, "sha256")
    return uuid.UUID(bytes=digest[:16], version=4)


def new_token() -> str:
    """A secret of 256 bits for a single-use link."""
    return secrets.token_urlsafe(32)


def token_fingerprint(token: str) -> str:
    """What the database keeps instead of a token."""
    return _fingerprint(keys.get("pepper"), "token", token)


def token_fingerprints(token: str) -> list[str]:
    """The token's fingerprint under every version of the pepper, newest first."""
    return [_fingerprint(pepper, "token", token) for pepper in keys.all("pepper")]


def short_reference() -> str:
    """A random public reference such as “HR7-K2P”; it opens nothing."""
    letters = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(6))
    return f"{letters[:3]}-{letters[3:]}"


def qr_svg(text: str) -> SafeString:
    """`text` as a QR code in SVG: plain text inside, colors from CSS (`.qr-dark`), no inline style."""
    # Any mask can be read; trying all eight for the prettiest takes longer than saving what was said.
    code = segno.make(text, error="m", micro=False, mask=3)
    svg = code.svg_inline(border=4, svgclass="qr", lineclass="qr-dark", omitsize=True)
    # Drawn from the modules of the code alone: nothing of the text reaches the markup.
    return mark_safe(svg)


def _derive(client_id: uuid.UUID, pepper: bytes) -> str:
    key = keys.derive(pepper, "code of a draft")
    counter = 0
    while True:
        digest = hmac.digest(key, client_id.bytes + counter.to_bytes(4, "big"), "sha256")
        number = int.from_bytes(digest, "big")
        code = _with_check("".join(ALPHABET[number >> (5 * place) & 31] for place in range(LENGTH)))
        if code:
            return code
        counter += 1


def _with_check(body: str) -> str | None:
    """The body with Crockford's check character (mod 37); None where that is a symbol nobody can type."""
    number = 0
    for character in body:
        number = number * 32 + ALPHABET.index(character)
    check = number % 37
    return body + ALPHABET[check] if check < len(ALPHABET) else None


def _fingerprint(pepper: bytes, use: str, secret: str) -> str:
    return hmac.new(keys.derive(pepper, use), secret.encode(), hashlib.sha256).hexdigest()
