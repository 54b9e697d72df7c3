"""What an extract gives to draw."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from commonbeat.places.drawing import Land
from commonbeat.places.importer.bounds import Area
from commonbeat.places.importer.ground import EDGE_DEGREES, Ground
from commonbeat.places.importer.reading import as_lines

MAIN_SHARE = 0.15


def land(ground: Ground, areas: Sequence[Area], attribution: str) -> Land:
    """The extract's layers, ready for any number of sheets."""
    extract = ground.extract
    layers = {layer: np.array(shapes, dtype=object) for layer, shapes in extract.layers.items()}
    water = [*layers.get("water", []), *ground.cut_water]
    layers["water"] = np.array(water, dtype=object)
    drawn = np.array([road.drawn or "" for road in extract.roads])[ground.road_numbers]
    return Land(
        areas=layers,
        lines={layer: as_lines(parts) for layer, parts in extract.lines.items()},
        roads={road: ground.lines[drawn == road] for road in sorted(set(drawn) - {""})},
        street_names=_street_names(ground, drawn),
        area_names=extract.labels,
        neighborhoods=[(area.name, area.polygon) for area in areas],
        attribution=attribution,
        edge=extract.box,
    )


def _street_names(ground: Ground, drawn: Any) -> dict[str, list[tuple[str, Any]]]:
    """By class of road: each name with all its lines joined end to end."""
    roads = ground.extract.roads
    lines: dict[tuple[str, str], list[Any]] = {}
    for line, number, road in zip(ground.lines, ground.road_numbers, drawn, strict=True):
        name = roads[number].name
        if name and road in {"trunk", "main", "middle", "street"}:
            lines.setdefault((road, name), []).append(line)
    for name, parts in ground.extract.rivers.items():
        lines["river", name] = list(as_lines(parts))
    joined: dict[str, list[tuple[str, Any]]] = {}
    for (road, name), parts in lines.items():
        joined.setdefault(road, []).append((name, shapely.line_merge(shapely.multilinestrings(parts))))
    return joined


def home_bounds(ground: Ground, area: Area) -> tuple[float, float, float, float]:
    """The box around where an area's streets are, without empty mountainsides and far exclaves."""
    lived_in = np.array([road.drawn in {"main", "middle", "street"} for road in ground.extract.roads])
    points = shapely.get_coordinates(ground.lines[lived_in[ground.road_numbers]])
    shapely.prepare(area.polygon)
    points = points[shapely.contains_xy(area.polygon, points)]
    if len(points) < 20:
        return _bounds(area.polygon)
    # Exclaves in which few streets lie do not widen the view.
    parts = shapely.get_parts([area.polygon])
    inside = [shapely.contains_xy(part, points) for part in parts]
    main = [held for held in inside if held.mean() > MAIN_SHARE]
    points = points[np.any(main, axis=0)] if main else points
    west, south = np.quantile(points, 0.01, axis=0) - EDGE_DEGREES
    east, north = np.quantile(points, 0.99, axis=0) + EDGE_DEGREES
    least_x, least_y, most_x, most_y = _bounds(area.polygon)
    return max(west, least_x), max(south, least_y), min(east, most_x), min(north, most_y)


def _bounds(polygon: Any) -> tuple[float, float, float, float]:
    west, south, east, north = polygon.bounds
    return west, south, east, north
