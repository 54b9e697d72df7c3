"""Problem files, their tasks and partners."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from commonbeat.faces.desk.doing import chosen, do
from commonbeat.faces.desk.forms.problems import FinishMeasureForm, HideFindingForm, OpenForm, SetAsideForm
from commonbeat.faces.desk.forms.tasks import PARTNER_DEEDS, PARTNER_PATH, TASK_DEEDS
from commonbeat.faces.desk.forms.together import PROBLEM_DEEDS
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.rail import COORDINATOR, MODERATOR, OFFICER
from commonbeat.listening.models import Concern
from commonbeat.openness.calendar import local_day
from commonbeat.people.letters import link as address_of
from commonbeat.people.models import Duty
from commonbeat.together import queries
from commonbeat.together.actions import Made
from commonbeat.together.models import Finding, Measure, Partner, Problem, Task
from commonbeat.together.models.problem import ENDED

THOSE = (COORDINATOR, OFFICER, MODERATOR)


@desk_page(*THOSE)
def problems(request: HttpRequest) -> HttpResponse:
    """What is suggested, what is worked on, what came to its end."""
    rows = list(queries.problems_for(request.user))
    is_leading = request.user.has_duty(Duty.COORDINATOR)
    context = {
        "suggestions": queries.suggestions(request.user, request.at) if is_leading else [],
        "open": [one for one in rows if one.phase not in ENDED],
        "ended": [one for one in rows if one.phase in ENDED],
        "may_open": is_leading,
    }
    return show(request, "problems.html", "problems", context)


@desk_page(COORDINATOR, methods=DO)
def problem_new(request: HttpRequest) -> HttpResponse:
    back = reverse("desk:problems")
    return do(request, OpenForm, None, section="problems", back=back, after=problem_url)


@desk_page(COORDINATOR, methods=DO)
def problem_aside(request: HttpRequest) -> HttpResponse:
    """Why concerns that look alike are no problem."""
    wanted = request.GET.getlist("concern")[:50]
    seen = Concern.objects.visible_to(request.user).filter(about_officer=None, problem_link=None)
    subject = [one for one in seen.select_related("neighborhood") if str(one.pk) in wanted]
    matter = ", ".join(one.title for one in subject)
    return do(
        request, SetAsideForm, subject, section="problems", back=reverse("desk:problems"), matter=matter
    )


@desk_page(*THOSE)
def problem(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One file with everything behind it, and what to do next."""
    page = queries.problem_file(request.user, pk, request.at)
    if page is None:
        raise Http404
    offered = {name for name, form in PROBLEM_DEEDS.items() if form.is_offered(request.user, page.problem)}
    context = {
        "page": page,
        "problem": page.problem,
        "can": offered,
        "may_task": "task" in offered,
        "today": local_day(request.team, request.at),
    }
    return show(request, "problem.html", "problems", context)


@desk_page(*THOSE, methods=DO)
def problem_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    rows = Problem.objects.visible_to(request.user).select_related("team", "neighborhood")
    return done(request, chosen(PROBLEM_DEEDS, deed), get_object_or_404(rows, pk=pk))


@desk_page(*THOSE, methods=DO)
def task_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    rows = Task.objects.visible_to(request.user).select_related(
        "team", "problem__neighborhood", "group__neighborhood"
    )
    subject = get_object_or_404(rows, pk=pk)
    return done(request, chosen(TASK_DEEDS, deed), subject, subject.problem, matter=subject.words)


@desk_page(COORDINATOR, OFFICER, methods=DO)
def measure_finish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    rows = Measure.objects.filter(problem__in=Problem.objects.visible_to(request.user))
    subject = get_object_or_404(rows.select_related("team", "problem__neighborhood"), pk=pk)
    return done(request, FinishMeasureForm, subject, subject.problem, matter=subject.what)


@desk_page(COORDINATOR, MODERATOR, methods=DO)
def finding_hide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    rows = Finding.objects.filter(problem__in=Problem.objects.visible_to(request.user))
    subject = get_object_or_404(rows.select_related("team", "problem__neighborhood"), pk=pk)
    return done(request, HideFindingForm, subject, subject.problem, matter=subject.words)


@desk_page(COORDINATOR, OFFICER, methods=DO)
def partner_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    rows = Partner.objects.visible_to(request.user).select_related("team", "problem__neighborhood")
    subject = get_object_or_404(rows, pk=pk)
    drawn = link_made if deed == "link" else None
    return done(
        request, chosen(PARTNER_DEEDS, deed), subject, subject.problem, matter=subject.name, shown=drawn
    )


def link_made(request: HttpRequest, made: Made) -> HttpResponse:
    """The new link, to be handed over."""
    link = address_of(request.team, PARTNER_PATH, made.token)
    return show(request, "partner_link.html", "problems", {"made": made.link, "link": link})


def done(
    request: HttpRequest, form: Any, subject: Any, problem: Problem | None = None, **around: Any
) -> HttpResponse:
    """One deed on a file, or on what belongs to one; a task may belong to a group."""
    owner = problem or (subject if isinstance(subject, Problem) else None)
    section, back = ("problems", problem_url(owner)) if owner else ("groups", reverse("desk:groups"))
    around.setdefault("matter", owner.title if owner else "")
    return do(request, form, subject, section=section, back=back, **around)


def problem_url(problem: Problem) -> str:
    return reverse("desk:problem", args=[problem.pk])
