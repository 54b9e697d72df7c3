"""Gatherings: what is coming, who comes, what was said and raised."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from commonbeat.faces.desk.doing import chosen, do
from commonbeat.faces.desk.forms.gatherings import GATHERING_DEEDS, AnnounceForm, minutes_of
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.rail import COORDINATOR, MODERATOR, OFFICER
from commonbeat.openness import queries, rules
from commonbeat.openness.models import Gathering, Question

HOSTS = (COORDINATOR, OFFICER, MODERATOR)


@desk_page(*HOSTS)
def gatherings(request: HttpRequest) -> HttpResponse:
    found = queries.gatherings_for(request.user, request.at)
    missing = {one.pk for one in found.without_minutes}
    context = {
        "coming": found.coming,
        "without_minutes": found.without_minutes,
        "past": [one for one in found.past if one.pk not in missing],
    }
    return show(request, "gatherings.html", "gatherings", context)


def found_gathering(request: HttpRequest, pk: uuid.UUID) -> Gathering:
    rows = Gathering.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("team", "neighborhood", "place", "host", "minutes"), pk=pk)


@desk_page(*HOSTS)
def gathering(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One gathering; who comes and what they need is for its host and the coordinators only."""
    found = found_gathering(request, pk)
    may_run = rules.may_run(request.user, found)
    context = {
        "gathering": found,
        "may_run": may_run,
        "may_coordinate": rules.may_coordinate(request.user, found.neighborhood),
        "rsvps": list(queries.rsvps(request.user, found)),
        "questions": Question.objects.visible_to(request.user).filter(gathering=found, withdrawn_on=None),
        "minutes": minutes_of(found),
        "raised": raised(request, found) if may_run else [],
        "is_session": rules.is_session(found) and rules.may_moderate_session(request.user, found),
        "has_begun": found.starts_at <= request.at,
        "is_over": found.ends_at <= request.at,
    }
    return show(request, "gathering.html", "gatherings", context)


def raised(request: HttpRequest, found: Gathering) -> Any:
    """What was raised there, in the words of those who may read it."""
    return found.raised.select_related("voice__concern").filter(
        voice__about_officer=None, voice__withdrawn_on=None
    )


def gathering_url(found: Gathering) -> str:
    return reverse("desk:gathering", args=[found.pk])


@desk_page(COORDINATOR, methods=DO)
def gathering_new(request: HttpRequest) -> HttpResponse:
    back = reverse("desk:gatherings")
    return do(request, AnnounceForm, None, section="gatherings", back=back, after=gathering_url)


@desk_page(*HOSTS, methods=DO)
def gathering_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    subject = found_gathering(request, pk)
    around = {"section": "gatherings", "back": gathering_url(subject), "matter": subject.title}
    return do(request, chosen(GATHERING_DEEDS, deed), subject, **around)
