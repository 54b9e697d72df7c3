"""Everything a try at a week is made from, read at once."""

from collections.abc import Sequence
from datetime import datetime

from commonbeat.places.models import Team
from commonbeat.presence import prizes
from commonbeat.presence.models import PlanSettings, WeekPlan
from commonbeat.presence.queries.needs import needs_of
from commonbeat.presence.queries.outings import areas_of, week_of_walks
from commonbeat.presence.weeks import Appointment, Ground, WeekOfWalks, is_among


def ground_of(week: WeekPlan, at: datetime, gatherings: Sequence[Appointment] = ()) -> Ground:
    """What is unmet, who can walk, what must be, and what somebody wished for."""
    walks = week_of_walks(week, at)
    here = {area.pk for area in areas_of(week)}
    told = [
        one for one in gatherings
        if one.place.neighborhood_id in here and one.starts_at > at and not is_among(one, walks.appointments)
    ]  # fmt: skip
    settings = settings_of(week.team)
    return Ground(
        team=week.team,
        monday=week.monday,
        walks=WeekOfWalks(walks.outings, walks.appointments + told, walks.missing, walks.taken),
        needs=needs_of(week.team, areas_of(week), week.monday, at),
        weights=weights_of(week, settings),
        visit_minutes=settings.visit_minutes,
        wishes=list(week.wishes.select_related("place__neighborhood").order_by("pk")),
    )


def settings_of(team: Team) -> PlanSettings:
    """The team's own, or the usual ones, not stored."""
    return PlanSettings.objects.filter(team=team).first() or PlanSettings(team=team)


def weights_of(week: WeekPlan, settings: PlanSettings) -> dict[str, int]:
    """What this week weighs: its own weights, else the team's, else the usual ones."""
    weights: dict[str, int] = prizes.usual_weights() | settings.weights | week.weights
    return weights
