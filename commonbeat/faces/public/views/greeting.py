"""Asking to be greeted by name; seeing who read it, changing it, ending it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from commonbeat.faces.public import doing, ticket
from commonbeat.faces.public.doing import form_page
from commonbeat.faces.public.forms.hello import ChangeHelloForm, HelloForm
from commonbeat.faces.public.views.neighborhood import named
from commonbeat.openness.calendar import local_day
from commonbeat.people import actions, queries
from commonbeat.people.models import Acquaintance
from commonbeat.places.models import Neighborhood, Place

KIND = "greeting"
HELLO = doing.Pages("public/hello.html", "public/hello_done.html", "acquaintance")


@form_page
def hello(request: HttpRequest, slug: str) -> HttpResponse:
    """The page behind the QR code on the café counter; it may name its place."""
    neighborhood = named(request, slug)
    places = meeting_places(neighborhood)
    here = next((place for place in places if place.slug == request.GET.get("at")), None)
    form = doing.bound(HelloForm, request, places=places, initial={"place": here.pk if here else ""})

    def greet(said: dict[str, Any]) -> dict[str, Any]:
        doing.count("acquaintance", request)
        consent = said.pop("consent")
        kept, code = actions.ask_to_be_greeted(
            team=request.team, neighborhood=neighborhood, has_consented=consent, at=request.at, **said
        )
        return {"greeting": kept, **doing.code_shown(code)}

    return doing.ask(request, form, greet, HELLO, {"neighborhood": neighborhood})


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
    places = meeting_places(kept.neighborhood)
    context = {
        "greeting": kept,
        "neighborhood": kept.neighborhood,
        "readings": queries.readings(kept),
        "ticket": ticket.issue(KIND, kept.pk),
        "form": form or ChangeHelloForm(places=places, initial=ChangeHelloForm.initial_of(kept)),
        "said": said,
    }
    return doing.show(request, "public/greeting.html", context, status)


@ticket.needed(KIND)
def act(request: HttpRequest, greeting_id: str) -> HttpResponse:
    """Change what officers read, go on for longer, or end it."""
    current = Acquaintance.objects.filter(team=request.team).current(local_day(request.team, request.at))
    kept = get_object_or_404(current.select_related("neighborhood", "place", "team"), pk=greeting_id)
    if request.POST.get("do") == "end":
        actions.end_greeting(acquaintance=kept, at=request.at)
        return render(request, "public/thread/withdrawn.html", {"neighborhood": kept.neighborhood})
    form = ChangeHelloForm(request.POST, places=meeting_places(kept.neighborhood))

    def change(said: dict[str, Any]) -> dict[str, Any]:
        return save(kept, said, request)

    _given, status = doing.attempt(form, change)
    if status != 200:
        return page(request, kept, form=form, status=status)
    kept.refresh_from_db()
    return page(request, kept, said=_("Saved."))


def save(kept: Acquaintance, said: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    months = said.pop("months")
    changed = actions.change_greeting(acquaintance=kept, at=request.at, **said)
    if request.POST.get("do") == "renew":
        actions.renew_greeting(acquaintance=changed, months=months, has_consented=True, at=request.at)
    return {}


def meeting_places(neighborhood: Neighborhood) -> list[Place]:
    return list(Place.objects.filter(neighborhood=neighborhood).current().meeting_places().order_by("name"))
