"""Sending what is due: at least once, under a lease, with the same Message-ID every time."""

from __future__ import annotations

import contextlib
import logging
import smtplib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from commonbeat.post import letters
from commonbeat.post.models import Delivery, KeptMail
from commonbeat.safety.clock import to_hour

logger = logging.getLogger("commonbeat.post")

MOST_TRIES = 8
LEASE = timedelta(minutes=10)
FIRST_WAIT = timedelta(minutes=5)

# Returns headers to add, or None when the mail must not be sent anymore.
Recheck = Callable[[Delivery, datetime], Mapping[str, str] | None]
_rechecks: dict[str, Recheck] = {}


# Takes one delivery to somewhere no mail server reaches; raises like sending mail does.
Carrier = Callable[[Delivery], None]
_carriers: dict[str, Carrier] = {}


@dataclass
class Round:
    """What one round of sending did."""

    sent: int = 0
    dropped: int = 0
    failed: int = 0
    dead: int = 0


def before_sending(kind: str, recheck: Recheck) -> None:
    """Have every mail of this kind checked right before it leaves; None from the check drops it."""
    _rechecks[kind] = recheck


def carry(kind: str, carrier: Carrier) -> None:
    """Have deliveries of this kind carried by something else than mail, under the same lease and retries."""
    _carriers[kind] = carrier


def send_due(at: datetime, limit: int = 50) -> Round:
    """Send up to `limit` waiting mails; any number of processes may do so at once."""
    done = Round()
    began = time.monotonic()
    with _mail_server() as server:
        for _ in range(limit):
            # Sending takes time: a lease counted from the start of the round might be over before it began.
            now = at + timedelta(seconds=time.monotonic() - began)
            delivery = _lease(now)
            if delivery is None or not _try(delivery, server, now, done):
                break
    return done


def _lease(at: datetime) -> Delivery | None:
    """Take the next due mail for ourselves. The try counts now, so that a mail which kills us ends too."""
    with transaction.atomic():
        due = Delivery.objects.due(at).select_for_update(skip_locked=True)
        delivery = due.order_by("next_try_at").first()
        if delivery is None:
            return None
        delivery.leased_until = at + LEASE
        delivery.tries += 1
        delivery.save(update_fields=["leased_until", "tries"])
    return delivery


def _try(delivery: Delivery, server: BaseEmailBackend, at: datetime, done: Round) -> bool:
    """Send one mail; False when the mail server cannot be reached and the others should wait too."""
    try:
        recheck = _rechecks.get(delivery.kind)
        extra = recheck(delivery, at) if recheck else {}
        if extra is None:
            _finish(delivery, dropped_at=to_hour(at))
            done.dropped += 1
            return True
        letter = letters.write(delivery, extra)
        if settings.MAIL_IS_KEPT:
            _keep(delivery, letter, at)
        elif delivery.kind in _carriers:
            _carriers[delivery.kind](delivery)
        else:
            server.send_messages([letter])
    except Exception as error:
        _postpone(delivery, error, at, done)
        return not isinstance(error, ConnectionError | TimeoutError | smtplib.SMTPServerDisconnected)
    _finish(delivery, sent_at=to_hour(at))
    done.sent += 1
    return True


def _finish(delivery: Delivery, **ended: datetime) -> None:
    """It is over: the address and the words are no longer needed."""
    gone: dict[str, Any] = {
        "recipient": None,
        "body_text": "",
        "body_html": "",
        "headers": {},
        "last_error": "",
    }
    Delivery.objects.filter(pk=delivery.pk).update(leased_until=None, **gone, **ended)


def _postpone(delivery: Delivery, error: Exception, at: datetime, done: Round) -> None:
    """Wait twice as long after every failure; give up after the eighth."""
    done.failed += 1
    changes: dict[str, object] = {"leased_until": None, "last_error": _in_short(error)}
    if delivery.tries >= MOST_TRIES:
        done.dead += 1
        changes["dead_at"] = to_hour(at)
    else:
        changes["next_try_at"] = at + FIRST_WAIT * 2 ** (delivery.tries - 1)
    Delivery.objects.filter(pk=delivery.pk).update(**changes)
    logger.warning("A mail of kind %s was not sent: %s", delivery.kind, changes["last_error"])


def _in_short(error: Exception) -> str:
    """The kind of error and the server's code; its words may quote the address."""
    code = getattr(error, "smtp_code", "")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()), ("",))[0]
    return f"{type(error).__name__} {code}".strip()[:100]


def _keep(delivery: Delivery, letter: letters.Letter, at: datetime) -> None:
    KeptMail.objects.update_or_create(
        message_id=delivery.message_id,
        defaults={
            "team_id": delivery.team_id,
            "kind": delivery.kind,
            "recipient": delivery.recipient,
            "subject": delivery.subject,
            "body_text": delivery.body_text,
            "body_html": delivery.body_html,
            "headers": dict(letter.extra_headers),
            "kept_at": to_hour(at),
        },
    )


@contextlib.contextmanager
def _mail_server() -> Iterator[BaseEmailBackend]:
    """One connection for a whole round; it opens with the first mail."""
    server = get_connection()
    try:
        yield server
    finally:
        with contextlib.suppress(Exception):
            server.close()
