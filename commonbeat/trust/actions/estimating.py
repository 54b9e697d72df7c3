"""From answers to estimates: one model a measure, all waves together."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from uuid import UUID

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from commonbeat.methods import smallarea
from commonbeat.places.models import Neighborhood
from commonbeat.safety.errors import Refused
from commonbeat.trust import questionnaire, rules
from commonbeat.trust.models import Answer, Basis, Estimate, PopulationCell, Wave, WaveArea

LEVEL = 0.9
# How many standard errors a 90 % interval reaches to each side.
REACH = 1.645
RANK_DRAWS = 2000
FEWEST_FOR_SPACE = 8
DIMENSIONS = ("age", "sex", "tenure")
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Residents:
    """Who lives where, and which of the dimensions of the answers are known of them."""

    people: smallarea.Population
    known: tuple[str, ...]
    cells: list[tuple[str, ...]]


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


def residents_of(wave: Wave, areas: Sequence[Neighborhood]) -> Residents:
    """The population by age, sex and tenure where it is known for every neighborhood, else as a whole."""
    rows = PopulationCell.objects.filter(neighborhood__in=areas)
    by_area: dict[UUID, dict[tuple[str, ...], int]] = {}
    known = tuple(name for name in DIMENSIONS if rows.exclude(**{name: ""}).exists())
    for row in rows:
        key = tuple(getattr(row, name) for name in known)
        there = by_area.setdefault(row.neighborhood_id, {})
        there[key] = there.get(key, 0) + row.count
    if known and all(sum(by_area.get(area.pk, {}).values()) for area in areas):
        categories = [
            sorted({key[place] for cells in by_area.values() for key in cells}) for place in range(len(known))
        ]
        cells = list(product(*categories))
        count = [[by_area[area.pk].get(cell, 0) for cell in cells] for area in areas]
        codes = [[categories[place].index(value) for place, value in enumerate(cell)] for cell in cells]
        return Residents(smallarea.population(codes, count), known, cells)
    return Residents(
        smallarea.population(np.zeros((1, 0)), [[size] for size in _sizes(wave, areas)]), (), [()]
    )


def _sizes(wave: Wave, areas: Sequence[Neighborhood]) -> list[int]:
    addresses = dict(WaveArea.objects.filter(wave=wave).values_list("neighborhood", "addresses"))
    sizes = [area.population or addresses.get(area.pk, 0) for area in areas]
    if not all(sizes):
        missing = next(area.name for area, size in zip(areas, sizes, strict=True) if not size)
        raise Refused(
            _("We do not know how many people live in %(area)s. Upload the population first.")
            % {"area": missing}
        )
    return sizes


def _together(wave: Wave) -> list[Wave]:
    """The closed waves up to this one, oldest first, that were not taken back."""
    earlier = Wave.objects.filter(
        team_id=wave.team_id, starts_on__lt=wave.starts_on, closed_on__isnull=False, withdrawn_on=None
    )
    return [*earlier.order_by("starts_on"), wave]


def _estimates(
    wave: Wave, waves: list[Wave], areas: list[Neighborhood], residents: Residents, measure: str
) -> list[Estimate]:
    given = _answers(waves, areas, residents, measure)
    when = [row[1] for row in given]
    if when.count(len(waves) - 1) < rules.TOGETHER:
        return []
    # Waves nobody of these neighborhoods answered are left out, so that every wave of the model holds something.
    kept = sorted(set(when))
    area, time, cell, value = (np.array(column) for column in zip(*given, strict=True))
    told = smallarea.answers(area, np.searchsorted(kept, time), cell, value)
    found = smallarea.estimate(told, residents.people, _neighbors(areas), level=LEVEL)
    return _rows(wave, areas, measure, found)


def _answers(
    waves: list[Wave], areas: list[Neighborhood], residents: Residents, measure: str
) -> list[tuple[int, int, int, float]]:
    place = {area.pk: number for number, area in enumerate(areas)}
    number = {wave.pk: order for order, wave in enumerate(waves)}
    invited = Answer.objects.filter(wave__in=waves, is_invited=True, neighborhood__in=areas)
    rows: list[tuple[int, int, int, float]] = []
    # Sorted by what was said, not by where it stands: the same answers give the same estimate again.
    for row in sorted(
        invited,
        key=lambda one: (str(one.wave_id), str(one.neighborhood_id), str(sorted(one.replies.items()))),
    ):
        felt = questionnaire.positive(measure, row.replies)
        if felt is not None and row.neighborhood_id is not None:
            area = place[row.neighborhood_id]
            dice = random.Random(f"{len(rows)}/{measure}")  # noqa: S311 - fills gaps, keeps no secret
            cell = _cell(residents, area, row.replies, dice)
            rows.append((area, number[row.wave_id], cell, float(felt)))
    return rows


def _cell(residents: Residents, area: int, replies: questionnaire.Replies, dice: random.Random) -> int:
    """Which people somebody is one of; what they left out is drawn from those who live there."""
    fits = [
        number
        for number, cell in enumerate(residents.cells)
        if all(replies.get(name, value) == value for name, value in zip(residents.known, cell, strict=True))
    ]
    fits = fits or list(range(len(residents.cells)))
    weights = [float(residents.people.count[area, number]) for number in fits]
    return dice.choices(fits, weights)[0] if sum(weights) else dice.choice(fits)


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
