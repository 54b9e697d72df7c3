"""Every write about presence."""

from commonbeat.presence.actions.contacts import forget_contacts, record_contact, say_whether_known, see
from commonbeat.presence.actions.plans import (
    forbid_stop,
    lift_wish,
    open_week,
    pin_stop,
    plan_week,
    publish_week,
    set_weights,
    weigh_week,
)
from commonbeat.presence.actions.shifts import (
    add_regular_stop,
    add_shift,
    remove_leave,
    remove_regular_stop,
    remove_shift,
    write_leave,
)
from commonbeat.presence.actions.visits import record_visit, take_off_walk
from commonbeat.presence.actions.walks import (
    add_stop,
    announce_walk,
    cancel_walk,
    plan_walk,
    remove_stop,
)

__all__ = [
    "add_regular_stop",
    "add_shift",
    "add_stop",
    "announce_walk",
    "cancel_walk",
    "forbid_stop",
    "forget_contacts",
    "lift_wish",
    "open_week",
    "pin_stop",
    "plan_walk",
    "plan_week",
    "publish_week",
    "record_contact",
    "record_visit",
    "remove_leave",
    "remove_regular_stop",
    "remove_shift",
    "remove_stop",
    "say_whether_known",
    "see",
    "set_weights",
    "take_off_walk",
    "weigh_week",
    "write_leave",
]
