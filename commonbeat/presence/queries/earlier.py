"""The weeks before a week: how often each neighborhood was visited, and who walked where at which time."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count

from commonbeat.places.models import Neighborhood
from commonbeat.presence.models import PlanRun, Stop, WeekPlan
from commonbeat.safety.clock import local_midnight

FAIR_OVER = timedelta(weeks=3)
SHY_OVER = 4


def residents_by_area(week: WeekPlan) -> dict[str, float]:
    """How many people live in each neighborhood of the team, where it is known."""
    rows = Neighborhood.objects.public(week.team).filter(population__gt=0)
    return {str(area): float(count) for area, count in rows.values_list("pk", "population")}


def visits_before(week: WeekPlan) -> dict[str, int]:
    """Stops of the three weeks before, by neighborhood; those that were skipped do not count."""
    until = local_midnight(week.monday, week.team.timezone)
    stops = Stop.objects.filter(
        team=week.team, walk__canceled_because="", at__gte=until - FAIR_OVER, at__lt=until
    ).exclude(visit__is_delivered=False)
    counts = (
        stops.values("place__neighborhood").annotate(n=Count("pk")).values_list("place__neighborhood", "n")
    )
    return {str(area): n for area, n in counts}


def orders_before(week: WeekPlan, keys: Mapping[str, str]) -> list[dict[str, list[str]]]:
    """What the published plans of the four weeks before did, the newest last.

    `keys` names this week's walk for each shift and weekday; a walk planned by hand has no counterpart.
    """
    mondays = [week.monday - timedelta(weeks=age) for age in range(SHY_OVER, 0, -1)]
    runs = PlanRun.objects.filter(
        week__team=week.team,
        week__neighborhood=week.neighborhood,
        week__monday__in=mondays,
        published_at__isnull=False,
    ).order_by("week__monday", "number")
    newest = {run.week_id: run for run in runs.defer("inputs")}
    return [_order(run.outcome, keys) for run in newest.values()]


def _order(outcome: Mapping[str, Any], keys: Mapping[str, str]) -> dict[str, list[str]]:
    """Stops by this week's walk of the same shift; a shift is once a week, so its id says the weekday too."""
    order = {}
    for row in outcome["walks"]:
        walk = keys.get(row["key"].partition(":")[0])
        if walk is not None:
            order[walk] = [stop["place"] for stop in row["stops"]]
    return order
