"""One sheet of the map as an SVG document that follows the reader's light or dark scheme."""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

import numpy as np
import shapely

from commonbeat.places.drawing.frame import Frame, path_data
from commonbeat.places.drawing.labels import Lettering, text_width

# name: (light, dark), of the look's family; a page that holds the map inside itself may set --map-NAME.
COLORS = {
    "land": ("#f7f2e7", "#13201b"),
    "built": ("#f1eadc", "#17251f"),
    "building": ("#e3d9c6", "#25362e"),
    "building-edge": ("#d6cab3", "#2e4239"),
    "wood": ("#d3e2d1", "#163026"),
    "park": ("#d9ead9", "#1b3b2d"),
    "meadow": ("#e6eddb", "#17291f"),
    "stone": ("#ece6da", "#1b2723"),
    "square": ("#fbf6ec", "#2a3b34"),
    "water": ("#c9dde4", "#14303c"),
    "water-ink": ("#4a7284", "#86b4c6"),
    "road": ("#fffefb", "#34483f"),
    "main": ("#fffefb", "#41574d"),
    "road-edge": ("#d9cdb6", "#0c1613"),
    "path": ("#bfae8f", "#4d6157"),
    "rail": ("#b3aa99", "#50645a"),
    "ink": ("#2b443c", "#d5e0d9"),
    "soft": ("#5b6b64", "#a9bab1"),
    "park-ink": ("#3f6f55", "#84b79c"),
    "halo": ("#fbf8f1", "#0f1a17"),
    "edge": ("#1f5c45", "#8fd0b0"),
    "veil": ("#fbf8f1", "#0c1613"),
}
WIDTHS = {  # meters on the ground, least and most units on the sheet
    "trunk": (17.0, 2.6, 10.0),
    "main": (15.0, 2.2, 11.0),
    "middle": (12.0, 1.7, 9.5),
    "street": (9.0, 1.0, 8.0),
    "lane": (5.0, 0.7, 4.0),
}
SERIF = "Charter,'Bitstream Charter','Sitka Text',Cambria,Georgia,serif"
SANS = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif"
ITALIC = ' font-style="italic"'
SIZES = {  # size, color, style and family of names along lines, the most important first
    "trunk": (12.5, "ink", "", SANS),
    "main": (12.5, "ink", "", SANS),
    "river": (12.5, "water-ink", ITALIC, SERIF),
    "middle": (12.0, "ink", "", SANS),
    "street": (11.0, "soft", "", SANS),
}


def _scheme(number: int) -> str:
    return ";".join(f"--map-{name}:{both[number]}" for name, both in COLORS.items())


STYLE = (
    f".map-sheet{{{_scheme(0)}}}@media (prefers-color-scheme:dark){{.map-sheet{{{_scheme(1)}}}}}"
    f"@media print{{.map-sheet{{{_scheme(0)}}}}}"
)
STYLE_CSP = "'sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode() + "'"


@dataclass
class Land:
    """All there is to draw, in degrees: areas and lines by layer, roads by class, names."""

    areas: dict[str, Any]
    lines: dict[str, Any]
    roads: dict[str, Any]
    street_names: dict[str, list[tuple[str, Any]]]
    area_names: list[tuple[str, str, Any]]
    neighborhoods: list[tuple[str, Any]]
    attribution: str
    edge: Any = None

    def within(self, frame: Frame, geometries: Any) -> Any:
        """Those geometries that touch the frame, in its units and clipped a little outside it."""
        if len(geometries) == 0:
            return geometries
        boxes = shapely.bounds(geometries)
        west, south, east, north = frame.bounds
        near = (boxes[:, 0] < east) & (boxes[:, 2] > west) & (boxes[:, 1] < north) & (boxes[:, 3] > south)
        placed = frame.place(geometries[near])
        clipped = shapely.clip_by_rect(placed, -12, -12, frame.width + 12, frame.height + 12)
        return clipped[~shapely.is_empty(clipped)]

    @cached_property
    def settled(self) -> Any:
        """Buildings grown together, for scales at which a single house cannot be seen."""
        buildings = self.areas.get("building", np.empty(0, dtype=object))
        if len(buildings) == 0:
            return buildings
        grown = shapely.buffer(buildings, 22 / 111_195, quad_segs=1, cap_style="square", join_style="mitre")
        together = shapely.buffer(shapely.union_all(grown), -12 / 111_195, quad_segs=1, join_style="mitre")
        return shapely.get_parts(np.array([together], dtype=object))


