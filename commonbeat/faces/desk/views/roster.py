"""Shifts, leave and cover, and where somebody must be every week."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import dates

from commonbeat.faces.desk.doing import chosen, do
from commonbeat.faces.desk.forms.base import DeedForm
from commonbeat.faces.desk.forms.roster import (
    ROSTER_DEEDS,
    RemoveLeaveForm,
    RemoveRegularForm,
    RemoveShiftForm,
)
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.rail import COORDINATOR, OFFICER
from commonbeat.openness.calendar import local_day
from commonbeat.presence.models import Leave, RegularStop, Shift

Kind = tuple[type[Any], type[DeedForm], tuple[str, ...]]
REMOVED: dict[str, Kind] = {
    "shift": (Shift, RemoveShiftForm, ("officer", "neighborhood__team")),
    "leave": (Leave, RemoveLeaveForm, ("officer",)),
    "regular": (RegularStop, RemoveRegularForm, ("place__neighborhood__team",)),
}


@desk_page(COORDINATOR, OFFICER)
def roster(request: HttpRequest) -> HttpResponse:
    """Who walks when; coordinators change it, officers see their own."""
    today = local_day(request.team, request.at)
    shifts = Shift.objects.visible_to(request.user).select_related("officer", "neighborhood", "base")
    leaves = Leave.objects.visible_to(request.user).filter(last_on__gte=today)
    context = {
        "shifts": [(dates.WEEKDAYS[shift.weekday], shift) for shift in shifts],
        "leaves": leaves.select_related("officer", "cover"),
        "regular": [
            (dates.WEEKDAYS[stop.weekday], stop)
            for stop in RegularStop.objects.visible_to(request.user).select_related("place__neighborhood")
        ],
        "may_change": request.user.has_duty(COORDINATOR),
    }
    return show(request, "roster.html", "roster", context)


@desk_page(COORDINATOR, methods=DO)
def roster_do(request: HttpRequest, deed: str) -> HttpResponse:
    return do(request, chosen(ROSTER_DEEDS, deed), None, section="roster", back=reverse("desk:roster"))


@desk_page(COORDINATOR, methods=DO)
def roster_remove(request: HttpRequest, deed: str, pk: uuid.UUID) -> HttpResponse:
    model, form, around = chosen(REMOVED, deed)  # type: ignore[arg-type, misc]
    subject = get_object_or_404(model.objects.visible_to(request.user).select_related(*around), pk=pk)
    matter = subject.place.name if deed == "regular" else subject.officer.name
    return do(request, form, subject, section="roster", back=reverse("desk:roster"), matter=matter)
