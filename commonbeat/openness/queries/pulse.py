"""The pulse as everybody may read it: one table for four whole weeks that no other table overlaps."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count

from commonbeat.listening.models import Kind, Topic, public_voices
from commonbeat.openness import gate
from commonbeat.openness.calendar import day_start, week_start
from commonbeat.places.models import Neighborhood, Team

WEEKS = 4
FIRST_MONDAY = date(1970, 1, 5)
# What is counted together, so that the columns are few and the numbers not all held back.
COLUMNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("worries", (Kind.WORRY,)),
    ("questions", (Kind.QUESTION, Kind.IDEA, Kind.INFORMATION)),
    ("thanks", (Kind.THANKS,)),
)


@dataclass(frozen=True)
class PublicPulse:
    """Voices by topic (rows) and kind (columns) of four weeks; topics nobody named are left out."""

    since: date
    until: date
    topics: tuple[str, ...]
    grid: gate.Grid

    @property
    def rows(self) -> list[tuple[str, tuple[gate.Count, ...], gate.Count]]:
        found = zip(self.topics, self.grid.cells, self.grid.row_totals, strict=True)
        return [row for row in found if row[2].is_shown or any(cell.is_shown for cell in row[1])]

    @property
    def has_columns(self) -> bool:
        """Whether any of the finer numbers may be shown."""
        return any(cell.is_shown for row in self.grid.cells for cell in row)


NOTHING: PublicPulse | None = None


def block_before(team: Team, at: datetime) -> tuple[date, date]:
    """First and last day of the newest four weeks that are over; blocks follow each other and never overlap,
    so that no two tables can be subtracted from each other."""
    monday = week_start(team, at)
    blocks = (monday - FIRST_MONDAY).days // (7 * WEEKS)
    begins = FIRST_MONDAY + timedelta(weeks=WEEKS * (blocks - 1))
    return begins, begins + timedelta(days=7 * WEEKS - 1)


@gate.closed_on_error(NOTHING)
def public_pulse(team: Team, neighborhood: Neighborhood, at: datetime) -> PublicPulse | None:
    """The table of the newest four whole weeks; None where nothing of it may be shown."""
    since, until = block_before(team, at)
    span = {
        "heard_at__gte": day_start(team, since),
        "heard_at__lt": day_start(team, until + timedelta(days=1)),
    }
    voices = public_voices(team).filter(neighborhood=neighborhood, **span).order_by()
    counts: Counter[tuple[str, str]] = Counter()
    for topic, kind, count in voices.values_list("topic", "kind").annotate(n=Count("pk")):
        counts[topic or Topic.OTHER, kind] += count
    # Every topic is a row whether or not it was named: which rows are there must tell nothing.
    cells = [
        [sum(counts[topic, kind] for kind in kinds) for _name, kinds in COLUMNS] for topic in Topic.values
    ]
    grid = gate.people_grid(cells)
    if not grid.total.is_shown:
        return None
    return PublicPulse(since, until, tuple(str(topic.label) for topic in Topic), grid)
