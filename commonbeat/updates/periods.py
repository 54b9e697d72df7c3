"""Days, weeks and months that are over, by the team's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from commonbeat.openness.calendar import day_start
from commonbeat.places.models import Team
from commonbeat.updates.models import Cadence

# Digests of a period go out from seven in the morning on, when the next one has begun.
SENT_FROM_HOUR = 7
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From the start of the first to the end of the last day."""

    first: date
    last: date

    def instants(self, team: Team) -> tuple[datetime, datetime]:
        """When it begins, and the first instant after it."""
        return day_start(team, self.first), day_start(team, self.last + ONE_DAY)


def last_over(cadence: str, team: Team, at: datetime) -> Period:
    """The newest period whose digests may go out now."""
    local = at.astimezone(ZoneInfo(team.timezone)).replace(tzinfo=None)
    return ending_before((local - timedelta(hours=SENT_FROM_HOUR)).date(), cadence)


def ending_before(day: date, cadence: str) -> Period:
    """The newest whole period that ended before this day."""
    return containing(containing(day, cadence).first - ONE_DAY, cadence)


def containing(day: date, cadence: str) -> Period:
    """The day, the week from Monday to Sunday, or the month that holds this day."""
    if cadence == Cadence.DAILY:
        return Period(day, day)
    if cadence == Cadence.WEEKLY:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=6))
    next_month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return Period(day.replace(day=1), next_month - ONE_DAY)
