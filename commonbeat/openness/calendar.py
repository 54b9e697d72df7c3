"""Days and weeks as the team's own clocks show them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from commonbeat.listening.times import day as local_day
from commonbeat.places.models import Team

__all__ = ["day_start", "local_day", "week_start"]


def day_start(team: Team, day: date) -> datetime:
    """The instant at which this day begins in the team's timezone."""
    return datetime.combine(day, time(), ZoneInfo(team.timezone)).astimezone(UTC)


def week_start(team: Team, at: datetime) -> date:
    """The Monday of the week in which this instant lies."""
    day = local_day(team, at)
    return day - timedelta(days=day.weekday())
