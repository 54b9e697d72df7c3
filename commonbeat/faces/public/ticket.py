"""After a code was typed once, the page carries a short-lived signed pass instead of the code."""

from datetime import timedelta
from typing import Any

from commonbeat.safety import signing

PURPOSE = "public ticket"
LIFE = timedelta(hours=1)


def issue(kind: str, object_id: object) -> str:
    """A pass to one object, for an hour."""
    return signing.sign(PURPOSE, {"kind": kind, "id": str(object_id)})


def read(text: str) -> tuple[str, str] | None:
    """Kind and id in a pass; None when it is not ours or too old."""
    kept: Any = signing.unsign(PURPOSE, text, life=LIFE) if text else None
    return (kept["kind"], kept["id"]) if isinstance(kept, dict) else None
