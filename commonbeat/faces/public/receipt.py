"""The page after sending: drawn once for everybody whose page says the same, filled in for each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from commonbeat.faces.public import doing
from commonbeat.faces.templatetags.look import code_display
from commonbeat.listening.actions.voices import Heard
from commonbeat.places.models import Neighborhood, Team

# Where the two things stand that belong to one person; neither is ever kept with the drawn page.
CODE, REFERENCE = mark_safe("<!--code-->"), mark_safe("<!--reference-->")
KEPT = 64
_drawn: dict[tuple[object, ...], str] = {}


def receipt(request: HttpRequest, neighborhood: Neighborhood, heard: Heard, *, way: str) -> HttpResponse:
    """Says when the answer comes, and shows the code, once."""
    facts = {
        "due_at": heard.voice.answer_due_at,
        "is_about_officer": heard.voice.about_officer_id is not None,
        "is_followed": way == "follow",
    }
    page = _page(request, neighborhood, facts)
    page = page.replace(CODE, _code_block(heard.code)).replace(REFERENCE, heard.voice.reference)
    return HttpResponse(page, status=201 if heard.is_new else 200)


def _page(request: HttpRequest, neighborhood: Neighborhood, facts: dict[str, Any]) -> str:
    """The page without code and reference. It follows from nothing but what stands in the key."""
    team = _values(request.team)
    key = (request.path, get_language(), team, neighborhood.pk, neighborhood.name, *facts.values())
    page = _drawn.get(key)
    if page is None:
        context = {"neighborhood": neighborhood, "code_block": CODE, "reference": REFERENCE, **facts}
        page = render_to_string("public/say/done.html", context, request)
        if len(_drawn) >= KEPT:
            _drawn.clear()
        _drawn[key] = page
    return page


def _values(team: Team) -> str:
    return repr([getattr(team, field.attname) for field in team._meta.concrete_fields])


def _code_block(code: str | None) -> SafeString:
    """Nothing where the code was shown before and cannot be again."""
    return (
        render_to_string("look/code.html", code_display(**doing.code_shown(code))) if code else mark_safe("")
    )
