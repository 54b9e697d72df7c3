"""News of a neighborhood as Atom with GeoRSS, as feed readers expect it; what the gate lets through, no more."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from commonbeat.listening.models import Concern
from commonbeat.openness import gate
from commonbeat.openness.models import Gathering, YouSaidWeDid
from commonbeat.places.models import Neighborhood
from commonbeat.updates import links
from commonbeat.updates.items import Item, items_between

MOST, SPAN = 30, timedelta(weeks=12)
GEORSS = "http://www.georss.org/georss"
Points = dict[UUID, tuple[float, float]]


class GeoAtomFeed(Atom1Feed):
    """Atom whose entries may say where, as a GeoRSS simple point."""

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:georss": GEORSS}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item.get("point"):
            longitude, latitude = item["point"]
            handler.addQuickElement("georss:point", f"{latitude:.5f} {longitude:.5f}")


@gate.closed_on_error(())
def items_of(neighborhood: Neighborhood, at: datetime) -> tuple[Item, ...]:
    """The newest of the last twelve weeks, this hour included."""
    return tuple(items_between(neighborhood, at - SPAN, at)[:MOST])


def of_neighborhood(request: HttpRequest, neighborhood: Neighborhood) -> str:
    """The feed as text; empty but sound when there is no news."""
    home = request.build_absolute_uri(reverse("public:neighborhood", args=[neighborhood.slug]))
    feed = GeoAtomFeed(
        title=f"{request.team.name}: {neighborhood.name}",
        link=home,
        description=_("What we heard, what we did, and where you can meet us"),
        language=get_language() or "en",
        feed_url=request.build_absolute_uri(),
        feed_guid=f"urn:uuid:{neighborhood.pk}",
        author_name=request.team.name,
    )
    items = items_of(neighborhood, request.at)
    places = points(items)
    for item in items:
        add(feed, item, places.get(item.id))
    return feed.writeString("utf-8")


def add(feed: GeoAtomFeed, item: Item, point: tuple[float, float] | None) -> None:
    feed.add_item(
        title=item.heading,
        link=links.item(item),
        description=item.words,
        unique_id=f"urn:uuid:{item.id}" if not item.mark else f"urn:uuid:{item.id}#{item.mark}",
        updateddate=item.at,
        pubdate=item.at,
        categories=[item.kind],
        point=point,
    )


@gate.closed_on_error(Points())
def points(items: tuple[Item, ...]) -> Points:
    """Public places only: where a concern is published, where a gathering is."""
    ids = {
        kind: [item.id for item in items if item.kind == kind] for kind in ("concern", "pair", "gathering")
    }
    found: Points = {}
    for concern in Concern.objects.filter(pk__in=ids["concern"]).select_related("place"):
        _put(found, concern.pk, gate.point(concern))
    for pair in YouSaidWeDid.objects.filter(pk__in=ids["pair"]).select_related("concern__place"):
        _put(found, pair.pk, gate.point(pair.concern))
    for gathering in Gathering.objects.filter(pk__in=ids["gathering"]).select_related("place"):
        if gathering.place:
            _put(found, gathering.pk, (gathering.place.longitude, gathering.place.latitude))
    return found


def _put(found: Points, key: UUID, point: tuple[float, float] | None) -> None:
    if point is not None:
        found[key] = point
