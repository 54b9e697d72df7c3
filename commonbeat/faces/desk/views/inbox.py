"""The inbox: every voice nobody has put anywhere yet, whichever way it came."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from commonbeat.faces.desk.doing import do
from commonbeat.faces.desk.forms.voices import JoinForm, NewVoiceForm, SettleForm
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.periods import Area, area_of
from commonbeat.faces.desk.rail import CONFIDANT, COORDINATOR, MODERATOR, OFFICER, home_of
from commonbeat.faces.desk.views.found import concern_url, voices_of
from commonbeat.listening import queries, rules
from commonbeat.listening.models import Channel, Feeling, Kind, Voice

FILTERS = {"kind": Kind, "channel": Channel, "feeling": Feeling}
MOST = 100


@desk_page(COORDINATOR, OFFICER)
def inbox(request: HttpRequest) -> HttpResponse:
    """Danger first, then what is late, then the newest."""
    area = area_of(request.user, request.GET)
    mine = waiting(request, area)
    picked = {name: request.GET.get(name, "") for name in FILTERS}
    items = [
        one
        for one in mine
        if all(not word or getattr(one.voice, name) == word for name, word in picked.items())
    ]
    context = {
        "area": area,
        "items": items[:MOST],
        "count": len(items),
        "all_count": len(mine),
        "may_settle": any(rules.may(request.user, "settle", one.voice) for one in items[:1]),
        "may_type": NewVoiceForm.is_offered(request.user, None),
        "filters": [(name, choices.choices, picked[name]) for name, choices in FILTERS.items()],
    }
    return show(request, "inbox.html", "inbox", context)


def waiting(request: HttpRequest, area: Area) -> list[queries.InboxItem]:
    """What this person may put to a concern, in the order it should be read; complaints are elsewhere."""
    found = queries.inbox(request.user, request.at, neighborhood_id=area.chosen.pk if area.chosen else None)
    ordinary = (one for one in found if one.voice.about_officer_id is None)
    return sorted(
        (one for one in ordinary if rules.may(request.user, "join", one.voice)),
        key=lambda one: (not one.voice.is_danger, not one.is_late, -one.voice.heard_at.timestamp()),
    )


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
