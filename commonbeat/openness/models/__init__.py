"""What the team announces, is asked, agrees to work on, and can show it did."""

from commonbeat.openness.models.gathering import (
    Gathering,
    GatheringKind,
    Minutes,
    MinutesCorrection,
    Raised,
    Rsvp,
)
from commonbeat.openness.models.pair import Quotation, YouSaidWeDid
from commonbeat.openness.models.question import Question, QuestionAnswer
from commonbeat.openness.models.session import QuestionVote, Session, is_session, voting_ends_at
from commonbeat.openness.models.work import STALE_AFTER, Initiative, Priority, PriorityAction

__all__ = [
    "STALE_AFTER",
    "Gathering",
    "GatheringKind",
    "Initiative",
    "Minutes",
    "MinutesCorrection",
    "Priority",
    "PriorityAction",
    "Question",
    "QuestionAnswer",
    "QuestionVote",
    "Quotation",
    "Raised",
    "Rsvp",
    "Session",
    "YouSaidWeDid",
    "is_session",
    "voting_ends_at",
]
