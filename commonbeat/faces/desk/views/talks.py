"""Conversations at the desk: what is said, read, shown, and what came of it."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from commonbeat.commonground import queries, rules
from commonbeat.commonground.models import Conversation, Statement
from commonbeat.faces.desk.doing import chosen, do
from commonbeat.faces.desk.forms.talks import STATEMENT_DEEDS, TALK_DEEDS, BringForm, StartTalkForm
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.rail import COORDINATOR, MODERATOR
from commonbeat.people.models import Duty
from commonbeat.safety import codes

BOTH = (COORDINATOR, MODERATOR)


@desk_page(*BOTH)
def talks(request: HttpRequest) -> HttpResponse:
    """Running, drafts, and those that are over and may still owe what came of them."""
    rows = list(queries.conversations_for(request.user))
    running = [one for one in rows if one.is_running(request.at)]
    over = [one for one in rows if not one.is_running(request.at) and (one.published_at or one.closed_at)]
    context = {
        "running": running,
        "drafts": [one for one in rows if one not in running and one not in over],
        "over": over,
        "may_coordinate": request.user.has_duty(Duty.COORDINATOR),
        "waiting": queries.waiting_statements(request.user, request.at),
    }
    return show(request, "talks.html", "talks", context)


def found_talk(request: HttpRequest, pk: uuid.UUID) -> Conversation:
    return get_object_or_404(queries.conversations_for(request.user), pk=pk)


def talk_url(found: Conversation) -> str:
    return reverse("desk:talk", args=[found.pk])


@desk_page(*BOTH)
def talk(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = found_talk(request, pk)
    context = {
        "talk": found,
        "conduct": queries.conduct_of(request.user, found),
        "picture": queries.picture_of(found),
        "is_running": found.is_running(request.at),
        "may_coordinate": rules.may_coordinate(request.user, found.neighborhood),
    }
    return show(request, "talk.html", "talks", context)


@desk_page(COORDINATOR, methods=DO)
def talk_new(request: HttpRequest) -> HttpResponse:
    return do(request, StartTalkForm, None, section="talks", back=reverse("desk:talks"), after=talk_url)


@desk_page(COORDINATOR, methods=DO)
def talk_bring(request: HttpRequest) -> HttpResponse:
    return do(request, BringForm, None, section="talks", back=reverse("desk:talks"), after=talk_url)


@desk_page(*BOTH, methods=DO)
def talk_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    subject = found_talk(request, pk)
    around: dict[str, Any] = {"section": "talks", "back": talk_url(subject), "matter": subject.title}
    shown = {"invite": invites, "take-away": as_zip}.get(deed)
    return do(
        request,
        chosen(TALK_DEEDS, deed),
        subject,
        shown=shown and (lambda r, made: shown(r, subject, made)),
        **around,
    )


@desk_page(*BOTH, methods=DO)
def statement_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    rows = Statement.objects.visible_to(request.user)
    subject = get_object_or_404(
        rows.select_related("conversation__neighborhood", "conversation__team"), pk=pk
    )
    around = {
        "section": "talks",
        "back": talk_url(subject.conversation),
        "matter": subject.conversation.title,
    }
    return do(request, chosen(STATEMENT_DEEDS, deed), subject, beside="desk/beside/statement.html", **around)


def invites(request: HttpRequest, subject: Conversation, made: list[str]) -> HttpResponse:
    """The codes, once: to print and hand out."""
    address = request.build_absolute_uri(reverse("public:talk_invited", args=[subject.slug]))
    context = {
        "talk": subject,
        "made": made,
        "address": address.partition("://")[2],
        "qr": codes.qr_svg(address),
    }
    return show(request, "talk_invites.html", "talks", context)


def as_zip(request: HttpRequest, subject: Conversation, made: bytes) -> HttpResponse:
    response = HttpResponse(made, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{subject.slug}.zip"'
    return response
