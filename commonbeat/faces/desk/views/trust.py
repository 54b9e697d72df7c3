"""Surveys: where to ask next, what people said who did not feel heard, waves and rollouts."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from commonbeat.faces.desk.doing import chosen, do
from commonbeat.faces.desk.forms.trust import (
    ROLLOUT_DEEDS,
    WAVE_DEEDS,
    PlanRolloutForm,
    PopulationForm,
    StartWaveForm,
)
from commonbeat.faces.desk.page import DO, desk_page, show
from commonbeat.faces.desk.rail import COORDINATOR
from commonbeat.openness.calendar import local_day
from commonbeat.safety import codes
from commonbeat.trust import queries
from commonbeat.trust.models import Rollout, Wave

LETTERS_A_PAGE = 200
SECTION = "trust"


@desk_page(COORDINATOR)
def trust(request: HttpRequest) -> HttpResponse:
    today = local_day(request.team, request.at)
    waves = queries.waves_for(request.user)
    newest = next((wave for wave in waves if hasattr(wave, "publication")), None)
    context = {
        "waves": [(wave, wave.state(today)) for wave in waves],
        "newest": newest,
        "next": queries.ask_next(newest) if newest else [],
        "not_heard": queries.not_heard(request.user),
        "rollouts": Rollout.objects.visible_to(request.user),
    }
    return show(request, "trust.html", SECTION, context)


@desk_page(COORDINATOR, methods=DO)
def wave_new(request: HttpRequest) -> HttpResponse:
    back = reverse("desk:trust")
    return do(request, StartWaveForm, None, section=SECTION, back=back, after=draw_url)


@desk_page(COORDINATOR, methods=DO)
def population(request: HttpRequest) -> HttpResponse:
    return do(request, PopulationForm, None, section=SECTION, back=reverse("desk:trust"))


def found_wave(request: HttpRequest, pk: uuid.UUID) -> Wave:
    return get_object_or_404(
        Wave.objects.visible_to(request.user).select_related("team", "publication"), pk=pk
    )


def wave_url(wave: Wave) -> str:
    return reverse("desk:wave", args=[wave.pk])


def draw_url(wave: Wave) -> str:
    return reverse("desk:wave_do", args=[wave.pk, "draw"])


@desk_page(COORDINATOR)
def wave(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One wave: who was drawn, how many came, and what to do next."""
    found = found_wave(request, pk)
    rows = queries.progress(found)
    context = {
        "wave": found,
        "state": found.state(local_day(request.team, request.at)),
        "rows": rows,
        "came": sum(row.came for row in rows),
        "letters": sum(row.area.letters for row in rows),
        "doors": sum(row.area.doors for row in rows),
    }
    return show(request, "wave.html", SECTION, context)


@desk_page(COORDINATOR)
def letters(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The letters still to be answered, one a page, each with its code and the code to scan."""
    found = found_wave(request, pk)
    answer = request.build_absolute_uri(reverse("public:answer"))
    context = {
        "wave": found,
        "letters": [
            {"letter": letter, "qr": codes.qr_svg(f"{answer}#{letter.code}")}
            for letter in queries.letters(found, limit=LETTERS_A_PAGE)
        ],
        "answer": answer.partition("://")[2],
    }
    return render(request, "desk/letters.html", context)


@desk_page(COORDINATOR, methods=DO)
def wave_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    subject = found_wave(request, pk)
    around: dict[str, Any] = {"section": SECTION, "back": wave_url(subject), "matter": subject.title}
    return do(request, chosen(WAVE_DEEDS, deed), subject, **around)


@desk_page(COORDINATOR, methods=DO)
def rollout_new(request: HttpRequest) -> HttpResponse:
    back = reverse("desk:trust")
    return do(request, PlanRolloutForm, None, section=SECTION, back=back, after=rollout_url)


def found_rollout(request: HttpRequest, pk: uuid.UUID) -> Rollout:
    return get_object_or_404(Rollout.objects.visible_to(request.user).select_related("team"), pk=pk)


def rollout_url(rollout: Rollout) -> str:
    return reverse("desk:rollout", args=[rollout.pk])


@desk_page(COORDINATOR)
def rollout(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The order chance drew, what it could show, and, once it runs, what it shows."""
    found = found_rollout(request, pk)
    areas = list(found.areas.select_related("neighborhood"))
    context = {
        "rollout": found,
        "areas": [row for row in areas if not row.is_ring],
        "ring": [row for row in areas if row.is_ring],
        "power": queries.power_sentences(found),
        "reading": queries.reading(found, request.at) if found.frozen_on else None,
    }
    return show(request, "rollout.html", SECTION, context)


@desk_page(COORDINATOR, methods=DO)
def rollout_do(request: HttpRequest, pk: uuid.UUID, deed: str) -> HttpResponse:
    subject = found_rollout(request, pk)
    around: dict[str, Any] = {"section": SECTION, "back": rollout_url(subject), "matter": subject.title}
    return do(request, chosen(ROLLOUT_DEEDS, deed), subject, **around)


@desk_page(COORDINATOR)
def survey_poster(request: HttpRequest, pk: uuid.UUID, area: uuid.UUID) -> HttpResponse:
    """A poster with the open link of one neighborhood, so that we know that it was a poster."""
    found = found_wave(request, pk)
    row = get_object_or_404(found.areas.select_related("neighborhood"), neighborhood=area)
    address = request.build_absolute_uri(reverse("public:survey", args=[row.neighborhood.slug]))
    context = {
        "wave": found,
        "area": row.neighborhood,
        "qr": codes.qr_svg(f"{address}?from=poster"),
        "address": address.partition("://")[2],
    }
    return render(request, "desk/survey_poster.html", context)
