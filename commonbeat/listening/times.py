"""Instants to the hour and days as the team's clock shows them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from commonbeat.safety.clock import to_hour

if TYPE_CHECKING:
    from commonbeat.places.models import Team


def hour(at: datetime) -> datetime:
    """The hour an instant falls in, in UTC: adding hours then counts real ones when the clocks change."""
    return to_hour(at.astimezone(UTC))


def day(team: Team, at: datetime) -> date:
    """The day it is for the team at this instant."""
    return at.astimezone(ZoneInfo(team.timezone)).date()


def hours_between(start: datetime, end: datetime) -> int:
    """Whole real hours from one instant to another; negative when the end is earlier."""
    return int((end - start).total_seconds() // 3600)
