"""Signed drafts and links: each is bound to one purpose, so that one never passes for another."""

from datetime import timedelta
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from commonbeat.safety import keys
from commonbeat.safety.errors import Refused

DRAFT_LIFE = timedelta(hours=24)


def sign(purpose: str, content: Any) -> str:
    """JSON content as signed text that is safe in a link or a hidden field; it is readable, not secret."""
    return _signer(purpose).sign_object(content, compress=True)


def unsign(purpose: str, text: str, *, life: timedelta | None = None) -> Any:
    """The content signed for this purpose; None when it is forged, for another purpose or too old."""
    try:
        return _signer(purpose).unsign_object(text, max_age=life)
    except (signing.BadSignature, ValueError):
        return None


def sign_draft(form: str, content: dict[str, Any]) -> str:
    """What the earlier pages of a form hold, for the hidden field of the next one."""
    return sign(f"draft {form}", content)


def read_draft(form: str, text: str) -> dict[str, Any]:
    """What the earlier pages of a form held: empty for no text, Refused when changed or a day old."""
    if not text:
        return {}
    content = unsign(f"draft {form}", text, life=DRAFT_LIFE)
    if not isinstance(content, dict):
        raise Refused(_("This page was open for too long. Please start again; nothing has been sent yet."))
    return content


def _signer(purpose: str) -> signing.TimestampSigner:
    newest, *rest = (key.hex() for key in keys.all("signing"))
    older: list[str | bytes] = [*rest]
    return signing.TimestampSigner(
        key=newest, fallback_keys=older, salt=f"commonbeat {purpose}", algorithm="sha256"
    )
