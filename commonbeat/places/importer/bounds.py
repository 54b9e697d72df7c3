"""Where one neighborhood ends and the next begins."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.errors import ShapelyError
from shapely.geometry import shape

from commonbeat.places.importer.ground import Ground, faces_between
from commonbeat.places.importer.kinds import NAMED_SETTLEMENTS
from commonbeat.places.importer.reading import Settlement, as_lines
from commonbeat.safety.errors import Refused

ENOUGH_COVERED = 0.7
ONE_IS_ALL = 0.6
TOO_SMALL = 0.004
LEFT_OVER = 0.03
NAME_KEYS = ("name", "NAME", "Name", "nimi", "title", "label")


@dataclass
class Area:
    """A neighborhood found in a file or an extract."""

    name: str
    polygon: Any
    population: int | None = None
    about: str = ""


def from_geojson(path: Path) -> list[Area]:
    """The named polygons of a GeoJSON file; raises Refused naming what is wrong and where."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise Refused(_("%(file)s cannot be opened. Please check the name.") % {"file": path}) from None
    except (ValueError, RecursionError):
        raise Refused(
            _("%(file)s is not GeoJSON: it cannot be read as JSON.") % {"file": path.name}
        ) from None
    features = content.get("features") if isinstance(content, dict) else None
    if isinstance(content, dict) and content.get("type") == "Feature":
        features = [content]
    if not isinstance(features, list) or not features:
        raise Refused(_("%(file)s holds no neighborhoods: it has no features.") % {"file": path.name})
    return [_from_feature(path.name, number, feature) for number, feature in enumerate(features, start=1)]


def _from_feature(file: str, number: int, feature: Any) -> Area:
    def wrong(why: str) -> Refused:
        return Refused(
            _("%(file)s, feature %(number)d: %(why)s.") % {"file": file, "number": number, "why": why}
        )

    properties = feature.get("properties") if isinstance(feature, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    name = next((properties[key] for key in NAME_KEYS if isinstance(properties.get(key), str)), "").strip()
    if not name:
        raise wrong(_("it has no name"))
    try:
        polygon = shape(feature["geometry"])
        polygon = polygon if polygon.is_valid else shapely.make_valid(polygon)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ShapelyError):
        raise wrong(_("its geometry cannot be read")) from None
    polygon = only_polygons(polygon)
    if polygon.is_empty:
        raise wrong(_("its geometry is not a polygon"))
    west, south, east, north = polygon.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise wrong(_("its coordinates are not degrees of longitude and latitude"))
    population, about = properties.get("population"), properties.get("about", "")
    is_count = isinstance(population, int) and not isinstance(population, bool) and 0 <= population < 2**31
    return Area(
        name[:120], polygon, population if is_count else None, about[:4000] if isinstance(about, str) else ""
    )


def only_polygons(geometry: Any) -> Any:
    """The polygons of any geometry as one polygon or multipolygon."""
    if geometry.geom_type in {"Polygon", "MultiPolygon"}:
        return geometry
    return shapely.union_all([part for part in shapely.get_parts([geometry]) if part.geom_type == "Polygon"])


def from_extract(ground: Ground, name: str = "") -> list[Area]:
    """Neighborhoods by administrative boundaries, else around named places, else the whole area as one.

    The most detailed level of boundaries that covers most streets, and where no single area holds most of
    them alone, is taken; boundaries that the extract's edge cuts are closed along that edge.
    """
    levels = sorted({found.level for found in ground.extract.administrative.values()}, reverse=True)
    for is_cut in (False, True):
        for level in levels:
            areas = _of_level(ground, level, is_cut)
            if _is_good(ground, areas):
                return _named_once(areas + (_left_over(ground, areas) if is_cut else []))
    areas = _around_settlements(ground)
    if len(areas) > 1:
        return areas
    named = sorted(ground.extract.settlements, key=lambda found: NAMED_SETTLEMENTS.index(found.kind))
    return [Area(name or (named[-1].name if named else _("Our area")), only_polygons(ground.hull))]


def _is_good(ground: Ground, areas: list[Area]) -> bool:
    if len(areas) < 2:
        return False
    share = ground.share_inside([area.polygon for area in areas])
    return bool(share.sum() >= ENOUGH_COVERED and share.max() <= ONE_IS_ALL)


