"""Problems, groups, alerts and reports, for everybody to read and to take part in."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from commonbeat.faces.public import doing
from commonbeat.faces.public.cached import for_everybody
from commonbeat.faces.public.doing import form_page
from commonbeat.faces.public.forms.together import BetterForm, FollowForm, HelpForm
from commonbeat.faces.public.views.neighborhood import named
from commonbeat.openness.calendar import local_day
from commonbeat.together import actions, queries
from commonbeat.together.models import Alert, Problem, WatchGroup
from commonbeat.updates import actions as updates

HELP = doing.Pages("public/together/help.html", "public/together/help_done.html", "voice")
BETTER = doing.Pages("public/together/better.html", "public/together/better_done.html", "sighting")
FOLLOW = doing.Pages("public/together/follow.html", "public/updates/asked.html", "subscribe")


@require_safe
@for_everybody
def together(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything in one neighborhood that people do together."""
    neighborhood = named(request, slug)
    context = {
        "neighborhood": neighborhood,
        "problems": queries.problems_of(request.team, neighborhood),
        "groups": queries.groups_of(request.team, neighborhood),
        "alerts": queries.alerts_now(request.team, neighborhood, request.at),
        "reports": queries.reports_of(request.team, neighborhood),
    }
    return render(request, "public/together/all.html", context)


def shown(request: HttpRequest, slug: str) -> queries.PublicProblem:
    page = queries.problem_page(request.team, slug, request.at)
    if page is None:
        raise Http404
    return page


@require_safe
@for_everybody
def problem(request: HttpRequest, slug: str) -> HttpResponse:
    page = shown(request, slug)
    context = {
        "page": page,
        "problem": page.problem,
        "neighborhood": page.problem.neighborhood,
        "today": local_day(request.team, request.at),
    }
    return render(request, "public/together/problem.html", context)


def public_problem(request: HttpRequest, slug: str) -> Problem:
    rows = Problem.objects.public(request.team).with_phase().select_related("neighborhood", "team")
    return get_object_or_404(rows, slug=slug)


@form_page
def offer(request: HttpRequest, slug: str) -> HttpResponse:
    """A resident wants to help with a problem."""
    found = public_problem(request, slug)
    return helping(request, found, {"subject": found.title, "problem": found})


@form_page
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """A resident would like to take part in a group."""
    rows = WatchGroup.objects.public(request.team).current().select_related("neighborhood", "team")
    found = get_object_or_404(rows, slug=slug)
    return helping(request, found, {"subject": found.name, "group": found})


def helping(request: HttpRequest, subject: Problem | WatchGroup, around: dict[str, Any]) -> HttpResponse:
    def take(said: dict[str, Any]) -> dict[str, Any]:
        is_held = doing.count("voice", request).is_held
        about = {"language": get_language() or "en", "is_held": is_held, "at": request.at}
        heard = actions.offer_help(subject=subject, **about, **said)
        return doing.code_shown(heard.code)

    context = {"neighborhood": subject.neighborhood, **around}
    return doing.ask(request, doing.bound(HelpForm, request), take, HELP, context)


@form_page
def better(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether it got better: one tap, no words, no name."""
    found = public_problem(request, slug)

    def tell(said: dict[str, Any]) -> dict[str, Any]:
        doing.count("sighting", request)
        return {"word": actions.say_whether_better(problem=found, at=request.at, **said)}

    context = {"problem": found, "neighborhood": found.neighborhood}
    return doing.ask(request, doing.bound(BetterForm, request), tell, BETTER, context)


@form_page
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """A mail whenever there is news of this problem, once the address said yes."""
    found = public_problem(request, slug)

    def ask(said: dict[str, Any]) -> dict[str, Any]:
        doing.count("subscribe", request)
        about = {"team": request.team, "problem": found, "language": get_language() or "en"}
        updates.follow_problem(email=said["email"], at=request.at, **about)
        return {"email": said["email"]}

    context = {"problem": found, "neighborhood": found.neighborhood}
    return doing.ask(request, doing.bound(FollowForm, request), ask, FOLLOW, context)


@require_safe
@for_everybody
def group(request: HttpRequest, slug: str) -> HttpResponse:
    page = queries.group_page(request.team, slug, request.at)
    if page is None:
        raise Http404
    context = {
        "page": page,
        "group": page.group,
        "neighborhood": page.group.neighborhood,
        "today": local_day(request.team, request.at),
    }
    return render(request, "public/together/group.html", context)


@require_safe
@for_everybody
def alert(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    rows = Alert.objects.public(request.team).select_related("neighborhood")
    found = get_object_or_404(rows, pk=alert_id)
    context = {
        "alert": found,
        "neighborhood": found.neighborhood,
        "is_over": not found.is_in_force(request.at),
    }
    return render(request, "public/together/alert.html", context)


@require_safe
@for_everybody
def report(request: HttpRequest, slug: str, period: str) -> HttpResponse:
    """The report of a month or a year, as a page that prints well."""
    neighborhood = named(request, slug)
    found = queries.published_report(request.team, neighborhood, period)
    if found is None:
        raise Http404
    context = {
        "report": found,
        "neighborhood": neighborhood,
        "sections": queries.sections(found, request.at),
    }
    return render(request, "public/together/report.html", context)
