"""Marks instead of names: they recognize the same event and the same sender, and tell nothing by themselves."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING
from uuid import UUID

from commonbeat.listening.channels.said import Reply
from commonbeat.safety import keys

if TYPE_CHECKING:
    from commonbeat.places.models import Team

ABOUT = {"voice": b"v", "read_back": b"r", "solved": b"c"}
_MAC = 8
_LENGTH = 40


def of_event(team: Team, channel: str, event: str) -> str:
    """The mark of one message, the same for ever."""
    return _mark("intake event", f"{team.pk}|{channel}|{event}")


def of_sender(team: Team, channel: str, sender: str) -> str:
    """The mark of one sender; "" for nobody."""
    return _mark("intake sender", f"{team.pk}|{channel}|{sender.strip().lower()}") if sender else ""


def of_thread(name: str) -> str:
    """The mark of what another program calls a message."""
    return _mark("intake thread", name)


def client_id(event_mark: str) -> UUID:
    """The id under which a voice is heard: secret, as its code follows from it."""
    digest = hmac.digest(_key("intake client id"), event_mark.encode(), "sha256")
    return UUID(bytes=digest[:16], version=4)


def reply_address(own: str, reply: Reply) -> str:
    """The address whose mail continues one thread: only we can make it, and it stands no longer than its key."""
    local, _, domain = own.partition("@")
    body = ABOUT[reply.about] + reply.id.bytes
    token = base64.b32encode(body + _sign(body, keys.get("signing"))).decode().lower()
    return f"{local.partition('+')[0]}+{token}@{domain}"


def read_reply_address(address: str) -> Reply | str | None:
    """What a signed address stands for; "forged" where it only looks like one, None for any other address."""
    extra = address.partition("@")[0].partition("+")[2]
    if len(extra) != _LENGTH:
        return None
    try:
        content = base64.b32decode(extra.upper())
    except ValueError:
        return None
    body, mac = content[:-_MAC], content[-_MAC:]
    is_ours = any(hmac.compare_digest(mac, _sign(body, key)) for key in keys.all("signing"))
    about = next((name for name, letter in ABOUT.items() if letter == body[:1]), "")
    return Reply(about, UUID(bytes=body[1:17])) if is_ours and about else "forged"


def _sign(body: bytes, key: bytes) -> bytes:
    return hmac.digest(keys.derive(key, "reply address"), body, "sha256")[:_MAC]


def _mark(use: str, text: str) -> str:
    return hmac.new(_key(use), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _key(use: str) -> bytes:
    # The first pepper for ever: rotating it must not make an old message a new one.
    return keys.derive(keys.all("pepper")[-1], use)
