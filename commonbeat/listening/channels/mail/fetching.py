"""Fetching from a mailbox by IMAP: a mail is marked as seen only once it is kept."""

from __future__ import annotations

import contextlib
import imaplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from commonbeat.listening.channels.mail.intake import take_in_mail
from commonbeat.listening.channels.mail.reading import MOST_BYTES
from commonbeat.listening.models import Source
from commonbeat.safety import outgoing
from commonbeat.safety.errors import Refused, Unavailable

SECONDS = 30
A_ROUND = 200
# imaplib refuses longer lines than this; some servers send whole headers as one.
imaplib._MAXLINE = max(imaplib._MAXLINE, 10_000_000)  # type: ignore[attr-defined]


@dataclass
class Fetched:
    """What one round did; `failed` mails stay unseen and are tried next time."""

    kept: int = 0
    failed: int = 0
    too_large: int = 0


def fetch(*, source: Source, at: datetime, limit: int = A_ROUND) -> Fetched:
    """Take in what is unseen in a mailbox (imaps://name@host/FOLDER), oldest first."""
    done = Fetched()
    try:
        with _signed_in(source) as box:
            for number in _unseen(box)[:limit]:
                _take(box, number, source, at, done)
    except (OSError, imaplib.IMAP4.error) as error:
        raise Unavailable(
            _("The mailbox “%(name)s” could not be read (%(why)s). It is tried again.")
            % {"name": source.name, "why": type(error).__name__}
        ) from error
    return done


def _take(box: imaplib.IMAP4, number: bytes, source: Source, at: datetime, done: Fetched) -> None:
    if _size(box, number) > MOST_BYTES:
        # Never downloaded; its owner sees it flagged, and the desk hears that it is there.
        content = b"".join(_part(box, number, "(BODY.PEEK[HEADER])"))[:100_000]
        _keep(source, content, at, number, box, done, trouble="too_large")
        done.too_large += 1
        return
    content = b"".join(_part(box, number, "(BODY.PEEK[])"))
    if not content:
        done.failed += 1
        return
    _keep(source, content, at, number, box, done)


def _keep(
    source: Source,
    content: bytes,
    at: datetime,
    number: bytes,
    box: imaplib.IMAP4,
    done: Fetched,
    trouble: str = "",
) -> None:
    take_in_mail(source=source, content=content, at=at, trouble=trouble)
    # Only now: whatever happens before leaves the mail unseen, and it is fetched again.
    box.store(number.decode(), "+FLAGS", "(\\Seen)")
    done.kept += 1


def _part(box: imaplib.IMAP4, number: bytes, what: str) -> list[bytes]:
    _status, rows = box.fetch(number.decode(), what)
    return [row[1] for row in rows if isinstance(row, tuple) and isinstance(row[1], bytes)]


def _size(box: imaplib.IMAP4, number: bytes) -> int:
    _status, rows = box.fetch(number.decode(), "(RFC822.SIZE)")
    digits = bytes(rows[0] if rows and isinstance(rows[0], bytes) else b"").rpartition(b"RFC822.SIZE ")[2]
    number_of = digits.rstrip(b")").strip()
    return int(number_of) if number_of.isdigit() else 0


def _unseen(box: imaplib.IMAP4) -> list[bytes]:
    _status, found = box.search(None, "UNSEEN")
    return found[0].split() if found and found[0] else []


@contextlib.contextmanager
def _signed_in(source: Source):  # type: ignore[no-untyped-def]
    parts = urlsplit(outgoing.checked(source.server, ("imaps",), "server"))
    if not parts.hostname or not parts.username:
        raise Refused(_("Write the mailbox as imaps://name@host/INBOX."), "server")
    is_safe = parts.scheme == "imaps"
    port = parts.port or (993 if is_safe else 143)
    if is_safe:
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            parts.hostname, port, ssl_context=ssl.create_default_context(), timeout=SECONDS
        )
    else:
        box = imaplib.IMAP4(parts.hostname, port, timeout=SECONDS)
    try:
        box.login(unquote(parts.username), source.secret)
        folder = unquote(parts.path.strip("/")) or "INBOX"
        status, _found = box.select('"' + folder.replace("\\", "").replace('"', "") + '"')
        if status != "OK":
            raise Refused(_("This mailbox has no folder “%(name)s”.") % {"name": folder}, "server")
        yield box
    finally:
        with contextlib.suppress(Exception):
            box.logout()
