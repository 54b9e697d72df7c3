"""Presence in figures: planned, delivered, noticed, where and when nobody was, and why."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from commonbeat.faces.desk.page import desk_page, show
from commonbeat.faces.desk.periods import WEEKS, area_of, period_of
from commonbeat.faces.desk.rail import COORDINATOR
from commonbeat.faces.gaps import gap_map
from commonbeat.places.models import Neighborhood, Team
from commonbeat.presence import queries
from commonbeat.trust import queries as trust
from commonbeat.trust.queries import History


@desk_page(COORDINATOR)
def presence(request: HttpRequest) -> HttpResponse:
    area = area_of(request.user, request.GET, needs_one=True)
    period = period_of(request.team, request.at, request.GET)
    about = (request.team, area.chosen)
    report = queries.presence_report(*about, period.since_on, period.until_on, request.at)
    # Answers count by whole weeks that are over.
    until = period.until_on - timedelta(days=7)
    context = {
        "area": area,
        "period": period,
        "all_weeks": WEEKS,
        "report": report,
        "parts": queries.DAY_PARTS,
        "noticed": queries.noticed(*about, period.since_on, until),
        "figures": queries.presence_figures(*about, period.since_on, period.until_on, request.at),
        "map": gap_map(*about, report),
        "survey": survey_of(request.team, area.chosen),
    }
    return show(request, "presence.html", "presence", context)


def survey_of(team: Team, neighborhood: Neighborhood | None) -> History | None:
    """What the last published survey of residents drawn at random says about seeing us."""
    found = trust.histories(team, neighborhood) if neighborhood else []
    return next((one for one in found if one.measure.key == "presence"), None)
