"""What was answered in a set of waves, and who lives there, as the methods take it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from uuid import UUID

import numpy as np
from django.utils.translation import gettext as _

from commonbeat.methods import smallarea
from commonbeat.places.models import Neighborhood
from commonbeat.safety.errors import Refused
from commonbeat.trust import questionnaire
from commonbeat.trust.models import Answer, PopulationCell, Wave, WaveArea

DIMENSIONS = ("age", "sex", "tenure")


@dataclass(frozen=True)
class Residents:
    """Who lives where, and which of the dimensions of the answers are known of them."""

    people: smallarea.Population
    known: tuple[str, ...]
    cells: list[tuple[str, ...]]


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


def answers_of(
    waves: Sequence[Wave], areas: Sequence[Neighborhood], residents: Residents, measure: str
) -> list[tuple[int, int, int, float]]:
    """Who said so, of those invited: the numbers of area, wave and cell, and 1 or 0."""
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
