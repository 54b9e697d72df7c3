"""The thread between a person and the team about one thing they said."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from commonbeat.faces.public import doing, ticket
from commonbeat.faces.public.forms.say import FEELING_CHOICES
from commonbeat.faces.public.forms.thread import AcceptForm, CorrectForm, SolvedForm, WriteForm
from commonbeat.faces.public.own import rows_of
from commonbeat.listening import actions, queries
from commonbeat.listening.actions.understanding import say_feeling
from commonbeat.listening.models import Attachment, Voice
from commonbeat.safety import pictures
from commonbeat.safety.errors import Refused
from commonbeat.trust import queries as trust
from commonbeat.trust.actions import feel_heard

KIND = "voice"
FORMS = {"accept": AcceptForm, "write": WriteForm, "solved": SolvedForm}


def open_with(request: HttpRequest, code: str) -> HttpResponse | None:
    """The thread this code belongs to, if it belongs to one."""
    voice = queries.by_code(request.team, code)
    if voice is None:
        return None
    return page(
        request, voice, write=WriteForm(initial={"words": request.POST.get("kept", "")}, auto_id="write_%s")
    )


def page(
    request: HttpRequest, voice: Voice, *, said: str = "", status: int = 200, **forms: Any
) -> HttpResponse:
    context = {
        "voice": voice,
        "neighborhood": voice.neighborhood,
        "ticket": ticket.issue(KIND, voice.pk),
        "said": said,
        "events": queries.timeline(voice, request.at),
        "stand": queries.stand(voice, request.at),
        "read_back": queries.open_read_back(voice),
        "held": rows_of(voice),
        "may_say_felt": trust.may_say_felt(voice),
        "moods": FEELING_CHOICES if voice.words else (),
        "has_photo": Attachment.objects.filter(voice=voice).exists(),
        **{name: form(auto_id=f"{name}_%s") for name, form in FORMS.items()},
        **forms,
    }
    return doing.show(request, "public/thread/page.html", context, status)


@ticket.needed(KIND)
def act(request: HttpRequest, voice_id: str) -> HttpResponse:
    """One thing the person does in their thread; what it was stands in the pressed button."""
    standing = Voice.objects.standing().select_related("team", "neighborhood", "place", "concern")
    voice = get_object_or_404(standing, pk=voice_id, team=request.team)
    do = DEEDS.get(request.POST.get("do", ""))
    if do is None:
        raise Http404
    return do(request, voice)


def do(
    request: HttpRequest, voice: Voice, name: str, form: Any, deed: Callable[..., object], said: str
) -> HttpResponse:
    """Do it and say so, or show the thread again with what is wrong and all that was typed."""

    def act(cleaned: dict[str, Any]) -> dict[str, Any]:
        deed(at=request.at, **cleaned)
        return {}

    _given, status = doing.attempt(form, act)
    if status != 200:
        return page(request, voice, status=status, **{name: form})
    voice.refresh_from_db()
    return page(request, voice, said=said)


def answer_read_back(request: HttpRequest, voice: Voice, is_accepted: bool, said: str) -> HttpResponse:
    read_back = queries.open_read_back(voice)
    if read_back is None:
        return page(request, voice, said=_("You have already answered this."))
    if str(read_back.pk) != request.POST.get("read_back"):
        return page(
            request, voice, said=_("We wrote it anew meanwhile. Please read it once more."), status=409
        )
    form = (AcceptForm if is_accepted else CorrectForm)(request.POST, auto_id="accept_%s")

    def deed(correction: str, at: datetime, **seen: Any) -> None:
        words = "" if is_accepted else correction
        actions.accept_read_back(read_back=read_back, is_accepted=is_accepted, correction=words, at=at)

    return do(request, voice, "accept", form, deed, said)


def accept(request: HttpRequest, voice: Voice) -> HttpResponse:
    said = _("Thank you. Now we know that we understood you.")
    return answer_read_back(request, voice, True, said)


def correct(request: HttpRequest, voice: Voice) -> HttpResponse:
    said = _("Thank you. We read your correction and tell you here what we understand now.")
    return answer_read_back(request, voice, False, said)


def write(request: HttpRequest, voice: Voice) -> HttpResponse:
    form = WriteForm(request.POST, auto_id="write_%s")

    def deed(**said: Any) -> None:
        actions.write(voice=voice, **said)

    return do(request, voice, "write", form, deed, _("We have it. You will read our answer here."))


def confirm(request: HttpRequest, voice: Voice, is_solved: bool, said: str) -> HttpResponse:
    form = SolvedForm(request.POST, auto_id="solved_%s")

    def deed(**words: Any) -> None:
        actions.confirm(voice=voice, is_solved=is_solved, **words)

    return do(request, voice, "solved", form, deed, said)


def solved(request: HttpRequest, voice: Voice) -> HttpResponse:
    return confirm(request, voice, True, _("Thank you for telling us that it is solved."))


def unsolved(request: HttpRequest, voice: Voice) -> HttpResponse:
    return confirm(
        request, voice, False, _("Then it is not done. We opened it again, and you hear from us here.")
    )


def felt(request: HttpRequest, voice: Voice) -> HttpResponse:
    """Asked once, after it ended: did they feel heard?"""
    if trust.may_say_felt(voice):
        try:
            feel_heard(voice=voice, said=request.POST.get("felt", ""), at=request.at)
        except Refused as refusal:
            return page(request, voice, said=refusal.sentence, status=422)
    return page(request, voice, said=_("Thank you. It is counted with what others said, never by itself."))


def mood(request: HttpRequest, voice: Voice) -> HttpResponse:
    """One tap: how it is for them, instead of what somebody guessed or our program read."""
    try:
        voice.feeling_said = say_feeling(
            voice=voice, feeling=request.POST.get("mood", ""), at=request.at
        ).feeling_said
    except Refused as refusal:
        return page(request, voice, said=refusal.sentence, status=422)
    return page(request, voice, said=_("Thank you. Your own word counts, not our guess."))


def photo(request: HttpRequest, voice: Voice) -> HttpResponse:
    """The person's own photo as we keep it; no address leads to it."""
    kept = get_object_or_404(Attachment, voice=voice)
    try:
        return HttpResponse(pictures.read(kept.file), content_type="image/jpeg")
    except FileNotFoundError:
        raise Http404 from None


def ask_to_withdraw(request: HttpRequest, voice: Voice) -> HttpResponse:
    context = {"voice": voice, "neighborhood": voice.neighborhood, "ticket": ticket.issue(KIND, voice.pk)}
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
    "felt": felt,
    "mood": mood,
    "photo": photo,
    "ask-to-withdraw": ask_to_withdraw,
    "withdraw": withdraw,
    "show": page,
}