def _of_level(ground: Ground, level: int, is_cut: bool) -> list[Area]:
    found = [entry for entry in ground.extract.administrative.values() if entry.level == level]
    areas = [Area(entry.name, entry.area) for entry in found if entry.area is not None]
    if is_cut:
        areas += _cut_by_the_edge(ground, [entry for entry in found if entry.area is None])
    clipped = [Area(area.name, only_polygons(area.polygon.intersection(ground.box))) for area in areas]
    clipped = [area for area in clipped if not area.polygon.is_empty]
    share = ground.share_inside([area.polygon for area in clipped]) if clipped else []
    return [area for area, inside in zip(clipped, share, strict=True) if inside > TOO_SMALL]


def _cut_by_the_edge(ground: Ground, entries: list[Any]) -> list[Area]:
    """Areas whose boundary runs out of the extract, closed along its edge.

    A face belongs to the boundary that makes up all of its edge inside the extract; to none where two fit.
    """
    lines = ground.extract.member_lines
    own = [
        shapely.union_all(as_lines([part for way in e.ways for part in lines.get(way, [])])) for e in entries
    ]
    if not own:
        return []
    faces = faces_between([line for line in own if not line.is_empty], ground.box)
    rim = ground.box.exterior.buffer(1e-7)
    pieces: dict[str, list[Any]] = {}
    for face in faces:
        edge = face.exterior.difference(rim)
        if edge.is_empty:
            continue
        fits = [
            entry.name
            for entry, line in zip(entries, own, strict=True)
            if not line.is_empty and edge.difference(line.buffer(1e-7)).length < 0.02 * edge.length
        ]
        if len(fits) == 1:
            pieces.setdefault(fits[0], []).append(face)
    return [Area(name, shapely.union_all(parts)) for name, parts in pieces.items()]


def _left_over(ground: Ground, areas: list[Area]) -> list[Area]:
    """What the boundaries leave uncovered, shared out among the named places in it."""
    covered = shapely.union_all([area.polygon for area in areas]).buffer(1e-5)
    taken = {area.name for area in areas}
    rest = [
        Area(area.name, only_polygons(area.polygon.difference(covered)))
        for area in _around_settlements(ground)
        if area.name not in taken
    ]
    rest = [area for area in rest if not area.polygon.is_empty]
    share = ground.share_inside([area.polygon for area in rest]) if rest else []
    return [area for area, inside in zip(rest, share, strict=True) if inside > LEFT_OVER]


def _around_settlements(ground: Ground) -> list[Area]:
    """Each street point goes to the nearest named place: the cells of a Voronoi diagram inside the hull."""
    settled = ground.extract.settlements
    has_parts = sum(found.kind in {"suburb", "quarter", "neighbourhood"} for found in settled) > 1
    fine = [found for found in settled if not (has_parts and found.kind == "city")]
    seeds = {(found.longitude, found.latitude): found for found in fine}
    inside = [found for at, found in seeds.items() if ground.hull.contains(shapely.Point(at))]
    cells = _cells(ground, inside)
    share = ground.share_inside([cell.polygon for cell in cells]) if cells else []
    lived_in = {cell.name for cell, held in zip(cells, share, strict=True) if held > LEFT_OVER}
    if len(lived_in) < len({cell.name for cell in cells}):
        cells = _cells(ground, [found for found in inside if found.name in lived_in])
    return _named_once(sorted(cells, key=lambda area: area.name))


def _cells(ground: Ground, settled: list[Settlement]) -> list[Area]:
    if len(settled) < 2:
        return []
    stretch = np.cos(np.radians(ground.hull.centroid.y))
    points = shapely.points([(found.longitude * stretch, found.latitude) for found in settled])
    frame = shapely.transform(ground.hull, lambda xy: xy * [stretch, 1])
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), extend_to=frame))
    areas = []
    for cell, number in shapely.STRtree(points).query(cells, predicate="contains").T:
        polygon = only_polygons(cells[cell].intersection(frame))
        areas.append(Area(settled[number].name, shapely.transform(polygon, lambda xy: xy / [stretch, 1])))
    return areas


def _named_once(areas: list[Area]) -> list[Area]:
    """Areas of the same name become one."""
    together: dict[str, list[Any]] = {}
    for area in areas:
        together.setdefault(area.name, []).append(area.polygon)
    return [Area(name, only_polygons(shapely.union_all(parts))) for name, parts in together.items()]
