"""Answering a survey: with a code from a letter, at the door, from a poster or an open link."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonbeat.faces.public import doing
from commonbeat.faces.public.cached import for_everybody
from commonbeat.faces.public.doing import form_page
from commonbeat.faces.public.forms.survey import InvitationCodeForm
from commonbeat.faces.public.views.neighborhood import named
from commonbeat.faces.survey import SurveyForm
from commonbeat.openness.calendar import local_day
from commonbeat.safety.errors import Refused
from commonbeat.trust import actions, passes, queries, questionnaire
from commonbeat.trust.models import Invitation, Mode

OPENLY = doing.Pages("public/survey/open.html", "public/survey/thanks.html", "survey")
INVITED = doing.Pages("public/survey/questions.html", "public/survey/thanks.html", "survey")


@form_page
def answer(request: HttpRequest) -> HttpResponse:
    """First the code, then the questions, then thanks; one address, so that none of it stands in a log."""
    if request.method != "POST":
        return show_code(request, InvitationCodeForm())
    invitation = passes.read(request.team, request.POST.get("pass", ""))
    if invitation is None:
        return check_code(request)
    return questions(request, invitation)


def check_code(request: HttpRequest) -> HttpResponse:
    """The questions, where the code opens them."""
    form = InvitationCodeForm(request.POST)
    found: list[Invitation] = []

    def look(said: dict[str, Any]) -> dict[str, Any]:
        doing.count("survey_code", request)
        invitation = queries.by_code(request.team, said["code"])
        if invitation is None:
            raise Refused(_("This code opens no survey. Check it once more; it may also be over."), "code")
        found.append(invitation)
        return {}

    _given, status = doing.attempt(form, look)
    return (
        show_questions(request, found[0], SurveyForm()) if status == 200 else show_code(request, form, status)
    )


def questions(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Keep the answers; the same code once more is thanked and counted once."""
    if "send" not in request.POST:
        return show_questions(request, invitation, SurveyForm())
    form = SurveyForm(request.POST)

    def keep(said: dict[str, Any]) -> dict[str, Any]:
        doing.count("survey", request)
        actions.answer_invited(
            invitation=invitation,
            replies=form.replies(),
            words=said["words"],
            language=get_language() or "en",
            at=request.at,
        )
        return {"is_at_door": invitation.mode == Mode.DOOR}

    return doing.ask(request, form, keep, INVITED, context_of(invitation))


def show_code(request: HttpRequest, form: InvitationCodeForm, status: int = 200) -> HttpResponse:
    return doing.show(request, "public/survey/code.html", {"form": form}, status, scope="survey_code")


def show_questions(request: HttpRequest, invitation: Invitation, form: SurveyForm) -> HttpResponse:
    if invitation.is_used:
        return render(request, INVITED.thanks, {"is_at_door": invitation.mode == Mode.DOOR})
    return doing.show(request, INVITED.asks, {"form": form, **context_of(invitation)}, scope="survey")


def context_of(invitation: Invitation) -> dict[str, Any]:
    return {
        "pass": passes.issue(invitation),
        "area": invitation.neighborhood,
        "wave": invitation.wave,
        "is_at_door": invitation.mode == Mode.DOOR,
    }


@form_page
def openly(request: HttpRequest, slug: str) -> HttpResponse:
    """The same questions for everybody; counted apart from those whom chance chose."""
    area = named(request, slug)
    wave = queries.open_wave(area, local_day(request.team, request.at))
    if wave is None:
        raise Http404
    form = doing.bound(SurveyForm, request)
    way = Mode.POSTER if request.GET.get("from") == "poster" else Mode.LINK

    def keep(said: dict[str, Any]) -> dict[str, Any]:
        doing.count("survey", request)
        keep_openly(request, form, said, wave=wave, neighborhood=area, mode=way)
        return {}

    return doing.ask(request, form, keep, OPENLY, {"area": area, "wave": wave, "neighborhood": area})


def keep_openly(request: HttpRequest, form: SurveyForm, said: dict[str, Any], **where: Any) -> None:
    """A program that filled in the hidden field is thanked, and not counted."""
    if said["website"]:
        return
    if said["client_id"] is None:
        raise Refused(_("This page came back incomplete. Please open it again."))
    actions.answer_openly(
        client_id=said["client_id"],
        replies=form.replies(),
        words=said["words"],
        language=get_language() or "en",
        at=request.at,
        **where,
    )


@require_safe
@for_everybody
def on_paper(request: HttpRequest) -> HttpResponse:
    """The questionnaire to print and fill in with a pen."""
    address = request.build_absolute_uri(reverse("public:answer")).partition("://")[2]
    return render(request, "public/survey/paper.html", {"form": SurveyForm(), "address": address})


@require_safe
@for_everybody
def about(request: HttpRequest) -> HttpResponse:
    """Every question with its source, what is made of it, and what becomes of an answer."""
    rows = [(item, questionnaire.SOURCES[item.source]) for item in questionnaire.ITEMS]
    context = {"rows": rows, "measures": questionnaire.MEASURES, "open_words": questionnaire.OPEN_WORDS}
    return render(request, "public/survey/about.html", context)
