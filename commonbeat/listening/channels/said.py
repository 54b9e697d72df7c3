"""What every channel makes of what came in, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from commonbeat.listening.models import Intake, Outcome, Voice


@dataclass(frozen=True)
class Reply:
    """That somebody answers one of our letters: to the thread of a voice, a read-back, or "is it solved?"."""

    about: str
    id: UUID


@dataclass
class Said:
    """One thing somebody said through another program, before any of it is kept.

    `event` names it for ever, so that the same one handed over twice is heard once. `sender` is where an answer
    goes, and the same for the same person; `thread` is what the other program calls this message.
    """

    event: str
    sender: str
    words: str
    thread: str = ""
    reply: Reply | None = None
    answers: str = ""
    """What the other program calls the letter of ours that this answers; "" where it does not say."""
    kind: str = ""
    where: str = ""
    topic: str = ""
    language: str = ""
    area: str = ""
    point: tuple[float, float] | None = None
    pictures: list[bytes] = field(default_factory=list)
    left_out: int = 0
    contact_details: str = ""
    machine: str = ""
    trouble: str = ""
    raw: bytes = b""
    way_back: str = ""
    """Where an answer goes when that is not the sender: the address of a post."""
    rate_key: str = ""
    """Whose messages are counted together for an hour; never kept."""
    is_stop: bool = False
    is_opt_out: bool = False


@dataclass(frozen=True)
class Taken:
    """What became of it. `greeting` is what to answer at once, "" where nothing should be."""

    intake: Intake
    voice: Voice | None = None
    is_new: bool = True
    greeting: str = ""

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.intake.outcome)
