"""The pulse of the last seven days: what is rising, how it feels, who is silent, and what to do with it."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.faces.desk.page import desk_page, show
from commonbeat.faces.desk.periods import Area, area_of
from commonbeat.faces.desk.rail import COORDINATOR
from commonbeat.listening import queries
from commonbeat.listening.models import Feeling, Kind, Need, Topic
from commonbeat.listening.queries.pulse import Pulse
from commonbeat.places.models import Place

A_PAGE = 30
LABELS: dict[str, Any] = {"topic": Topic, "kind": Kind, "feeling": Feeling, "need": Need}


@desk_page(COORDINATOR)
def pulse(request: HttpRequest) -> HttpResponse:
    return show(request, "pulse.html", "pulse", drawn(request))


@desk_page(COORDINATOR)
def pulse_print(request: HttpRequest) -> HttpResponse:
    """The same on one page, for the team meeting."""
    return render(request, "desk/pulse_print.html", drawn(request))


@desk_page(COORDINATOR)
def pulse_quotes(request: HttpRequest) -> HttpResponse:
    """The words behind one number."""
    area = area_of(request.user, request.GET)
    by, value = request.GET.get("by", ""), request.GET.get("value", "")
    is_now = request.GET.get("span") != "all"
    label = label_of(request, by, value)
    found = queries.quotes(request.team, areas_of(area), request.at, by=by, value=value, is_now=is_now)
    page = Paginator(found.values_list("pk", flat=True), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "area": area,
        "label": label,
        "span": _("the last seven days") if is_now else _("thirteen weeks"),
        "page": page,
        "voices": queries.voices_in(page.object_list),
    }
    return show(request, "pulse_quotes.html", "pulse", context)


def areas_of(area: Area) -> list[Any]:
    return [area.chosen] if area.chosen else list(area.offered)


def label_of(request: HttpRequest, by: str, value: str) -> str:
    """What is being read, in words; 404 for what the pulse does not count."""
    if not by:
        return _("Everything that was said")
    if by == "place":
        place = Place.objects.visible_to(request.user).filter(pk=value).first() if is_uuid(value) else None
        if place is not None:
            return place.name
    elif by in LABELS and value in LABELS[by].values:
        return str(LABELS[by](value).label).capitalize()
    raise Http404


def is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def drawn(request: HttpRequest) -> dict[str, Any]:
    """Everything both pages show."""
    area = area_of(request.user, request.GET)
    areas = areas_of(area)
    found = queries.pulse(request.team, areas, request.at)
    names = dict(settings.LANGUAGES)
    return {
        "area": area,
        "where": urlencode({"where": area.chosen.slug}) + "&" if area.chosen else "",
        "pulse": found,
        "any": any(found.weeks),
        "finding": finding(found),
        "suggestions": queries.suggestions(request.team, areas, request.at, found),
        "felt": [one for one in found.feelings if one.now],
        "needed": [row for row in found.needs if row[2]],
        "kinds": [row for row in found.kinds if row.now and row.value != Kind.COMPLAINT],
        "quiet": found.quiet,
        "tongues": [str(names.get(language, language)) for language in found.quiet.languages],
    }


def finding(found: Pulse) -> str:
    """The week in one sentence."""
    if not any(found.weeks):
        return _("Nothing was heard in thirteen weeks.")
    if found.rising:
        words = ", ".join(row.label for row in found.rising[:3])
        return _("Rising this week: %(topics)s.") % {"topics": words}
    if not found.now:
        return _("Nobody told us anything this week.")
    return ngettext(
        "%(n)d voice this week, and no topic stands out.",
        "%(n)d voices this week, and no topic stands out.",
        found.now,
    ) % {"n": found.now}
