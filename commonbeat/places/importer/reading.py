"""Reading an extract once: its ways, areas, spots and boundaries as arrays and shapely geometry."""

import bz2
import gzip
import hashlib
import math
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import shapely
from django.utils.translation import gettext as _
from shapely.geometry import Polygon, box

from commonbeat.places.importer import kinds
from commonbeat.safety.errors import Refused

Progress = Callable[[str, float], None]
AREA_KEYS = ("building", "natural", "landuse", "leisure", "waterway", "amenity", "place", "boundary", "shop")
MORE_AREA_KEYS = ("tourism", "railway", "public_transport", "highway")
Part = list[tuple[int, float, float]]


@dataclass
class Road:
    """One drawn or named way, in unbroken parts of (node id, longitude, latitude)."""

    parts: list[Part]
    drawn: str | None
    name: str
    names: dict[str, str]
    seconds_per_meter: float | None


@dataclass
class Spot:
    """One named feature where people are met."""

    osm_id: str
    kind: str
    is_meeting_place: bool
    name: str
    names: dict[str, str]
    longitude: float
    latitude: float
    opening_hours: str


@dataclass
class Settlement:
    """A named point such as a suburb or a village."""

    kind: str
    name: str
    longitude: float
    latitude: float


@dataclass
class Administrative:
    """An administrative boundary: assembled where all of it is in the extract, else the lines that are."""

    osm_id: int
    level: int
    name: str
    area: Any = None
    ways: list[int] = field(default_factory=list)


@dataclass
class Extract:
    """Everything we keep of an extract."""

    name: str
    sha256: str
    box: Polygon | None = None
    roads: list[Road] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    settlements: list[Settlement] = field(default_factory=list)
    administrative: dict[int, Administrative] = field(default_factory=dict)
    layers: dict[str, list[Any]] = field(default_factory=dict)
    labels: list[tuple[str, str, Any]] = field(default_factory=list)
    lines: dict[str, list[Part]] = field(default_factory=dict)
    rivers: dict[str, list[Part]] = field(default_factory=dict)
    shores: list[Part] = field(default_factory=list)
    member_lines: dict[int, list[Part]] = field(default_factory=dict)
    objects: int = 0


