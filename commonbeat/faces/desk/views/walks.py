"""The week's walks: planned by hand, each stop with its reason, and what became of them."""

import uuid
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from commonbeat.faces.desk.doing import chosen, do
from commonbeat.faces.desk.forms.walks import WALK_DEEDS, PlanForm, RemoveStopForm, SuggestedForm
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.periods import area_of
from commonbeat.faces.desk.rail import COORDINATOR, OFFICER
from commonbeat.openness.calendar import day_start, week_start
from commonbeat.presence import queries, rules
from commonbeat.presence.models import Stop, Walk

WALKERS = (COORDINATOR, OFFICER)


@desk_page(*WALKERS)
def walks(request: HttpRequest) -> HttpResponse:
    """One week, Monday to Sunday, canceled walks too."""
    monday = week_asked(request)
    area = area_of(request.user, request.GET)
    span = [day_start(request.team, monday + timedelta(days=days)) for days in (0, 7)]
    found = queries.walks_between(request.user, span[0], span[1], area.chosen)
    by_day: dict[date, list[Walk]] = defaultdict(list)
    for walk in found:
        by_day[timezone.localtime(walk.starts_at).date()].append(walk)
    days = [monday + timedelta(days=number) for number in range(7)]
    context = {
        "area": area,
        "days": [(day, by_day[day]) for day in days],
        "count": sum(len([walk for walk in some if not walk.canceled_because]) for some in by_day.values()),
        "monday": monday,
        "sunday": days[-1],
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "today": timezone.localtime(request.at).date(),
    }
    return show(request, "walks.html", "walks", context)


def week_asked(request: HttpRequest) -> date:
    """The Monday of the week asked for; of this week where nothing sensible was."""
    try:
        day = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return week_start(request.team, request.at)
    return min(max(day, date(2000, 1, 3)), date(2100, 1, 4)) - timedelta(days=day.weekday())


def found_walk(request: HttpRequest, pk: uuid.UUID) -> Walk:
    rows = Walk.objects.visible_to(request.user).select_related("team", "neighborhood__team", "officer")
    return get_object_or_404(
        rows.prefetch_related("stops__visit", "stops__place", "stops__concern", "abstractions"), pk=pk
    )


@desk_page(*WALKERS)
def walk(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One walk: its stops, what became of them, and where else it is worth going."""
    found = found_walk(request, pk)
    may_plan = rules.may_plan(request.user, found.officer, found.neighborhood)
    is_planned = not found.canceled_because and found.starts_at > request.at
    context = {
        "walk": found,
        "stops": found.stops.all(),
        "may_plan": may_plan,
        "is_planned": is_planned,
        "is_over": found.ends_at <= request.at,
        "suggested": SuggestedForm(subject=found, request=request) if may_plan and is_planned else None,
        "back": week_url(found),
    }
    return show(request, "walk.html", "walks", context)


def week_url(walk: Walk) -> str:
    return f"{reverse('desk:walks')}?week={timezone.localtime(walk.starts_at).date().isoformat()}"


def walk_url(walk: Walk) -> str:
    return reverse("desk:walk", args=[walk.pk])


@desk_page(*WALKERS, methods=DO)
def walk_new(request: HttpRequest) -> HttpResponse:
    return do(request, PlanForm, None, section="walks", back=reverse("desk:walks"), after=walk_url)


@desk_page(*WALKERS, methods=DO)
def walk_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    subject = found_walk(request, pk)
    return do(
        request,
        chosen(WALK_DEEDS, deed),
        subject,
        section="walks",
        back=walk_url(subject),
        matter=title_of(subject),
    )


@desk_page(*WALKERS, methods=DO)
def stop_remove(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    around = ("place", "walk__officer", "walk__neighborhood", "team")
    subject = get_object_or_404(Stop.objects.visible_to(request.user).select_related(*around), pk=pk)
    return do(
        request,
        RemoveStopForm,
        subject,
        section="walks",
        back=walk_url(subject.walk),
        matter=subject.place.name,
    )


def title_of(walk: Walk) -> Any:
    return f"{walk.officer.name} · {walk.neighborhood.name}"
