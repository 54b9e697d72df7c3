"""Every write about where a team walks."""

from commonbeat.places.actions.area import AreaImported, import_area
from commonbeat.places.actions.neighborhoods import describe_neighborhood
from commonbeat.places.actions.spots import add_place, change_place
from commonbeat.places.actions.teams import change_team, make_team

__all__ = [
    "AreaImported",
    "add_place",
    "change_place",
    "change_team",
    "describe_neighborhood",
    "import_area",
    "make_team",
]
