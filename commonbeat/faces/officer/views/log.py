"""Log a chat: the form works as it is; with a script it also works with no signal."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonbeat.faces.officer import phone_pass, sealed, taking
from commonbeat.faces.officer.forms.log import LogForm
from commonbeat.faces.officer.page import officer_page
from commonbeat.openness.calendar import local_day
from commonbeat.presence import queries
from commonbeat.safety import codes
from commonbeat.safety.errors import Refused


@require_http_methods(["GET", "POST"])
@officer_page
def log(request: HttpRequest) -> HttpResponse:
    places = queries.places_to_log(request.user, request.at)
    today = local_day(request.team, request.at)
    if request.method == "GET":
        form = LogForm(places=places[:3], today=today, initial={"place": places[0].pk if places else ""})
        return page(request, form, places)
    form = LogForm(request.POST, places=places, today=today)
    if not form.is_valid():
        return page(request, form, places, status=422)
    try:
        return take(request, form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return page(request, form, places, status=422)


def take(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    """Save one chat; where they want to hear back, show the code to hand out, once."""
    code = codes.derive_code(said["client_id"]) if said["wants_code"] else ""
    content = {**said, "kind": "contact", "pass": phone_pass.issue(request.user), "code": code}
    taking.take(str(said["client_id"]), content, request.at)
    if code:
        shown = {"tab": "log", "code": code, "qr": codes.qr_svg(codes.show(code))}
        return render(request, "officer/code.html", shown, status=201)
    messages.success(request, _("Saved. Thank you for listening."))
    return redirect("officer:log")


def page(request: HttpRequest, form: LogForm, places: list[Any], status: int = 200) -> HttpResponse:
    context = {
        "tab": "log",
        "form": form,
        "places": [
            {"id": str(place.pk), "name": place.name, "lon": place.longitude, "lat": place.latitude}
            for place in places
        ],
        "site": request.build_absolute_uri(reverse("public:code")).partition("://")[2],
        "phone_pass": phone_pass.issue(request.user),
        "phone_key": sealed.public_key(),
    }
    return render(request, "officer/log.html", context, status=status)
