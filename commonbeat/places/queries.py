"""Every read of where things are."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.db.models import F

from commonbeat.places import drawing, search
from commonbeat.places.folding import fold
from commonbeat.places.models import MapSheet, Neighborhood, Place, Street, Team


@dataclass(frozen=True)
class Hit:
    """One thing found: `kind` is neighborhood, street or place; `street` and `place` are set accordingly."""

    label: str
    kind: str
    neighborhood: Neighborhood
    longitude: float
    latitude: float
    place: Place | None = None
    street: Street | None = None


@dataclass(frozen=True)
class Outline:
    """A neighborhood's boundary as an SVG path on a sheet, and a point in it for a name."""

    neighborhood: Neighborhood
    path: str
    x: float
    y: float

    @property
    def element_id(self) -> str:
        """The id of the path in a page."""
        return f"area-{self.neighborhood.slug}"


@dataclass(frozen=True)
class Marker:
    """A place and where it lies on a sheet, in the units of its viewBox."""

    place: Place
    x: float
    y: float


def team_for_host(host: str) -> Team | None:
    """The team whose domain was asked for; else the first one made, which answers to every other name."""
    name = host.rsplit(":", 1)[0].lower() if not host.endswith("]") else host
    teams = list(Team.objects.order_by("domain", "name"))
    return next((team for team in teams if team.domain and team.domain == name), teams[0] if teams else None)


def find(team: Team, text: str, limit: int = 8) -> list[Hit]:
    """What a visitor may have meant by what they typed, best first: neighborhoods, streets, places."""
    if not fold(text):
        return []
    areas = {area.id: area for area in Neighborhood.objects.public(team).defer("boundary", "about")}
    folded = {row: fold(area.name) for row, area in areas.items()}
    entries = [search.Entry("neighborhood", row, area.name, folded[row]) for row, area in areas.items()]
    for kind, model in (("street", Street), ("place", Place)):
        rows = (
            model.objects.public(team).order_by().values_list("id", "name", "search_key", "neighborhood_id")
        )
        entries += [
            search.Entry(kind, row, name, key or fold(name), folded[area])
            for row, name, key, area in rows
            if area in areas
        ]
    found = search.best(entries, text, limit)
    streets = Street.objects.defer("line").in_bulk([entry.id for entry in found if entry.kind == "street"])
    places = Place.objects.in_bulk([entry.id for entry in found if entry.kind == "place"])
    return [_hit(entry, areas, streets, places) for entry in found]


def _hit(
    entry: search.Entry,
    areas: dict[uuid.UUID, Neighborhood],
    streets: dict[Any, Street],
    places: dict[Any, Place],
) -> Hit:
    if entry.kind == "neighborhood":
        area = areas[entry.id]
        return Hit(entry.label, entry.kind, area, area.longitude, area.latitude)
    street, place = streets.get(entry.id), places.get(entry.id)
    there = street or place
    assert there is not None  # noqa: S101 -- read in the same request
    area = areas[there.neighborhood_id]
    return Hit(entry.label, entry.kind, area, there.longitude, there.latitude, place, street)


def neighborhood_at(team: Team, longitude: float, latitude: float) -> Neighborhood | None:
    """The neighborhood in which a point lies."""
    near = Neighborhood.objects.public(team).filter(
        west__lte=longitude, east__gte=longitude, south__lte=latitude, north__gte=latitude
    )
    return next((area for area in near if shapely.intersects_xy(area.shape, longitude, latitude)), None)


def nearest_place(team: Team, longitude: float, latitude: float) -> Place | None:
    """The place where people are met that lies closest to a point."""
    squeeze = float(np.cos(np.radians(latitude))) ** 2
    east, north = F("longitude") - longitude, F("latitude") - latitude
    return (
        Place.objects.public(team)
        .meeting_places()
        .select_related("neighborhood")
        .order_by(east * east * squeeze + north * north, "id")
        .first()
    )


def places_for_phone(neighborhoods: Iterable[Neighborhood]) -> list[dict[str, Any]]:
    """The places an officer's phone may choose from, so that it turns its position into a place by itself."""
    rows = (
        Place.objects.current()
        .meeting_places()
        .filter(neighborhood__in=[area.pk for area in neighborhoods])
        .values_list("id", "name", "longitude", "latitude")
    )
    return [
        {"id": str(row), "name": name, "lon": round(longitude, 5), "lat": round(latitude, 5)}
        for row, name, longitude, latitude in rows
    ]


def sheet_of(team: Team, neighborhood: Neighborhood | None = None) -> MapSheet | None:
    """The map of a neighborhood, or of the whole area, without the drawing; None where none was drawn."""
    return MapSheet.objects.public(team).filter(neighborhood=neighborhood).defer("svg_gzip").first()


def outlines(sheet: MapSheet, neighborhoods: Iterable[Neighborhood]) -> list[Outline]:
    """The neighborhoods' boundaries as paths that lie exactly on this sheet."""
    drawn = []
    for area in neighborhoods:
        inside = area.shape.representative_point()
        x, y = drawing.project(sheet, inside.x, inside.y)
        drawn.append(Outline(area, drawing.outline(sheet, area.shape), x, y))
    return drawn


def markers(sheet: MapSheet, places: Iterable[Place]) -> list[Marker]:
    """Where places lie on this sheet; those outside it are left out."""
    placed = [Marker(place, *drawing.project(sheet, place.longitude, place.latitude)) for place in places]
    return [one for one in placed if 0 <= one.x <= sheet.width and 0 <= one.y <= sheet.height]
