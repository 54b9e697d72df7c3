"""What is counted in a neighborhood month by month: from our own books, or handed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from commonbeat.listening.models import Concern
from commonbeat.openness.calendar import day_start, local_day
from commonbeat.places.models import Neighborhood
from commonbeat.presence.models import Sighting
from commonbeat.trust.models import Outcome, Rollout, RolloutMonth

MONTHS_BEFORE = 24
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


def counted(rollout: Rollout, areas: Sequence[Neighborhood], months: Sequence[date]) -> Floats:
    """The outcome (areas, months); nan where it is not known."""
    if not areas or not months:
        return np.zeros((len(areas), len(months)))
    of = {
        Outcome.CONCERNS: _concerns,
        Outcome.SEEN: _seen,
        Outcome.GIVEN: _given,
    }[Outcome(rollout.outcome)]
    return of(rollout, areas, months)


def counted_before(rollout: Rollout, areas: Sequence[Neighborhood], at: datetime) -> Floats:
    """Up to two years of whole months before today in which everything is known of every neighborhood."""
    now = month_of(local_day(rollout.team, at))
    months = months_between(add_months(now, -MONTHS_BEFORE), min(now, rollout.first_on))
    values = counted(rollout, areas, months)
    return values[:, _without_a_gap(values)]


def first_known(rollout: Rollout, areas: Sequence[Neighborhood], until: date) -> list[date]:
    """The newest whole months before `until` in which everything is known, without a gap."""
    months = months_between(add_months(rollout.first_on, -MONTHS_BEFORE), until)
    return months[_without_a_gap(counted(rollout, areas, months))]


def _without_a_gap(values: Floats) -> slice:
    """The newest months (columns) that are known of every neighborhood and follow each other.

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
    team = rollout.team
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
