"""What a visitor has typed so far: carried by the page itself, signed, kept nowhere else."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from commonbeat.safety import signing, traps
from commonbeat.safety.errors import Refused

PURPOSE = "public draft"
NOT_KEPT = {"photo", "drop_photo", "website"}


@dataclass
class Draft:
    """The answers given on the pages before this one. It never expires: nothing typed is lost by waiting."""

    client_id: uuid.UUID
    started: str
    answers: dict[str, Any] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    @classmethod
    def new(cls) -> Draft:
        return cls(client_id=uuid.uuid4(), started=traps.stamp())

    @classmethod
    def opened(cls, sealed: str, sentence: str) -> Draft:
        """The draft in a hidden field; refuses, with this sentence, one that is not ours."""
        kept = signing.unsign(PURPOSE, sealed)
        if not isinstance(kept, dict):
            raise Refused(sentence)
        return cls(uuid.UUID(kept["id"]), kept["started"], kept["answers"], kept["seen"])

    def sealed(self) -> str:
        kept = {
            "id": str(self.client_id),
            "started": self.started,
            "answers": self.answers,
            "seen": self.seen,
        }
        return signing.sign(PURPOSE, kept)

    def keep(self, cleaned: dict[str, Any]) -> None:
        """Remember these answers; values must be plain words, numbers, or yes and no."""
        self.answers.update({name: value for name, value in cleaned.items() if name not in NOT_KEPT})

    def has_seen(self, notice: str) -> bool:
        """Whether this notice was shown before; from now on it was."""
        if notice in self.seen:
            return True
        self.seen.append(notice)
        return False
