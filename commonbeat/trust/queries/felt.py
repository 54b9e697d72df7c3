"""What reporters said once their concern had ended, beside the loop and in no survey figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count

from commonbeat.openness import gate
from commonbeat.openness.calendar import local_day
from commonbeat.places.models import Neighborhood, Team
from commonbeat.trust.models import FeltHeard

NOTHING: FeltShown | None = None


@dataclass(frozen=True)
class FeltShown:
    """The last quarter of a year that is over: quarters share no week, so nothing follows from two of them."""

    since: date
    until: date
    yes: gate.Count
    partly: gate.Count
    no: gate.Count
    total: gate.Count


@gate.closed_on_error(NOTHING)
def felt_last_quarter(team: Team, neighborhood: Neighborhood | None, at: datetime) -> FeltShown | None:
    """Who felt heard, as it may be shown; None where too few have said so, or on any error."""
    today = local_day(team, at)
    until = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    since = date(until.year - (until.month == 1), (until.month - 4) % 12 + 1, 1)
    rows = FeltHeard.objects.standing().filter(team=team, week__gte=since, week__lt=until)
    if neighborhood is not None:
        rows = rows.filter(neighborhood=neighborhood)
    said = dict(rows.order_by().values_list("said").annotate(number=Count("pk")))
    table = gate.people_table({name: said.get(name, 0) for name in FeltHeard.Said.values})
    if not table.total.is_shown:
        return None
    return FeltShown(
        since=since,
        until=until - timedelta(days=1),
        yes=table.cells["yes"],
        partly=table.cells["partly"],
        no=table.cells["no"],
        total=table.total,
    )
