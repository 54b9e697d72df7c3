"""Every read of presence. Nothing here counts or compares officers."""

from commonbeat.presence.queries.figures import (
    PresenceFigures,
    Reason,
    SightingFigures,
    presence_figures,
    sighting_figures,
)
from commonbeat.presence.queries.places import (
    OverduePlace,
    Suggestion,
    last_present,
    places_overdue,
    suggested_stops,
)
from commonbeat.presence.queries.walks import (
    AnnouncedStop,
    StopToday,
    WalkToday,
    next_presence,
    places_to_log,
    today,
    walks_between,
)

__all__ = [
    "AnnouncedStop",
    "OverduePlace",
    "PresenceFigures",
    "Reason",
    "SightingFigures",
    "StopToday",
    "Suggestion",
    "WalkToday",
    "last_present",
    "next_presence",
    "places_overdue",
    "places_to_log",
    "presence_figures",
    "sighting_figures",
    "suggested_stops",
    "today",
    "walks_between",
]