def draw(land: Land, frame: Frame, focus: Any = None, title: str = "", coarse: float = 1.0) -> str:
    """The sheet as an SVG document; around `focus` (a boundary in degrees) everything else steps back.

    `coarse` above 1 leaves out more detail, for sheets that would be too heavy.
    """
    lettering = Lettering(_written_on(land, frame))
    names = "".join(_names(land, frame, focus, lettering, coarse))
    ground = "".join([*_ground(land, frame, coarse), *_roads(land, frame, coarse)])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width:g} {frame.height:g}" '
        f'class="map-sheet" role="img"><title>{escape(title)}</title><style>{STYLE}</style>'
        f'<rect width="100%" height="100%" {_fill("land")}/>'
        f'<g transform="scale(.1)" stroke-linecap="round" stroke-linejoin="round">{ground}'
        f"{_beyond(land, frame)}{_boundaries(land, frame, focus)}</g>{names}{_imprint(land, frame)}</svg>"
    )


def _written_on(land: Land, frame: Frame) -> Any:
    """Where names may stand: on the map, above the imprint."""
    sheet = shapely.box(3, 3, frame.width - 3, frame.height - 22)
    if land.edge is None:
        return sheet
    return sheet.intersection(frame.place(np.array([land.edge], dtype=object))[0])


def inline(svg: str) -> str:
    """The drawing for use inside a page, without its own style: the page's --map-* colors apply."""
    return re.sub(r"<style>.*?</style>", "", svg, count=1)


def _fill(name: str) -> str:
    return f'fill="var(--map-{name},{COLORS[name][0]})"'


def _stroke(name: str, width: float, more: str = "") -> str:
    return f'fill="none" stroke="var(--map-{name},{COLORS[name][0]})" stroke-width="{width * 10:.3g}"{more}'


def _simple(geometries: Any, least_area: float, tolerance: float) -> Any:
    areas = shapely.area(geometries)
    return shapely.simplify(geometries[areas >= least_area], tolerance)


def _ground(land: Land, frame: Frame, coarse: float) -> Iterator[str]:
    """Land use, water, rails and buildings, from the bottom up."""
    for layer in ("built", "meadow", "stone", "wood", "park", "water", "square"):
        shapes = land.within(frame, land.areas.get(layer, np.empty(0, dtype=object)))
        if len(shapes):
            d = path_data(_simple(shapes, 4 * coarse, 0.35 * coarse))
            yield f'<path class="map-{layer}" {_fill(layer)} fill-rule="evenodd" d="{d}"/>'
    for layer, width in (("river", 7.0), ("stream", 2.0)):
        lines = land.within(frame, land.lines.get(layer, np.empty(0, dtype=object)))
        width = min(max(width * frame.units_per_meter, 0.8 if layer == "stream" else 1.6), 5)
        if len(lines) and (layer == "river" or coarse < 2):
            d = path_data(shapely.simplify(lines, 0.4 * coarse))
            yield f'<path class="map-{layer}" {_stroke("water", width)} d="{d}"/>'
    yield from _buildings(land, frame, coarse)
    rails = land.within(frame, land.lines.get("rail", np.empty(0, dtype=object)))
    if len(rails):
        width = min(max(1.6 * frame.units_per_meter, 0.9), 1.3)
        d = path_data(shapely.simplify(rails, 0.4 * coarse))
        yield f'<path class="map-rail" stroke-opacity=".7" {_stroke("rail", width)} d="{d}"/>'


def _buildings(land: Land, frame: Frame, coarse: float) -> Iterator[str]:
    if frame.units_per_meter > 0.1:
        shapes = land.within(frame, land.areas.get("building", np.empty(0, dtype=object)))
        edge = f' stroke="var(--map-building-edge,{COLORS["building-edge"][0]})" stroke-width="5"'
        least, tolerance = 1.5 * coarse * coarse, 0.25 * coarse
    else:
        shapes, edge = land.within(frame, land.settled), ""
        least, tolerance = 2 * coarse, 0.5 * coarse
    if len(shapes):
        d = path_data(_simple(shapes, least, tolerance))
        yield f'<path class="map-building" {_fill("building")}{edge} d="{d}"/>'


