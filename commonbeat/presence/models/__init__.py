"""Planned, delivered and noticed presence on foot, and what a week is planned from."""

from commonbeat.presence.models.plans import (
    Leave,
    LeaveKind,
    PlannedWalk,
    PlanRun,
    PlanSettings,
    RegularStop,
    Shift,
    WeekPlan,
    Wish,
    WishKind,
)
from commonbeat.presence.models.walks import (
    Abstraction,
    AbstractionKind,
    Contact,
    Sighting,
    Stop,
    StopReason,
    Visit,
    Walk,
    of_officer_or_desk,
)

__all__ = [
    "Abstraction",
    "AbstractionKind",
    "Contact",
    "Leave",
    "LeaveKind",
    "PlanRun",
    "PlanSettings",
    "PlannedWalk",
    "RegularStop",
    "Shift",
    "Sighting",
    "Stop",
    "StopReason",
    "Visit",
    "Walk",
    "WeekPlan",
    "Wish",
    "WishKind",
    "of_officer_or_desk",
]
