"""A delivery as a mail: neutral, marked as automatic, signed when we have a key."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from commonbeat.post import dkim
from commonbeat.post.models import Delivery

# Tells other programs not to answer (RFC 3834).
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class Letter(EmailMultiAlternatives):
    """A mail that carries our DKIM signature where a key is set up."""

    def message(self, **options: Any) -> Any:
        message: Any = super().message(**options)
        signature = dkim.signature(message.as_bytes(linesep="\r\n"))
        if signature:
            message["DKIM-Signature"] = signature
        return message


def write(delivery: Delivery, extra: Mapping[str, str]) -> Letter:
    """The delivery as a mail, with `extra` headers from the recheck at send time."""
    letter = Letter(
        subject=delivery.subject,
        body=delivery.body_text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[delivery.address],
        headers={**AUTOMATIC, **delivery.headers, **extra, "Message-ID": delivery.message_id},
    )
    if delivery.body_html:
        letter.attach_alternative(delivery.body_html, "text/html")
    return letter


def domain() -> str:
    """The domain our mail comes from."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return address.rpartition("@")[2] or "localhost"
