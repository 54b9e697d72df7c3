"""The inbox: every voice nobody has put anywhere yet, whichever way it came."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from commonbeat.faces.desk.doing import do
from commonbeat.faces.desk.forms.voices import JoinForm, NewVoiceForm, SettleForm
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.periods import area_of
from commonbeat.faces.desk.rail import CONFIDANT, COORDINATOR, MODERATOR, OFFICER, home_of
from commonbeat.faces.desk.views.found import concern_url, voices_of
from commonbeat.listening import queries, rules
from commonbeat.listening.models import Channel, Feeling, Kind, Voice
from commonbeat.safety.errors import Refused

FILTERS = {"kind": Kind, "channel": Channel, "feeling": Feeling}
MOST = 100


@desk_page(COORDINATOR, OFFICER)
def inbox(request: HttpRequest) -> HttpResponse:
    """Danger first, then what is late, then the newest."""
    area = area_of(request.user, request.GET)
    picked = {name: word_of(request, name) for name in FILTERS}
    where = area.chosen.pk if area.chosen else None
    found = queries.desk(request.user, request.at, neighborhood_id=where, limit=MOST, **picked)
    context = {
        "area": area,
        "items": found.items,
        "has_more": found.has_more,
        "all_count": found.all_count,
        "is_long": found.is_long,
        "may_settle": any(rules.may(request.user, "settle", one.voice) for one in found.items[:1]),
        "may_type": NewVoiceForm.is_offered(request.user, None),
        "filters": [(name, choices.choices, picked[name]) for name, choices in FILTERS.items()],
    }
    return show(request, "inbox.html", "inbox", context)


def word_of(request: HttpRequest, name: str) -> str:
    """One of the answers offered; whatever else was asked for fits nothing."""
    return request.GET.get(name, "")[:40]


@desk_page(COORDINATOR, OFFICER)
def search(request: HttpRequest) -> HttpResponse:
    """Voices in which these words stand, whatever became of them."""
    text, found, refusal = request.GET.get("q", "").strip(), [], ""
    if text:
        try:
            found = queries.search(request.user, text)
        except Refused as error:
            refusal = error.sentence
    context = {"q": text[:100], "found": found, "refusal": refusal}
    return show(request, "search.html", "inbox", context)


def chosen_voices(request: HttpRequest) -> list[Voice]:
    """The voices named in the address; 404 unless this person may see every one and nobody dealt with it yet."""
    try:
        ids = {uuid.UUID(one) for one in request.GET.getlist("voice")}
    except ValueError:
        raise Http404 from None
    found = list(voices_of(request.user).unjoined().filter(pk__in=ids).order_by("heard_at"))
    if not found or len(found) != len(ids):
        raise Http404
    return found


def around(request: HttpRequest, subject: list[Voice]) -> dict[str, Any]:
    """Where a complaint belongs, where everything else does, and the words to read meanwhile."""
    section = "complaints" if subject[0].about_officer_id else "reading" if subject[0].is_held else "inbox"
    back = home_of(request.user, section, "concerns")
    return {"section": section, "back": back, "beside": "desk/beside/voices.html", "voices": subject}


@desk_page(COORDINATOR, CONFIDANT, OFFICER, methods=DO)
def join(request: HttpRequest) -> HttpResponse:
    """Put the chosen voices to a concern, or open one for them."""
    subject = chosen_voices(request)
    return do(request, JoinForm, subject, after=concern_url, **around(request, subject))


@desk_page(COORDINATOR, CONFIDANT, MODERATOR, methods=DO)
def settle(request: HttpRequest) -> HttpResponse:
    """Say that the chosen voices need nothing more."""
    subject = chosen_voices(request)
    return do(request, SettleForm, subject, **around(request, subject))
