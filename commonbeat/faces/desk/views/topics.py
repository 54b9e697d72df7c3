"""Topics in the team's own words, and themes nobody had named."""

import uuid
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from commonbeat.faces.desk.doing import do
from commonbeat.faces.desk.forms.understanding import TopicForm
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.periods import area_of
from commonbeat.faces.desk.rail import COORDINATOR
from commonbeat.listening import understanding
from commonbeat.listening.models import TeamTopic
from commonbeat.listening.queries.understanding import themes, voices_about

WEEKS = 8


@desk_page(COORDINATOR)
def topics(request: HttpRequest) -> HttpResponse:
    """What the team listens for, and what people spoke of besides."""
    area = area_of(request.user, request.GET)
    where = area.chosen.pk if area.chosen else None
    since = request.at - timedelta(weeks=WEEKS)
    mine = list(TeamTopic.objects.filter(team=request.team))
    context = {
        "area": area,
        "weeks": WEEKS,
        "topics": [(one, voices_about(request.user, one.name, since, request.at)) for one in mine],
        "themes": themes(request.user, since, request.at, where),
        "missing": understanding.what_is_missing(),
    }
    return show(request, "topics.html", "pulse", context)


@desk_page(COORDINATOR, methods=DO)
def topic_new(request: HttpRequest) -> HttpResponse:
    return do(request, TopicForm, None, section="pulse", back=reverse("desk:topics"))


@desk_page(COORDINATOR, methods=DO)
def topic_change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    subject = get_object_or_404(TeamTopic, pk=pk, team=request.team)
    return do(request, TopicForm, subject, section="pulse", back=reverse("desk:topics"))