def _roads(land: Land, frame: Frame, coarse: float) -> Iterator[str]:
    """Paths as fine dashes; streets as light bands, all edges first so that crossings stay open."""
    scale = frame.units_per_meter
    if scale > 0.12 * coarse:
        paths = land.within(frame, land.roads.get("path", np.empty(0, dtype=object)))
        d = path_data(shapely.simplify(paths, 0.4 * coarse)) if len(paths) else ""
        if d:
            dash = ' stroke-dasharray="22 22" stroke-linecap="butt"'
            yield f'<path class="map-path" {_stroke("path", min(1.0, 0.5 + scale), dash)} d="{d}"/>'
    drawn = []
    for road in ("lane", "street", "middle", "main", "trunk"):
        if road == "lane" and scale < 0.1 * coarse:
            continue
        lines = land.within(frame, land.roads.get(road, np.empty(0, dtype=object)))
        d = path_data(shapely.simplify(lines, 0.3 * coarse)) if len(lines) else ""
        if d:
            meters, least, most = WIDTHS[road]
            drawn.append((road, min(max(meters * scale, least), most), d))
    yield "<defs>" + "".join(f'<path id="map-{road}" d="{d}"/>' for road, _width, d in drawn) + "</defs>"
    for road, width, _d in drawn:
        yield f'<use href="#map-{road}" {_stroke("road-edge", width + (1.2 if width > 1.5 else 0.8))}/>'
    for road, width, _d in drawn:
        color = "main" if road in {"main", "trunk"} else "road"
        yield f'<use href="#map-{road}" {_stroke(color, width)}/>'


def _beyond(land: Land, frame: Frame) -> str:
    """Bare paper where the extract has ended."""
    if land.edge is None or land.edge.contains(shapely.box(*frame.bounds)):
        return ""
    d = path_data(frame.place(np.array([land.edge], dtype=object)))
    right, bottom = frame.width * 10 + 200, frame.height * 10 + 200
    return f'<path {_fill("halo")} fill-rule="evenodd" d="M-200-200H{right:.0f}V{bottom:.0f}H-200z{d}"/>'


def _boundaries(land: Land, frame: Frame, focus: Any) -> str:
    """The neighborhood in focus clear and the rest behind a veil, or all boundaries alike."""
    dash = ' stroke-dasharray="60 36" stroke-opacity=".75" stroke-linecap="butt"'
    if focus is None:
        shapes = land.within(
            frame, np.array([polygon for _name, polygon in land.neighborhoods], dtype=object)
        )
        # A border between two neighborhoods is one line, or its dashes would fill each other's gaps.
        lines = shapely.line_merge(shapely.union_all(shapely.boundary(shapely.set_precision(shapes, 0.4))))
        d = path_data(shapely.simplify(np.array([lines], dtype=object), 0.4))
        return f'<path class="map-edge" {_stroke("edge", 1.5, dash)} d="{d}"/>'
    polygon = shapely.simplify(frame.place(np.array([focus], dtype=object)), 0.4)
    d = path_data(polygon)
    wide, high = f"{frame.width * 10:.0f}", f"{frame.height * 10:.0f}"
    return (
        f'<path class="map-veil" {_fill("veil")} fill-opacity=".58" fill-rule="evenodd" '
        f'd="M0 0H{wide}V{high}H0z{d}"/>'
        f'<path class="map-edge" stroke-opacity=".14" {_stroke("edge", 5)} d="{d}"/>'
        f'<path class="map-edge" {_stroke("edge", 1.6, dash)} d="{d}"/>'
    )


def _text_group(color: str, size: float, more: str = "", family: str = SANS) -> str:
    return (
        f'<g font-family="{family}" font-size="{size:g}" text-anchor="middle" {_fill(color)} '
        f'stroke="var(--map-halo,{COLORS["halo"][0]})" stroke-width="{size * 0.26:.1f}" stroke-opacity=".85" '
        f'stroke-linejoin="round" paint-order="stroke"{more}>'
    )


def _names(land: Land, frame: Frame, focus: Any, lettering: Lettering, coarse: float) -> Iterator[str]:
    """Neighborhoods first, then streets by importance, then parks and waters where there is room."""
    if focus is None:
        yield from _neighborhood_names(land, frame, lettering)
    inside = None if focus is None else frame.place(np.array([focus], dtype=object))[0].buffer(6)
    if inside is not None:
        shapely.prepare(inside)
    for road, (size, color, style, family) in SIZES.items():
        if road in {"street", "trunk"} and frame.units_per_meter < 0.07 * coarse:
            continue
        written = "".join(_street_names(land, frame, road, size, inside, lettering))
        if written:
            yield _text_group(color, size, style, family) + written + "</g>"
    for layers, color in (({"park", "wood", "square"}, "park-ink"), ({"water"}, "water-ink")):
        written = "".join(_area_names(land, frame, layers, inside, lettering))
        if written:
            yield _text_group(color, 11.5, ITALIC, SERIF) + written + "</g>"


