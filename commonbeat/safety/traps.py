"""Quiet ways to tell a program from a person; whoever is caught is held for a look, never refused."""

from datetime import timedelta

from commonbeat.safety import signing

MINIMUM_SECONDS = 3
PURPOSE = "form opened"


def stamp() -> str:
    """When a form was opened, signed, for its hidden field; it is compared and then forgotten."""
    return signing.sign(PURPOSE, 1)


def looks_automatic(*, filled: str, started: str) -> bool:
    """True when the honeypot holds something, or the form came back within three seconds or unstamped."""
    if filled.strip():
        return True
    if signing.unsign(PURPOSE, started, life=signing.DRAFT_LIFE) is None:
        return True
    return signing.unsign(PURPOSE, started, life=timedelta(seconds=MINIMUM_SECONDS)) is not None
