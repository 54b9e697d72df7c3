"""Two ways to keep an address unreadable.

`seal` puts it into the team's box: only a confidant with their passphrase can open it, the server cannot.
`hide` is for addresses the server itself must write to: unreadable to whoever has the database alone.
"""

import nacl.exceptions
from django.utils.translation import gettext as _
from nacl import pwhash, secret, utils
from nacl.public import PrivateKey, PublicKey, SealedBox

from commonbeat.safety import keys
from commonbeat.safety.errors import Refused

WRAP_VERSION = b"\x01"
HIDE_VERSION = b"\x01"
SALT = pwhash.argon2id.SALTBYTES
OPERATIONS = pwhash.argon2id.OPSLIMIT_MODERATE
MEMORY = pwhash.argon2id.MEMLIMIT_MODERATE


def new_box() -> tuple[bytes, bytes]:
    """A fresh key pair for a team: (public, private). The private key must be wrapped, never stored."""
    private = PrivateKey.generate()
    return bytes(private.public_key), bytes(private)


def seal(public_key: bytes, text: str) -> bytes:
    """The text sealed to a team's box; the server cannot open it again."""
    return SealedBox(PublicKey(bytes(public_key))).encrypt(text.encode())


def open_sealed(private_key: bytes, sealed: bytes) -> str:
    """What was sealed to this box; refused when it was sealed to another one or damaged."""
    try:
        return SealedBox(PrivateKey(bytes(private_key))).decrypt(bytes(sealed)).decode()
    except (nacl.exceptions.CryptoError, nacl.exceptions.TypeError, nacl.exceptions.ValueError):
        raise Refused(
            _("These details were sealed with another key and cannot be opened with yours.")
        ) from None


def wrap(private_key: bytes, passphrase: str) -> bytes:
    """The box's private key locked with a confidant's passphrase (argon2id)."""
    salt = utils.random(SALT)
    limits = OPERATIONS.to_bytes(4, "big") + MEMORY.to_bytes(8, "big")
    box = secret.SecretBox(_stretch(passphrase, salt, OPERATIONS, MEMORY))
    return WRAP_VERSION + salt + limits + bytes(box.encrypt(bytes(private_key)))


def unlock(wrapped_private_key: bytes, passphrase: str) -> bytes:
    """The private key a confidant wrapped; refused with one sentence for a wrong passphrase."""
    wrapped = bytes(wrapped_private_key)
    salt, rest = wrapped[1 : 1 + SALT], wrapped[1 + SALT :]
    operations, memory = int.from_bytes(rest[:4], "big"), int.from_bytes(rest[4:12], "big")
    try:
        return bytes(secret.SecretBox(_stretch(passphrase, salt, operations, memory)).decrypt(rest[12:]))
    except nacl.exceptions.CryptoError:
        raise Refused(_("This passphrase does not open the box. Please try again."), "passphrase") from None


def hide(text: str, key: str = "post") -> bytes:
    """The text encrypted with one of our own keys, for what the server itself must read again."""
    return HIDE_VERSION + bytes(secret.SecretBox(keys.derived(key, "hide")).encrypt(text.encode()))


def reveal(hidden: bytes | memoryview, key: str = "post") -> str:
    """What `hide` hid, under any version of the key; ValueError when none opens it."""
    for candidate in keys.all(key):
        try:
            return secret.SecretBox(keys.derive(candidate, "hide")).decrypt(bytes(hidden)[1:]).decode()
        except nacl.exceptions.CryptoError:
            continue
    raise ValueError("No version of the key opens this.")


def _stretch(passphrase: str, salt: bytes, operations: int, memory: int) -> bytes:
    return pwhash.argon2id.kdf(
        secret.SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=operations, memlimit=memory
    )
