"""For confidants: complaints about officers, sealed details, and the box they are sealed to."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from commonbeat.faces.desk.doing import chosen, do
from commonbeat.faces.desk.forms.confidants import BOX_DEEDS, OpenForm
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.rail import CONFIDANT
from commonbeat.faces.desk.views.found import THREAD, voices_of
from commonbeat.listening.models import Concern, ConcernState, SealedContact
from commonbeat.listening.models.concern import ENDED
from commonbeat.listening.queries.owed import owed_for
from commonbeat.people.queries import box_state

MOST = 100


@desk_page(CONFIDANT)
def complaints(request: HttpRequest) -> HttpResponse:
    """Complaints about officers, past those officers and their line; nobody else has a count or a hint of them."""
    rows = (
        Concern.objects.visible_to(request.user)
        .filter(about_officer__isnull=False)
        .with_state()
        .with_evidence()
    )
    found = list(rows.select_related("team", "neighborhood", "place", "owner").order_by("-opened_at")[:MOST])
    owed = {
        one.concern.pk: one for one in owed_for([row for row in found if row.state not in ENDED], request.at)
    }
    new = voices_of(request.user).unjoined()
    context = {
        "new": new.filter(about_officer__isnull=False)
        .order_by("heard_at")
        .prefetch_related("also_about", *THREAD),
        "rows": [(row, ConcernState(row.state), owed.get(row.pk)) for row in found],
    }
    return show(request, "complaints.html", "complaints", context)


@desk_page(CONFIDANT)
def contacts(request: HttpRequest) -> HttpResponse:
    """What is sealed and how the box stands; opening is another page, with a reason."""
    found = sealed(request).order_by("-voice__heard_at").prefetch_related("openings__by")
    context = {
        "state": box_state(request.team),
        "contacts": found[:MOST],
        "deeds": [
            (name, form.heading) for name, form in BOX_DEEDS.items() if form.is_offered(request.user, None)
        ],
    }
    return show(request, "contacts.html", "contacts", context)


def sealed(request: HttpRequest):  # type: ignore[no-untyped-def]
    rows = SealedContact.objects.visible_to(request.user)
    return rows.select_related("team", "box", "voice__neighborhood", "voice__team")


@desk_page(CONFIDANT, methods=DO)
def contact_open(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    subject = get_object_or_404(sealed(request), pk=pk)
    back = reverse("desk:contacts")
    return do(
        request,
        OpenForm,
        subject,
        section="contacts",
        back=back,
        shown=opened,
        matter=subject.voice.reference,
    )


def opened(request: HttpRequest, details: str) -> HttpResponse:
    """The details, on this one answer only."""
    return show(request, "contact_opened.html", "contacts", {"details": details})


@desk_page(CONFIDANT, methods=DO)
def box_do(request: HttpRequest, deed: str) -> HttpResponse:
    return do(request, chosen(BOX_DEEDS, deed), None, section="contacts", back=reverse("desk:contacts"))
