"""Adding and changing single places by hand."""

from datetime import datetime
from typing import Any

import h3
from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.journal import actions as journal
from commonbeat.places.actions.slugs import Slugs
from commonbeat.places.folding import search_key
from commonbeat.places.importer.contents import H3_RESOLUTION
from commonbeat.places.models import Neighborhood, Place, PlaceKind
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

LONGEST_TARGET_DAYS = 365


@transaction.atomic
def add_place(
    *,
    neighborhood: Neighborhood,
    name: str,
    kind: str,
    longitude: float,
    latitude: float,
    actor: Any,
    at: datetime,
    visit_target_days: int | None = None,
    opening_hours: str = "",
) -> Place:
    """A place that no map has, such as the lobby of a building; refused outside the neighborhood's box."""
    name = clean(name, 120, "name")
    if not name:
        raise Refused(_("Please give the place a name."), "name")
    if not (neighborhood.west <= longitude <= neighborhood.east) or not (
        neighborhood.south <= latitude <= neighborhood.north
    ):
        raise Refused(
            _("This point lies outside the neighborhood. Please choose one inside it."), "longitude"
        )
    taken = Place.objects.filter(team=neighborhood.team_id).values_list("slug", flat=True)
    place = Place(
        team_id=neighborhood.team_id,
        neighborhood=neighborhood,
        name=name,
        slug=Slugs(taken).make(name, "place", 100),
        kind=_kind(kind),
        longitude=longitude,
        latitude=latitude,
        h3_cell=h3.latlng_to_cell(latitude, longitude, H3_RESOLUTION),
        opening_hours=clean(opening_hours, 255, "opening_hours"),
        visit_target_days=_days(visit_target_days),
        search_key=search_key([name]),
    )
    place.save(force_insert=True)
    _enter(place, "add_place", actor, at)
    return place


@transaction.atomic
def change_place(
    *,
    place: Place,
    actor: Any,
    at: datetime,
    name: str | None = None,
    kind: str | None = None,
    visit_target_days: int | None = None,
    is_meeting_place: bool | None = None,
) -> Place:
    """The place with what was given changed; an import keeps its target and whether people are met here."""
    place = Place.objects.select_for_update().get(pk=place.pk)
    if name is not None:
        place.name = clean(name, 120, "name") or place.name
        place.search_key = search_key([place.name])
    if kind is not None:
        place.kind = _kind(kind)
    if visit_target_days is not None:
        place.visit_target_days = _days(visit_target_days)
    if is_meeting_place is not None:
        place.is_meeting_place = is_meeting_place
    place.save(update_fields=["name", "search_key", "kind", "visit_target_days", "is_meeting_place"])
    _enter(place, "change_place", actor, at)
    return place


def _kind(kind: str) -> str:
    if kind not in PlaceKind.values:
        raise Refused(_("Please choose the kind of place from the list."), "kind")
    return kind


def _days(days: int | None) -> int | None:
    if days is not None and not 1 <= days <= LONGEST_TARGET_DAYS:
        raise Refused(
            _("Please give a number of days from 1 to %(most)d.") % {"most": LONGEST_TARGET_DAYS},
            "visit_target_days",
        )
    return days


def _enter(place: Place, action: str, actor: Any, at: datetime) -> None:
    journal.enter(
        team=place.team_id, actor=actor, action=action, object_type="place", object_id=place.pk, at=at
    )
