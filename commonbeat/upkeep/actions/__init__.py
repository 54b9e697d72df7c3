"""Every write of this room."""

from commonbeat.upkeep.actions.again import catch_up, take_back_again
from commonbeat.upkeep.actions.disclosure import disclose
from commonbeat.upkeep.actions.forgetting import (
    Forgotten,
    forget_outlived,
    prune_journal,
    scrub,
    sweep_pictures,
    sweep_sessions,
)

__all__ = [
    "Forgotten",
    "catch_up",
    "disclose",
    "forget_outlived",
    "prune_journal",
    "scrub",
    "sweep_pictures",
    "sweep_sessions",
    "take_back_again",
]
