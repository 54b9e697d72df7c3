"""Signing outgoing mail ourselves (RFC 6376), for teams whose mail server does not."""

import base64
import re

import dkim as dkimpy
from cryptography.hazmat.primitives import serialization
from django.conf import settings

from commonbeat.safety import keys

# The unsubscribe headers must be inside the signature (RFC 8058); so must what says who wrote to whom.
SIGNED = [
    b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type",
    b"content-transfer-encoding", b"auto-submitted", b"list-id",
    b"list-unsubscribe", b"list-unsubscribe-post",
]  # fmt: skip


def is_set_up() -> bool:
    """Whether we sign: a selector, a domain and a key are there."""
    return bool(settings.DKIM_SELECTOR and settings.DKIM_DOMAIN and keys.versions("dkim"))


def signature(mail: bytes) -> str:
    """The value of the DKIM-Signature header for a mail with CRLF line ends; empty when we do not sign."""
    if not is_set_up():
        return ""
    header: bytes = dkimpy.sign(
        mail,
        settings.DKIM_SELECTOR.encode(),
        settings.DKIM_DOMAIN.encode(),
        keys.get("dkim"),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=[name for name in SIGNED if re.search(rb"(?im)^" + name + rb":", _head(mail))],
    )
    value = header.decode().partition(":")[2]
    # One line: relaxed canonicalization makes no difference between folds and spaces.
    return re.sub(r"\s+", " ", value).strip()


def dns_name() -> str:
    """Where the public key must be published."""
    return f"{settings.DKIM_SELECTOR}._domainkey.{settings.DKIM_DOMAIN}"


def dns_record() -> str:
    """The TXT record that must stand there."""
    private = serialization.load_pem_private_key(keys.get("dkim"), password=None)
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


def _head(mail: bytes) -> bytes:
    return mail.partition(b"\r\n\r\n")[0]
