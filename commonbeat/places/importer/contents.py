"""What lies in each neighborhood: its streets and places, and the network people walk on."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import h3
import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from shapely.geometry import mapping

from commonbeat.methods.planning.network import METERS_PER_DEGREE, WalkGraph
from commonbeat.places.folding import fold, search_key
from commonbeat.places.importer.bounds import Area
from commonbeat.places.importer.ground import Ground
from commonbeat.places.importer.reading import Road, Spot

LEAST_METERS = 30.0
LEAST_SHARE = 0.3
SAME_SPOT_METERS = 150.0
COMMON_LANGUAGE = 0.2
H3_RESOLUTION = 10
NAMED_AFTER_NUMBER = re.compile(r"^[\d\s/.-]+$")


@dataclass
class StreetFound:
    """The part of a named street in one neighborhood, its longest middle first."""

    area: int
    name: str
    search_key: str
    line: dict[str, Any]
    longitude: float
    latitude: float


@dataclass
class PlaceFound:
    """A spot with the neighborhood it lies in."""

    area: int
    spot: Spot
    search_key: str
    h3_cell: str


def walk_graph(ground: Ground) -> WalkGraph:
    """The largest connected walkable network, with seconds on foot for every edge."""
    walked = [(road.seconds_per_meter, part) for road in ground.extract.roads for part in road.parts]
    walked = [(pace, part) for pace, part in walked if pace]
    refs = np.array([ref for _pace, part in walked for ref, _x, _y in part], dtype=np.int64)
    degrees = np.array([(x, y) for _pace, part in walked for _ref, x, y in part])
    lengths = np.array([len(part) for _pace, part in walked])
    unique, first, number = np.unique(refs, return_index=True, return_inverse=True)
    at = degrees[first]
    is_last = np.zeros(len(refs), dtype=bool)
    is_last[np.cumsum(lengths) - 1] = True
    starts = np.flatnonzero(~is_last)
    pace = np.repeat(np.array([pace for pace, _part in walked]), lengths)[starts]
    edges = np.column_stack([number[starts], number[starts + 1]])
    seconds = meters_between(at[edges[:, 0]], at[edges[:, 1]]) * pace
    links = coo_matrix((seconds + 1e-9, (edges[:, 0], edges[:, 1])), shape=(len(unique), len(unique)))
    _count, piece = connected_components(links, directed=False)
    inside = piece == np.bincount(piece).argmax()
    renumbered = np.cumsum(inside) - 1
    kept = inside[edges[:, 0]]
    return WalkGraph(at[inside, 0], at[inside, 1], renumbered[edges[kept]].astype(np.int32), seconds[kept])


def meters_between(start: Any, end: Any) -> Any:
    """Meters between pairs of nearby points given in degrees (N, 2)."""
    squeeze = np.cos(np.radians((start[:, 1] + end[:, 1]) / 2))
    return METERS_PER_DEGREE * np.hypot((end[:, 0] - start[:, 0]) * squeeze, end[:, 1] - start[:, 1])


def streets(ground: Ground, areas: Sequence[Area], languages: Sequence[str]) -> list[StreetFound]:
    """Every named street once for each neighborhood it runs through; a mere corner is left out."""
    roads = ground.extract.roads
    named = np.array([_is_street(road) for road in roads])
    chosen = np.flatnonzero(named[ground.road_numbers])
    lines = ground.lines[chosen]
    spoken = common_languages([road.names for road in roads if road.name], languages)
    pieces: dict[tuple[int, str], list[Any]] = {}
    whole: Counter[str] = Counter()
    for position, length in zip(chosen, shapely.length(lines), strict=True):
        whole[roads[ground.road_numbers[position]].name] += length
    polygons = np.array([area.polygon for area in areas], dtype=object)
    shapely.prepare(polygons)
    line_at, area_at = shapely.STRtree(polygons).query(lines, predicate="intersects")
    within = shapely.covers(polygons[area_at], lines[line_at])
    cut = lines[line_at]
    cut[~within] = shapely.intersection(cut[~within], polygons[area_at][~within])
    for at, area, line in zip(line_at, area_at, cut, strict=True):
        pieces.setdefault((int(area), roads[ground.road_numbers[chosen[at]]].name), []).append(line)
    spellings: dict[str, dict[str, None]] = {}
    for road in roads:
        if road.name:
            spellings.setdefault(road.name, {}).update(
                dict.fromkeys(spoken_names(road.name, road.names, spoken))
            )
    least = LEAST_METERS / METERS_PER_DEGREE
    return [
        _street(area, name, parts, search_key(spellings[name]))
        for (area, name), parts in sorted(pieces.items())
        if shapely.length(parts).sum() >= min(least, LEAST_SHARE * whole[name])
    ]


def _is_street(road: Road) -> bool:
    """Named, not only numbered, and no motorway: somewhere a person can say they were."""
    is_open = road.seconds_per_meter is not None or road.drawn not in {None, "trunk"}
    return bool(road.name) and is_open and not NAMED_AFTER_NUMBER.match(road.name)


def _street(area: int, name: str, parts: list[Any], key: str) -> StreetFound:
    merged = shapely.line_merge(shapely.union_all(parts))
    lines = [line for line in shapely.get_parts(merged) if line.geom_type == "LineString"]
    longest = max(lines, key=lambda line: line.length)
    middle = longest.interpolate(0.5, normalized=True)
    simple = shapely.set_precision(shapely.simplify(shapely.multilinestrings(lines), 2e-5), 1e-6)
    line = mapping(simple if simple.geom_type == "MultiLineString" else shapely.multilinestrings([simple]))
    return StreetFound(area, name, key, line, round(middle.x, 7), round(middle.y, 7))


def common_languages(names: Sequence[dict[str, str]], languages: Sequence[str]) -> set[str]:
    """The languages whose names are worth searching: the team's, and those many streets are signed in."""
    counted = Counter(language for found in names for language in found)
    often = {language for language, times in counted.items() if times >= COMMON_LANGUAGE * max(1, len(names))}
    return often | set(languages) | {"alt_name", "short_name", "loc_name"}


