"""A real mail server that can be told to refuse, and the outbox with one team."""

from __future__ import annotations

import socket
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django.fixtures import Settings

from commonbeat.post import actions

NOW = datetime(2026, 11, 23, 9, 41, 17, tzinfo=UTC)
TEAM = uuid.UUID(int=7)


class Letterbox:
    """What a mail server received; `answer` is what it says to the next mails, `pause` how long it thinks."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.recipients: list[str] = []
        self.answer = "250 OK"
        self.pause = 0.0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answer.startswith("5"):
            return f"{self.answer} {address} is unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            self.raw.append(bytes(envelope.original_content or b""))
            self.recipients += envelope.rcpt_tos
            time.sleep(self.pause)
        return self.answer

    @property
    def mails(self) -> list[Message]:
        return [message_from_bytes(one) for one in self.raw]


@pytest.fixture
def letterbox(settings: Settings) -> Iterator[Letterbox]:
    box = Letterbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.MAIL_IS_KEPT = False
    settings.DEFAULT_FROM_EMAIL = "Harbor Team <hello@harbor.example>"
    yield box
    server.stop()


@pytest.fixture
def queue() -> Callable[..., None]:
    def queue(dedupe: str = "one", recipient: str | None = "amara@example.org", **more: object) -> None:
        actions.queue(
            **{
                "team": TEAM,
                "kind": "digest",
                "recipient": recipient,
                "subject": "News from your neighborhood",
                "body_text": "The light is back.",
                "about": ("updates.Digest", 1),
                "dedupe": dedupe,
                "at": NOW,
                **more,
            }
        )

    return queue
