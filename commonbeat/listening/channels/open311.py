"""Open311 GeoReport v2: what a program hands over, as something somebody said."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from commonbeat.listening.channels.said import Said
from commonbeat.listening.models import Kind, Source, Topic
from commonbeat.people import queries as people
from commonbeat.places.models import Place
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

CONTACT = ("first_name", "last_name", "email", "phone")
LONGEST_EVENT = 200


def as_said(source: Source, given: Mapping[str, str], *, event: str, pictures: list[bytes]) -> Said:
    """What was handed over by POST; Refused with the field that is wrong.

    Names, addresses and numbers are sealed for the confidants; without a box for them they are not kept.
    """
    words = clean(given.get("description", ""), 5000, "description")
    topic = given.get("service_code", "")
    if topic not in Topic.values:
        raise Refused(_("“service_code” must be one of those that services lists."), "service_code")
    if not words:
        raise Refused(_("“description” must say what it is about."), "description")
    kind = given.get("attribute[kind]", "") or Kind.WORRY
    if kind not in Kind.values or kind == Kind.COMPLAINT:
        raise Refused(
            _("“attribute[kind]” must be one of those that the service's definition lists."), "kind"
        )
    where, area, point = _where(source, given)
    return Said(
        event=event[:LONGEST_EVENT],
        sender="",
        words=words,
        kind=kind,
        topic=topic,
        where=where,
        area=area,
        point=point,
        pictures=pictures,
        contact_details=_contact(source, given),
        rate_key=f"program {source.pk} {given.get('device_id', '') or given.get('account_id', '')}",
    )


def _where(source: Source, given: Mapping[str, str]) -> tuple[str, str, tuple[float, float] | None]:
    """The words for where, the neighborhood of a known place, and the point; one of them must be there."""
    where = clean(given.get("address_string", ""), 200, "address_string")
    known = given.get("address_id", "")
    place = Place.objects.public(source.team).filter(slug=known).select_related("neighborhood").first()
    if known and place is None:
        raise Refused(_("We know no place with this “address_id”."), "address_id")
    point = _point(given)
    if place is not None:
        return where or place.name, place.neighborhood.slug, point
    if not where and point is None:
        raise Refused(_("Say where: “lat” and “long”, “address_string” or “address_id”."), "lat")
    return where, "", point


def _point(given: Mapping[str, str]) -> tuple[float, float] | None:
    latitude, longitude = given.get("lat", ""), given.get("long", "")
    if not latitude and not longitude:
        return None
    try:
        point = float(longitude), float(latitude)
    except ValueError:
        raise Refused(_("“lat” and “long” must be degrees, such as 60.17 and 24.94."), "lat") from None
    if not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
        raise Refused(_("“lat” and “long” must be degrees, such as 60.17 and 24.94."), "lat")
    return point


def _contact(source: Source, given: Mapping[str, str]) -> str:
    details = " ".join(given.get(name, "").strip() for name in CONTACT).strip()
    return clean(details[:500], 500, "email") if details and people.box_state(source.team).box else ""
