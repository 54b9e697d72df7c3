"""An information session on everybody's phone and on the screen of the room."""

from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from commonbeat.faces import ballots
from commonbeat.faces.public import doing, fresh, meeting
from commonbeat.openness import actions, queries
from commonbeat.openness.models import Gathering, Question, voting_ends_at
from commonbeat.openness.queries import SessionState
from commonbeat.safety import codes
from commonbeat.safety.ballots import Ballot, new
from commonbeat.safety.errors import Refused

MOST_ON_SCREEN = 6


def named(request: HttpRequest, slug: str) -> Gathering:
    found = queries.session_gathering(request.team, slug)
    if found is None:
        raise Http404
    return found


@require_safe
def live(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions, and a vote for each: works with nothing but links and buttons."""
    gathering = named(request, slug)
    ballot = ballots.held(request, gathering.pk)
    return page(request, gathering, ballot)


def page(
    request: HttpRequest, gathering: Gathering, ballot: Ballot | None, said: str = "", status: int = 200
) -> HttpResponse:
    state = queries.session_state(gathering, request.at)
    context = {**shown(gathering, state), "mine": queries.votes_of(gathering, ballot), "said": said}
    response = render(request, "public/session/live.html", context, status=status)
    if ballot is None and state.takes_votes:
        until = voting_ends_at(gathering)
        ballots.give(
            response,
            gathering.pk,
            new(),
            route="public:live",
            slug=gathering.slug,
            until=until,
            at=request.at,
        )
    return response


@require_POST
def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """One vote for one question, or back again; a second tap changes nothing."""
    gathering = named(request, slug)
    ballot = ballots.held(request, gathering.pk)
    deeds = {"vote": actions.vote_for_question, "take-back": actions.take_back_question_vote}
    deed = deeds.get(request.POST.get("do", "vote"), actions.vote_for_question)
    try:
        doing.count("ballot", request)
        question = chosen(request, gathering)
        counted = deed(question=question, ballot=ballots.needed(request, gathering.pk), at=request.at)
    except Refused as refusal:
        return page(request, gathering, ballot, refusal.sentence, doing.status_of(refusal))
    return redirect(f"{reverse('public:live', args=[slug])}#q-{counted.pk}")


def chosen(request: HttpRequest, gathering: Gathering) -> Question:
    """The question in the form; refused when it is none of this session."""
    rows = Question.objects.filter(gathering=gathering, published_at__isnull=False)
    question = rows.filter(pk=doing.uuid_in(request.POST.get("question", ""))).first()
    if question is None:
        raise Refused(_("This question is not shown anymore. Please choose another one."))
    return question


@require_safe
def state(request: HttpRequest, slug: str) -> HttpResponse:
    """The votes as they stand, for pages that follow them; no cookie is read."""
    told = queries.session_state(named(request, slug), request.at)
    return fresh.answer(request, told.version, lambda: JsonResponse(as_json(told)))


def as_json(told: SessionState) -> dict[str, Any]:
    return {
        "version": told.version,
        "waiting": told.waiting,
        "takes_votes": told.takes_votes,
        "questions": [asdict(one) for one in told.questions],
    }


@require_safe
def stage(request: HttpRequest, slug: str) -> HttpResponse:
    """The screen of the room: large, without forms; it asks for itself again while it is open."""
    gathering = named(request, slug)
    told = queries.session_state(gathering, request.at)

    def make() -> HttpResponse:
        address = request.build_absolute_uri(reverse("public:live", args=[slug]))
        context = {
            **shown(gathering, told),
            "qr": codes.qr_svg(address),
            "address": address.partition("://")[2],
        }
        return render(request, "public/session/stage.html", context)

    return fresh.answer(request, told.version, make)


def shown(gathering: Gathering, told: SessionState) -> dict[str, Any]:
    """What the phone and the screen have in common."""
    waiting = told.of("open", "owed")
    return {
        "gathering": gathering,
        "neighborhood": gathering.neighborhood,
        "where": meeting.where_of(gathering),
        "state": told,
        "questions": waiting,
        "answered": told.of("answered"),
        "first_ones": waiting[:MOST_ON_SCREEN],
        "most": max((one.wanted for one in waiting), default=0) or 1,
    }
