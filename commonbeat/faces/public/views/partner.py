"""A partner at work: one signed link opens one file, and every use of it is counted."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from commonbeat.faces.public import doing
from commonbeat.faces.public.doing import form_page
from commonbeat.faces.public.forms.together import DoneForm, DropForm, LaterForm, PledgeForm
from commonbeat.openness.calendar import local_day
from commonbeat.together import actions, queries
from commonbeat.together.models import Partner, PartnerLink, Task


@form_page
def partner(request: HttpRequest, token: str) -> HttpResponse:
    """Everything a partner may do; a link that opens nothing says so in one way."""
    name = request.POST.get("do", "") if request.method == "POST" else ""
    link = actions.use_link(
        team=request.team, token=token, what=name if name in DEEDS else "open", at=request.at
    )
    if link is None:
        return render(request, "public/together/partner_over.html", {}, status=404)
    if request.method != "POST":
        return page(request, link)
    if name not in DEEDS:
        raise Http404
    return act(request, link, name, token)


def act(request: HttpRequest, link: PartnerLink, name: str, token: str) -> HttpResponse:
    form_class, deed = DEEDS[name]
    task = task_of(link.partner, request.POST.get("task", "")) if name != "pledge" else None
    form = form_class(request.POST, auto_id=f"{name}-{task.pk if task else 'new'}_%s")

    def take(said: dict[str, Any]) -> dict[str, Any]:
        said.pop("client_id") if name != "pledge" else None
        return {"done": deed(link.partner, task, said, request.at)}

    _given, status = doing.attempt(form, take)
    if status != 200:
        return page(request, link, status=status, failed=(name, task, form))
    return redirect("public:partner", token)


def page(
    request: HttpRequest,
    link: PartnerLink,
    *,
    status: int = 200,
    failed: tuple[str, Task | None, forms.Form] | None = None,
) -> HttpResponse:
    problem = link.partner.problem
    today = local_day(request.team, request.at)
    context = {
        "partner": link.partner,
        "link": link,
        "problem": problem,
        "neighborhood": problem.neighborhood,
        "file": queries.problem_page(request.team, problem.slug, request.at),
        "pledge": PledgeForm(auto_id="pledge-new_%s"),
        "failed": failed[2] if failed else None,
        **queries.set_up_for_partner(link.partner, request.at),
    }
    context["tasks"] = [forms_of(task, is_late, today) for task, is_late in context["mine"]]
    if failed:
        put_back(context, *failed)
    return doing.show(request, "public/together/partner.html", context, status)


def forms_of(task: Task, is_late: bool, today: date) -> dict[str, Any]:
    made: dict[str, Any] = {"task": task, "is_late": is_late}
    for name in ("done", "later", "drop"):
        start = {"done_on": today} if name == "done" else {}
        made[name] = DEEDS[name][0](auto_id=f"{name}-{task.pk}_%s", initial=start)
    return made


def put_back(context: dict[str, Any], name: str, task: Task | None, form: forms.Form) -> None:
    """The form that was refused, where it was, with everything that was typed."""
    if task is None:
        context["pledge"] = form
    for row in context["tasks"]:
        if row["task"] == task:
            row[name], row["is_open"] = form, name


def task_of(partner: Partner, text: str) -> Task:
    try:
        pk = uuid.UUID(text)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Task.objects.filter(partner=partner), pk=pk)


DEEDS: dict[str, tuple[type[forms.Form], Callable[..., object]]] = {
    "pledge": (
        PledgeForm,
        lambda partner, _task, said, at: actions.pledge(subject=partner.problem, by=partner, at=at, **said),
    ),
    "done": (
        DoneForm,
        lambda partner, task, said, at: actions.finish_task(task=task, by=partner, at=at, **said),
    ),
    "later": (
        LaterForm,
        lambda partner, task, said, at: actions.move_task(task=task, by=partner, at=at, **said),
    ),
    "drop": (
        DropForm,
        lambda partner, task, said, at: actions.drop_task(task=task, by=partner, at=at, **said),
    ),
}
