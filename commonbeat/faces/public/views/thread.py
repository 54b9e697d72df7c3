"""The thread between a person and the team about one thing they said."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonbeat.faces.public import ticket
from commonbeat.faces.public.forms.thread import AcceptForm, SolvedForm, WriteForm
from commonbeat.listening import actions, queries
from commonbeat.listening.models import Voice
from commonbeat.safety.errors import Refused

KIND = "voice"


def open_with(request: HttpRequest, code: str) -> HttpResponse | None:
    """The thread this code belongs to, if it belongs to one."""
    voice = queries.by_code(request.team, code)
    return page(request, voice) if voice else None


def page(request: HttpRequest, voice: Voice, *, said: str = "", status: int = 200, **forms: object) -> HttpResponse:
    context = {
        "voice": voice,
        "neighborhood": voice.neighborhood,
        "ticket": ticket.issue(KIND, voice.id),
        "said": said,
        "events": queries.timeline(voice, request.at),
        "stand": queries.stand(voice, request.at),
        "read_back": queries.open_read_back(voice),
        "accept": AcceptForm(),
        "write": WriteForm(),
        "solved": SolvedForm(),
        **forms,
    }
    return render(request, "public/thread/page.html", context, status=status)


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """One thing the person does in their thread; what it was stands in the pressed button."""
    held = ticket.read(request.POST.get("ticket", ""))
    if held is None or held[0] != KIND:
        return render(request, "public/thread/again.html", status=403)
    voice = get_object_or_404(Voice.objects.standing().select_related("neighborhood", "concern"), pk=held[1], team=request.team)
    do = DEEDS.get(request.POST.get("do", ""))
    if do is None:
        raise Http404
    return do(request, voice)


def accept(request: HttpRequest, voice: Voice, is_accepted: bool = True) -> HttpResponse:
    form = AcceptForm(request.POST)
    read_back = queries.open_read_back(voice)
    if read_back is None:
        return page(request, voice, said=_("You have already answered this."))
    if form.is_valid() and not is_accepted and not form.cleaned_data["correction"]:
        form.add_error("correction", _("Tell us what is not right, in a few words."))
    if not form.is_valid():
        return page(request, voice, accept=form, status=422)
    correction = "" if is_accepted else form.cleaned_data["correction"]
    actions.accept_read_back(read_back=read_back, is_accepted=is_accepted, correction=correction, at=request.at)
    return page(request, voice, said=_("Thank you. Now we know we understood you.") if is_accepted else _("Thank you. We read your correction."))


def correct(request: HttpRequest, voice: Voice) -> HttpResponse:
    return accept(request, voice, is_accepted=False)


def write(request: HttpRequest, voice: Voice) -> HttpResponse:
    form = WriteForm(request.POST)
    if not form.is_valid():
        return page(request, voice, write=form, status=422)
    actions.write(voice=voice, words=form.cleaned_data["words"], client_id=form.cleaned_data["client_id"], at=request.at)
    return page(request, voice, said=_("We have it. You will see our answer here."))


def solved(request: HttpRequest, voice: Voice, is_solved: bool = True) -> HttpResponse:
    form = SolvedForm(request.POST)
    if not form.is_valid():
        return page(request, voice, solved=form, status=422)
    try:
        actions.confirm(
            voice=voice,
            is_solved=is_solved,
            words=form.cleaned_data["words"],
            client_id=form.cleaned_data["client_id"],
            at=request.at,
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return page(request, voice, solved=form, status=422)
    return page(request, voice, said=_("Thank you for telling us it is solved.") if is_solved else _("Then it is not done. We opened it again."))


def unsolved(request: HttpRequest, voice: Voice) -> HttpResponse:
    return solved(request, voice, is_solved=False)


def ask_to_withdraw(request: HttpRequest, voice: Voice) -> HttpResponse:
    context = {"voice": voice, "neighborhood": voice.neighborhood, "ticket": ticket.issue(KIND, voice.id)}
    return render(request, "public/thread/withdraw.html", context)


def withdraw(request: HttpRequest, voice: Voice) -> HttpResponse:
    actions.withdraw(voice=voice, at=request.at)
    return render(request, "public/thread/withdrawn.html", {"neighborhood": voice.neighborhood})


DEEDS: dict[str, Callable[[HttpRequest, Voice], HttpResponse]] = {
    "accept": accept,
    "correct": correct,
    "write": write,
    "solved": solved,
    "unsolved": unsolved,
    "ask-to-withdraw": ask_to_withdraw,
    "withdraw": withdraw,
    "show": page,
}
