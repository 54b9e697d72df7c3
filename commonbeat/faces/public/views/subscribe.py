"""Asking for news by mail: what about and how often, how much that will be, and where to."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonbeat.faces.public import choosing, doing
from commonbeat.faces.public.cached import for_everybody
from commonbeat.faces.public.doing import form_page
from commonbeat.faces.public.forms.subscribe import AddressForm, ChoiceForm
from commonbeat.faces.public.views.neighborhood import named
from commonbeat.places.models import Neighborhood
from commonbeat.updates import actions
from commonbeat.updates.choices import checked
from commonbeat.updates.models import Cadence

ADDRESS = doing.Pages("public/updates/address.html", "public/updates/asked.html", "subscribe")


@require_safe
@for_everybody
def where(request: HttpRequest) -> HttpResponse:
    """Which neighborhood the news is about; with a single one there is nothing to choose."""
    neighborhoods = list(Neighborhood.objects.public(request.team)) if request.team else []
    if len(neighborhoods) == 1:
        return redirect("public:subscribe", neighborhoods[0].slug)
    return render(request, "public/updates/where.html", {"neighborhoods": neighborhoods})


@form_page
def subscribe(request: HttpRequest, slug: str) -> HttpResponse:
    """What about and how often; then how much mail that will be, and the address."""
    neighborhood = named(request, slug)
    if "chosen" in request.POST:
        return join(request, neighborhood)
    form = doing.bound(ChoiceForm, request)
    if not form.is_bound or not form.is_valid():
        return choose(request, neighborhood, form, 422 if form.is_bound else 200)
    address = AddressForm(initial={"chosen": AddressForm.sealed(form.cleaned_data)})
    rows = rows_of(request, neighborhood, form.cleaned_data)
    context = {"neighborhood": neighborhood, "form": address, "rows": rows}
    return doing.show(request, ADDRESS.asks, context, scope=ADDRESS.scope)


def choose(
    request: HttpRequest, neighborhood: Neighborhood, form: ChoiceForm, status: int, refusal: str = ""
) -> HttpResponse:
    context = {
        "neighborhood": neighborhood,
        "form": form,
        "refusal": refusal,
        "offers": choosing.offers(neighborhood, request.at, _("everything")),
        "cadences": Cadence.labels,
    }
    return doing.show(request, "public/updates/choose.html", context, status)


def join(request: HttpRequest, neighborhood: Neighborhood) -> HttpResponse:
    """The address is asked whether it is really its owner; the answer is the same for every address."""
    form = AddressForm(request.POST)
    choice = form.choice
    if choice is None:
        refusal = _("This page was open for too long. Please choose once more.")
        return choose(request, neighborhood, ChoiceForm(), 400, refusal)

    def ask(said: dict[str, Any]) -> dict[str, Any]:
        doing.count("subscribe", request)
        about = {"choices": choosing.chosen_by(neighborhood, choice), "language": get_language() or "en"}
        actions.ask_to_subscribe(team=request.team, email=said["email"], at=request.at, **about)
        return {"email": said["email"]}

    context = {"neighborhood": neighborhood, "rows": rows_of(request, neighborhood, choice)}
    return doing.ask(request, form, ask, ADDRESS, context)


def rows_of(request: HttpRequest, neighborhood: Neighborhood, choice: dict[str, Any]) -> list[dict[str, Any]]:
    chosen = checked(request.team, choosing.chosen_by(neighborhood, choice))
    return choosing.with_volume(chosen, request.at)
