"""Every read of this room."""

from commonbeat.commonground.queries.desk import (
    Conduct,
    conduct_of,
    conversations_for,
    waiting_statements,
)
from commonbeat.commonground.queries.picture import PictureShown, letter_of, picture_of, place_of
from commonbeat.commonground.queries.talk import (
    Own,
    Turn,
    conversation_by_slug,
    given_by,
    own_part,
    past_conversations,
    running_conversations,
    shown_statements,
    turn_of,
)

__all__ = [
    "Conduct",
    "Own",
    "PictureShown",
    "Turn",
    "conduct_of",
    "conversation_by_slug",
    "conversations_for",
    "given_by",
    "letter_of",
    "own_part",
    "past_conversations",
    "picture_of",
    "place_of",
    "running_conversations",
    "shown_statements",
    "turn_of",
    "waiting_statements",
]
