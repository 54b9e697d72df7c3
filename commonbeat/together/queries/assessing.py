"""Whether it got better: before and after, beside a place where nothing was changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from commonbeat.listening.models import Concern
from commonbeat.methods.effects import Pair, Unusable, wdd
from commonbeat.openness.calendar import day_start
from commonbeat.places.models import Neighborhood
from commonbeat.together.models import Measure, Problem


@dataclass(frozen=True)
class Assessment:
    """What the counts say, in a sentence; without numbers where they are too small to say anything."""

    sentence: str
    verdict: str
    change: float | None = None
    lower: float | None = None
    upper: float | None = None
    expected: float | None = None


def assess(measure: Measure) -> Assessment | None:
    """The weighted displacement difference of a finished measure; None while it is not finished."""
    if measure.here_after is None or measure.there_after is None:
        return None
    here = Pair(measure.here_before, measure.here_after)
    there = Pair(measure.there_before, measure.there_after)
    try:
        found = wdd(here, there)
    except Unusable:
        return Assessment(_("Too few were counted to say whether it changed."), "too_little")
    change = round(found.total.estimate, 1)
    numbers = {
        "expected": round(found.expected),
        "found": measure.here_after,
        "least": round(found.smallest_effect),
    }
    sentences = {
        "clear_decrease": _(
            "It got better: had it gone as at the place we compare with, there would have been %(expected)d; "
            "there were %(found)d."
        ),
        "clear_increase": _(
            "It got worse: had it gone as at the place we compare with, there would have been %(expected)d; "
            "there were %(found)d."
        ),
        "no_clear_effect": _(
            "No clear change: had it gone as at the place we compare with, there would have been %(expected)d; "
            "there were %(found)d. A change smaller than %(least)d could not be seen."
        ),
    }
    return Assessment(
        sentence=sentences[found.verdict] % numbers,
        verdict=found.verdict,
        change=change,
        lower=round(found.lower, 1),
        upper=round(found.upper, 1),
        expected=round(found.expected, 1),
    )


def our_counts(problem: Problem, there: Neighborhood | None, first: date, days: int) -> tuple[int, int]:
    """How many concerns on the topic were heard here and there in these days; nought for no other place."""
    begin = day_start(problem.team, first)
    end = day_start(problem.team, first + timedelta(days=days))
    heard = Concern.objects.filter(
        team=problem.team,
        about_officer=None,
        topic=problem.topic,
        opened_at__gte=begin,
        opened_at__lt=end,
    )
    here = heard.filter(neighborhood=problem.neighborhood).count()
    return here, heard.filter(neighborhood=there).count() if there else 0
