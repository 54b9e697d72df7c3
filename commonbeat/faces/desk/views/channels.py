"""What could not be read, and the ways in."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from commonbeat.faces.desk.doing import chosen, do
from commonbeat.faces.desk.forms.channels import INTAKE_DEEDS, AddSourceForm, ChangeSourceForm, why
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.rail import ADMIN, COORDINATOR, MODERATOR
from commonbeat.faces.desk.views.voices import kept
from commonbeat.listening.actions import Opened, readable
from commonbeat.listening.models import Intake, Source, SourceKind

A_PAGE = 100


@desk_page(COORDINATOR, MODERATOR)
def quarantine(request: HttpRequest) -> HttpResponse:
    """What came and could not be read: nothing of it is lost, and somebody says what becomes of it."""
    waiting = Intake.objects.visible_to(request.user).quarantined().select_related("source")
    rows = [(one, why(one)) for one in waiting.defer("content").order_by("-came_at")[:A_PAGE]]
    return show(request, "quarantine.html", "quarantine", {"rows": rows, "count": waiting.count()})


def found_intake(request: HttpRequest, pk: uuid.UUID) -> Intake:
    waiting = Intake.objects.visible_to(request.user).quarantined()
    return get_object_or_404(waiting.select_related("team", "source"), pk=pk)


@desk_page(COORDINATOR, MODERATOR)
def intake(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = found_intake(request, pk)
    deeds = [name for name, form in INTAKE_DEEDS.items() if form.is_offered(request.user, found)]
    context = {"intake": found, "why": why(found), "words": readable(found), "deeds": deeds}
    return show(request, "intake.html", "quarantine", context)


@desk_page(COORDINATOR, MODERATOR, methods=DO)
def intake_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    form_class, subject = chosen(INTAKE_DEEDS, deed), found_intake(request, pk)
    around = {"section": "quarantine", "back": reverse("desk:quarantine")}
    if deed == "voice":
        return do(request, form_class, subject, template="voice_new.html", shown=kept, **around)
    return do(request, form_class, subject, **around)


@desk_page(ADMIN)
def sources(request: HttpRequest) -> HttpResponse:
    found = Source.objects.visible_to(request.user).select_related("neighborhood")
    return show(request, "sources.html", "settings", {"sources": found})


@desk_page(ADMIN, methods=DO)
def source_new(request: HttpRequest) -> HttpResponse:
    """What it needs is asked at once; a key of ours is shown this once, on the answer itself."""
    back = reverse("desk:sources")
    return do(request, AddSourceForm, None, section="settings", back=back, shown=opened)


def opened(request: HttpRequest, result: Opened) -> HttpResponse:
    source = result.source
    addresses = {
        SourceKind.SMS: reverse("peers:messages", args=[source.pk]),
        SourceKind.OPEN311: reverse("peers:open311"),
    }
    address = addresses.get(SourceKind(source.channel), "")
    context = {"source": source, "secret": result.secret}
    context["address"] = request.build_absolute_uri(address) if address else ""
    return show(request, "source_opened.html", "settings", context)


@desk_page(ADMIN, methods=DO)
def source_change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    subject = get_object_or_404(Source.objects.visible_to(request.user).select_related("team"), pk=pk)
    back = reverse("desk:sources")
    return do(request, ChangeSourceForm, subject, section="settings", back=back, matter=subject.name)
