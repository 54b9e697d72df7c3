"""What the desk sees: waves, where to ask next, and what people said who did not feel heard."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

from commonbeat.listening.models import Voice
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood
from commonbeat.trust.actions.estimating import REACH
from commonbeat.trust.models import Estimate, Remark, Wave, WaveArea

MORE_ANSWERS = 30
# Until a neighborhood has shown how many answer a letter.
USUAL_RESPONSE = 0.15
LEAST_RESPONSE, MOST_RESPONSE = 0.03, 0.8
MOST_SUGGESTIONS = 5


@dataclass(frozen=True)
class AskNext:
    """How many letters here would make how much clearer, for whom it is least clear now."""

    neighborhood: Neighborhood
    answers: int
    letters: int
    now: int
    then: int
    """Width of the interval in points of a hundred, on average over the measures, now and after."""


def waves_for(staff: Staff) -> list[Wave]:
    """Every wave this person runs, newest first."""
    found = Wave.objects.visible_to(staff).select_related("publication")
    return list(found.prefetch_related("areas__neighborhood").order_by("-starts_on"))


def ask_next(wave: Wave) -> list[AskNext]:
    """Where thirty more answers would reduce what we do not know most, counted by people who live there.

    Each answer adds 1 / (p · (1 − p)) to the certainty of a share p, so that the interval shrinks with the
    root of the sum; what an answer tells of the neighborhoods around is left out.
    """
    rows = Estimate.objects.filter(wave=wave).select_related("neighborhood")
    by_area: dict[Neighborhood, list[Estimate]] = {}
    for row in rows:
        by_area.setdefault(row.neighborhood, []).append(row)
    areas = {row.neighborhood_id: row for row in WaveArea.objects.filter(wave=wave)}
    found = []
    for area, estimates in by_area.items():
        now = sum(_width(one) for one in estimates) / len(estimates)
        then = sum(_width_after(one, MORE_ANSWERS) for one in estimates) / len(estimates)
        size = area.population or areas[area.pk].addresses or 1
        letters = ceil(MORE_ANSWERS / _response(areas[area.pk], estimates))
        weight = (now - then) * size
        found.append((weight, AskNext(area, MORE_ANSWERS, letters, round(100 * now), round(100 * then))))
    found.sort(key=lambda pair: (-pair[0], pair[1].neighborhood.name))
    return [row for _weight, row in found[:MOST_SUGGESTIONS]]


def not_heard(staff: Staff, limit: int = 20) -> list[Remark]:
    """What people wrote in surveys who did not feel heard, as voices this person may read."""
    seen = Voice.objects.visible_to(staff).standing().filter(about_officer=None)
    rows = Remark.objects.filter(voice__in=seen, felt_heard=False).select_related(
        "voice__neighborhood", "wave"
    )
    return list(rows.order_by("-wave__starts_on", "pk")[:limit])


def _width(one: Estimate) -> float:
    return one.upper - one.lower


def _width_after(one: Estimate, answers: int) -> float:
    error = max(_width(one) / (2 * REACH), 1e-6)
    share = min(max(one.value, 0.05), 0.95)
    return 2 * REACH / sqrt(error**-2 + answers / (share * (1 - share)))


def _response(area: WaveArea, estimates: list[Estimate]) -> float:
    asked = area.letters + area.doors
    came = max((one.n for one in estimates), default=0)
    rate = came / asked if asked and came else USUAL_RESPONSE
    return min(max(rate, LEAST_RESPONSE), MOST_RESPONSE)
