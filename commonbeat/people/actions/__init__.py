"""Every write about people."""

from commonbeat.people.actions.boxes import (
    choose_passphrase,
    make_box,
    rotate_box,
    share_box,
)
from commonbeat.people.actions.door import note_at_door
from commonbeat.people.actions.greetings import (
    ask_to_be_greeted,
    change_greeting,
    end_greeting,
    forget_greetings,
    greet_list,
    renew_greeting,
)
from commonbeat.people.actions.joining import (
    accept_invite,
    give_role,
    invite,
    leave,
    take_back_invite,
    take_role,
)
from commonbeat.people.actions.profiles import (
    choose_language,
    hide_profile,
    show_profile,
    update_profile,
)
from commonbeat.people.actions.recovery import (
    approve_mfa_recovery,
    ask_mfa_recovery,
    forget_letters,
    use_recovery,
)
from commonbeat.people.actions.unlisted import somebody_unlisted

__all__ = [
    "accept_invite",
    "approve_mfa_recovery",
    "ask_mfa_recovery",
    "ask_to_be_greeted",
    "change_greeting",
    "choose_language",
    "choose_passphrase",
    "end_greeting",
    "forget_greetings",
    "forget_letters",
    "give_role",
    "greet_list",
    "hide_profile",
    "invite",
    "leave",
    "make_box",
    "note_at_door",
    "renew_greeting",
    "rotate_box",
    "share_box",
    "show_profile",
    "somebody_unlisted",
    "take_back_invite",
    "take_role",
    "update_profile",
    "use_recovery",
]
