"""Showing a wave to everybody: worked out once, through the gate, and never again differently."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from commonbeat.methods.disclosure import share_safe
from commonbeat.openness import gate
from commonbeat.openness.calendar import local_day
from commonbeat.people.models import Staff
from commonbeat.safety.errors import Refused
from commonbeat.trust import questionnaire, rules
from commonbeat.trust.actions.estimating import estimate_wave
from commonbeat.trust.actions.notes import note
from commonbeat.trust.models import Basis, Estimate, Publication, Wave, WaveArea, WaveState

Figures = dict[str, Any]
# An interval wider than this, in points of a hundred, says little: it is too early to tell.
TOO_WIDE = 30
FORMAT = 1


@transaction.atomic
def publish_wave(*, wave: Wave, by: Staff, at: datetime) -> Publication:
    """Estimates the wave and shows it; under eight answers it is never shown."""
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    rules.need_running(by, wave)
    rules.need_state(wave, local_day(wave.team, at), WaveState.CLOSED)
    placed = wave.answers.filter(is_invited=True, neighborhood__isnull=False)
    if not gate.people(placed.count()).is_shown:
        raise Refused(
            _(
                "In no neighborhood did eight people answer. This wave is never published; ask more people next time."
            )
        )
    estimate_wave(wave)
    publication = Publication.objects.create(
        team_id=wave.team_id,
        wave=wave,
        published_on=local_day(wave.team, at),
        by=by,
        figures=figures_of(wave),
    )
    note("publish wave", wave, by=by, at=at)
    return publication


def figures_of(wave: Wave) -> Figures:
    """Everything that may be shown of this wave. What is small is not in it, nor what would tell it."""
    counts = _counted(wave, is_invited=True)
    rows = list(wave.areas.select_related("neighborhood").order_by("neighborhood__name"))
    shown = shown_counts({str(row.neighborhood_id): counts.get(row.neighborhood_id, 0) for row in rows})
    size = Estimate.objects.filter(wave=wave).values("neighborhood").distinct().count()
    return {
        "format": FORMAT,
        "areas": [_area(wave, row, shown["areas"][str(row.neighborhood_id)]) for row in rows],
        "n": shown["total"],
        "ranked": size,
        "letters": sum(row.letters for row in rows),
        "doors": sum(row.doors for row in rows),
        "open": _open(wave),
    }


def shown_counts(counts: dict[str, int]) -> dict[str, Any]:
    """Counts of answers by neighborhood as they may be shown, and the sum of those that are.

    Those held back are in no sum: from all that is shown nothing but "fewer than eight" follows for them.
    """
    areas = {key: gate.people(count).number for key, count in counts.items()}
    shown = [number for number in areas.values() if number is not None]
    return {"areas": areas, "total": sum(shown) if shown else None}


def _counted(wave: Wave, *, is_invited: bool) -> dict[Any, int]:
    rows = wave.answers.filter(is_invited=is_invited, neighborhood__isnull=False).order_by()
    return dict(rows.values_list("neighborhood").annotate(number=Count("pk")))


def _area(wave: Wave, row: WaveArea, n: int | None) -> Figures:
    estimates = Estimate.objects.filter(wave=wave, neighborhood_id=row.neighborhood_id)
    return {
        "id": str(row.neighborhood_id),
        "slug": row.neighborhood.slug,
        "name": row.neighborhood.name,
        "n": n,
        "letters": row.letters,
        "doors": row.doors,
        "measures": {one.measure: _measure(one) for one in estimates},
    }


def _measure(one: Estimate) -> Figures:
    lower, upper = _points(one.lower), _points(one.upper)
    figures: Figures = {
        "value": _points(one.value),
        "lower": lower,
        "upper": upper,
        "is_model": one.basis == Basis.MODEL,
        "is_early": upper - lower > TOO_WIDE,
        "ranks": [one.rank_lower, one.rank_upper],
        "change": None,
    }
    if one.change is not None and one.change_lower is not None and one.change_upper is not None:
        is_clear = one.change_lower > 0 or one.change_upper < 0
        figures["change"] = {
            "value": _points(one.change),
            "lower": _points(one.change_lower),
            "upper": _points(one.change_upper),
            "is_clear": is_clear and one.basis != Basis.MODEL,
        }
    return figures


def _open(wave: Wave) -> Figures | None:
    """Answers of those who chose themselves: shown apart, as bare shares, with nothing estimated from them."""
    rows = list(wave.answers.filter(is_invited=False))
    if not gate.people(len(rows)).is_shown:
        return None
    shares = {}
    for measure in questionnaire.MEASURES:
        felt = [questionnaire.positive(measure.key, row.replies) for row in rows]
        told = [one for one in felt if one is not None]
        shares[measure.key] = share_safe(sum(told), len(told)) if told else None
    return {"n": len(rows), "shares": shares}


def _points(share: float) -> int:
    return round(100 * share)
