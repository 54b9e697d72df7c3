"""Every write of this room."""

from commonbeat.commonground.actions.conversations import (
    change_conversation,
    close_conversation,
    close_conversations_over,
    publish_conversation,
    say_what_came,
    start_conversation,
)
from commonbeat.commonground.actions.imports import export_conversation, import_conversation
from commonbeat.commonground.actions.pictures import compute, compute_pictures
from commonbeat.commonground.actions.statements import (
    add_statement,
    decline_statement,
    hide_statement,
    publish_statement,
    say_outcome,
    say_statement,
    take_back_statement,
    withdraw_statement,
)
from commonbeat.commonground.actions.votes import invite, use_invite, vote

__all__ = [
    "add_statement",
    "change_conversation",
    "close_conversation",
    "close_conversations_over",
    "compute",
    "compute_pictures",
    "decline_statement",
    "export_conversation",
    "hide_statement",
    "import_conversation",
    "invite",
    "publish_conversation",
    "publish_statement",
    "say_outcome",
    "say_statement",
    "say_what_came",
    "start_conversation",
    "take_back_statement",
    "use_invite",
    "vote",
    "withdraw_statement",
]
