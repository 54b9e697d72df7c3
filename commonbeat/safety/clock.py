"""Time as it may be kept."""

from datetime import datetime


def to_hour(at: datetime) -> datetime:
    """The start of the hour: no finer time is stored about what a person said or did."""
    return at.replace(minute=0, second=0, microsecond=0)
