"""The published waves of the whole team: one measure on the map, all of them in a table and a file."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from commonbeat.places import queries as places
from commonbeat.places.models import MapSheet, Neighborhood, Team
from commonbeat.trust import queries, questionnaire
from commonbeat.trust.models import Publication
from commonbeat.trust.queries import History

BANDS = (30, 45, 60, 75)


@dataclass(frozen=True)
class Row:
    """One neighborhood: its measures in the order of the house, the chosen one first in mind."""

    neighborhood: Neighborhood
    histories: list[History]
    chosen: History | None
    outline: places.Outline | None = None

    @property
    def band(self) -> int:
        """From 1, few, to 5, many."""
        assert self.chosen is not None  # noqa: S101 - asked only where there is one
        return 1 + sum(self.chosen.now.value >= edge for edge in BANDS)


def rows_of(team: Team, published: list[Publication], measure: str, sheet: MapSheet | None) -> list[Row]:
    """Every neighborhood that a published wave asked in, by name."""
    asked = {area["id"] for publication in published for area in publication.figures["areas"]}
    areas = [area for area in Neighborhood.objects.public(team) if str(area.pk) in asked]
    drawn = {one.neighborhood.pk: one for one in places.outlines(sheet, areas)} if sheet else {}
    rows = []
    for area in areas:
        told = queries.histories_in(published, area)
        chosen = next((history for history in told if history.measure.key == measure), None)
        rows.append(Row(area, told, chosen, drawn.get(area.pk)))
    return rows


def bands() -> list[tuple[int, int, int]]:
    """Number, from and to of each tone of the map."""
    edges = (0, *BANDS, 100)
    return [(number + 1, edges[number], edges[number + 1]) for number in range(len(edges) - 1)]


def measure_of(asked: str) -> questionnaire.Measure:
    """The measure asked for; the first where there is none of that name."""
    return questionnaire.BY_MEASURE.get(asked, questionnaire.MEASURES[0])


COLUMNS = (
    *("wave", "from", "until", "neighborhood", "measure", "estimate", "lower", "upper", "answers", "letters"),
    *("doors", "basis", "change", "change_lower", "change_upper", "change_is", "rank_from", "rank_to", "of"),
)


def table(published: list[Publication]) -> str:
    """Everything published as CSV: the very numbers of the pages."""
    text = io.StringIO()
    text.write("# 90 % intervals, points of a hundred; answers of invited people; empty: fewer than eight\n")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for publication in published:
        for area in publication.figures["areas"]:
            for measure, figures in area["measures"].items():
                writer.writerow(_harmless(cell) for cell in _cells(publication, area, measure, figures))
    return text.getvalue()


def _cells(
    publication: Publication, area: dict[str, Any], measure: str, told: dict[str, Any]
) -> Iterator[Any]:
    wave = publication.wave
    yield from (wave.title, wave.starts_on.isoformat(), wave.ends_on.isoformat(), area["slug"], measure)
    yield from (told["value"], told["lower"], told["upper"])
    yield "" if area["n"] is None else area["n"]
    yield from (area["letters"], area["doors"], "model only" if told["is_model"] else "survey+model")
    change = told["change"]
    if change is None:
        yield from ("", "", "", "")
    else:
        yield from (change["value"], change["lower"], change["upper"])
        yield "clear" if change["is_clear"] else "not clear"
    yield from (*told["ranks"], publication.figures["ranked"])


def _harmless(cell: Any) -> Any:
    """Text that no spreadsheet takes for a formula; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
