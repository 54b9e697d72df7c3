"""The loop: what we lose and where, and what waits on us."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from commonbeat.faces.desk.page import desk_page, show
from commonbeat.faces.desk.periods import WEEKS, Area, Period, area_of, period_of
from commonbeat.faces.desk.rail import home_of, sections_for
from commonbeat.listening import queries as listening
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import Priority
from commonbeat.openness.queries import gatherings_for
from commonbeat.people.models import Duty
from commonbeat.people.queries import box_state
from commonbeat.post.models import Delivery
from commonbeat.presence import queries as presence

MOST_PLACES = 6
MOST_WAITING = 15


@desk_page()
def home(request: HttpRequest) -> HttpResponse:
    """The loop for coordinators; for everybody else what their duties are about."""
    if request.user.has_duty(Duty.COORDINATOR):
        return loop(request)
    if not sections_for(request.user):
        raise Http404
    return redirect(home_of(request.user, "reading", "complaints", "concerns"))


def loop(request: HttpRequest) -> HttpResponse:
    area = area_of(request.user, request.GET, needs_one=True)
    period, waiting = period_of(request.team, request.at, request.GET), waiting_in(request, area)
    context = {
        "area": area,
        "period": period,
        "all_weeks": WEEKS,
        "figures": listening.loop_figures(request.team, area.chosen, period.since, period.until),
        "waiting": waiting[:MOST_WAITING],
        "more_waiting": max(0, len(waiting) - MOST_WAITING),
        **kept_and_planned(request, area, period),
        **reminders(request, area),
    }
    return show(request, "loop.html", "home", context)


def waiting_in(request: HttpRequest, area: Area) -> list[listening.Owed]:
    """What is owed here; complaints have a list of their own, which few may open."""
    rows = listening.waiting(request.user, request.at)
    where = None if area.chosen is None else area.chosen.pk
    return [
        row
        for row in rows
        if row.concern.about_officer_id is None and (where is None or row.concern.neighborhood_id == where)
    ]


def kept_and_planned(request: HttpRequest, area: Area, period: Period) -> dict[str, Any]:
    """Promises and presence of the period, and the places that have waited longest."""
    today = local_day(request.team, request.at)
    span = (request.team, area.chosen, period.since_on, period.until_on)
    promises = listening.promise_figures(*span, on=today)
    overdue = presence.places_overdue(request.team, area.chosen, today)
    return {
        "today": today,
        "promises": promises,
        "were_due": promises.made - promises.open,
        "presence": presence.presence_figures(*span, request.at),
        "overdue": overdue[:MOST_PLACES],
        "more_overdue": max(0, len(overdue) - MOST_PLACES),
    }


def reminders(request: HttpRequest, area: Area) -> dict[str, Any]:
    """What else must not be forgotten: stale priorities, missing minutes, failed mail, too few confidants."""
    stale = Priority.objects.visible_to(request.user).stale(local_day(request.team, request.at))
    if area.chosen is not None:
        stale = stale.filter(neighborhood=area.chosen)
    return {
        "stale": list(stale),
        "without_minutes": gatherings_for(request.user, request.at).without_minutes,
        "dead_letters": Delivery.objects.visible_to(request.user).dead().count(),
        "box_warnings": box_state(request.team).warnings,
    }
