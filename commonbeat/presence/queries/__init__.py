"""Every read of presence. Nothing here counts or compares officers."""

from commonbeat.presence.queries.earlier import orders_before, residents_by_area, visits_before
from commonbeat.presence.queries.figures import (
    PresenceFigures,
    Reason,
    SightingFigures,
    presence_figures,
    sighting_figures,
)
from commonbeat.presence.queries.ground import ground_of, settings_of, weights_of
from commonbeat.presence.queries.needs import heard_shares, needs_of
from commonbeat.presence.queries.noticed import (
    DAY_PARTS,
    Noticed,
    PlaceGap,
    PresenceReport,
    Share,
    noticed,
    presence_report,
)
from commonbeat.presence.queries.outings import areas_of, week_of_walks
from commonbeat.presence.queries.places import (
    OverduePlace,
    Suggestion,
    last_present,
    places_overdue,
    suggested_stops,
)
from commonbeat.presence.queries.plans import Draft, DraftStop, DraftWalk, LeftOut, draft_of, plan_of_week
from commonbeat.presence.queries.walks import (
    AnnouncedStop,
    StopToday,
    WalkToday,
    called_off,
    left_open,
    next_presence,
    places_to_log,
    today,
    walks_between,
)

__all__ = [
    "DAY_PARTS",
    "AnnouncedStop",
    "Draft",
    "DraftStop",
    "DraftWalk",
    "LeftOut",
    "Noticed",
    "OverduePlace",
    "PlaceGap",
    "PresenceFigures",
    "PresenceReport",
    "Reason",
    "Share",
    "SightingFigures",
    "StopToday",
    "Suggestion",
    "WalkToday",
    "areas_of",
    "called_off",
    "draft_of",
    "ground_of",
    "heard_shares",
    "last_present",
    "left_open",
    "needs_of",
    "next_presence",
    "noticed",
    "orders_before",
    "places_overdue",
    "places_to_log",
    "plan_of_week",
    "presence_figures",
    "presence_report",
    "residents_by_area",
    "settings_of",
    "sighting_figures",
    "suggested_stops",
    "today",
    "visits_before",
    "walks_between",
    "week_of_walks",
    "weights_of",
]
