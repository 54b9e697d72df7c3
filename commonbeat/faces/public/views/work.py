"""What the team works on: initiatives, priorities, and the answers it owes."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from commonbeat.faces.public import doing, linked
from commonbeat.faces.public.cached import for_everybody
from commonbeat.faces.public.doing import form_page
from commonbeat.faces.public.forms.ask import AskForm
from commonbeat.faces.public.views.neighborhood import named
from commonbeat.openness import actions
from commonbeat.openness import queries as openness
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import Gathering

ASK = doing.Pages("public/ask.html", "public/ask_done.html", "question")


@require_safe
@for_everybody
def work(request: HttpRequest, slug: str) -> HttpResponse:
    neighborhood = named(request, slug)
    today = local_day(request.team, request.at)
    context = {
        "neighborhood": neighborhood,
        "initiatives": [
            {"initiative": one, "owes_outcome": one.owes_outcome(today)}
            for one in openness.current_initiatives(request.team, neighborhood, today)
        ],
        "ended": openness.ended_initiatives(request.team, neighborhood),
        "priorities": [
            {"priority": one, "is_stale": one.is_stale(today)}
            for one in openness.priorities_with_actions(request.team, neighborhood, today)
        ],
    }
    return render(request, "public/work.html", context)


@require_safe
@for_everybody
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """The board of answers we owe, and those we gave."""
    neighborhood = named(request, slug)
    context = {
        "neighborhood": neighborhood,
        "owed": openness.owed_answers(request.team, neighborhood, request.at),
        "answered": openness.answered_questions(request.team, neighborhood),
    }
    context["linked"] = linked.questions(context["answered"])
    return render(request, "public/questions.html", context)


@form_page
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """A question to the team, or to one gathering of theirs."""
    neighborhood = named(request, slug)
    context = {"neighborhood": neighborhood, "gathering": gathering_of(request)}

    def take(said: dict[str, Any]) -> dict[str, Any]:
        doing.count("question", request)
        asked = actions.ask(
            team=request.team,
            neighborhood=neighborhood,
            gathering=context["gathering"],
            language=get_language() or "en",
            at=request.at,
            **said,
        )
        return {"question": asked.question, **doing.code_shown(asked.code)}

    return doing.ask(request, doing.bound(AskForm, request), take, ASK, context)


def gathering_of(request: HttpRequest) -> Gathering | None:
    """The gathering the question is for, where the address names one that is still to come."""
    slug = request.GET.get("at")
    if not slug:
        return None
    shown = Gathering.objects.public(request.team).upcoming(request.at).filter(canceled_at=None)
    return get_object_or_404(shown, slug=slug)
