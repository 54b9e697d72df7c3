"""Time as it may be kept."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def to_hour(at: datetime) -> datetime:
    """The start of the hour: no finer time is stored about what a person said or did."""
    return at.replace(minute=0, second=0, microsecond=0)


def local_date(at: datetime, timezone: str) -> date:
    """The day it is where the team works."""
    return at.astimezone(ZoneInfo(timezone)).date()


def local_midnight(on: date, timezone: str) -> datetime:
    """The instant at which this day begins where the team works."""
    return datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(timezone))
