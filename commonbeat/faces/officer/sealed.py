"""What a phone wrote without signal: sealed on the phone so that the phone itself cannot read it again.

P-256 key agreement with a fresh phone key for each item, HKDF-SHA256, AES-256-GCM; the item's id is authenticated
with it. Every browser has these; libsodium's boxes are not in browsers.
"""

import base64
import binascii
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _

from commonbeat.safety import bodies, keys
from commonbeat.safety.errors import Refused

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
INFO = b"commonbeat phone"


def public_key() -> str:
    """The newest public key, for the phone, as base64 of the uncompressed point."""
    return base64.b64encode(_public(_private(keys.get("phone")))).decode()


def open_item(item_id: str, sealed: Any) -> dict[str, Any]:
    """What was sealed under this id; refuses what none of our keys opens."""
    try:
        sender = base64.b64decode(sealed["key"], validate=True)
        nonce = base64.b64decode(sealed["nonce"], validate=True)
        secret = base64.b64decode(sealed["secret"], validate=True)
        their = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise Refused(_("This note was damaged on the way and cannot be opened.")) from None
    for key in keys.all("phone"):
        private = _private(key)
        shared = private.exchange(ec.ECDH(), their)
        secret_key = HKDF(hashes.SHA256(), 32, salt=sender, info=INFO).derive(shared)
        try:
            content = bodies.parse(AESGCM(secret_key).decrypt(nonce, secret, item_id.encode()))
        except (InvalidTag, ValueError, BadRequest):
            continue
        if isinstance(content, dict):
            return content
    raise Refused(_("This note cannot be opened any more: the key it was sealed to is gone."))


def _private(key: bytes) -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(keys.derive(key, "phone, low half") + keys.derive(key, "phone, high half"), "big")
    return ec.derive_private_key(number % (ORDER - 1) + 1, CURVE)


def _public(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
