"""One mail, handed over by a mail server or fetched from a mailbox, to what somebody said."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from commonbeat.listening.actions import intake
from commonbeat.listening.channels import marks, sense
from commonbeat.listening.channels.mail.reading import Letter, read
from commonbeat.listening.channels.said import Reply, Said, Taken
from commonbeat.listening.models import Source, SourceKind


def take_in_mail(
    *,
    source: Source,
    content: bytes,
    at: datetime,
    envelope_sender: str | None = None,
    envelope_recipients: Iterable[str] = (),
    trouble: str = "",
) -> Taken:
    """Keep one mail, whatever is in it; when this returns, it is on the disk and may be acknowledged."""
    letter = read(content, envelope_sender=envelope_sender)
    letter.trouble = trouble or letter.trouble
    said = as_said(letter, content, source, [*envelope_recipients, *letter.recipients])
    return intake.take_in(source=source, said=said, at=at)


def as_said(letter: Letter, content: bytes, source: Source, recipients: Iterable[str]) -> Said:
    """What the letter says, and which thread it continues."""
    reply, area, trouble = _addressed(source, recipients)
    return Said(
        event=letter.message_id or hashlib.sha256(content).hexdigest(),
        sender=letter.sender,
        words=_words(letter, is_reply=bool(reply or letter.in_reply_to)),
        thread=letter.message_id,
        reply=reply,
        answers=letter.in_reply_to,
        area=area,
        pictures=letter.pictures,
        left_out=letter.left_out,
        machine=letter.machine,
        is_stop=sense.wants_to_stop(letter.words),
        trouble=letter.trouble or trouble,
        raw=content,
    )


def source_for(address: str) -> Source | None:
    """The mailbox this address belongs to, whatever stands behind its plus sign."""
    bare = _bare(address)
    known = Source.objects.filter(channel=SourceKind.MAIL, is_on=True).select_related("team", "neighborhood")
    return next((one for one in known if one.address and _bare(one.address) == bare), None)


def _addressed(source: Source, recipients: Iterable[str]) -> tuple[Reply | None, str, str]:
    """The thread that a signed address continues, else the neighborhood named behind a plus sign."""
    area = trouble = ""
    for address in recipients:
        if _bare(address) != _bare(source.address):
            continue
        found = marks.read_reply_address(address)
        if isinstance(found, Reply):
            return found, "", ""
        if found == "forged":
            trouble = "forged_address"
        else:
            area = area or address.partition("@")[0].partition("+")[2].lower()
    return None, area, trouble


def _words(letter: Letter, *, is_reply: bool) -> str:
    """What they wrote, with the subject above it where the subject says something of its own."""
    subject = letter.subject
    if is_reply or not subject or subject.casefold() in letter.words.casefold():
        return letter.words or subject
    return f"{subject}\n\n{letter.words}".strip()


def _bare(address: str) -> str:
    local, _, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
