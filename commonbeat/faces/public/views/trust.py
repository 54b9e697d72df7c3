"""Whether trust is growing: what surveys say of a neighborhood, over time, beside what the team did."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commonbeat.faces.public import trustmap, trustplot
from commonbeat.faces.public.cached import for_everybody
from commonbeat.faces.public.views.neighborhood import named
from commonbeat.openness import gate
from commonbeat.openness.calendar import local_day
from commonbeat.places.models import Neighborhood
from commonbeat.places.queries import sheet_of
from commonbeat.trust import queries, questionnaire
from commonbeat.trust.models import Rollout

NOTHING: dict[str, Any] = {}


@require_safe
@for_everybody
def trust(request: HttpRequest, slug: str) -> HttpResponse:
    """One neighborhood: five measures, each by itself, with what happened meanwhile."""
    area = named(request, slug)
    context = {"neighborhood": area, "area": area, **told(request, area), **asked_now(request, area)}
    return render(request, "public/trust/neighborhood.html", context)


@gate.closed_on_error(NOTHING)
def told(request: HttpRequest, area: Neighborhood) -> dict[str, Any]:
    """What was published of this neighborhood; nothing when anything went wrong."""
    published = queries.publications(request.team)
    histories = queries.histories_in(published, area)
    if not histories:
        return {}
    newest = max((history.now for history in histories), key=lambda point: point.publication.wave.ends_on)
    span = trustplot.span_of(histories, local_day(request.team, request.at))
    events = queries.happened(request.team, area, *span)
    return {
        "charts": [(history, trustplot.plot(history, events, span)) for history in histories],
        "events": events,
        "span": span,
        "newest": newest,
        "open": newest.publication.figures["open"],
        "open_shares": open_shares(newest.publication),
    }


def open_shares(publication: Any) -> list[tuple[questionnaire.Measure, int | None]]:
    """What those said who chose themselves, by measure; held back where it would point to a few."""
    openly = publication.figures["open"]
    return [(one, openly["shares"][one.key]) for one in questionnaire.MEASURES] if openly else []


def asked_now(request: HttpRequest, area: Neighborhood) -> dict[str, Any]:
    """The wave everybody may answer today, if there is one."""
    return {"open_wave": queries.open_wave(area, local_day(request.team, request.at))}


@require_safe
@for_everybody
def everywhere(request: HttpRequest) -> HttpResponse:
    """All neighborhoods: one measure on the map, ranks only with where else they may stand."""
    measure = trustmap.measure_of(request.GET.get("measure", ""))
    return render(request, "public/trust/everywhere.html", {"measure": measure, **mapped(request, measure)})


@gate.closed_on_error(NOTHING)
def mapped(request: HttpRequest, measure: questionnaire.Measure) -> dict[str, Any]:
    published = queries.publications(request.team)
    sheet = sheet_of(request.team)
    rows = trustmap.rows_of(request.team, published, measure.key, sheet)
    return {
        "measures": questionnaire.MEASURES,
        "rows": [row for row in rows if row.chosen],
        "sheet": sheet,
        "newest": published[0] if published else None,
        "bands": trustmap.bands(),
    }


@require_safe
@for_everybody
def file(request: HttpRequest) -> HttpResponse:
    """The same figures for a spreadsheet."""
    response = HttpResponse(text_of(request), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="trust.csv"'
    return response


@gate.closed_on_error("")
def text_of(request: HttpRequest) -> str:
    return trustmap.table(queries.publications(request.team))


@require_safe
@for_everybody
def scorecard(request: HttpRequest, slug: str) -> HttpResponse:
    """Six standards for a public meeting, printable."""
    area = named(request, slug)
    context = {
        "neighborhood": area,
        "lines": queries.scorecard(request.team, area, request.at),
        "today": local_day(request.team, request.at),
    }
    return render(request, "public/trust/scorecard.html", context)


@require_safe
@for_everybody
def does_it_work(request: HttpRequest) -> HttpResponse:
    """What is known from elsewhere, in both directions, and our own rollouts."""
    context = {"rollouts": Rollout.objects.public(request.team)}
    return render(request, "public/trust/does_it_work.html", context)


@require_safe
@for_everybody
def rollout(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One frozen rollout: what was expected, in which order, what it could show, and what it shows."""
    found = get_object_or_404(Rollout.objects.public(request.team), pk=pk)
    areas = list(found.areas.select_related("neighborhood"))
    context = {
        "rollout": found,
        "areas": [row for row in areas if not row.is_ring],
        "ring": [row for row in areas if row.is_ring],
        "power": queries.power_sentences(found),
        "reading": queries.reading(found, request.at),
    }
    return render(request, "public/trust/rollout.html", context)
