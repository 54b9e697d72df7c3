"""A port to which a mail server hands mail over, by LMTP or SMTP; on this machine unless told otherwise.

"250" is said only when what came is on the disk. What cannot be kept now is tried again by the sender.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import close_old_connections
from django.utils import timezone

from commonbeat.listening.channels.mail.intake import source_for, take_in_mail
from commonbeat.listening.channels.mail.reading import MOST_BYTES

log = logging.getLogger(__name__)
MOST_RECIPIENTS = 20


class Handler:
    """Decides about each recipient, then keeps each mail before saying so."""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        known = await asyncio.to_thread(_fresh, source_for, address)
        if known is None:
            return "550 5.1.1 Nobody reads mail at this address here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        try:
            return await asyncio.to_thread(_fresh, keep, content, envelope.mail_from, list(envelope.rcpt_tos))
        except Exception as error:
            # The kind of error only: its text could quote the mail.
            log.error("A mail could not be kept and will be offered again: %s", type(error).__name__)
            return "451 4.3.0 Not kept; please try again"


class _Lmtp(Controller):
    def factory(self) -> SMTP:
        return LMTP(self.handler, **self.SMTP_kwargs)


def keep(content: bytes, sender: str | None, recipients: list[str]) -> str:
    """Keep one mail for each mailbox it was sent to, and answer as a mail server does."""
    sources = {source.pk: source for address in recipients if (source := source_for(address))}
    if not sources:
        return "550 5.1.1 Nobody reads mail at this address here"
    for source in sources.values():
        taken = take_in_mail(
            source=source,
            content=content,
            at=timezone.now(),
            envelope_sender=(sender or "").strip("<> "),
            envelope_recipients=recipients,
        )
        log.info("A mail came in: %s", taken.outcome)
    return "250 2.0.0 Kept"


def controller(*, host: str, port: int, is_lmtp: bool) -> Controller:
    """The server, not started yet."""
    kind = _Lmtp if is_lmtp else Controller
    options: dict[str, Any] = {
        "data_size_limit": MOST_BYTES,
        "enable_SMTPUTF8": True,
        "ident": "commonbeat",
        "decode_data": False,
    }
    return kind(Handler(), hostname=host, port=port, ready_timeout=10, **options)


def _fresh(do: Any, *args: Any) -> Any:
    """Call it in this thread with a database connection that still stands."""
    close_old_connections()
    try:
        return do(*args)
    finally:
        close_old_connections()
