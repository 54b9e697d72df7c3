"""Today: my walk with the reason for every stop, and my promises due."""

import re
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commonbeat.faces.officer import phone_pass, sealed, taking
from commonbeat.faces.officer.page import officer_page
from commonbeat.faces.officer.sketch import sketch_of
from commonbeat.listening.models import Promise
from commonbeat.openness.calendar import local_day
from commonbeat.presence import queries
from commonbeat.presence.models import AbstractionKind
from commonbeat.trust.queries import doors


@require_GET
@officer_page
def today(request: HttpRequest) -> HttpResponse:
    on = local_day(request.team, request.at)
    promises = Promise.objects.visible_to(request.user).due().filter(by=request.user)
    walks = queries.today(request.user, on)
    context = {
        "tab": "today",
        "on": on,
        "walks": [(walk, sketch_of(walk)) for walk in walks],
        "off_kinds": AbstractionKind.choices,
        "promises": promises.select_related("concern").order_by("due_on")[:5],
        "because_choices": [_("Taken off the walk"), _("Closed"), _("Nobody there"), _("No time left")],
        "doors": len(doors(request.user, on)),
        "phone_pass": phone_pass.issue(request.user),
        "phone_key": sealed.public_key(),
    }
    return render(request, "officer/today.html", context)


@require_POST
@officer_page
def mark(request: HttpRequest) -> HttpResponse:
    """A visit, a skipped stop or being taken off, where the page has no script."""
    content = {
        name: request.POST.get(name, "")
        for name in ("kind", "stop", "walk", "skipped", "off_kind", "because", "minutes")
    }
    if content["kind"] not in {"visit", "taken-off"}:
        raise Http404
    # Not isdigit, which takes “²” for a number.
    is_number = re.fullmatch("[0-9]{1,4}", content["minutes"])
    content["minutes"] = int(content["minutes"]) if is_number else 0
    content["pass"] = phone_pass.issue(request.user)
    try:
        client_id = str(uuid.UUID(request.POST.get("client_id", "")))
    except ValueError:
        client_id = str(uuid.uuid4())
    taking.take(client_id, content, request.at)
    return redirect("officer:today")
