"""What was said and what became of it: published concerns, pairs with their evidence, "me too"."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from commonbeat.faces.public import doing, figures
from commonbeat.faces.public.cached import for_everybody
from commonbeat.faces.public.doing import form_page
from commonbeat.faces.public.forms.thread import ClientForm
from commonbeat.faces.public.views.neighborhood import named
from commonbeat.listening import actions
from commonbeat.listening import queries as listening
from commonbeat.listening.models import Concern
from commonbeat.openness import queries as openness
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import YouSaidWeDid
from commonbeat.trust.queries import felt_last_quarter

ME_TOO = doing.Pages("public/me_too.html", "public/me_too_done.html", "me_too")


@require_safe
@for_everybody
def heard(request: HttpRequest, slug: str) -> HttpResponse:
    neighborhood = named(request, slug)
    context = {
        "neighborhood": neighborhood,
        "concerns": figures.concern_rows(request.team, neighborhood, request.at),
        "pairs": openness.published_pairs(request.team, neighborhood),
        "taken_back": openness.taken_back_pairs(request.team, neighborhood, limit=5),
        "loop": figures.public_loop(request.team, neighborhood, request.at),
        "promises": figures.public_promises(request.team, neighborhood, request.at),
        "felt": felt_last_quarter(request.team, neighborhood, request.at),
        "presence": figures.public_presence(request.team, neighborhood, request.at),
    }
    return render(request, "public/heard.html", context)


@require_safe
@for_everybody
def concern(request: HttpRequest, reference: str) -> HttpResponse:
    found = public_concern(request, reference)
    row, story = figures.row_of(found, request.at), figures.story(found, request.at)
    context = {"concern": found, "neighborhood": found.neighborhood, "row": row, "story": story}
    return render(request, "public/concern.html", context)


@form_page
def me_too(request: HttpRequest, reference: str) -> HttpResponse:
    """GET asks once more, POST adds one voice and shows a code."""
    found = public_concern(request, reference)
    row = figures.row_of(found, request.at)
    if request.method != "POST" and row is not None and not row.may_join:
        return redirect("public:concern", reference)

    def add(said: dict[str, Any]) -> dict[str, Any]:
        is_held = doing.count("me_too", request).is_held
        added = actions.me_too(concern=found, client_id=said["client_id"], is_held=is_held, at=request.at)
        return doing.code_shown(added.code)

    context = {"concern": found, "neighborhood": found.neighborhood}
    return doing.ask(request, doing.bound(ClientForm, request), add, ME_TOO, context)


@require_safe
@for_everybody
def evidence(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Every step behind one published pair."""
    pairs = YouSaidWeDid.objects.public(request.team).select_related(
        "concern", "action", "report_back", "neighborhood"
    )
    pair = get_object_or_404(pairs, pk=pair_id)
    context = {
        "pair": pair,
        "neighborhood": pair.neighborhood,
        "evidence": openness.evidence(pair, request.at),
    }
    return render(request, "public/evidence.html", context)


def public_concern(request: HttpRequest, reference: str) -> Concern:
    shown = Concern.objects.public(request.team).with_state().select_related("neighborhood", "place", "team")
    return get_object_or_404(shown, reference=reference)


@require_safe
@for_everybody
def promises(request: HttpRequest, slug: str) -> HttpResponse:
    """Every promise we made in public, with its day, its earlier wordings and what became of it."""
    neighborhood = named(request, slug)
    today = local_day(request.team, request.at)
    context = {
        "neighborhood": neighborhood,
        "rows": listening.promise_ledger(request.team, neighborhood, today),
        "promises": figures.public_promises(request.team, neighborhood, request.at),
    }
    return render(request, "public/promises.html", context)
