"""Ways in for voices in tests, and small mails to send through them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

from commonbeat.listening.actions import add_source
from commonbeat.listening.channels.mail.intake import take_in_mail
from commonbeat.listening.channels.said import Taken
from commonbeat.listening.models import Source
from commonbeat.post.models import Delivery

MAILS = Path(__file__).parent / "mail"
ADDRESS = "hello@harbor.example"


def mailbox(cast: SimpleNamespace, at: datetime, **fields: object) -> Source:
    given = {"channel": "mail", "name": "Hello", "address": ADDRESS, "neighborhood": cast.row, **fields}
    return add_source(team=cast.team, at=at, **given).source


def mail(words: str = "The lamp in the underpass is out.", **headers: str) -> bytes:
    """A plain mail; a header named in_reply_to stands as In-Reply-To."""
    given = {
        "From": "Amara <amara@home.example>",
        "To": ADDRESS,
        "Subject": "Dark corner",
        "Message-ID": f"<{abs(hash((words, *sorted(headers.items()))))}@home.example>",
        "Content-Type": "text/plain; charset=utf-8",
    }
    for name, value in headers.items():
        given["-".join(part.capitalize() for part in name.split("_")).replace("Message-Id", "Message-ID")] = (
            value
        )
    lines = [f"{name}: {value}" for name, value in given.items()]
    return "\r\n".join([*lines, "", words]).encode()


def send(source: Source, content: bytes, at: datetime, **more: object) -> Taken:
    return take_in_mail(source=source, content=content, at=at, **more)


def letters() -> list[Delivery]:
    """What waits to be sent to people, oldest first."""
    return list(Delivery.objects.exclude(recipient=None).order_by("queued_at", "dedupe"))


def letter(about: str) -> Delivery:
    """The letter whose words hold this."""
    return next(one for one in letters() if about in one.body_text)
