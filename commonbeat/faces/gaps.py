"""Where nobody has been for too long, on the drawn map."""

from dataclasses import dataclass

from commonbeat.places import queries as places
from commonbeat.places.drawing import project
from commonbeat.places.models import MapSheet, Neighborhood, Team
from commonbeat.presence.queries import PlaceGap, PresenceReport


@dataclass(frozen=True)
class GapPoint:
    """A place on the map; `words` is what stands beside it: days since a visit."""

    gap: PlaceGap
    x: float
    y: float

    @property
    def words(self) -> str:
        return "–" if self.gap.days is None else str(self.gap.days)


@dataclass(frozen=True)
class GapMap:
    """A sheet with a point for every place."""

    sheet: MapSheet
    points: list[GapPoint]


def gap_map(team: Team, neighborhood: Neighborhood | None, report: PresenceReport) -> GapMap | None:
    """Those that wait longest are drawn last, on top; None where no map was drawn."""
    sheet = places.sheet_of(team, neighborhood)
    if sheet is None:
        return None
    spots = [
        GapPoint(gap, *project(sheet, gap.place.longitude, gap.place.latitude))
        for gap in reversed(report.gaps)
    ]
    inside = [one for one in spots if 0 <= one.x <= sheet.width and 0 <= one.y <= sheet.height]
    return GapMap(sheet, inside)
