"""One voice: read it, type one in, write in its thread, look at its photo."""

import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from commonbeat.faces.desk.doing import chosen, do
from commonbeat.faces.desk.forms.understanding import FeelingForm
from commonbeat.faces.desk.forms.voices import VOICE_DEEDS, NewVoiceForm, coordinated
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.rail import CONFIDANT, COORDINATOR, MODERATOR, OFFICER, home_of
from commonbeat.faces.desk.views.found import THREAD, section_of, voice_url, voices_of
from commonbeat.listening import rules
from commonbeat.listening.models import Attachment, Feeling
from commonbeat.listening.queries import understanding as reading
from commonbeat.safety import codes, pictures

READERS = (COORDINATOR, CONFIDANT, MODERATOR, OFFICER)


@desk_page(*READERS)
def voice(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One voice with its thread and what can be done about it."""
    found = get_object_or_404(voices_of(request.user).prefetch_related(*THREAD), pk=pk)
    section = "reading" if found.is_held and not found.about_officer_id else section_of(found)
    context = {
        "voice": found,
        "verbs": {verb for verb in rules.VERBS if rules.may(request.user, verb, found)},
        "back": home_of(request.user, section, "concerns"),
        "read_in": reading.read_in(found),
        "alike": reading.sounds_like(request.user, found),
        "feelings": Feeling.choices if FeelingForm.is_offered(request.user, found) else (),
    }
    return show(request, "voice.html", section, context)


@desk_page(*READERS, methods=DO)
def voice_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    subject = get_object_or_404(voices_of(request.user).prefetch_related(*THREAD), pk=pk)
    form_class, back = chosen(VOICE_DEEDS, deed), voice_url(subject)
    section = "reading" if subject.is_held and not subject.about_officer_id else section_of(subject)
    # What was handed to others is not there for whoever handed it over.
    home = home_of(request.user, section, "concerns")
    after = (lambda _done: home) if deed in ("confidants", "give-back") else None
    context = {"beside": "desk/beside/voices.html", "voices": [subject], "after": after}
    return do(request, form_class, subject, section=section, back=back, **context)


@desk_page(COORDINATOR, methods=DO)
def voice_new(request: HttpRequest) -> HttpResponse:
    """For somebody who called or handed in a form; the code to read out is shown once, on the answer itself."""
    back = reverse("desk:inbox")
    return do(
        request, NewVoiceForm, None, section="inbox", back=back, template="voice_new.html", shown=kept,
        area=coordinated(request.user).defer("boundary").first(),
    )  # fmt: skip


def kept(request: HttpRequest, heard: object) -> HttpResponse:
    code = heard.code  # type: ignore[attr-defined]
    context = {"voice": heard.voice, "code": code, "qr": codes.qr_svg(code) if code else ""}  # type: ignore[attr-defined]
    return show(request, "voice_kept.html", "inbox", context)


@desk_page(*READERS)
def photo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A photo somebody sent, for those who may read what they said; never kept by a browser."""
    found = get_object_or_404(Attachment, pk=pk, voice__in=voices_of(request.user))
    try:
        content = pictures.path_of(found.file).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(content, content_type="image/jpeg", headers={"Cache-Control": "no-store, private"})
