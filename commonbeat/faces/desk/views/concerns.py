"""Concerns: the list, one of them, and every deed."""

import uuid

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from commonbeat.faces.desk.concernpage import drawn
from commonbeat.faces.desk.doing import chosen, do
from commonbeat.faces.desk.forms.concerns import CONCERN_DEEDS, PROMISE_DEEDS
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.periods import Area, area_of
from commonbeat.faces.desk.rail import CONFIDANT, COORDINATOR, MODERATOR, OFFICER, home_of
from commonbeat.faces.desk.views import found
from commonbeat.listening import queries
from commonbeat.listening.models import Concern, ConcernState, Promise, Topic
from commonbeat.listening.models.concern import ENDED
from commonbeat.listening.queries.owed import owed_for
from commonbeat.openness.calendar import local_day

WORKERS = (COORDINATOR, CONFIDANT, MODERATOR, OFFICER)
WHICH = ("open", "mine", "ended", "all")
A_PAGE = 40


@desk_page(COORDINATOR, OFFICER, MODERATOR)
def concerns(request: HttpRequest) -> HttpResponse:
    """All one may see, the newest first; what is owed stands beside each."""
    area, which = area_of(request.user, request.GET), request.GET.get("which", "open")
    rows = listed(request, which, request.GET.get("topic", ""), area)
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


def listed(request: HttpRequest, which: str, topic: str, area: Area) -> QuerySet[Concern]:
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
    if area.chosen is not None:
        rows = rows.filter(neighborhood=area.chosen)
    return rows.select_related("team", "place", "neighborhood", "owner").order_by("-opened_at", "reference")


@desk_page(*WORKERS)
def concern(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One concern with everything behind it, and the one thing to do next."""
    page = queries.concern_page(request.user, pk, request.at)
    if page is None:
        raise Http404
    section = found.section_of(page.concern)
    return show(
        request, "concern.html", section, {"back": home_of(request.user, section), **drawn(request, page)}
    )


@desk_page(*WORKERS, methods=DO)
def concern_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    subject = found.concern(request, pk)
    voices = list(
        found.voices_of(request.user).filter(concern=subject, is_me_too=False).order_by("heard_at")[:5]
    )
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
