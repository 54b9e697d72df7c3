"""From the bytes of a mail to what somebody said. Whatever the bytes are, it answers and never raises."""

from __future__ import annotations

import binascii
import email
import email.message
import email.policy
import email.utils
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.header import decode_header
from typing import Any

import nh3

from commonbeat.listening.channels.mail import automatic, charsets
from commonbeat.listening.channels.mail.quoting import own_words

MOST_BYTES = 20 * 1024 * 1024
MOST_PARTS = 200
MOST_DEPTH = 40
# The standard parser's time grows with every open part; no mail program comes anywhere near this.
MOST_MULTIPARTS = 50
MOST_TEXT = 4_000_000
LONGEST_HEADER = 10_000
MOST_PICTURES = 5
PICTURES = {"image/jpeg", "image/png", "image/webp", "image/jpg", "image/pjpeg"}
# Reading stops at what is quoted: mail programs put the letter they answer into one of these.
_QUOTED_HTML = re.compile(
    r"<blockquote\b|<div[^>]{0,200}(?:gmail_quote|appendonsend|divRplyFwdMsg|yahoo_quoted|moz-cite-prefix)",
    re.IGNORECASE,
)
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/h[1-6]|/blockquote|hr)\b[^>]{0,300}>", re.IGNORECASE)
_MULTIPART = re.compile(rb"multipart/", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\xa0]{2,}")
_LINES = re.compile(r"\n{3,}")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class _TooManyPartsError(Exception):
    """More than any mail program makes; a person looks at it whole."""


@dataclass
class Letter:
    """A mail as we understand it. `trouble` says why a person must look at it; "" where we could read it."""

    message_id: str = ""
    sender: str = ""
    recipients: list[str] = field(default_factory=list)
    subject: str = ""
    words: str = ""
    in_reply_to: str = ""
    machine: str = ""
    pictures: list[bytes] = field(default_factory=list)
    left_out: int = 0
    trouble: str = ""


def read(content: bytes, *, envelope_sender: str | None = None) -> Letter:
    """The letter in these bytes; at most 20 MB are looked at. Never raises."""
    letter = Letter()
    if len(content) > MOST_BYTES:
        letter.trouble = "too_large"
        return letter
    if len(_MULTIPART.findall(content)) > MOST_MULTIPARTS:
        letter.trouble = "nested_too_deep"
        return letter
    try:
        _read(content, letter, envelope_sender)
    except (RecursionError, _TooManyPartsError):
        letter.trouble = "nested_too_deep"
    except Exception:
        # The parsers of the standard library raise many kinds of errors on hostile mail.
        letter.trouble = "unreadable"
    return letter


def _read(content: bytes, letter: Letter, envelope_sender: str | None) -> None:
    message = email.message_from_bytes(content, policy=email.policy.compat32)
    letter.message_id = _one_line(message, "message-id", 900)
    letter.subject = storable(header(message, "subject")).strip()
    letter.in_reply_to = _one_line(message, "in-reply-to", 900)
    letter.sender = _address(message, "reply-to") or _address(message, "from")
    letter.recipients = _recipients(message)
    letter.machine = automatic.why(message, _address(message, "from"), envelope_sender)
    plain, rich = _collect(message, letter)
    text = plain if plain.strip() else _from_html(rich)
    letter.words = _tidy(own_words(storable(text).strip()))
    if not letter.sender:
        letter.trouble = "no_sender"
    elif not letter.words and not letter.subject and not letter.pictures:
        letter.trouble = "empty"
    elif len(str(message.get("subject", ""))) > LONGEST_HEADER:
        letter.trouble = "too_long"


def header(message: email.message.Message[Any, Any], name: str) -> str:
    """A header as text, whatever is wrong with how it is encoded."""
    raw = message.get(name)
    if raw is None:
        return ""
    text = str(raw)[:LONGEST_HEADER]
    try:
        parts = decode_header(text)
    except (
        ValueError,
        binascii.Error,
        LookupError,
        IndexError,
        AssertionError,
        email.errors.HeaderParseError,
    ):
        return " ".join(text.split())
    decoded = [charsets.decode(part, charset) if isinstance(part, bytes) else part for part, charset in parts]
    return " ".join("".join(decoded).split())