def read_extract(path: Path, progress: Progress | None = None) -> Extract:
    """The extract's contents; raises Refused with one sentence when it cannot be read to its end."""
    source = osmium.io.File(str(path), recognize(path))
    extract = Extract(name=path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    reader = _Reader(extract)
    try:
        reader.read_relations(source)
        for count in reader.read_objects(source):
            if progress:
                progress(_("reading the extract"), 1 - math.exp(-count / 400_000))
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as error:
        raise Refused(
            _("%(file)s is damaged or not complete: %(why)s. Please download it again.")
            % {"file": path.name, "why": str(error).rstrip(".")}
        ) from error
    if not any(road.seconds_per_meter for road in extract.roads):
        raise Refused(
            _("%(file)s holds no streets. Please choose an extract of your area.") % {"file": path.name}
        )
    extract.box = _header_box(source, extract)
    return extract


def recognize(path: Path) -> str:
    """The format of the file by its first bytes; raises Refused when it is missing or no extract."""
    try:
        with path.open("rb") as file:
            start = file.read(1024)
    except IsADirectoryError:
        raise Refused(_("%(file)s is a folder. Please name an extract.") % {"file": path}) from None
    except OSError:
        raise Refused(_("%(file)s cannot be opened. Please check the name.") % {"file": path}) from None
    if b"OSMHeader" in start[:24]:
        return "pbf"
    if start[:2] == b"\x1f\x8b":
        return _recognize_packed(path, gzip.open, "osm.gz")
    if start[:3] == b"BZh":
        return _recognize_packed(path, bz2.open, "osm.bz2")
    if b"<osm" in start and b"<osmChange" not in start:
        return "osm"
    raise _no_extract(path)


def _recognize_packed(path: Path, opener: Any, suffix: str) -> str:
    try:
        with opener(path, "rb") as file:
            start = file.read(1024)
    except (OSError, EOFError, zlib.error):
        start = b""
    if b"<osm" in start and b"<osmChange" not in start:
        return suffix
    raise _no_extract(path)


def _no_extract(path: Path) -> Refused:
    return Refused(
        _("%(file)s is not an OpenStreetMap extract. Please choose an .osm.pbf or .osm.gz file.")
        % {"file": path.name}
    )


def _header_box(source: Any, extract: Extract) -> Polygon | None:
    with osmium.io.Reader(source, osmium.osm.NOTHING) as reader:
        bounds = reader.header().box()
    if not bounds.valid():
        return None
    low, high = bounds.bottom_left, bounds.top_right
    polygon = box(low.lon, low.lat, high.lon, high.lat)
    return polygon if polygon.area > 0 else None


class _Reader:
    """One pass over relations to know what matters, one over everything."""

    def __init__(self, extract: Extract) -> None:
        self.extract = extract
        self.wanted_ways: set[int] = set()
        self.waters: dict[int, list[int]] = {}
        self.wkb = osmium.geom.WKBFactory()

    def read_relations(self, source: Any) -> None:
        """Note which ways make up boundaries and waters that may be cut by the extract's edge."""
        relations: Any = osmium.FileProcessor(source, osmium.osm.RELATION)
        for relation in relations:
            tags = relation.tags
            ways = [member.ref for member in relation.members if member.type == "w"]
            if tags.get("boundary") == "administrative" and tags.get("name"):
                level = tags.get("admin_level", "")
                if level.isdigit() and 6 <= int(level) <= 11:
                    name = tags["name"][:120]
                    self.extract.administrative[relation.id] = Administrative(
                        relation.id, int(level), name, ways=ways
                    )
                    self.wanted_ways.update(ways)
            elif tags.get("type") == "multipolygon" and kinds.area_layer(tags) == "water":
                self.waters[relation.id] = ways
                self.wanted_ways.update(ways)

    def read_objects(self, source: Any) -> Iterator[int]:
        """Sort every object into the extract; yields how many were read."""
        keys = osmium.filter.KeyFilter(*AREA_KEYS, *MORE_AREA_KEYS)
        # Untagged ways are let through: they may be part of a boundary.
        untagged = osmium.filter.EmptyTagFilter()
        untagged.enable_for(osmium.osm.NODE)
        reading: Any = osmium.FileProcessor(source).with_locations().with_areas(keys).with_filter(untagged)
        count = 0
        for thing in reading:
            count += 1
            if thing.is_node():
                self._node(thing)
            elif thing.is_way():
                self._way(thing)
            elif thing.is_area():
                self._area(thing)
            if count % 20_000 == 0:
                yield count
        self.extract.objects = count
        for ways in self.waters.values():
            self.extract.shores += [part for way in ways for part in self.extract.member_lines.get(way, [])]

    def _node(self, node: Any) -> None:
        tags = node.tags
        name = tags.get("name")
        if not name or not node.location.valid():
            return
        settled = tags.get("place")
        if settled in kinds.NAMED_SETTLEMENTS:
            self.extract.settlements.append(Settlement(settled, name[:120], node.lon, node.lat))
        self._spot(f"n{node.id}", tags, name, node.lon, node.lat)

    def _spot(self, osm_id: str, tags: Any, name: str, longitude: float, latitude: float) -> None:
        found = kinds.place_kind(tags)
        if found:
            kind, is_meeting_place = found
            hours = tags.get("opening_hours", "")[:255]
            names = other_names(tags)
            spot = Spot(osm_id, kind, is_meeting_place, name[:120], names, longitude, latitude, hours)
            self.extract.spots.append(spot)

    def _way(self, way: Any) -> None:
        tags = way.tags
        if "highway" in tags:
            self._road(way, tags)
        layer = kinds.line_layer(tags)
        if layer:
            self.extract.lines.setdefault(layer, []).extend(unbroken(way))
            if layer == "river" and "name" in tags:
                self.extract.rivers.setdefault(tags["name"], []).extend(unbroken(way))
        if way.id in self.wanted_ways:
            self.extract.member_lines[way.id] = unbroken(way)
        is_water = kinds.area_layer(tags) == "water" and way.is_closed()
        is_cut = is_water and not all(node.location.valid() for node in way.nodes)
        if tags.get("natural") == "coastline" or is_cut:
            self.extract.shores += unbroken(way)

    def _road(self, way: Any, tags: Any) -> None:
        drawn = kinds.road_class(tags)
        seconds = None
        if kinds.is_walked(tags):
            is_steps = tags.get("highway") == "steps"
            seconds = 1 / (kinds.STEPS_METERS_PER_SECOND if is_steps else kinds.METERS_PER_SECOND)
        # "Ringstraße; Bundesstraße" is one street with two names.
        name, _semicolon, second = (part.strip()[:120] for part in tags.get("name", "").partition(";"))
        if drawn or seconds:
            names = (other_names(tags) | ({"alt_name": second} if second else {})) if name else {}
            self.extract.roads.append(Road(unbroken(way), drawn, name, names, seconds))

    def _area(self, area: Any) -> None:
        tags = area.tags
        is_boundary = not area.from_way() and area.orig_id() in self.extract.administrative
        is_loop = area.from_way() and "highway" in tags and tags.get("area") != "yes"
        layer, spot = None if is_loop else kinds.area_layer(tags), kinds.place_kind(tags)
        name = tags.get("name", "")
        if not is_boundary and not layer and not (spot and name):
            return
        try:
            polygon = shapely.from_wkb(self.wkb.create_multipolygon(area))
        except RuntimeError:
            return
        if is_boundary:
            self.extract.administrative[area.orig_id()].area = polygon
        if layer:
            self.extract.layers.setdefault(layer, []).append(polygon)
            if layer == "water" and not area.from_way():
                self.waters.pop(area.orig_id(), None)
            if name and layer in {"water", "park", "wood", "square"}:
                self.extract.labels.append((layer, name, polygon))
        if spot and name:
            point = polygon.representative_point()
            letter = "w" if area.from_way() else "r"
            self._spot(f"{letter}{area.orig_id()}", tags, name, point.x, point.y)


def unbroken(way: Any) -> list[Part]:
    """The way's nodes that are in the extract, as parts without a gap, each of at least two nodes."""
    parts: list[Part] = [[]]
    for node in way.nodes:
        if node.location.valid():
            parts[-1].append((node.ref, node.lon, node.lat))
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if len(part) > 1]


def other_names(tags: Any) -> dict[str, str]:
    """The name in other languages and spellings, by language code or the tag's own name."""
    found = {}
    for tag in tags:
        key = tag.k
        if key in {"alt_name", "short_name", "loc_name"}:
            found[key] = tag.v
        elif key.startswith("name:") and len(key) <= 8:
            found[key[5:]] = tag.v
    return found


def as_lines(parts: list[Part]) -> Any:
    """The parts as an array of shapely lines."""
    if not parts:
        return np.empty(0, dtype=object)
    coordinates = np.array([(x, y) for part in parts for _ref, x, y in part])
    index = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    return shapely.linestrings(coordinates, indices=index)
