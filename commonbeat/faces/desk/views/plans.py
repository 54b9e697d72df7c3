"""The week's plan: as a calendar and a map, with wishes and weights, to plan again, to print, to publish."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode

from commonbeat.faces.desk.doing import chosen, do
from commonbeat.faces.desk.forms.plans import (
    WEEK_DEEDS,
    AgainForm,
    BeginForm,
    KeepForm,
    LiftForm,
    PublishForm,
)
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.periods import area_of
from commonbeat.faces.desk.planned import day_map
from commonbeat.faces.desk.rail import COORDINATOR
from commonbeat.openness.calendar import week_start
from commonbeat.presence import queries
from commonbeat.presence.models import WeekPlan, Wish

WEEK = timedelta(days=7)


@desk_page(COORDINATOR)
def plan(request: HttpRequest) -> HttpResponse:
    """One week of one neighborhood, or of the whole team: the newest try, or an earlier one."""
    monday = week_asked(request)
    area = area_of(request.user, request.GET, needs_one=True)
    week = queries.plan_of_week(request.user, monday, area.chosen and area.chosen.pk)
    asked = request.GET.get("try", "")
    draft = (
        queries.draft_of(week, int(asked) if asked.isascii() and asked.isdigit() else None) if week else None
    )
    context = {
        "area": area,
        "week": week,
        "draft": draft,
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "before": monday - WEEK,
        "after": monday + WEEK,
        "is_over": monday + WEEK <= week_start(request.team, request.at),
    }
    return show(request, "plan.html", "plan", context | (drawn(request, draft) if draft else {}))


def week_asked(request: HttpRequest) -> date:
    """The Monday of the week asked for; of next week, which is the one to plan, where nothing sensible was."""
    try:
        day = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return week_start(request.team, request.at) + WEEK
    return min(max(day, date(2000, 1, 3)), date(2100, 1, 4)) - timedelta(days=day.weekday())


def drawn(request: HttpRequest, draft: queries.Draft) -> dict[str, Any]:
    """The map, and the forms that stand on the page itself."""
    about: dict[str, Any] = {"subject": draft.week, "request": request}
    return {
        "map": day_map(draft, request.GET.get("day", "")),
        "again": AgainForm(**about),
        "publish": PublishForm(**about),
        "move": KeepForm(**about),
    }


def found_week(request: HttpRequest, pk: uuid.UUID) -> WeekPlan:
    rows = WeekPlan.objects.visible_to(request.user).select_related("team", "neighborhood__team")
    return get_object_or_404(rows, pk=pk)


def plan_url(week: WeekPlan) -> str:
    where = {"where": week.neighborhood.slug} if week.neighborhood else {}
    return f"{reverse('desk:plan')}?{urlencode({'week': week.monday.isoformat()} | where)}"


@desk_page(COORDINATOR, methods=DO)
def plan_new(request: HttpRequest) -> HttpResponse:
    return do(request, BeginForm, None, section="plan", back=reverse("desk:plan"), after=plan_url)


@desk_page(COORDINATOR, methods=DO)
def plan_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    subject = found_week(request, pk)
    return do(request, chosen(WEEK_DEEDS, deed), subject, section="plan", back=plan_url(subject))


@desk_page(COORDINATOR, methods=DO)
def wish_lift(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    rows = Wish.objects.filter(week__in=WeekPlan.objects.visible_to(request.user))
    subject = get_object_or_404(rows.select_related("place", "week__team", "week__neighborhood__team"), pk=pk)
    back = plan_url(subject.week)
    return do(request, LiftForm, subject, section="plan", back=back, matter=subject.place.name)


@desk_page(COORDINATOR)
def plan_print(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The whole team's week on one sheet."""
    week = found_week(request, pk)
    draft = queries.draft_of(week)
    return render(request, "desk/plan_print.html", {"week": week, "draft": draft, "back": plan_url(week)})
