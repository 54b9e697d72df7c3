"""What is known of a neighborhood month by month, from our own books or handed in, or survey by survey."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import inf
from statistics import median

import numpy as np
from numpy.typing import NDArray

from commonbeat.listening.models import Concern
from commonbeat.methods import smallarea
from commonbeat.openness.calendar import day_start, local_day
from commonbeat.places.models import Neighborhood, Team
from commonbeat.presence.models import Sighting
from commonbeat.trust.models import Outcome, Rollout, RolloutMonth, Wave
from commonbeat.trust.replied import answers_of, residents_of
from commonbeat.trust.rules import TOGETHER

MONTHS_BEFORE = 24
# After the last start it is still watched for so long, for what is worked out beforehand.
MONTHS_AFTER, SURVEYS_AFTER = 3, 2
# Days from one survey to the next, where there was only one so far.
USUAL_GAP = 91
FEWEST_SIGHTINGS = 8
Floats = NDArray[np.float64]


def month_of(on: date) -> date:
    """The first day of the month."""
    return on.replace(day=1)


def add_months(month: date, many: int) -> date:
    """The first day of the month so many months later."""
    years, number = divmod(month.month - 1 + many, 12)
    return date(month.year + years, number + 1, 1)


def months_between(first: date, until: date) -> list[date]:
    """Every month from `first` to the one before `until`."""
    count = (until.year - first.year) * 12 + until.month - first.month
    return [add_months(first, number) for number in range(max(0, count))]


@dataclass(frozen=True)
class Known:
    """The outcome (areas, times), and the first day of each month, or the day each survey began."""

    times: list[date]
    values: Floats

    def number(self, starts_on: date) -> float:
        """The first of the times in which something that began that day was there; never, if none is."""
        place = bisect_left(self.times, starts_on)
        return float(place) if place < len(self.times) else inf


def known(rollout: Rollout, areas: Sequence[Neighborhood], until: date) -> Known:
    """The newest months or surveys before `until` in which everything is known of every area, without a gap."""
    outcome = Outcome(rollout.outcome)
    if not areas:
        return Known([], np.zeros((0, 0)))
    if outcome.is_survey:
        times, values = shares(rollout.team, areas, outcome.value, until)
    else:
        times = months_between(add_months(rollout.first_on, -MONTHS_BEFORE), until)
        values = _counted(rollout, areas, times)
    kept = _without_a_gap(values)
    return Known(times[kept], values[:, kept])


def planned(rollout: Rollout, past: Known, last_start: date) -> list[date]:
    """The times of the panel that will be read: those known, and those to come until well after the last start."""
    if Outcome(rollout.outcome).is_survey:
        gaps = [(later - earlier).days for earlier, later in pairwise(past.times)]
        step = timedelta(days=max(28, round(median(gaps)) if gaps else USUAL_GAP))
        times = list(past.times) or [rollout.first_on]
        while sum(time >= last_start for time in times) < SURVEYS_AFTER:
            times.append(times[-1] + step)
        return times
    first = add_months(rollout.first_on, -past.values.shape[1])
    return months_between(first, add_months(last_start, MONTHS_AFTER))


def _counted(rollout: Rollout, areas: Sequence[Neighborhood], months: Sequence[date]) -> Floats:
    if not months:
        return np.zeros((len(areas), 0))
    of = {
        Outcome.CONCERNS: _concerns,
        Outcome.SEEN: _seen,
        Outcome.GIVEN: _given,
    }[Outcome(rollout.outcome)]
    return of(rollout, areas, months)


def shares(team: Team, areas: Sequence[Neighborhood], measure: str, until: date) -> tuple[list[date], Floats]:
    """Of a hundred residents, in every published survey that asked in all of these areas; nan under eight answers.

    What the answers alone say, weighted: the model's estimates are drawn towards each other and towards their own
    past, and would hide the very change that is looked for. So chance among those asked is in the spread between
    areas, and with that in every range that comes of it.
    """
    asked = [
        wave
        for wave in reversed(Wave.objects.public(team).filter(starts_on__lt=until))
        if {area.pk for area in areas} <= set(wave.areas.values_list("neighborhood", flat=True))
    ]
    values = np.full((len(areas), len(asked)), np.nan)
    if not asked:
        return [], values
    rows = answers_of(asked, areas, residents := residents_of(asked[-1], areas), measure)
    if rows:
        place, when, cell, said = (np.array(column) for column in zip(*rows, strict=True))
        told = smallarea.answers(place, when, cell, said, waves=len(asked))
        found = smallarea.direct(told, residents.people)
        values = np.where(found.n >= TOGETHER, 100 * found.estimate, np.nan)
    return [wave.starts_on for wave in asked], values


def _without_a_gap(values: Floats) -> slice:
    """The newest times (columns) that are known of every neighborhood and follow each other.

    Before the team began its books are empty, not quiet: those months are left out too.
    """
    if not values.size:
        return slice(0, 0)
    known = np.flatnonzero(~np.isnan(values).any(axis=0))
    some = np.flatnonzero(np.nansum(values, axis=0) > 0)
    if not len(known) or not len(some):
        return slice(0, 0)
    end = int(known[-1]) + 1
    gaps = np.setdiff1d(np.arange(end), known)
    first = max(int(gaps[-1]) + 1 if len(gaps) else 0, int(some[0]))
    return slice(min(first, end), end)


def _concerns(rollout: Rollout, areas: Sequence[Neighborhood], months: Sequence[date]) -> Floats:
    return concerns_counted(rollout.team, areas, months)


def concerns_counted(team: Team, areas: Sequence[Neighborhood], months: Sequence[date]) -> Floats:
    """Concerns opened in a month, without complaints about officers."""
    if not months:
        return np.zeros((len(areas), 0))
    since, until = day_start(team, months[0]), day_start(team, add_months(months[-1], 1))
    rows = Concern.objects.filter(
        team=team, neighborhood__in=areas, about_officer=None, opened_at__gte=since, opened_at__lt=until
    )
    found = np.zeros((len(areas), len(months)))
    place, column = _numbered(areas, months)
    for area, opened in rows.values_list("neighborhood", "opened_at"):
        found[place[area], column[month_of(local_day(team, opened))]] += 1
    return found


def _seen(rollout: Rollout, areas: Sequence[Neighborhood], months: Sequence[date]) -> Floats:
    """Of a hundred who told us in a month, how many had seen us; unknown under eight."""
    rows = Sighting.objects.filter(
        team_id=rollout.team_id,
        neighborhood__in=areas,
        week__gte=months[0],
        week__lt=add_months(months[-1], 1),
    )
    told = np.zeros((2, len(areas), len(months)))
    place, column = _numbered(areas, months)
    for area, week, was_seen in rows.values_list("neighborhood", "week", "was_seen"):
        told[int(was_seen), place[area], column[month_of(week)]] += 1
    asked = told.sum(axis=0)
    return np.where(asked >= FEWEST_SIGHTINGS, 100 * told[1] / np.maximum(asked, 1), np.nan)


def _given(rollout: Rollout, areas: Sequence[Neighborhood], months: Sequence[date]) -> Floats:
    rows = RolloutMonth.objects.filter(rollout=rollout, neighborhood__in=areas, month__in=months)
    found = np.full((len(areas), len(months)), np.nan)
    place, column = _numbered(areas, months)
    for area, month, value in rows.values_list("neighborhood", "month", "value"):
        found[place[area], column[month]] = value
    return found


def _numbered(
    areas: Sequence[Neighborhood], months: Sequence[date]
) -> tuple[dict[object, int], dict[date, int]]:
    return (
        {area.pk: number for number, area in enumerate(areas)},
        {month: number for number, month in enumerate(months)},
    )
