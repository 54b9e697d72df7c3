"""Text messages and messengers: one signed request in, one signed request out.

A gateway (an SMS provider, a messenger bot) signs `<timestamp>.<body>` with HMAC-SHA256 under the secret that the
settings page shows once, and sends `Commonbeat-Timestamp` (seconds since 1970) and `Commonbeat-Signature:
v1=<hex>`. What it repeats is heard once: the `id` in the body names the message for ever. docs/channels.md
describes both ways, and `tests/listening/gateway.py` is a small gateway to start from.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

import requests
from django.utils import timezone
from django.utils.translation import gettext as _

from commonbeat.listening.actions import intake
from commonbeat.listening.channels import letters
from commonbeat.listening.channels.said import Said, Taken
from commonbeat.listening.models import Outcome, ReplyPath, Source
from commonbeat.methods.text.danger import describes_immediate_danger
from commonbeat.safety import outgoing
from commonbeat.safety.errors import Refused

TOLERANCE_SECONDS = 300
VERSION = "v1="
SECONDS = 15
LIMITS = {"id": 200, "from": 200, "text": intake.MOST_WORDS, "language": 10, "area": 80}


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What both sides put into `Commonbeat-Signature`."""
    return VERSION + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def is_signed(source: Source, timestamp: str, given: str, body: bytes, at: datetime) -> bool:
    """Whether this gateway signed this body within five minutes; any one of several signatures is enough."""
    if not source.secret or not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    if abs(at.timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    wanted = signature(source.secret, timestamp, body)
    offered = (one.strip() for one in given[:1000].split(","))
    return any(hmac.compare_digest(one.encode("utf-8", "replace"), wanted.encode()) for one in offered)


def receive(*, source: Source, content: Any, at: datetime) -> tuple[Taken, str]:
    """Keep one message and say what to answer at once: the first answer names the emergency numbers."""
    said = as_said(content)
    taken = intake.take_in(source=source, said=said, at=at)
    return taken, _answer(taken, said, source)


def as_said(content: Any) -> Said:
    """The message in a gateway's body; Refused with the field that is wrong."""
    if not isinstance(content, dict):
        raise Refused(_("The body must be a JSON object."))
    given = {name: content.get(name, "") for name in LIMITS}
    for name, value in given.items():
        if not isinstance(value, str) or len(value) > LIMITS[name]:
            raise Refused(
                _("“%(field)s” must be text of at most %(limit)d characters.")
                % {"field": name, "limit": LIMITS[name]},
                name,
            )
    for name in ("id", "from", "text"):
        if not given[name].strip():
            raise Refused(_("“%(field)s” is missing.") % {"field": name}, name)
    return Said(
        event=given["id"],
        sender=given["from"].strip(),
        words=given["text"],
        language=given["language"],
        area=given["area"],
        raw=json.dumps(given, ensure_ascii=False).encode(),
    )


def _answer(taken: Taken, said: Said, source: Source) -> str:
    if taken.greeting:
        return taken.greeting
    if taken.outcome == Outcome.VOICE and taken.voice is not None and not taken.voice.is_held:
        # The gateway asked again: it gets the answer it may have missed.
        path = ReplyPath.objects.filter(voice=taken.voice).select_related("voice__team", "source").first()
        return letters.greet(path, taken.intake.came_at) if path else ""
    if describes_immediate_danger(said.words) is not None or taken.outcome == Outcome.VOICE:
        return letters.emergency(source.team)
    return ""


def send(source: Source, to: str, words: str, *, key: str) -> None:
    """Hand one message to the gateway; raises when it did not say 2xx, and the outbox tries again."""
    url = outgoing.checked(source.server)
    body = json.dumps({"id": key, "to": to, "text": words}, ensure_ascii=False).encode()
    timestamp = str(int(timezone.now().timestamp()))
    answer = requests.post(
        url,
        data=body,
        timeout=SECONDS,
        allow_redirects=False,
        headers={
            "Content-Type": "application/json",
            "Commonbeat-Timestamp": timestamp,
            "Commonbeat-Signature": signature(source.secret, timestamp, body),
            "Idempotency-Key": key,
        },
    )
    if not 200 <= answer.status_code < 300:
        raise NotTakenError(answer.status_code)


class NotTakenError(Exception):
    """The gateway answered with something else than 2xx."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.smtp_code = status
