"""Where a random draw comes from: a list of addresses, or the streets of our own map."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from django.utils.translation import gettext as _
from shapely.geometry import shape

from commonbeat.places.models import Neighborhood, Street
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

LONGEST_ADDRESS = 200
MOST_ADDRESSES = 500_000
METERS_BETWEEN_DOORS = 25.0
METERS_A_DEGREE = 111_320.0


@dataclass(frozen=True)
class Frame:
    """Every address that can be drawn, by neighborhood, sorted; the hash says that it was this list."""

    addresses: Mapping[UUID, Sequence[str]]

    @property
    def sha256(self) -> str:
        """The hash of the sorted list, in whatever order it was handed in."""
        rows = sorted((str(area), list(there)) for area, there in self.addresses.items())
        return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()

    def draw(self, area: UUID, count: int, seed: int) -> list[str]:
        """So many addresses of a neighborhood by chance: the same list and seed, the same draw again."""
        there = self.addresses.get(area, ())
        dice = random.Random(f"{seed}/{area}")  # noqa: S311 - to be repeated by whoever checks, not a secret
        return dice.sample(there, min(count, len(there)))


def read_csv(content: bytes, areas: Iterable[Neighborhood]) -> Frame:
    """A list with the columns `area` (name or slug) and `address`; refused with the row that is wrong.

    Other columns are not read, so that a list with names in it leaves them outside.
    """
    known = {key.casefold(): area.pk for area in areas for key in (area.name, area.slug)}
    found: dict[UUID, set[str]] = {}
    for number, row in _rows(content):
        where = clean(row.get("area") or "", 120)
        address = clean(row.get("address") or "", LONGEST_ADDRESS)
        if where.casefold() not in known:
            raise Refused(
                _("Row %(row)d: “%(area)s” is not a neighborhood of this wave. Correct it and try again.")
                % {"row": number, "area": where},
                "addresses",
            )
        if not address:
            raise Refused(_("Row %(row)d has no address.") % {"row": number}, "addresses")
        found.setdefault(known[where.casefold()], set()).add(address)
    if not found:
        raise Refused(_("There is no address in this list."), "addresses")
    return Frame({area: sorted(there) for area, there in found.items()})


def from_map(areas: Iterable[Neighborhood]) -> Frame:
    """A spot every twenty-five meters of every street on our map, for somebody who goes there and knocks."""
    found = {}
    for area in areas:
        streets = Street.objects.filter(neighborhood=area).current()
        found[area.pk] = sorted(spot for street in streets for spot in _spots(street))
    if not any(found.values()):
        raise Refused(_("Our map has no streets here. Upload a list of addresses instead."), "addresses")
    return Frame(found)


def _spots(street: Street) -> list[str]:
    line = shape(street.line)
    squeeze = math.cos(math.radians(street.latitude))
    parts = [line] if line.geom_type == "LineString" else list(getattr(line, "geoms", []))
    length = 0.0
    for part in parts:
        points = list(part.coords)
        for (x, y), (to_x, to_y) in pairwise(points):
            length += math.hypot((to_x - x) * squeeze, to_y - y) * METERS_A_DEGREE
    name = street.name[: LONGEST_ADDRESS - 40]
    steps = max(1, int(length // METERS_BETWEEN_DOORS))
    return [
        _("%(street)s, the door about %(meters)d m along")
        % {"street": name, "meters": round((step + 0.5) * METERS_BETWEEN_DOORS)}
        for step in range(steps)
    ]


def _rows(content: bytes) -> Iterable[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(
            _("This file is not text in UTF-8. Save it as “CSV UTF-8” and try again."), "addresses"
        ) from None
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    reader.fieldnames = [(name or "").strip().casefold() for name in reader.fieldnames or []]
    missing = {"area", "address"} - set(reader.fieldnames)
    if missing:
        raise Refused(
            _("The first line must name the columns area and address. “%(name)s” is missing.")
            % {"name": sorted(missing)[0]},
            "addresses",
        )
    try:
        for number, row in enumerate(reader, start=2):
            if number > MOST_ADDRESSES:
                raise Refused(_("This list is longer than half a million addresses."), "addresses")
            if any((value or "").strip() for key, value in row.items() if key):
                yield number, row
    except csv.Error:
        raise Refused(
            _("This file cannot be read as CSV. Save it anew and try again."), "addresses"
        ) from None


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","
