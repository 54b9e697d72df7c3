"""Every write of this room."""

from commonbeat.openness.actions.forgetting import forget_outlived
from commonbeat.openness.actions.gatherings import (
    announce_gathering,
    cancel_gathering,
    change_gathering,
    publish_gathering,
)
from commonbeat.openness.actions.minutes import correct_minutes, publish_minutes, raise_voice, write_minutes
from commonbeat.openness.actions.publication import (
    approve_you_said_we_did,
    publish_you_said_we_did,
    withdraw_you_said_we_did,
)
from commonbeat.openness.actions.questions import (
    Asked,
    answer_question,
    ask,
    correct_answer,
    decline_question,
    publish_question,
    withdraw_question,
)
from commonbeat.openness.actions.rsvps import Reserved, cancel_rsvp, change_rsvp, reserve
from commonbeat.openness.actions.session import (
    close_forgotten_sessions,
    close_session,
    put_on_stage,
    take_back_question_vote,
    vote_for_question,
)
from commonbeat.openness.actions.session_questions import (
    count_paper_votes,
    merge_questions,
    owe_answer,
    raise_question,
    separate_question,
    take_card,
)
from commonbeat.openness.actions.work import (
    act_on_priority,
    agree_priority,
    change_initiative,
    end_initiative,
    end_priority,
    publish_initiative,
    publish_priority,
    renew_priority,
    start_initiative,
)

__all__ = [
    "Asked",
    "Reserved",
    "act_on_priority",
    "agree_priority",
    "announce_gathering",
    "answer_question",
    "approve_you_said_we_did",
    "ask",
    "cancel_gathering",
    "cancel_rsvp",
    "change_gathering",
    "change_initiative",
    "change_rsvp",
    "close_forgotten_sessions",
    "close_session",
    "correct_answer",
    "correct_minutes",
    "count_paper_votes",
    "decline_question",
    "end_initiative",
    "end_priority",
    "forget_outlived",
    "merge_questions",
    "owe_answer",
    "publish_gathering",
    "publish_initiative",
    "publish_minutes",
    "publish_priority",
    "publish_question",
    "publish_you_said_we_did",
    "put_on_stage",
    "raise_question",
    "raise_voice",
    "renew_priority",
    "reserve",
    "separate_question",
    "start_initiative",
    "take_back_question_vote",
    "take_card",
    "vote_for_question",
    "withdraw_question",
    "withdraw_you_said_we_did",
    "write_minutes",
]