def _neighborhood_names(land: Land, frame: Frame, lettering: Lettering) -> Iterator[str]:
    """Large, so that a phone shows them legibly; smaller where there is no room."""
    left = {name: _heart(placed) for name, placed in _on_sheet(land, frame)}
    for size in (22.0, 17.0, 13.0):
        written = ""
        for name, (x, y) in list(left.items()):
            nearby = (lettering.at(name, x, y + step * size, size, 0.4) for step in (0, -0.8, 0.8, -1.6, 1.6))
            text = next(filter(None, nearby), "")
            if text:
                written += text
                del left[name]
        if written:
            yield (
                _text_group("edge", size, ' font-weight="600" letter-spacing=".4"', SERIF) + written + "</g>"
            )


def _on_sheet(land: Land, frame: Frame) -> Iterator[tuple[str, Any]]:
    """The neighborhoods that can be seen, the largest first."""
    for name, polygon in sorted(land.neighborhoods, key=lambda entry: -entry[1].area):
        placed = land.within(frame, np.array([polygon], dtype=object))
        if len(placed):
            yield name, placed


def _street_names(
    land: Land, frame: Frame, road: str, size: float, inside: Any, lettering: Lettering
) -> Iterator[str]:
    named = land.street_names.get(road, [])
    found: list[tuple[float, str, list[Any]]] = []
    west, south, east, north = frame.bounds
    for name, line in named:
        x1, y1, x2, y2 = line.bounds
        if x2 < west or x1 > east or y2 < south or y1 > north:
            continue
        placed = shapely.simplify(frame.place(np.array([line], dtype=object)), 1.0)
        if inside is not None:
            placed = shapely.intersection(placed, inside)
        parts = [part for part in shapely.get_parts(placed) if part.geom_type == "LineString"]
        parts.sort(key=lambda part: -part.length)
        if parts and parts[0].length > text_width(name, size):
            found.append((parts[0].length, name, parts[:3]))
    for _length, name, parts in sorted(found, key=lambda entry: (-entry[0], entry[1])):
        yield lettering.along(name, parts, size)


def _area_names(
    land: Land, frame: Frame, layers: set[str], inside: Any, lettering: Lettering
) -> Iterator[str]:
    streets = {name for named in land.street_names.values() for name, _line in named}
    chosen = [entry for entry in land.area_names if entry[0] in layers and entry[1] not in streets]
    largest = {name: polygon for _layer, name, polygon in sorted(chosen, key=lambda entry: entry[2].area)}
    for name, polygon in reversed(largest.items()):
        placed = land.within(frame, np.array([polygon], dtype=object))
        if len(placed) == 0 or placed[0].area < 500:
            continue
        point = shapely.Point(_heart(placed))
        if inside is None or inside.contains(point):
            yield lettering.at(name, point.x, point.y, 11.5)


def _heart(placed: Any) -> Any:
    """The point of a shape that lies farthest from its edge."""
    largest = max(shapely.get_parts(placed), key=lambda part: part.area)
    return shapely.maximum_inscribed_circle(largest, tolerance=2).coords[0]


def _imprint(land: Land, frame: Frame) -> str:
    """Who made the data, and how far a step is."""
    meters = next((m for m in (5000, 2000, 1000, 500, 200, 100, 50) if m * frame.units_per_meter <= 130), 50)
    long, bottom = meters * frame.units_per_meter, frame.height - 12
    words = f"{meters // 1000} km" if meters >= 1000 else f"{meters} m"
    soft = f"var(--map-soft,{COLORS['soft'][0]})"
    return (
        f'<path d="M12 {bottom - 5:g}v5h{long:.0f}v-5" fill="none" stroke="{soft}" stroke-width="1.2"/>'
        f'<g font-family="{SANS}" font-size="10.5" {_fill("soft")} paint-order="stroke" '
        f'stroke="var(--map-halo,{COLORS["halo"][0]})" stroke-width="2.5" stroke-linejoin="round">'
        f'<text x="{18 + long:.0f}" y="{bottom:g}">{words}</text>'
        f'<text x="{frame.width - 12:g}" y="{bottom:g}" text-anchor="end">{escape(land.attribution)}</text>'
        "</g>"
    )
