"""Concerns: the list, one of them, and every deed."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from commonbeat.faces.desk.doing import chosen, do
from commonbeat.faces.desk.forms.concerns import CONCERN_DEEDS, PROMISE_DEEDS
from commonbeat.faces.desk.nextstep import next_step
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.periods import area_of
from commonbeat.faces.desk.rail import CONFIDANT, COORDINATOR, MODERATOR, OFFICER, home_of
from commonbeat.faces.desk.views import found
from commonbeat.listening import queries, rules
from commonbeat.listening.models import Concern, ConcernState, Feeling, Promise, Topic, Voice
from commonbeat.listening.models.concern import ENDED
from commonbeat.listening.queries.owed import owed_for
from commonbeat.openness.calendar import local_day
from commonbeat.openness.models import YouSaidWeDid
from commonbeat.openness.rules import may_coordinate

WORKERS = (COORDINATOR, CONFIDANT, MODERATOR, OFFICER)
WHICH = ("open", "mine", "ended", "all")
A_PAGE = 40


@desk_page(COORDINATOR, OFFICER, MODERATOR)
def concerns(request: HttpRequest) -> HttpResponse:
    """All one may see, the newest first; what is owed stands beside each."""
    which = request.GET.get("which", "open")
    area = area_of(request.user, request.GET)
    rows = listed(request, which, request.GET.get("topic", ""))
    if area.chosen is not None:
        rows = rows.filter(neighborhood=area.chosen)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    owed = {
        one.concern.pk: one
        for one in owed_for([row for row in page.object_list if row.state not in ENDED], request.at)
    }
    context = {
        "area": area,
        "which": which if which in WHICH else "open",
        "topics": Topic.choices,
        "topic": request.GET.get("topic", ""),
        "page": page,
        "rows": [
            (concern, ConcernState(concern.state), owed.get(concern.pk)) for concern in page.object_list
        ],
    }
    return show(request, "concerns.html", "concerns", context)


def listed(request: HttpRequest, which: str, topic: str) -> QuerySet[Concern]:
    rows = Concern.objects.visible_to(request.user).filter(about_officer=None).with_state().with_evidence()
    rows = rows.annotate(people=Count("voices", filter=Q(voices__withdrawn_on=None)))
    if which == "ended":
        rows = rows.filter(state__in=ENDED)
    elif which != "all":
        rows = rows.exclude(state__in=ENDED)
    if which == "mine":
        rows = rows.filter(owner=request.user)
    if topic in Topic.values:
        rows = rows.filter(topic=topic)
    return rows.select_related("team", "place", "neighborhood", "owner").order_by("-opened_at", "reference")


@desk_page(*WORKERS)
def concern(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One concern with everything behind it, and the one thing to do next."""
    page = queries.concern_page(request.user, pk, request.at)
    if page is None:
        raise Http404
    section, voices = (
        found.section_of(page.concern),
        [voice for voice in page.voices if has_more_to_say(voice)],
    )
    context = {
        "page": page,
        "voices": voices,
        "me_toos": len(page.voices) - len(voices),
        "concern": page.concern,
        "today": local_day(request.team, request.at),
        "feeling": Feeling(page.feeling).label if page.feeling else "",
        "next": next_step(request, page),
        "back": home_of(request.user, section),
        "can": offered(request, page),
        "can_promise": "keep" in page.verbs,
        "may_pair": may_coordinate(request.user, page.concern.neighborhood),
        "steps": [drawn(step) for step in page.steps],
        "pair": YouSaidWeDid.objects.filter(concern=page.concern, withdrawn_on=None).first(),
        "missing": missing(page),
    }
    return show(request, "concern.html", section, context)


def has_more_to_say(voice: Voice) -> bool:
    """Whether there is anything to read; a bare "me too" is only counted."""
    return not voice.is_me_too or any(
        rows.all() for rows in (voice.turns, voice.read_backs, voice.confirmations)
    )


def drawn(step: Any) -> dict[str, Any]:
    """A step as the timeline draws it: what, when, why and by whom."""
    because = rules.why(step.because)
    words = " — ".join(part for part in (because, step.by.name if step.by else "") if part)
    return {"name": ConcernState(step.state).label, "state": "done", "at": step.at, "words": words}


def offered(request: HttpRequest, page: queries.ConcernPage) -> set[str]:
    """The deeds that are this person's to do, and for which it is the moment."""
    may = {
        name
        for name, form in CONCERN_DEEDS.items()
        if name != "said-did" and form.is_offered(request.user, page.concern)
    }
    if page.facts.is_ended:
        may -= {"answer", "promise", "act", "report-back"}
    if page.facts.is_understood or any(voice.is_reachable for voice in page.voices):
        may -= {"understood"}
    if rules.CLOSED not in page.moves:
        may -= {"close"}
    if rules.REOPENED not in page.moves or page.state in (rules.ANSWERED, rules.ACTING):
        may -= {"reopen"}
    return may


def missing(page: queries.ConcernPage) -> list[str]:
    """What "You said, we did" still needs before it can be published."""
    return [name for name, rows in (("action", page.actions), ("report_back", page.report_backs)) if not rows]


@desk_page(*WORKERS, methods=DO)
def concern_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    subject = found.concern(request, pk)
    voices = list(found.voices_of(request.user).filter(concern=subject).order_by("heard_at")[:5])
    context = {"matter": subject.title, "beside": "desk/beside/voices.html", "voices": voices}
    section, back = found.section_of(subject), found.concern_url(subject)
    return do(request, chosen(CONCERN_DEEDS, deed), subject, section=section, back=back, **context)


@desk_page(COORDINATOR, OFFICER)
def promises(request: HttpRequest) -> HttpResponse:
    """Promises nobody has said the end of, the most pressing first."""
    rows = Promise.objects.visible_to(request.user).due().filter(concern__about_officer=None)
    is_mine = request.GET.get("which") == "mine"
    if is_mine:
        rows = rows.filter(by=request.user)
    ended = (
        Promise.objects.visible_to(request.user)
        .current()
        .filter(concern__about_officer=None, outcome__isnull=False)
    )
    around = ("concern__neighborhood", "concern__place", "by")
    context = {
        "can_promise": True,
        "is_mine": is_mine,
        "today": local_day(request.team, request.at),
        "due": rows.select_related(*around).order_by("due_on"),
        "ended": ended.select_related("outcome", *around).order_by("-outcome__on")[:20],
    }
    return show(request, "promises.html", "promises", context)


@desk_page(COORDINATOR, CONFIDANT, OFFICER, methods=DO)
def promise_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    subject = found.promise(request, pk)
    section, back = found.section_of(subject.concern), found.concern_url(subject.concern)
    context = {"matter": subject.concern.title, "beside": "desk/beside/promise.html"}
    return do(request, chosen(PROMISE_DEEDS, deed), subject, section=section, back=back, **context)
