"""Who lives where, from public counts."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood
from commonbeat.safety.errors import Refused
from commonbeat.trust import questionnaire, rules
from commonbeat.trust.actions.notes import note
from commonbeat.trust.models import PopulationCell

DIMENSIONS = ("age", "sex", "tenure")
MOST_PEOPLE = 100_000_000
Cell = tuple[Neighborhood, str, str, str]


@transaction.atomic
def count_population(*, neighborhoods: list[Neighborhood], content: bytes, by: Staff, at: datetime) -> int:
    """Replaces the counts of every neighborhood in the list; returns how many rows were read."""
    rows = _read(content, neighborhoods)
    named = {cell[0].pk: cell[0] for cell in rows}
    rules.need_asking(by, named.values())
    PopulationCell.objects.filter(neighborhood__in=named).delete()
    PopulationCell.objects.bulk_create(
        PopulationCell(team_id=area.team_id, neighborhood=area, age=age, sex=sex, tenure=tenure, count=count)
        for (area, age, sex, tenure), count in rows.items()
    )
    for area in named.values():
        note("count population", area, by=by, at=at, is_quiet=True)
    return len(rows)


def _read(content: bytes, areas: list[Neighborhood]) -> dict[Cell, int]:
    known = {key.casefold(): area for area in areas for key in (area.name, area.slug)}
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error):
        raise Refused(
            _("This file cannot be read as CSV. Save it anew and try again."), "population"
        ) from None
    if not {"area", "count"} <= set(reader.fieldnames or ()):
        raise Refused(_("The first line must name the columns area and count."), "population")
    found: dict[Cell, int] = {}
    for number, row in enumerate(rows, start=2):
        cell = _cell(number, row, known)
        found[cell] = found.get(cell, 0) + _count(number, row["count"])
    if not found:
        raise Refused(_("There is nobody in this list."), "population")
    return found


def _cell(number: int, row: dict[str, str], known: dict[str, Neighborhood]) -> Cell:
    area = known.get((row["area"] or "").strip().casefold())
    if area is None:
        raise Refused(
            _("Row %(row)d: this is not a neighborhood you coordinate.") % {"row": number}, "population"
        )
    values = []
    for name in DIMENSIONS:
        value = (row.get(name) or "").strip()
        offered = [key for key, _words in questionnaire.ABOUT[name][1]]
        if value and value not in offered:
            raise Refused(
                _("Row %(row)d: “%(value)s” is none of %(offered)s.")
                % {"row": number, "value": value[:40], "offered": ", ".join(offered)},
                "population",
            )
        values.append(value)
    return area, values[0], values[1], values[2]


def _count(number: int, text: str) -> int:
    try:
        count = int((text or "").strip())
    except ValueError:
        count = -1
    if not 0 <= count <= MOST_PEOPLE:
        raise Refused(
            _("Row %(row)d: the count must be a whole number of 0 or more.") % {"row": number}, "population"
        )
    return count
