"""Storing an area: all of it or nothing; what is linked from elsewhere keeps its id."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import shapely
from django.db import models, transaction
from shapely.geometry import mapping

from commonbeat.journal import actions as journal
from commonbeat.places import walking
from commonbeat.places.actions.slugs import Slugs
from commonbeat.places.importer.plan import Plan, Sheet, plan_import, silent
from commonbeat.places.importer.reading import Progress
from commonbeat.places.models import MapSheet, Neighborhood, Place, Street, Team, WalkNetwork

BATCH = 500


@dataclass(frozen=True)
class AreaImported:
    """What an import came to."""

    neighborhoods: int
    streets: int
    places: int
    crossings: int
    retired: int


def import_area(
    *,
    team: Team,
    path: Path,
    actor: Any,
    at: datetime,
    boundaries: Path | None = None,
    name: str = "",
    progress: Progress = silent,
) -> AreaImported:
    """Make an OpenStreetMap extract the team's area, or bring it up to date.

    Neighborhoods come from `boundaries` (GeoJSON) or from the extract. Nothing is stored unless everything
    is. What is found again (by slug, name or OSM id) keeps its row; what is gone is marked, never deleted.
    """
    outlines = Path(boundaries) if boundaries else None
    plan = plan_import(Path(path), outlines, team.languages, team.map_attribution, name, progress)
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=team.pk)
        areas, retired = _keep_neighborhoods(team, plan)
        streets_retired = _keep_streets(team, plan, areas)
        places_retired = _keep_places(team, plan, areas)
        _keep_network(team, plan, at)
        _keep_sheets(team, plan, areas, at)
        journal.enter(
            team=team, actor=actor, action="import_area", object_type="team", object_id=team.pk,
            reason=f"sha256 {plan.source_sha256}", at=at,
        )  # fmt: skip
    progress("", 1.0)
    return AreaImported(
        neighborhoods=len(areas),
        streets=len(plan.streets),
        places=len(plan.places),
        crossings=plan.graph.size,
        retired=retired + streets_retired + places_retired,
    )


def _store(model: type[models.Model], rows: Iterable[models.Model], fields: list[str]) -> None:
    """New rows are added, known ones (by id) updated."""
    model._default_manager.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )


def _retire(model: type[models.Model], team: Team, kept: set[Any]) -> int:
    """Mark what the map no longer shows."""
    current = model._default_manager.filter(team=team, is_current=True)
    gone = [pk for pk in current.values_list("pk", flat=True) if pk not in kept]
    for start in range(0, len(gone), BATCH):
        model._default_manager.filter(pk__in=gone[start : start + BATCH]).update(is_current=False)
    return len(gone)


def _keep_neighborhoods(team: Team, plan: Plan) -> tuple[list[Neighborhood], int]:
    known = {area.slug: area for area in Neighborhood.objects.filter(team=team)}
    slugs = Slugs()
    kept = []
    for number, (found, center) in enumerate(zip(plan.areas, plan.centers, strict=True), start=1):
        slug = slugs.make(found.name, f"area-{number}", 80)
        area = known.get(slug) or Neighborhood(team=team, slug=slug)
        area.name, area.boundary, area.is_current = found.name, _rounded(mapping(found.polygon)), True
        area.__dict__.pop("shape", None)
        area.longitude, area.latitude = center
        area.west, area.south, area.east, area.north = found.polygon.bounds
        area.population = area.population if found.population is None else found.population
        area.about = found.about or area.about
        kept.append(area)
    fields = ["name", "boundary", "is_current", "longitude", "latitude", "population", "about"]
    _store(Neighborhood, kept, [*fields, "west", "south", "east", "north"])
    return kept, _retire(Neighborhood, team, {area.pk for area in kept})


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    """A tenth of a meter is finer than any boundary."""

    def short(part: Any) -> Any:
        return [short(inner) for inner in part] if isinstance(part, tuple | list) else round(part, 6)

    return {"type": geometry["type"], "coordinates": short(geometry["coordinates"])}


def _keep_streets(team: Team, plan: Plan, areas: list[Neighborhood]) -> int:
    rows = Street.objects.filter(team=team).values_list("neighborhood_id", "name", "id")
    known = {(area, name): street for area, name, street in rows}
    kept = []
    for found in plan.streets:
        area = areas[found.area]
        street = Street(team=team, neighborhood=area, name=found.name, line=found.line)
        street.id = known.get((area.pk, found.name), street.id)
        street.longitude, street.latitude, street.search_key = (
            found.longitude,
            found.latitude,
            found.search_key,
        )
        kept.append(street)
    _store(Street, kept, ["line", "longitude", "latitude", "search_key", "is_current"])
    return _retire(Street, team, {street.pk for street in kept})


def _keep_places(team: Team, plan: Plan, areas: list[Neighborhood]) -> int:
    every = list(Place.objects.filter(team=team))
    known = {place.osm_id: place for place in every if place.osm_id}
    slugs = Slugs(place.slug for place in every)
    kept = []
    for found in plan.places:
        spot = found.spot
        place = known.get(spot.osm_id)
        if place is None:
            slug = slugs.make(spot.name, "place", 100)
            place = Place(team=team, slug=slug, osm_id=spot.osm_id, is_meeting_place=spot.is_meeting_place)
        place.neighborhood = areas[found.area]
        place.name, place.kind, place.opening_hours = spot.name, spot.kind, spot.opening_hours
        place.longitude, place.latitude = round(spot.longitude, 7), round(spot.latitude, 7)
        place.h3_cell, place.search_key, place.is_current = found.h3_cell, found.search_key, True
        kept.append(place)
    kept += _made_by_hand(every, areas)
    fields = ["neighborhood", "name", "kind", "opening_hours", "longitude", "latitude", "h3_cell"]
    _store(Place, kept, [*fields, "search_key", "is_current"])
    return _retire(Place, team, {place.pk for place in kept})


def _made_by_hand(every: list[Place], areas: list[Neighborhood]) -> list[Place]:
    """Places that no map has stay where they are, in whichever neighborhood that now is."""
    kept = [place for place in every if not place.osm_id and place.is_current]
    for place in kept:
        around = (a for a in areas if shapely.intersects_xy(a.shape, place.longitude, place.latitude))
        place.neighborhood = next(around, place.neighborhood)
    return kept


def _keep_network(team: Team, plan: Plan, at: datetime) -> None:
    WalkNetwork.objects.update_or_create(
        team=team,
        defaults={
            "arrays": walking.pack(plan.graph),
            "source_name": plan.source_name,
            "source_sha256": plan.source_sha256,
            "imported_at": at,
        },
    )


def _keep_sheets(team: Team, plan: Plan, areas: list[Neighborhood], at: datetime) -> None:
    """One sheet for each neighborhood and one for the whole; those of neighborhoods that are gone go too."""
    known = dict(MapSheet.objects.filter(team=team).values_list("neighborhood_id", "id"))
    whole = _sheet(team, None, plan.area_sheet, at)
    each = [_sheet(team, area, drawn, at) for area, drawn in zip(areas, plan.sheets, strict=True)]
    kept = [whole, *each]
    for sheet in kept:
        sheet.id = known.get(sheet.neighborhood_id, sheet.id)
    MapSheet.objects.filter(team=team).exclude(pk__in=[sheet.pk for sheet in kept]).delete()
    fields = ["svg_gzip", "sha256", "width", "height", "west", "north", "scale_x", "scale_y", "drawn_at"]
    _store(MapSheet, kept, fields)


def _sheet(team: Team, area: Neighborhood | None, drawn: Sheet, at: datetime) -> MapSheet:
    frame = drawn.frame
    return MapSheet(
        team=team, neighborhood=area, svg_gzip=drawn.svg_gzip, sha256=drawn.sha256, drawn_at=at,
        width=frame.width, height=frame.height, west=frame.west, north=frame.north,
        scale_x=frame.scale_x, scale_y=frame.scale_y,
    )  # fmt: skip
