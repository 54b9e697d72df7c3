"""Which counts may be published without pointing to a person."""

from commonbeat.methods.disclosure.counts import (
    THRESHOLD,
    SuppressedSeries,
    is_small,
    round_safe,
    share_safe,
    suppress_series,
)
from commonbeat.methods.disclosure.tables import Suppressed, suppress

__all__ = [
    "THRESHOLD",
    "Suppressed",
    "SuppressedSeries",
    "is_small",
    "round_safe",
    "share_safe",
    "suppress",
    "suppress_series",
]