def spoken_names(name: str, names: dict[str, str], spoken: set[str]) -> list[str]:
    """The name and its other spellings in the languages spoken here."""
    others = [part for key, value in names.items() if key in spoken for part in value.split(";")]
    return [name, *others]


def places(ground: Ground, areas: Sequence[Area], languages: Sequence[str]) -> list[PlaceFound]:
    """The spots inside a neighborhood; several map objects for one spot (two bus poles) become one place."""
    spots = _without_twins(ground.extract.spots)
    if not spots:
        return []
    spoken = common_languages([spot.names for spot in spots], languages)
    points = shapely.points([(spot.longitude, spot.latitude) for spot in spots])
    tree = shapely.STRtree([area.polygon for area in areas])
    lies_in = dict(zip(*tree.query(points, predicate="intersects"), strict=True))
    return [
        PlaceFound(
            area=int(lies_in[number]),
            spot=spot,
            search_key=search_key(spoken_names(spot.name, spot.names, spoken)),
            h3_cell=h3.latlng_to_cell(spot.latitude, spot.longitude, H3_RESOLUTION),
        )
        for number, spot in enumerate(spots)
        if number in lies_in
    ]


def _without_twins(spots: list[Spot]) -> list[Spot]:
    """Of spots with the same name and kind close together, the first by id, areas before points."""
    kept: dict[tuple[str, str], list[Spot]] = {}
    for spot in sorted(spots, key=lambda spot: (-"nwr".index(spot.osm_id[0]), int(spot.osm_id[1:]))):
        group = kept.setdefault((spot.kind, fold(spot.name)), [])
        here = np.array([[spot.longitude, spot.latitude]])
        there = np.array([[other.longitude, other.latitude] for other in group]).reshape(-1, 2)
        away = meters_between(np.repeat(here, len(there), 0), there)
        if not group or away.min() > SAME_SPOT_METERS:
            group.append(spot)
        else:
            twin = group[int(away.argmin())]
            twin.names = spot.names | twin.names
    return sorted((spot for group in kept.values() for spot in group), key=lambda spot: spot.name)
