"""Days and hours of the story, counted back from the day the demo is built."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


class Days:
    """The same story on whatever day it is told: everything is so many days ago, or still to come."""

    def __init__(self, now: datetime, timezone: str) -> None:
        self.now = now
        self.zone = ZoneInfo(timezone)
        self.today = now.astimezone(self.zone).date()

    def on(self, days: int) -> date:
        """The date so many days ago; a negative number is still to come."""
        return self.today - timedelta(days=days)

    def at(self, days: int, hour: int, minute: int = 0) -> datetime:
        """So many days ago at this hour by the team's clock; zero days: this many hours ago."""
        if days == 0:
            return self.now - timedelta(hours=hour, minutes=minute)
        return self.clock(self.on(days), hour, minute)

    def clock(self, on: date, hour: int, minute: int = 0) -> datetime:
        """This hour on this date by the team's clock."""
        return datetime.combine(on, time(hour, minute), self.zone)

    def coming(self, weekday: int, least: int = 1) -> date:
        """The first such weekday at least so many days from now."""
        first = self.on(-least)
        return first + timedelta(days=(weekday - first.weekday()) % 7)

    def past(self, weekday: int, least: int = 1) -> date:
        """The last such weekday at least so many days ago."""
        last = self.on(least)
        return last - timedelta(days=(last.weekday() - weekday) % 7)

    def ago(self, on: date) -> int:
        """How many days ago a date is."""
        return (self.today - on).days
