"""The ground of an extract as geometry: the area it covers, its road lines, and water that its edge cuts."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
import shapely.affinity
from shapely.geometry import Polygon

from commonbeat.places.importer.reading import Extract, as_lines

EDGE_DEGREES = 0.0015
# A face beside a cut shore is water when its street points are this much thinner than in the whole extract.
DRY_SHARE = 0.05
# How far, as a share of the extract's width, a cut line may end from the edge it once crossed.
LOOSE_END_SHARE = 0.12


@dataclass
class Ground:
    """An extract with the geometry that several steps need."""

    extract: Extract

    @cached_property
    def parts(self) -> list[tuple[int, Any]]:
        """(number of the road, part) for every unbroken part of every road."""
        return [(number, part) for number, road in enumerate(self.extract.roads) for part in road.parts]

    @cached_property
    def lines(self) -> Any:
        """One shapely line for every entry of `parts`."""
        return as_lines([part for _number, part in self.parts])

    @cached_property
    def road_numbers(self) -> Any:
        """The number of the road of every line."""
        return np.array([number for number, _part in self.parts], dtype=np.int64)

    @cached_property
    def points(self) -> Any:
        """Coordinates (N, 2) of all nodes of walkable roads: where people can be."""
        walked = np.array([road.seconds_per_meter is not None for road in self.extract.roads])
        return shapely.get_coordinates(self.lines[walked[self.road_numbers]])

    @cached_property
    def hull(self) -> Any:
        """The area the extract really covers: near its streets and inside its declared box."""
        sample = self.points[:: max(1, len(self.points) // 5_000)]
        streets = shapely.concave_hull(shapely.multipoints(sample), ratio=0.25)
        hull = streets.buffer(EDGE_DEGREES)
        box = self.extract.box
        if box is not None and box.intersects(hull):
            hull = box if hull.intersection(box).area > 0.8 * box.area else hull.intersection(box)
        return shapely.make_valid(hull)

    @cached_property
    def box(self) -> Polygon:
        """The rectangle of the extract."""
        return self.extract.box or self.hull.envelope

    def share_inside(self, areas: Any) -> Any:
        """For every area: the share of all street points that lie inside it."""
        sample = self.points[:: max(1, len(self.points) // 20_000)]
        tree = shapely.STRtree(shapely.points(sample))
        inside = tree.query(np.asarray(areas, dtype=object), predicate="contains")
        return np.bincount(inside[0], minlength=len(areas)) / len(sample)

    @cached_property
    def cut_water(self) -> list[Any]:
        """Water whose shore leaves the extract, such as the sea: parts of the box with almost no streets."""
        shore = as_lines(self.extract.shores)
        if len(shore) == 0:
            return []
        faces = faces_between(shore, self.box)
        if len(faces) < 2:
            return []
        density = self.share_inside(faces) / (shapely.area(faces) / self.box.area)
        near = shapely.length(
            shapely.intersection(shapely.boundary(faces), shapely.union_all(shore).buffer(1e-7))
        )
        return [
            face
            for face, full, long in zip(faces, density, near, strict=True)
            if long > 0 and full < DRY_SHARE
        ]


def faces_between(lines: Any, frame: Polygon) -> Any:
    """The faces that lines cut a frame into; a line that ends just inside the frame is led on to its edge."""
    inside = shapely.intersection(np.asarray(lines, dtype=object), frame)
    merged = shapely.line_merge(shapely.union_all(inside))
    rim = frame.exterior
    reach = LOOSE_END_SHARE * max(frame.bounds[2] - frame.bounds[0], frame.bounds[3] - frame.bounds[1])
    ends = [shapely.get_point(line, at) for line in shapely.get_parts(merged) for at in (0, -1)]
    ends = [end for end in ends if not end.is_empty]
    meetings = shapely.STRtree(ends).query(ends, predicate="dwithin", distance=1e-9)[0] if ends else []
    loose = [ends[at] for at, times in enumerate(np.bincount(meetings, minlength=len(ends))) if times == 1]
    leads = [shapely.shortest_line(end, rim) for end in loose if end.distance(rim) < reach]
    # Lengthened a little, so that rounding cannot keep a lead from crossing the edge.
    leads = [
        shapely.affinity.scale(lead, 1.001, 1.001, origin=lead.coords[0]) for lead in leads if lead.length > 0
    ]
    net = shapely.union_all([rim, merged, *leads])
    return np.array([*shapely.polygonize([net]).geoms], dtype=object)
