"""Knocking on drawn doors: the officer hands the phone over and never sees what was ticked."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from commonbeat.faces.officer.page import officer_page
from commonbeat.openness.calendar import local_day
from commonbeat.trust import actions, passes, queries
from commonbeat.trust.models import DoorState, Invitation

STATES = {"not-home": DoorState.NOT_HOME, "refused": DoorState.REFUSED}


@require_GET
@officer_page
def doors(request: HttpRequest) -> HttpResponse:
    """The doors still to knock on, those tried least first."""
    rows = queries.doors(request.user, local_day(request.team, request.at))
    context = {"tab": "today", "doors": [{"door": row, "pass": passes.issue(row)} for row in rows]}
    return render(request, "officer/doors.html", context)


@require_POST
@officer_page
def door(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Nobody home, or they do not want to."""
    today = local_day(request.team, request.at)
    found = get_object_or_404(Invitation.objects.visible_to(request.user).to_knock(today), pk=pk)
    state = STATES.get(request.POST.get("do", ""))
    if state is None:
        raise Http404
    actions.note_door(invitation=found, state=state, by=request.user, at=request.at)
    messages.success(request, _("Noted."))
    return redirect("officer:doors")
