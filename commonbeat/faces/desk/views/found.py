"""Objects as one member of staff may see them; anything else is a page that does not exist."""

import uuid

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from commonbeat.listening.models import Concern, Promise, Voice, VoiceQuerySet
from commonbeat.people.models import Staff

# Everything the thread of a voice is drawn from.
THREAD = ("read_backs__by", "turns__by", "confirmations", "attachments")


def voices_of(staff: Staff) -> VoiceQuerySet:
    found = Voice.objects.visible_to(staff).standing().filter(purged_on=None)
    return found.select_related(
        "team", "neighborhood", "place", "concern", "logged_by", "about_officer", "sealed_contact"
    )


def voice(request: HttpRequest, pk: uuid.UUID) -> Voice:
    return get_object_or_404(voices_of(request.user), pk=pk)


def concern(request: HttpRequest, pk: uuid.UUID) -> Concern:
    found = Concern.objects.visible_to(request.user).select_related("team", "neighborhood", "place", "owner")
    return get_object_or_404(found, pk=pk)


def promise(request: HttpRequest, pk: uuid.UUID) -> Promise:
    """A promise nothing was put in place of."""
    found = (
        Promise.objects.visible_to(request.user)
        .due()
        .select_related("concern__team", "concern__neighborhood")
    )
    return get_object_or_404(found, pk=pk)


def concern_url(found: Concern) -> str:
    return reverse("desk:concern", args=[found.pk])


def voice_url(found: Voice) -> str:
    """Where a voice is read: on its concern, once it belongs to one."""
    if found.concern is None:
        return reverse("desk:voice", args=[found.pk])
    return f"{concern_url(found.concern)}#voice-{found.reference}"


def section_of(matter: Voice | Concern) -> str:
    """Complaints about officers have a section of their own, which few may open."""
    if matter.about_officer_id is not None:
        return "complaints"
    return "concerns" if isinstance(matter, Concern) else "inbox"
