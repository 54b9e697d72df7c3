"""Voices, the concerns they raise, and everything owed because of them."""

from commonbeat.listening.models.concern import (
    Action,
    Answer,
    Concern,
    ConcernState,
    Promise,
    PromiseOutcome,
    ReportBack,
    Step,
)
from commonbeat.listening.models.voice import (
    Attachment,
    Channel,
    Confirmation,
    Feeling,
    Kind,
    Need,
    Opening,
    ReadBack,
    SealedContact,
    Topic,
    Turn,
    Voice,
)

__all__ = [
    "Action",
    "Answer",
    "Attachment",
    "Channel",
    "Concern",
    "ConcernState",
    "Confirmation",
    "Feeling",
    "Kind",
    "Need",
    "Opening",
    "Promise",
    "PromiseOutcome",
    "ReadBack",
    "ReportBack",
    "SealedContact",
    "Step",
    "Topic",
    "Turn",
    "Voice",
]
