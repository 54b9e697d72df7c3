"""Where a team walks and listens: its neighborhoods, places, streets, walk network and drawn maps."""

from functools import cached_property
from typing import Any, Protocol, Self

import shapely
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from commonbeat.safety.records import Record


class OfTeam(Protocol):
    """Whoever belongs to a team: a member of staff."""

    team_id: Any


class TeamKind(models.TextChoices):
    CAMPUS = "campus", _("Campus")
    BUSINESS = "business_district", _("Business district")
    HOUSING = "housing_estate", _("Housing estate")
    TOWN = "town", _("Town")
    OTHER = "other", _("Other")


class PlaceKind(models.TextChoices):
    CAFE = "cafe", _("Café")
    SCHOOL_GATE = "school_gate", _("School gate")
    PARK = "park", _("Park")
    LOBBY = "lobby", _("Lobby")
    STOP = "stop", _("Stop")
    SHOP = "shop", _("Shop")
    LIBRARY = "library", _("Library")
    SQUARE = "square", _("Square")
    WORSHIP = "worship", _("Place of worship")
    CLINIC = "clinic", _("Clinic")
    OTHER = "other", _("Other")


def english_only() -> list[str]:
    return ["en"]


class Team(Record):
    """The security organization that runs this installation; it cannot exist without emergency numbers."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=24, choices=TeamKind, default=TeamKind.TOWN)
    timezone = models.CharField(max_length=64, default="UTC")
    languages = models.JSONField(default=english_only)
    emergency_numbers = models.JSONField()
    monitored_hours = models.CharField(max_length=120, blank=True)
    domain = models.CharField(max_length=253, blank=True)
    about = models.TextField(max_length=4000, blank=True)
    purpose = models.TextField(max_length=4000, blank=True)
    contact_email = models.EmailField(blank=True)
    answer_hours = models.JSONField(default=dict, blank=True)
    visit_target_days = models.PositiveSmallIntegerField(default=14)
    map_attribution = models.CharField(max_length=200, default="© OpenStreetMap contributors")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(emergency_numbers=[]), name="team_has_emergency_numbers"),
            models.CheckConstraint(condition=Q(visit_target_days__gte=1), name="team_visit_target_positive"),
            models.UniqueConstraint(fields=["domain"], condition=~Q(domain=""), name="team_domain_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    def hours_to_answer(self, kind: str) -> int:
        """How many hours the team gives itself for a first real answer to this kind of voice."""
        return int(self.answer_hours.get(kind, self.answer_hours.get("default", 72)))


class OfTeamQuerySet(models.QuerySet[Any]):
    """Rows that everyone of the team and every visitor may see; nobody of another team."""

    def visible_to(self, staff: OfTeam) -> Self:
        """What this member of staff may see: their own team's."""
        return self.filter(team_id=staff.team_id)

    def public(self, team: Team) -> Self:
        """What every visitor of this team's site may see."""
        return self.filter(team=team)


class CurrentQuerySet(OfTeamQuerySet):
    """Rows that came from a map and may have disappeared from it."""

    def public(self, team: Team) -> Self:
        """What every visitor of this team's site may see: what is still there."""
        return self.filter(team=team, is_current=True)

    def current(self) -> Self:
        """Those that are still on the map."""
        return self.filter(is_current=True)


class PlaceQuerySet(CurrentQuerySet):
    def meeting_places(self) -> Self:
        """Where people are met: those that walks are planned to."""
        return self.filter(is_meeting_place=True)


class Neighborhood(Record):
    """The area a team looks after, with its boundary in degrees of longitude and latitude."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="neighborhoods")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80)
    boundary = models.JSONField()
    population = models.PositiveIntegerField(null=True, blank=True)
    population_by = models.JSONField(default=dict, blank=True)
    longitude = models.FloatField()
    latitude = models.FloatField()
    # The box around the boundary, so that the database can pass over those far away; unknown is everywhere.
    west = models.FloatField(default=-180.0)
    south = models.FloatField(default=-90.0)
    east = models.FloatField(default=180.0)
    north = models.FloatField(default=90.0)
    about = models.TextField(max_length=4000, blank=True)
    is_current = models.BooleanField(default=True)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["team", "slug"], name="neighborhood_slug_unique"),
            models.CheckConstraint(
                condition=Q(west__lte=models.F("east"), south__lte=models.F("north")),
                name="neighborhood_box_ordered",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def shape(self) -> BaseGeometry:
        """The boundary as a shapely polygon or multipolygon."""
        polygon: BaseGeometry = shape(self.boundary)
        shapely.prepare(polygon)
        return polygon


class Place(Record):
    """A spot where people are met."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="places")
    neighborhood = models.ForeignKey(Neighborhood, models.PROTECT, related_name="places")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=100)
    kind = models.CharField(max_length=16, choices=PlaceKind, default=PlaceKind.OTHER)
    longitude = models.FloatField()
    latitude = models.FloatField()
    h3_cell = models.CharField(max_length=16, blank=True, db_index=True)
    osm_id = models.CharField(max_length=24, null=True, blank=True)  # noqa: DJ001 -- unique where known
    opening_hours = models.CharField(max_length=255, blank=True)
    visit_target_days = models.PositiveSmallIntegerField(null=True, blank=True)
    is_meeting_place = models.BooleanField(default=True)
    is_current = models.BooleanField(default=True)
    search_key = models.CharField(max_length=400, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["team", "slug"], name="place_slug_unique"),
            models.UniqueConstraint(fields=["team", "osm_id"], name="place_osm_id_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    def days_between_visits(self) -> int:
        """The longest the team wants to stay away from this place."""
        return self.visit_target_days or self.team.visit_target_days


class Street(Record):
    """The part of a named street that lies in one neighborhood."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="streets")
    neighborhood = models.ForeignKey(Neighborhood, models.PROTECT, related_name="streets")
    name = models.CharField(max_length=120)
    line = models.JSONField()
    longitude = models.FloatField()
    latitude = models.FloatField()
    search_key = models.CharField(max_length=400)
    is_current = models.BooleanField(default=True)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["neighborhood", "name"], name="street_once_per_neighborhood"),
        ]

    def __str__(self) -> str:
        return self.name


class WalkNetwork(Record):
    """The walkable ways of an area as compressed arrays; the newest import replaces the one before."""

    team = models.OneToOneField(Team, models.PROTECT, related_name="walk_network")
    arrays = models.BinaryField()
    source_name = models.CharField(max_length=255)
    source_sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField()

    objects = OfTeamQuerySet.as_manager()

    def __str__(self) -> str:
        return self.source_name


class MapSheet(Record):
    """A drawn map of one neighborhood, or of the whole area, with what is needed to put markers on it."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="map_sheets")
    neighborhood = models.OneToOneField(
        Neighborhood, models.PROTECT, related_name="map_sheet", null=True, blank=True
    )
    svg_gzip = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    width = models.FloatField()
    height = models.FloatField()
    west = models.FloatField()
    north = models.FloatField()
    scale_x = models.FloatField()
    scale_y = models.FloatField()
    drawn_at = models.DateTimeField()

    objects = OfTeamQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team"], condition=Q(neighborhood=None), name="one_sheet_of_the_whole_area"
            ),
        ]

    def __str__(self) -> str:
        return str(self.neighborhood or self.team)

    @property
    def view_box(self) -> str:
        """The viewBox that an overlay needs to lie exactly on this map."""
        return f"0 0 {self.width:g} {self.height:g}"
