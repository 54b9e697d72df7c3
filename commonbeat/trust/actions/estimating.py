"""From answers to estimates: one model a measure, all waves together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from commonbeat.methods import smallarea
from commonbeat.places.models import Neighborhood
from commonbeat.trust import questionnaire, rules
from commonbeat.trust.models import Basis, Estimate, Wave
from commonbeat.trust.replied import Residents, answers_of, residents_of

LEVEL = 0.9
# How many standard errors a 90 % interval reaches to each side.
REACH = 1.645
RANK_DRAWS = 2000
FEWEST_FOR_SPACE = 8
Floats = NDArray[np.float64]


@transaction.atomic
def estimate_wave(wave: Wave) -> int:
    """Works out every measure of every neighborhood of this wave; returns how many estimates there are.

    Earlier waves of the same team help: what a neighborhood said last quarter tells something of this one.
    """
    areas = [
        row.neighborhood for row in wave.areas.select_related("neighborhood").order_by("neighborhood__name")
    ]
    waves = _together(wave)
    residents = residents_of(wave, areas)
    Estimate.objects.filter(wave=wave).delete()
    rows: list[Estimate] = []
    for measure in questionnaire.MEASURES:
        rows += _estimates(wave, waves, areas, residents, measure.key)
    Estimate.objects.bulk_create(rows)
    return len(rows)


def _together(wave: Wave) -> list[Wave]:
    """The closed waves up to this one, oldest first, that were not taken back."""
    earlier = Wave.objects.filter(
        team_id=wave.team_id, starts_on__lt=wave.starts_on, closed_on__isnull=False, withdrawn_on=None
    )
    return [*earlier.order_by("starts_on"), wave]


def _estimates(
    wave: Wave, waves: list[Wave], areas: list[Neighborhood], residents: Residents, measure: str
) -> list[Estimate]:
    given = answers_of(waves, areas, residents, measure)
    when = [row[1] for row in given]
    if when.count(len(waves) - 1) < rules.TOGETHER:
        return []
    # Waves nobody of these neighborhoods answered are left out, so that every wave of the model holds something.
    kept = sorted(set(when))
    area, time, cell, value = (np.array(column) for column in zip(*given, strict=True))
    told = smallarea.answers(area, np.searchsorted(kept, time), cell, value)
    found = smallarea.estimate(told, residents.people, _neighbors(areas), level=LEVEL)
    return _rows(wave, areas, measure, found)


def _neighbors(areas: Sequence[Neighborhood]) -> list[tuple[int, int]] | None:
    """Which neighborhoods border on each other, where there are enough of them for that to tell something."""
    if len(areas) < FEWEST_FOR_SPACE:
        return None
    return [
        (one, other)
        for (one, here), (other, there) in combinations(enumerate(areas), 2)
        if here.shape.intersects(there.shape)
    ] or None


def _rows(wave: Wave, areas: list[Neighborhood], measure: str, found: smallarea.Estimates) -> list[Estimate]:
    now = found.estimate[:, -1]
    error = found.error[:, -1]
    ranks = _ranks(now, error)
    rows = []
    for number, area in enumerate(areas):
        row = Estimate(
            team_id=wave.team_id,
            wave=wave,
            neighborhood=area,
            measure=measure,
            n=int(found.n[number, -1]),
            value=float(now[number]),
            lower=float(found.lower[number, -1]),
            upper=float(found.upper[number, -1]),
            basis=Basis.SURVEY if found.n[number, -1] else Basis.MODEL,
            rank_lower=ranks[0][number],
            rank_upper=ranks[1][number],
        )
        if found.estimate.shape[1] > 1:
            # As if the two errors had nothing to do with each other: they rise and fall together, so the
            # interval is rather too wide, and "clear" is said rather too rarely.
            row.change = float(now[number] - found.estimate[number, -2])
            reach = REACH * float(np.hypot(error[number], found.error[number, -2]))
            row.change_lower, row.change_upper = row.change - reach, row.change + reach
        rows.append(row)
    return rows


def _ranks(value: Floats, error: Floats) -> tuple[list[int], list[int]]:
    """From which place to which each neighborhood may be, nine times in ten; one is the highest."""
    drawn = np.random.default_rng(0).normal(value, error, size=(RANK_DRAWS, len(value)))
    place = (-drawn).argsort(axis=1).argsort(axis=1) + 1
    low, high = np.quantile(place, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0, method="inverted_cdf")
    return [int(one) for one in low], [int(one) for one in high]
