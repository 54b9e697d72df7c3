"""Running an information session: the moderator's view, and paper cards to print."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from commonbeat.faces.desk.doing import chosen, do
from commonbeat.faces.desk.forms.session import SESSION_DEEDS, SESSION_QUESTION_DEEDS
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.rail import COORDINATOR, MODERATOR, OFFICER
from commonbeat.openness import queries, rules
from commonbeat.openness.models import Gathering, Question
from commonbeat.safety import codes

RUNNERS = (COORDINATOR, OFFICER, MODERATOR)
CARDS_A_PAGE = 4


def found_session(request: HttpRequest, pk: uuid.UUID) -> Gathering:
    """An information session this person helps to run."""
    rows = Gathering.objects.visible_to(request.user).select_related("team", "neighborhood", "place", "host")
    found = get_object_or_404(rows, pk=pk)
    if not rules.is_session(found) or not rules.may_moderate_session(request.user, found):
        raise Http404
    return found


def session_url(found: Gathering) -> str:
    return reverse("desk:session", args=[found.pk])


@desk_page(*RUNNERS)
def session(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything asked, with what can be done about it; follows by itself what comes in."""
    found = found_session(request, pk)
    state = queries.session_state(found, request.at)
    context = {
        "gathering": found,
        "state": state,
        "may_run": rules.may_run(request.user, found),
        "is_begun": found.starts_at <= request.at,
        **sorted_out(request, found, state),
    }
    return show(request, "session.html", "gatherings", context)


def sorted_out(request: HttpRequest, found: Gathering, state: queries.SessionState) -> dict[str, Any]:
    """The questions by what they wait for, most wanted first."""
    votes = {one.id: one for one in state.questions}
    rows = queries.desk_questions(request.user, found)
    standing = [row for row in rows if not row.declined_because and row.merged_into_id is None]
    shown = [(row, votes[str(row.pk)]) for row in standing if str(row.pk) in votes]
    shown.sort(key=lambda pair: -pair[1].wanted)
    return {
        "unread": [row for row in standing if row.published_at is None],
        "open": [pair for pair in shown if pair[1].state == "open"],
        "owed": [pair for pair in shown if pair[1].state == "owed"],
        "answered": [pair for pair in shown if pair[1].state == "answered"],
    }


@desk_page(*RUNNERS, methods=DO)
def session_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    subject = found_session(request, pk)
    around = {"section": "gatherings", "back": session_url(subject), "matter": subject.title}
    return do(request, chosen(SESSION_DEEDS, deed), subject, **around)


@desk_page(*RUNNERS, methods=DO)
def question_do(request: HttpRequest, pk: uuid.UUID, question: uuid.UUID, deed: str) -> HttpResponse:
    found = found_session(request, pk)
    rows = Question.objects.filter(gathering=found, withdrawn_on=None).select_related(
        "team", "neighborhood", "gathering__neighborhood", "gathering__team"
    )
    subject = get_object_or_404(rows.prefetch_related("answers"), pk=question)
    around = {"section": "gatherings", "back": session_url(found), "beside": "desk/beside/question.html"}
    return do(request, chosen(SESSION_QUESTION_DEEDS, deed), subject, **around)


@desk_page(*RUNNERS)
def cards(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Cards for those without a phone: to print, hand out, collect and type in."""
    found = found_session(request, pk)
    address = request.build_absolute_uri(reverse("public:live", args=[found.slug]))
    context = {
        "gathering": found,
        "cards": range(CARDS_A_PAGE),
        "address": address.partition("://")[2],
        "qr": codes.qr_svg(address),
    }
    return render(request, "desk/session_cards.html", context)