def _one_line(message: email.message.Message[Any, Any], name: str, limit: int) -> str:
    return storable(header(message, name))[:limit].strip()


def _address(message: email.message.Message[Any, Any], name: str) -> str:
    """The first address of a header; "" where there is none we could write to."""
    found = email.utils.parseaddr(header(message, name)[:2000])[1].strip()
    fits = 3 <= len(found) <= 254 and found.count("@") == 1 and not re.search(r"[\s<>,;:\"()\[\]\\]", found)
    local, _, domain = found.partition("@")
    return storable(found) if fits and local and domain else ""


def _recipients(message: email.message.Message[Any, Any]) -> list[str]:
    names = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
    texts = [header(message, name)[:4000] for name in names]
    pairs = email.utils.getaddresses([text for text in texts if text])
    return [address.lower() for _, address in pairs if "@" in address][:50]


def _collect(message: email.message.Message[Any, Any], letter: Letter) -> tuple[str, str]:
    """The plain text and the HTML of all parts that are not attachments; pictures go to the letter."""
    plain: list[str] = []
    rich: list[str] = []
    length = 0
    for part in _parts(message):
        kind = part.get_content_type()
        is_file = str(part.get("content-disposition") or "").strip().lower().startswith("attachment")
        if kind in ("text/plain", "text/html") and not is_file:
            whole = _text_of(part)
            text = whole[: MOST_TEXT - length]
            letter.trouble = "too_long" if len(text) < len(whole) else letter.trouble
            length += len(text)
            (plain if kind == "text/plain" else rich).append(text)
        elif kind in PICTURES and len(letter.pictures) < MOST_PICTURES:
            content = _bytes_of(part)
            if content:
                letter.pictures.append(content)
        elif kind != "text/calendar":
            letter.left_out += 1
    return "\n".join(plain), "\n".join(rich)


def _parts(message: email.message.Message[Any, Any]) -> Iterator[email.message.Message[Any, Any]]:
    """The leaves, without going into mails that are attached: those are somebody else's words."""
    waiting = [(message, 0)]
    seen = 0
    while waiting:
        part, depth = waiting.pop(0)
        seen += 1
        if seen > MOST_PARTS or depth > MOST_DEPTH:
            raise _TooManyPartsError
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            waiting[:0] = [(one, depth + 1) for one in list(part.get_payload())[: MOST_PARTS + 1]]
        else:
            yield part


def _bytes_of(part: email.message.Message[Any, Any]) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError, binascii.Error):
        return b""
    return found if isinstance(found, bytes) else b""


def _text_of(part: email.message.Message[Any, Any]) -> str:
    if part.is_multipart():
        return ""
    content = _bytes_of(part)
    try:
        charset = part.get_content_charset()
    except (ValueError, LookupError):
        charset = None
    return charsets.decode(content, charset)


def _from_html(rich: str) -> str:
    """The words of a page: quoted letters, scripts and styles left out, blocks on lines of their own."""
    if not rich:
        return ""
    quoted = _QUOTED_HTML.search(rich)
    own = rich[: quoted.start()] if quoted else rich
    return _words_of(own) or _words_of(rich)


def _words_of(rich: str) -> str:
    broken = _BREAK.sub("\n", rich.replace("\r", " ").replace("\n", " "))
    bare = nh3.clean(broken, tags=set(), clean_content_tags={"script", "style", "title"})
    return _SPACES.sub(" ", html.unescape(bare)).strip()


def _tidy(words: str) -> str:
    lines = (line.strip() for line in words.split("\n"))
    return _LINES.sub("\n\n", "\n".join(lines)).strip()


def storable(text: str) -> str:
    """The text without what no database keeps: controls, NUL and halves of characters."""
    return _UNSTORABLE.sub("", text)
