"""The one gate in front of everything public: pages, files, programs, feeds, calendars, maps and plots.

Counts of people, households, voices or answers under eight are not shown; counts of our own work are.
Whatever goes wrong inside, nothing is published: a closed gate shows less, never more.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ParamSpec, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.listening.models import Concern
from commonbeat.methods.disclosure import THRESHOLD, is_small, suppress, suppress_series
from commonbeat.openness.calendar import day_start, local_day, week_start
from commonbeat.places.models import Team

log = logging.getLogger(__name__)
P = ParamSpec("P")
R = TypeVar("R")
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Count:
    """A count as everybody may read it; `number` is None where it is held back."""

    number: int | None
    is_in_table: bool = False

    @property
    def is_shown(self) -> bool:
        return self.number is not None

    def __str__(self) -> str:
        if self.number is not None:
            return str(self.number)
        return _("not shown") if self.is_in_table else _("fewer than %(least)d") % {"least": THRESHOLD}


@dataclass(frozen=True)
class Table:
    """Counts beside their sum, so that no held-back one can be worked out from the others."""

    cells: Mapping[Hashable, Count]
    total: Count


HELD_BACK = Count(None)
NOWHERE: tuple[float, float] | None = None
NO_DAY: date | None = None


def closed_on_error(nothing: R) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorates what publishes something: on any error it returns `nothing` and says so in the log."""

    def around(publish: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(publish)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return publish(*args, **kwargs)
            except Exception as error:
                # The kind of error only: its text could hold what must not leave.
                log.error("The publication gate closed in %s: %s", publish.__qualname__, type(error).__name__)
                return nothing

        return guarded

    return around


@closed_on_error(HELD_BACK)
def people(count: int) -> Count:
    """A count of people, households, voices or answers; held back under eight."""
    return HELD_BACK if is_small(count) else Count(count)


@closed_on_error("")
def people_in_words(count: int) -> str:
    """ "12 people", or "fewer than eight people"; empty on error."""
    if is_small(count):
        return _("fewer than eight people")
    return ngettext("%(number)d person", "%(number)d people", count) % {"number": count}


@closed_on_error(Table({}, HELD_BACK))
def people_table(cells: Mapping[Key, int]) -> Table:
    """Counts of people beside their sum; what could be worked out is held back with the small ones."""
    shown = suppress_series(list(cells.values()))
    return Table(
        {key: Count(number, is_in_table=True) for key, number in zip(cells, shown.cells, strict=True)},
        HELD_BACK if shown.total is None else Count(shown.total),
    )


@closed_on_error(HELD_BACK)
def our_work(count: int) -> Count:
    """A count of our own work (concerns, promises, visits, hours) as it is."""
    is_small(count)
    return Count(count)


@closed_on_error("")
def words(text: str, *, is_consented: bool = False, is_read: bool = False) -> str:
    """Somebody's own words: only with their consent or after a moderator's reading; otherwise nothing."""
    return text if is_consented is True or is_read is True else ""


def as_of(team: Team, at: datetime) -> datetime:
    """Where counts of people stop: the start of this week, so that no single visit shows in a count."""
    return day_start(team, week_start(team, at))


def week_of(team: Team, at: datetime) -> date:
    """The week in which something was said, by its Monday; no finer time of a voice is published."""
    return week_start(team, at)


def last_week(team: Team, at: datetime) -> tuple[date, date]:
    """Monday and Sunday of the last week that is over: the fixed window of weekly figures."""
    monday = week_start(team, at)
    return monday - timedelta(days=7), monday - timedelta(days=1)


@closed_on_error(NOWHERE)
def point(concern: Concern) -> tuple[float, float] | None:
    """Longitude and latitude of the public place a concern is at; where there is none, nothing."""
    if concern.about_officer_id is not None or concern.published_at is None or concern.place is None:
        return None
    return concern.place.longitude, concern.place.latitude


@closed_on_error(NO_DAY)
def day_of_our_work(team: Team, at: datetime) -> date | None:
    """The day of something we did, in the team's own timezone."""
    return local_day(team, at)


@dataclass(frozen=True)
class Grid:
    """Counts of people in rows and columns beside all their sums."""

    cells: tuple[tuple[Count, ...], ...]
    row_totals: tuple[Count, ...]
    column_totals: tuple[Count, ...]
    total: Count


@closed_on_error(Grid((), (), (), HELD_BACK))
def people_grid(cells: Sequence[Sequence[int]]) -> Grid:
    """Counts of people in rows and columns; what could be worked out is held back with the small ones."""
    shown = suppress(cells)
    return Grid(
        tuple(tuple(Count(number, is_in_table=True) for number in row) for row in shown.cells),
        tuple(Count(number, is_in_table=True) for number in shown.row_totals),
        tuple(Count(number, is_in_table=True) for number in shown.column_totals),
        Count(shown.total),
    )
