"""Everything an import will store, worked out before anything is stored."""

import gzip
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _

from commonbeat.methods.planning.network import WalkGraph
from commonbeat.places import drawing
from commonbeat.places.importer import bounds, contents
from commonbeat.places.importer.bounds import Area
from commonbeat.places.importer.contents import PlaceFound, StreetFound
from commonbeat.places.importer.ground import Ground
from commonbeat.places.importer.land import home_bounds, land
from commonbeat.places.importer.reading import Progress, read_extract
from commonbeat.safety.errors import Refused

NEIGHBORHOOD_SHEET_BYTES = 60_000
AREA_SHEET_BYTES = 150_000
COARSEST = 8.0


@dataclass
class Sheet:
    """A drawn map, packed."""

    frame: drawing.Frame
    svg_gzip: bytes
    sha256: str


@dataclass
class Plan:
    """What an extract and its boundaries come to."""

    source_name: str
    source_sha256: str
    areas: list[Area]
    centers: list[tuple[float, float]]
    streets: list[StreetFound]
    places: list[PlaceFound]
    graph: WalkGraph
    sheets: list[Sheet]
    area_sheet: Sheet


def silent(_what: str, _share: float) -> None:
    """Progress that nobody watches."""


def plan_import(
    path: Path,
    boundaries: Path | None,
    languages: Sequence[str],
    attribution: str,
    name: str = "",
    progress: Progress = silent,
) -> Plan:
    """Read, find, draw; raises Refused with one sentence about what is wrong with a file."""
    found = bounds.from_geojson(boundaries) if boundaries else []
    extract = read_extract(path, lambda what, share: progress(what, 0.3 * share))
    ground = Ground(extract)
    progress(_("finding neighborhoods"), 0.32)
    areas = found or bounds.from_extract(ground, name)
    if not ground.share_inside([area.polygon for area in areas]).any():
        raise Refused(
            _("The neighborhoods in %(boundaries)s lie outside the extract %(file)s.")
            % {"boundaries": boundaries.name if boundaries else extract.name, "file": extract.name}
        )
    progress(_("finding streets and places"), 0.4)
    streets = contents.streets(ground, areas, languages)
    places = contents.places(ground, areas, languages)
    progress(_("laying the walk network"), 0.5)
    graph = contents.walk_graph(ground)
    homes = [home_bounds(ground, area) for area in areas]
    sheets = list(_draw(ground, areas, homes, attribution, progress))
    return Plan(
        source_name=extract.name[:255],
        source_sha256=extract.sha256,
        areas=areas,
        centers=[_center(area, home) for area, home in zip(areas, homes, strict=True)],
        streets=streets,
        places=places,
        graph=graph,
        sheets=sheets[1:],
        area_sheet=sheets[0],
    )


def _draw(
    ground: Ground, areas: list[Area], homes: list[Any], attribution: str, progress: Progress
) -> Iterator[Sheet]:
    """The sheet of the whole area, then one for each neighborhood."""
    layers = land(ground, areas, attribution)
    progress(_("drawing the map"), 0.55)
    everything = drawing.Frame.around(tuple(shapely.total_bounds([area.polygon for area in areas])))
    yield _pack(layers, everything, None, "", AREA_SHEET_BYTES)
    for number, (area, home) in enumerate(zip(areas, homes, strict=True), start=1):
        progress(_("drawing the map"), 0.6 + 0.3 * number / len(areas))
        frame = drawing.Frame.around(home, ground.box.bounds)
        yield _pack(layers, frame, area.polygon, area.name, NEIGHBORHOOD_SHEET_BYTES)


def _pack(layers: drawing.Land, frame: drawing.Frame, focus: Any, title: str, most: int) -> Sheet:
    """The drawing, with less detail the heavier it turns out."""
    coarse = 1.0
    while True:
        svg = drawing.draw(layers, frame, focus, title, coarse).encode()
        packed = gzip.compress(svg, 9, mtime=0)
        if len(packed) <= most or coarse >= COARSEST:
            return Sheet(frame, packed, hashlib.sha256(svg).hexdigest())
        coarse *= 1.5


def _center(area: Area, home: tuple[float, float, float, float]) -> tuple[float, float]:
    """A point in the middle of where people live, inside the boundary."""
    point = shapely.Point(np.mean([home[0], home[2]]), np.mean([home[1], home[3]]))
    if not area.polygon.contains(point):
        point = area.polygon.representative_point()
    return round(point.x, 7), round(point.y, 7)
