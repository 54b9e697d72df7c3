"""Knocking on drawn doors: the officer hands the phone over and never sees what was ticked."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commonbeat.faces.officer import phone_pass, sealed, taking
from commonbeat.faces.officer.page import officer_page
from commonbeat.faces.survey import SurveyForm
from commonbeat.openness.calendar import local_day
from commonbeat.trust import actions, passes, queries
from commonbeat.trust.models import Invitation


@require_GET
@officer_page
def doors(request: HttpRequest) -> HttpResponse:
    """The doors still to knock on, those tried least first, and the questions, to be answered without signal."""
    rows = queries.doors(request.user, local_day(request.team, request.at))
    context = {
        "tab": "today",
        "doors": [{"door": row, "pass": passes.issue(row)} for row in rows],
        "surveys": [
            (code, get_language_info(code)["name_local"].capitalize(), SurveyForm(auto_id=f"{code}-%s"))
            for code, _tongue in settings.LANGUAGES
        ],
        "knocks": [("not-home", _("Nobody home")), ("refused", _("Does not want to"))],
        "phone_pass": phone_pass.issue(request.user),
        "phone_key": sealed.public_key(),
    }
    return render(request, "officer/doors.html", context)


@require_POST
@officer_page
def door(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Nobody home, or they do not want to."""
    today = local_day(request.team, request.at)
    found = get_object_or_404(Invitation.objects.visible_to(request.user).to_knock(today), pk=pk)
    state = taking.DOOR_STATES.get(request.POST.get("do", ""))
    if state is None:
        raise Http404
    actions.note_door(invitation=found, state=state, by=request.user, at=request.at)
    messages.success(request, _("Noted."))
    return redirect("officer:doors")
