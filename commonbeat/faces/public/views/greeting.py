"""Asking to be greeted by name; seeing who read it, changing it, ending it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from commonbeat.faces.public import ticket
from commonbeat.faces.public.forms.hello import ChangeHelloForm, HelloForm
from commonbeat.faces.public.views.neighborhood import named
from commonbeat.openness.calendar import local_day
from commonbeat.people import actions, queries
from commonbeat.people.models import Acquaintance
from commonbeat.places.models import Neighborhood, Place
from commonbeat.safety import codes, limits
from commonbeat.safety.errors import Refused

KIND = "greeting"


@require_http_methods(["GET", "POST"])
def hello(request: HttpRequest, slug: str) -> HttpResponse:
    """The page behind the QR code on the café counter; it may name its place."""
    neighborhood = named(request, slug)
    places = meeting_places(neighborhood)
    context: dict[str, Any] = {"neighborhood": neighborhood, "team": request.team}
    if request.method == "GET":
        here = next((place for place in places if place.slug == request.GET.get("at")), None)
        form = HelloForm(places=places, initial={"place": here.pk if here else "", "months": "6"})
        return render(request, "public/hello.html", {**context, "form": form})
    form = HelloForm(request.POST, places=places)
    if not form.is_valid():
        return render(request, "public/hello.html", {**context, "form": form}, status=422)
    limits.hit("acquaintance", request, at=request.at)
    try:
        kept, code = actions.ask_to_be_greeted(
            team=request.team,
            neighborhood=neighborhood,
            client_id=form.cleaned_data["client_id"],
            months=form.cleaned_data["months"],
            has_consented=form.cleaned_data["consent"],
            at=request.at,
            **read_fields(form, places),
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        return render(request, "public/hello.html", {**context, "form": form}, status=422)
    context |= {"greeting": kept, "code": code, "qr": codes.qr_svg(codes.show(code))}
    return render(request, "public/hello_done.html", context, status=201)


def open_with(request: HttpRequest, code: str) -> HttpResponse | None:
    kept = queries.greeting_by_code(team=request.team, code=code, at=request.at)
    return page(request, kept) if kept else None


def page(
    request: HttpRequest,
    kept: Acquaintance,
    *,
    form: ChangeHelloForm | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    initial = {"call_me": kept.call_me, "say_it": kept.say_it, "know": kept.know, "place": kept.place_id or "", "months": "6"}
    context = {
        "greeting": kept,
        "neighborhood": kept.neighborhood,
        "readings": queries.readings(kept),
        "ticket": ticket.issue(KIND, kept.pk),
        "form": form or ChangeHelloForm(places=meeting_places(kept.neighborhood), initial=initial),
        "said": said,
    }
    return render(request, "public/greeting.html", context, status=status)


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Change what officers read, go on for longer, or end it."""
    held = ticket.read(request.POST.get("ticket", ""))
    if held is None or held[0] != KIND:
        return render(request, "public/thread/again.html", status=403)
    current = Acquaintance.objects.filter(team=request.team).current(local_day(request.team, request.at))
    kept = get_object_or_404(current.select_related("neighborhood", "place", "team"), pk=held[1])
    if request.POST.get("do") == "end":
        actions.end_greeting(acquaintance=kept, at=request.at)
        return render(request, "public/thread/withdrawn.html", {"neighborhood": kept.neighborhood})
    places = meeting_places(kept.neighborhood)
    form = ChangeHelloForm(request.POST, places=places)
    if not form.is_valid():
        return page(request, kept, form=form, status=422)
    try:
        actions.change_greeting(acquaintance=kept, at=request.at, **read_fields(form, places))
        if request.POST.get("do") == "renew":
            months = form.cleaned_data["months"]
            actions.renew_greeting(acquaintance=kept, months=months, has_consented=True, at=request.at)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return page(request, kept, form=form, status=422)
    kept.refresh_from_db()
    return page(request, kept, said=_("Saved."))


def meeting_places(neighborhood: Neighborhood) -> list[Place]:
    return list(Place.objects.filter(neighborhood=neighborhood).current().meeting_places().order_by("name"))


def read_fields(form: HelloForm | ChangeHelloForm, places: list[Place]) -> dict[str, Any]:
    said = form.cleaned_data
    place = next((place for place in places if str(place.pk) == said["place"]), None)
    return {"call_me": said["call_me"], "say_it": said["say_it"], "know": said["know"], "place": place}
