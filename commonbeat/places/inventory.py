"""What the tables about places hold, and for how long. Nothing in them is about a person."""

from django.utils.translation import gettext_lazy as _

from commonbeat.safety.inventory import Held

_SERVICE = _("running the service")
_PUBLIC = _("public information about the area")
_OWN = _("public information about the team")
_REFERENCE = _("reference")
_ROW = _("as long as the row")
_TEAM_STAYS = _("as long as the team uses this service")
_AREA_STAYS = _("as long as the team looks after the area")

_id = Held(_("a random number that names the row"), _SERVICE, _REFERENCE, _ROW)
_team = Held(_("which team a row belongs to"), _SERVICE, _REFERENCE, _ROW)


def _of_team(purpose: object) -> Held:
    return Held(purpose, _SERVICE, _OWN, _TEAM_STAYS)  # type: ignore[arg-type]


def _of_area(purpose: object) -> Held:
    return Held(purpose, _SERVICE, _PUBLIC, _AREA_STAYS)  # type: ignore[arg-type]


_is_current = _of_area(_("whether the newest map still shows it"))
_longitude = _of_area(_("where it is, east to west"))
_latitude = _of_area(_("where it is, north to south"))
_search_key = _of_area(_("its name without accents, so that it is found however it is typed"))
_neighborhood = _of_area(_("which neighborhood it lies in"))
_name = _of_area(_("what it is called"))
_slug = _of_area(_("its part of a page's address"))
_box = _of_area(_("how far the boundary reaches, to find it faster"))
_frame = _of_area(_("where markers belong on the drawn map"))

FIELDS: dict[str, Held] = {
    "Team.id": _id,
    "Team.name": _of_team(_("what the team is called")),
    "Team.slug": _of_team(_("the team's short name on the command line")),
    "Team.kind": _of_team(_("what kind of area it looks after")),
    "Team.timezone": _of_team(_("to show times as people there read them")),
    "Team.languages": _of_team(_("in which languages the pages are shown")),
    "Team.emergency_numbers": _of_team(_("to show on every page whom to call when in danger")),
    "Team.monitored_hours": _of_team(_("to say when somebody reads what comes in")),
    "Team.domain": _of_team(_("under which address the pages are served")),
    "Team.about": _of_team(_("to say who the team is and why it exists")),
    "Team.purpose": _of_team(_("to say what the team is for")),
    "Team.contact_email": _of_team(_("how to write to the team")),
    "Team.answer_hours": _of_team(_("how soon the team promises an answer")),
    "Team.visit_target_days": _of_team(_("how often the team wants to be at each place")),
    "Team.map_attribution": _of_team(_("to name who made the map's data")),
    "Neighborhood.id": _id,
    "Neighborhood.team": _team,
    "Neighborhood.name": _name,
    "Neighborhood.slug": _slug,
    "Neighborhood.boundary": _of_area(_("where the neighborhood begins and ends")),
    "Neighborhood.population": _of_area(_("how many people live there, to see who has not been heard")),
    "Neighborhood.population_by": _of_area(_("the same by age and sex where it is public, as counts")),
    "Neighborhood.longitude": _longitude,
    "Neighborhood.latitude": _latitude,
    "Neighborhood.west": _box,
    "Neighborhood.south": _box,
    "Neighborhood.east": _box,
    "Neighborhood.north": _box,
    "Neighborhood.about": _of_area(_("a few words about the neighborhood")),
    "Neighborhood.is_current": _is_current,
    "Place.id": _id,
    "Place.team": _team,
    "Place.neighborhood": _neighborhood,
    "Place.name": _name,
    "Place.slug": _slug,
    "Place.kind": _of_area(_("what kind of place it is")),
    "Place.longitude": _longitude,
    "Place.latitude": _latitude,
    "Place.h3_cell": _of_area(_("the small map cell it lies in, to compare places")),
    "Place.osm_id": _of_area(_("its number in OpenStreetMap, to bring it up to date")),
    "Place.opening_hours": _of_area(_("when people can be met there")),
    "Place.visit_target_days": _of_area(_("how often the team wants to be there")),
    "Place.is_meeting_place": _of_area(_("whether walks are planned to it")),
    "Place.is_current": _is_current,
    "Place.search_key": _search_key,
    "Street.id": _id,
    "Street.team": _team,
    "Street.neighborhood": _neighborhood,
    "Street.name": _name,
    "Street.line": _of_area(_("where the street runs")),
    "Street.longitude": _longitude,
    "Street.latitude": _latitude,
    "Street.search_key": _search_key,
    "Street.is_current": _is_current,
    "WalkNetwork.id": _id,
    "WalkNetwork.team": _team,
    "WalkNetwork.arrays": _of_area(_("how long ways on foot are, to plan walks")),
    "WalkNetwork.source_name": _of_area(_("which map file it was made from")),
    "WalkNetwork.source_sha256": _of_area(_("which map file it was made from, beyond doubt")),
    "WalkNetwork.imported_at": _of_area(_("how old the map is")),
    "MapSheet.id": _id,
    "MapSheet.team": _team,
    "MapSheet.neighborhood": _neighborhood,
    "MapSheet.svg_gzip": _of_area(_("the drawn map")),
    "MapSheet.sha256": _of_area(_("to know whether a reader already has this map")),
    "MapSheet.width": _frame,
    "MapSheet.height": _frame,
    "MapSheet.west": _frame,
    "MapSheet.north": _frame,
    "MapSheet.scale_x": _frame,
    "MapSheet.scale_y": _frame,
    "MapSheet.drawn_at": _of_area(_("how old the drawing is")),
}
