"""Fixed weekly windows: a figure never depends on the hour at which somebody looks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.http import QueryDict
from django.utils.translation import gettext as _

from commonbeat.faces.desk.forms.voices import coordinated
from commonbeat.openness.calendar import day_start, week_start
from commonbeat.people.models import Duty, Staff
from commonbeat.places.models import Neighborhood, Team

WEEKS = (4, 12, 26, 52)
USUAL = 12


@dataclass(frozen=True)
class Period:
    """So many whole weeks, this one included."""

    weeks: int
    since_on: date
    until_on: date
    since: datetime
    until: datetime

    @property
    def words(self) -> str:
        return _("last %(weeks)d weeks") % {"weeks": self.weeks}


def period_of(team: Team, at: datetime, asked: QueryDict) -> Period:
    """The period asked for; twelve weeks where nothing sensible was."""
    wanted = asked.get("weeks", "")
    weeks = int(wanted) if wanted in {str(weeks) for weeks in WEEKS} else USUAL
    until_on = week_start(team, at) + timedelta(days=7)
    since_on = until_on - timedelta(weeks=weeks)
    return Period(weeks, since_on, until_on, day_start(team, since_on), day_start(team, until_on))


@dataclass(frozen=True)
class Area:
    """Where somebody looks: one neighborhood, or none chosen for all that is theirs."""

    offered: list[Neighborhood]
    chosen: Neighborhood | None
    may_see_all: bool


def area_of(staff: Staff, asked: QueryDict, *, needs_one: bool = False) -> Area:
    """The neighborhood asked for, among those this person coordinates.

    With `needs_one`, everywhere at once is only for those who coordinate the whole team; others begin with
    their first neighborhood.
    """
    offered = list(coordinated(staff))
    may_see_all = len(offered) > 1 and (not needs_one or staff.neighborhoods_as(Duty.COORDINATOR) is None)
    chosen = next((one for one in offered if one.slug == asked.get("where", "")), None)
    if chosen is None and offered and not may_see_all:
        chosen = offered[0]
    return Area(offered, chosen, may_see_all)
