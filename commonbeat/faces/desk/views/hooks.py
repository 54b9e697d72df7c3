"""Other programs that are told what was published."""

import uuid

from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from commonbeat.faces.desk.doing import do
from commonbeat.faces.desk.forms.hooks import AddHookForm, EndHookForm
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.rail import ADMIN
from commonbeat.updates.hooks import Made
from commonbeat.updates.models import Hook


@desk_page(ADMIN)
def hooks(request: HttpRequest) -> HttpResponse:
    """Each with what was told, what waits, and what we gave up on."""
    rows = Hook.objects.visible_to(request.user).current()
    counted = rows.annotate(
        told=Count("calls", filter=Q(calls__sent_at__isnull=False)),
        waits=Count("calls", filter=Q(calls__sent_at=None, calls__dead_at=None)),
        dead=Count("calls", filter=Q(calls__dead_at__isnull=False)),
        last_told_at=Max("calls__sent_at"),
    )
    return show(request, "hooks.html", "settings", {"hooks": counted})


@desk_page(ADMIN, methods=DO)
def hook_new(request: HttpRequest) -> HttpResponse:
    return do(request, AddHookForm, None, section="settings", back=reverse("desk:hooks"), shown=hook_made)


def hook_made(request: HttpRequest, made: Made) -> HttpResponse:
    """The secret, shown once."""
    return show(request, "hook_made.html", "settings", {"hook": made.hook, "secret": made.secret})


@desk_page(ADMIN, methods=DO)
def hook_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    subject = get_object_or_404(Hook.objects.visible_to(request.user), pk=pk)
    return do(
        request, EndHookForm, subject, section="settings", back=reverse("desk:hooks"), matter=subject.name
    )
