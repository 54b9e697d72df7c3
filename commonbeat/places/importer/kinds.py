"""What OpenStreetMap's tags mean to us: which ways are walked, which spots are places, what is drawn how."""

from collections.abc import Mapping

METERS_PER_SECOND = 4.8 / 3.6
STEPS_METERS_PER_SECOND = 2.0 / 3.6

NOT_WALKED = {
    *(
        "motorway",
        "motorway_link",
        "trunk",
        "trunk_link",
        "construction",
        "proposed",
        "raceway",
        "bus_guideway",
    ),
    *("elevator", "crossing", "rest_area", "services", "escape", "razed", "abandoned", "traffic_island"),
}
ROAD_CLASSES = {
    "motorway": "trunk",
    "motorway_link": "trunk",
    "trunk": "trunk",
    "trunk_link": "trunk",
    "primary": "main",
    "primary_link": "main",
    "secondary": "main",
    "secondary_link": "main",
    "tertiary": "middle",
    "tertiary_link": "middle",
    "residential": "street",
    "unclassified": "street",
    "living_street": "street",
    "pedestrian": "street",
    "road": "street",
    "service": "lane",
    "footway": "path",
    "path": "path",
    "steps": "path",
    "cycleway": "path",
    "bridleway": "path",
    "track": "path",
    "trail": "path",
}
# The first rule that fits decides; "*" fits any value.
AREA_LAYERS = (
    ("building", "building", {"*"}),
    ("water", "natural", {"water", "bay"}),
    ("water", "waterway", {"riverbank", "dock"}),
    ("water", "landuse", {"reservoir", "basin"}),
    ("water", "leisure", {"swimming_pool"}),
    ("square", "place", {"square"}),
    ("square", "highway", {"pedestrian"}),
    ("park", "leisure", {"park", "garden", "playground", "dog_park"}),
    ("park", "landuse", {"cemetery", "village_green", "recreation_ground", "flowerbed"}),
    ("park", "amenity", {"grave_yard"}),
    ("wood", "landuse", {"forest"}),
    ("wood", "natural", {"wood"}),
    ("meadow", "landuse", {"grass", "meadow", "orchard", "vineyard", "allotments", "greenfield"}),
    ("meadow", "leisure", {"pitch", "golf_course", "track", "stadium"}),
    ("meadow", "natural", {"scrub", "grassland", "heath", "wetland"}),
    ("stone", "natural", {"scree", "bare_rock", "sand", "beach", "shingle"}),
    ("built", "landuse", {"residential", "commercial", "retail", "industrial"}),
)
# kind, tag, values, whether walks are planned to it
PLACE_KINDS = (
    ("cafe", "amenity", {"cafe", "ice_cream"}, True),
    ("school_gate", "amenity", {"school", "kindergarten", "college", "university", "childcare"}, True),
    ("library", "amenity", {"library"}, True),
    ("worship", "amenity", {"place_of_worship"}, True),
    ("clinic", "amenity", {"clinic", "hospital", "doctors", "pharmacy", "social_facility"}, True),
    (
        "lobby",
        "amenity",
        {"townhall", "community_centre", "public_building", "social_centre", "arts_centre"},
        True,
    ),
    ("square", "place", {"square"}, True),
    ("square", "amenity", {"marketplace"}, True),
    ("park", "leisure", {"park", "playground", "dog_park", "garden"}, True),
    ("lobby", "leisure", {"sports_centre", "fitness_centre"}, True),
    ("stop", "railway", {"station", "halt", "tram_stop"}, True),
    ("stop", "public_transport", {"station"}, True),
    ("stop", "amenity", {"bus_station", "ferry_terminal"}, True),
    ("stop", "highway", {"bus_stop"}, True),
    ("shop", "shop", {"supermarket", "convenience", "bakery", "mall", "department_store", "kiosk"}, True),
    (
        "shop",
        "shop",
        {"greengrocer", "butcher", "books", "chemist", "hairdresser", "newsagent", "florist"},
        False,
    ),
    (
        "other",
        "amenity",
        {"restaurant", "pub", "bar", "fast_food", "post_office", "cinema", "theatre", "bank"},
        False,
    ),
    ("other", "tourism", {"museum", "hotel", "gallery"}, False),
)
NAMED_SETTLEMENTS = ("suburb", "quarter", "neighbourhood", "village", "town", "hamlet", "city")

Tags = Mapping[str, str]


def is_walked(tags: Tags) -> bool:
    """Whether people may and can walk along this way."""
    highway = tags.get("highway")
    if not highway or tags.get("foot") == "no" or (tags.get("area") == "yes" and highway == "platform"):
        return False
    is_allowed = tags.get("foot") in {"yes", "designated", "permissive"}
    if highway in NOT_WALKED or tags.get("access") in {"private", "no"}:
        return is_allowed and highway not in {"construction", "proposed", "razed", "abandoned"}
    return True


def road_class(tags: Tags) -> str | None:
    """How the way is drawn; None for what would only clutter the map."""
    drawn = ROAD_CLASSES.get(tags.get("highway", ""))
    is_hidden = tags.get("tunnel") in {"yes", "building_passage"} or tags.get("indoor") == "yes"
    if drawn in {"path", "lane"} and (is_hidden or tags.get("footway") in {"sidewalk", "crossing"}):
        return None
    return drawn


def area_layer(tags: Tags) -> str | None:
    """The layer an area is drawn on, or None."""
    for layer, key, values in AREA_LAYERS:
        value = tags.get(key)
        if value and value != "no" and ("*" in values or value in values):
            return layer
    return None


def line_layer(tags: Tags) -> str | None:
    """The layer of a waterway or railway that can be seen from the street, or None."""
    if tags.get("tunnel", "no") != "no":
        return None
    waterway = tags.get("waterway")
    if waterway in {"river", "canal"}:
        return "river"
    if waterway == "stream":
        return "stream"
    return "rail" if tags.get("railway") in {"rail", "light_rail", "narrow_gauge"} else None


def place_kind(tags: Tags) -> tuple[str, bool] | None:
    """The kind of place and whether walks are planned to it; None for anything else."""
    for kind, key, values, is_meeting_place in PLACE_KINDS:
        if tags.get(key) in values:
            return kind, is_meeting_place
    return None
