"""Every write about presence."""

from commonbeat.presence.actions.contacts import forget_contacts, record_contact, see
from commonbeat.presence.actions.visits import record_visit, take_off_walk
from commonbeat.presence.actions.walks import (
    add_stop,
    announce_walk,
    cancel_walk,
    plan_walk,
    remove_stop,
)

__all__ = [
    "add_stop",
    "announce_walk",
    "cancel_walk",
    "forget_contacts",
    "plan_walk",
    "record_contact",
    "record_visit",
    "remove_stop",
    "see",
    "take_off_walk",
]
