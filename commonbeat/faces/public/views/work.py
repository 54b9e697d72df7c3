"""What the team works on: initiatives, priorities, and the answers it owes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from commonbeat.faces.public.cached import for_everybody
from commonbeat.faces.public.forms.ask import AskForm
from commonbeat.faces.public.views.neighborhood import named
from commonbeat.openness import actions
from commonbeat.openness import queries as openness
from commonbeat.openness.calendar import local_day
from commonbeat.safety import codes, limits
from commonbeat.safety.errors import Refused


@require_GET
@for_everybody
def work(request: HttpRequest, slug: str) -> HttpResponse:
    neighborhood = named(request, slug)
    today = local_day(request.team, request.at)
    context = {
        "neighborhood": neighborhood,
        "today": today,
        "initiatives": openness.current_initiatives(request.team, neighborhood, today),
        "ended": openness.ended_initiatives(request.team, neighborhood),
        "priorities": [
            {"priority": priority, "is_stale": priority.is_stale(today)}
            for priority in openness.priorities_with_actions(request.team, neighborhood, today)
        ],
    }
    return render(request, "public/work.html", context)


@require_GET
@for_everybody
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """The board of answers we owe, and those we gave."""
    neighborhood = named(request, slug)
    context = {
        "neighborhood": neighborhood,
        "owed": openness.owed_answers(request.team, neighborhood, request.at),
        "answered": openness.answered_questions(request.team, neighborhood),
    }
    return render(request, "public/questions.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    neighborhood = named(request, slug)
    context = {"neighborhood": neighborhood}
    if request.method == "GET":
        return render(request, "public/ask.html", {**context, "form": AskForm()})
    form = AskForm(request.POST)
    allowed = limits.hit("question", request, at=request.at).allowed
    if not form.is_valid() or not allowed:
        return render(request, "public/ask.html", {**context, "form": form}, status=422)
    try:
        asked = actions.ask(
            team=request.team,
            neighborhood=neighborhood,
            client_id=form.cleaned_data["client_id"],
            words=form.cleaned_data["words"],
            language=get_language() or "en",
            at=request.at,
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return render(request, "public/ask.html", {**context, "form": form}, status=422)
    context |= {"question": asked.question, "code": asked.code, "qr": codes.qr_svg(codes.show(asked.code))}
    return render(request, "public/ask_done.html", context, status=201)
