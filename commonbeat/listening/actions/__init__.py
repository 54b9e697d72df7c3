"""Every write about voices, concerns and promises."""

from commonbeat.listening.actions.complaints import give_back, pass_on
from commonbeat.listening.actions.concerns import act, answer, close, mark_understood, reopen, report_back
from commonbeat.listening.actions.contacts import open_contact
from commonbeat.listening.actions.export import Export, export_concerns
from commonbeat.listening.actions.forgetting import (
    forget_contact,
    forget_outlived,
    forget_pictures,
    forget_voice,
)
from commonbeat.listening.actions.intake import take_in
from commonbeat.listening.actions.joining import assign, join, rename
from commonbeat.listening.actions.promises import break_promise, correct_promise, keep, promise
from commonbeat.listening.actions.publication import publish_concern, unpublish_concern
from commonbeat.listening.actions.quarantine import content_of, hand_over, put_aside, readable, type_in
from commonbeat.listening.actions.readings import settle_confirmations
from commonbeat.listening.actions.sheets import Brought, import_sheet, take_back_sheet
from commonbeat.listening.actions.sources import Opened, add_source, change_source, source_of_key
from commonbeat.listening.actions.thread import accept_read_back, confirm, read_back, write
from commonbeat.listening.actions.voices import Heard, hear, me_too, release, settle
from commonbeat.listening.actions.withdrawal import withdraw

__all__ = [
    "Brought",
    "Export",
    "Heard",
    "Opened",
    "accept_read_back",
    "act",
    "add_source",
    "answer",
    "assign",
    "break_promise",
    "change_source",
    "close",
    "confirm",
    "content_of",
    "correct_promise",
    "export_concerns",
    "forget_contact",
    "forget_outlived",
    "forget_pictures",
    "forget_voice",
    "give_back",
    "hand_over",
    "hear",
    "import_sheet",
    "join",
    "keep",
    "mark_understood",
    "me_too",
    "open_contact",
    "pass_on",
    "promise",
    "publish_concern",
    "put_aside",
    "read_back",
    "readable",
    "release",
    "rename",
    "reopen",
    "report_back",
    "settle",
    "settle_confirmations",
    "source_of_key",
    "take_back_sheet",
    "take_in",
    "type_in",
    "unpublish_concern",
    "withdraw",
    "write",
]
