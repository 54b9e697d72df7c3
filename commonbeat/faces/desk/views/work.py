"""Questions, initiatives, priorities and published pairs."""

import uuid
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from commonbeat.faces.desk.doing import chosen, do
from commonbeat.faces.desk.forms.questions import QUESTION_DEEDS
from commonbeat.faces.desk.forms.work import (
    INITIATIVE_DEEDS,
    PAIR_DEEDS,
    PRIORITY_DEEDS,
    AgreeForm,
    StartForm,
)
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.rail import COORDINATOR, MODERATOR, OFFICER, home_of
from commonbeat.listening.models import Voice
from commonbeat.openness import queries, rules
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import Initiative, Priority, Question, YouSaidWeDid
from commonbeat.people.models import Duty

BOTH = (COORDINATOR, MODERATOR)
ANSWERERS = (COORDINATOR, OFFICER, MODERATOR)
MOST_ENDED = 20
# Held voices on one page.
MOST = 100


@desk_page(*ANSWERERS)
def questions(request: HttpRequest) -> HttpResponse:
    """To read first, owed an answer, answered, not shown."""
    rows = queries.questions_for(request.user)
    owed = rows.filter(published_at__isnull=False, answers=None, merged_into=None)
    context = {
        "unread": rows.filter(published_at=None, declined_because="", merged_into=None),
        "owed": [(one, rules.may_answer(request.user, one)) for one in owed.select_related("owner")],
        "answered": rows.filter(answers__number=1).order_by("-asked_at")[:MOST_ENDED],
        "declined": rows.exclude(declined_because="").order_by("-asked_at")[:MOST_ENDED],
        "may_answer": request.user.has_duty(Duty.COORDINATOR),
        "may_moderate": request.user.has_duty(Duty.COORDINATOR) or request.user.has_duty(Duty.MODERATOR),
    }
    return show(request, "questions.html", "questions", context)


@desk_page(*ANSWERERS, methods=DO)
def question_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    rows = Question.objects.visible_to(request.user).filter(withdrawn_on=None)
    subject = get_object_or_404(
        rows.select_related("team", "neighborhood").prefetch_related("answers"), pk=pk
    )
    context = {
        "section": "questions",
        "back": reverse("desk:questions"),
        "beside": "desk/beside/question.html",
    }
    return do(request, chosen(QUESTION_DEEDS, deed), subject, **context)


@desk_page(*BOTH)
def work(request: HttpRequest) -> HttpResponse:
    """Priorities, the stalest first, and initiatives, the one that ends first on top."""
    on = local_day(request.team, request.at)
    initiatives = list(queries.initiatives_for(request.user))
    context = {
        "today": on,
        "priorities": [(one, one.is_stale(on)) for one in queries.priorities_for(request.user, on)],
        "running": [(one, one.owes_outcome(on)) for one in initiatives if one.ended_on is None],
        "ended": [one for one in initiatives if one.ended_on is not None][:MOST_ENDED],
        "ended_priorities": Priority.objects.visible_to(request.user)
        .exclude(ended_on=None)
        .order_by("-ended_on")[:MOST_ENDED],
        "may_coordinate": request.user.has_duty(Duty.COORDINATOR),
    }
    return show(request, "work.html", "work", context)


@desk_page(COORDINATOR, methods=DO)
def initiative_new(request: HttpRequest) -> HttpResponse:
    return do(request, StartForm, None, section="work", back=reverse("desk:work"))


@desk_page(COORDINATOR, methods=DO)
def priority_new(request: HttpRequest) -> HttpResponse:
    return do(request, AgreeForm, None, section="work", back=reverse("desk:work"))


@desk_page(COORDINATOR, methods=DO)
def initiative_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    rows = Initiative.objects.visible_to(request.user).select_related("team", "neighborhood")
    subject = get_object_or_404(rows, pk=pk)
    around = {"section": "work", "back": reverse("desk:work"), "matter": subject.title}
    return do(request, chosen(INITIATIVE_DEEDS, deed), subject, **around)


@desk_page(COORDINATOR, methods=DO)
def priority_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    subject = get_object_or_404(
        Priority.objects.visible_to(request.user).select_related("team", "neighborhood"), pk=pk
    )
    around = {"section": "work", "back": reverse("desk:work"), "matter": subject.issue}
    return do(request, chosen(PRIORITY_DEEDS, deed), subject, **around)


@desk_page(*BOTH)
def pairs(request: HttpRequest) -> HttpResponse:
    """What can be published, what waits for a reading, what everybody reads."""
    rows = list(queries.pairs_for(request.user).filter(withdrawn_on=None))
    context = {
        "ready": queries.ready_to_publish(request.user) if request.user.has_duty(Duty.COORDINATOR) else [],
        "waiting": [pair for pair in rows if pair.published_at is None],
        "published": [pair for pair in rows if pair.published_at is not None],
        "may_read": request.user.has_duty(Duty.MODERATOR),
    }
    return show(request, "pairs.html", "pairs", context)


@desk_page(*BOTH, methods=DO)
def pair_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    rows = YouSaidWeDid.objects.visible_to(request.user).filter(concern__about_officer=None)
    subject = get_object_or_404(rows.select_related("team", "neighborhood", "concern"), pk=pk)
    back = home_of(request.user, "reading" if deed == "approve" else "pairs", "pairs")
    context = {"section": "pairs", "back": back, "beside": "desk/beside/pair.html"}
    return do(request, chosen(PAIR_DEEDS, deed), subject, **context)


def alike(voices: Iterable[Voice]) -> list[tuple[Voice, list[str]]]:
    """The first of those with the same words, and the ids of all of them: a campaign is read once."""
    found: dict[str, tuple[Voice, list[str]]] = {}
    for voice in voices:
        words = " ".join(voice.words.casefold().split()) or str(voice.pk)
        found.setdefault(words, (voice, []))[1].append(str(voice.pk))
    return list(found.values())


@desk_page(MODERATOR)
def reading(request: HttpRequest) -> HttpResponse:
    """What a moderator reads before it counts or is shown: held voices, somebody's own words, questions."""
    held = Voice.objects.visible_to(request.user).held().unjoined().filter(about_officer=None)
    context = {
        "held": alike(held.select_related("neighborhood", "place", "logged_by").order_by("-heard_at")[:MOST]),
        "has_more": held.order_by()[: MOST + 1].count() > MOST,
        "pairs": YouSaidWeDid.objects.visible_to(request.user)
        .waiting_for_reading()
        .select_related("neighborhood", "concern", "by"),
        "questions": queries.questions_for(request.user).filter(published_at=None, declined_because=""),
    }
    return show(request, "reading.html", "reading", context)
