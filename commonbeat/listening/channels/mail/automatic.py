"""Whether a machine wrote a mail: bounces, absence notices, lists and our own mail coming back."""

from __future__ import annotations

import re
from email.message import Message
from typing import Any

MOST_HOPS = 30
OURS = "X-Commonbeat"
_MACHINES = re.compile(
    r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|noreply|bounces?|bounce[+\-=].*|"
    r".*-bounces|auto-?reply|automailer|nobody)@",
    re.IGNORECASE,
)
_ABSENT = re.compile(
    r"^(?:re:\s*)?(?:out of (?:the )?office|automatic reply|auto(?:matic)?[- ]?(?:reply|response)|autoreply|"
    r"abwesenheitsnotiz|automatische antwort|réponse automatique|absence du bureau|respuesta automática|"
    r"fuera de la oficina|risposta automatica|automatisch antwoord|automatyczna odpowiedź|autosvar|"
    r"automaattinen vastaus|poissaoloviesti)\b",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"^(?:undeliver|delivery status notification|mail delivery (?:failed|subsystem)|returned mail|"
    r"failure notice|undelivered mail)",
    re.IGNORECASE,
)


def why(message: Message[Any, Any], sender: str, envelope_sender: str | None) -> str:
    """ "bounce", "absence", "list" or "loop"; "" where a person seems to have written it (RFC 3834)."""
    if _header(message, OURS) or len(message.get_all("received") or []) > MOST_HOPS:
        return "loop"
    if message.get_content_type() == "multipart/report" or envelope_sender == "":
        return "bounce"
    if _header(message, "x-failed-recipients") or _header(message, "return-path") == "<>":
        return "bounce"
    subject = " ".join(str(message.get("subject") or "")[:200].split())
    if _FAILED.match(subject) and _MACHINES.match(sender):
        return "bounce"
    submitted = _header(message, "auto-submitted")
    if submitted and submitted.split(";")[0].strip() != "no":
        return "absence"
    if any(_header(message, name) for name in ("x-autoreply", "x-autorespond", "x-auto-reply-from")):
        return "absence"
    if _header(message, "precedence") == "auto_reply" or _ABSENT.match(subject):
        return "absence"
    if _header(message, "list-id") or _header(message, "precedence") in ("bulk", "list", "junk"):
        return "list"
    if _header(message, "feedback-id") or _header(message, "list-unsubscribe") or _MACHINES.match(sender):
        return "list"
    return ""


def _header(message: Message[Any, Any], name: str) -> str:
    return str(message.get(name) or "")[:200].strip().lower()
