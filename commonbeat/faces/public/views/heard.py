"""What was said and what became of it: published concerns, pairs with their evidence, "me too"."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from commonbeat.faces.public.cached import for_everybody
from commonbeat.faces.public.figures import concern_rows, public_loop, public_promises, row_of, story
from commonbeat.faces.public.forms.thread import ClientForm
from commonbeat.faces.public.views.neighborhood import named
from commonbeat.listening import actions
from commonbeat.listening.models import Concern
from commonbeat.openness import queries as openness
from commonbeat.openness.models import YouSaidWeDid
from commonbeat.safety import codes
from commonbeat.safety.errors import Refused


@require_GET
@for_everybody
def heard(request: HttpRequest, slug: str) -> HttpResponse:
    neighborhood = named(request, slug)
    context = {
        "neighborhood": neighborhood,
        "concerns": concern_rows(request.team, neighborhood, request.at),
        "pairs": openness.published_pairs(request.team, neighborhood),
        "loop": public_loop(request.team, neighborhood, request.at),
        "promises": public_promises(request.team, neighborhood, request.at),
    }
    return render(request, "public/heard.html", context)


@require_GET
@for_everybody
def concern(request: HttpRequest, reference: str) -> HttpResponse:
    found = public_concern(request, reference)
    context = {"concern": found, "neighborhood": found.neighborhood, "row": row_of(found), "story": story(found, request.at)}
    return render(request, "public/concern.html", context)


@require_http_methods(["GET", "POST"])
def me_too(request: HttpRequest, reference: str) -> HttpResponse:
    """GET asks once more, POST adds one voice and shows a code."""
    found = public_concern(request, reference)
    context = {"concern": found, "neighborhood": found.neighborhood}
    if request.method == "GET":
        return render(request, "public/me_too.html", {**context, "form": ClientForm()})
    form = ClientForm(request.POST)
    if not form.is_valid():
        return render(request, "public/me_too.html", {**context, "form": ClientForm()}, status=422)
    try:
        added = actions.me_too(concern=found, client_id=form.cleaned_data["client_id"], at=request.at)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return render(request, "public/me_too.html", {**context, "form": form}, status=422)
    context |= {"code": added.code, "qr": codes.qr_svg(codes.show(added.code)) if added.code else ""}
    return render(request, "public/me_too_done.html", context, status=201 if added.is_new else 200)


@require_GET
@for_everybody
def evidence(request: HttpRequest, pair_id: uuid.UUID) -> HttpResponse:
    """Every step behind one published pair."""
    pairs = YouSaidWeDid.objects.public(request.team).select_related("concern", "action", "report_back", "neighborhood")
    pair = get_object_or_404(pairs, pk=pair_id)
    context = {"pair": pair, "neighborhood": pair.neighborhood, "evidence": openness.evidence(pair, request.at)}
    return render(request, "public/evidence.html", context)


def public_concern(request: HttpRequest, reference: str) -> Concern:
    shown = Concern.objects.public(request.team).with_state().select_related("neighborhood", "place", "team")
    return get_object_or_404(shown, reference=reference)
