"""Which places have waited too long for a visit, and where it is worth going."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from math import cos, radians

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.listening.models import Concern, Promise
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood, Place, Team
from commonbeat.presence import rules
from commonbeat.presence.models import Contact, StopReason, Visit
from commonbeat.safety.clock import local_date

NEVER = 10_000


@dataclass(frozen=True)
class OverduePlace:
    """A place beyond its visit target; `days` is None where nobody has ever been."""

    place: Place
    days: int | None
    target: int
    sentence: str


@dataclass(frozen=True)
class Suggestion:
    """A stop worth planning, with the reason as the officer will read it."""

    place: Place
    reason: str
    reason_words: str
    concern: Concern | None = None


def last_present(places: Iterable[Place]) -> dict[uuid.UUID, datetime]:
    """When somebody of the team was last at each place, by a visit or a chat there."""
    ids = [place.pk for place in places]
    visits = Visit.objects.filter(is_delivered=True, stop__place__in=ids).values("stop__place")
    found = dict(visits.annotate(last=Max("arrived_at")).values_list("stop__place", "last"))
    chats = Contact.objects.filter(place__in=ids).values("place").annotate(last=Max("happened_at"))
    for place, last in chats.values_list("place", "last"):
        found[place] = max(last, found.get(place, last))
    return found


def places_overdue(
    team: Team, neighborhood: Neighborhood | None, on: date, limit: int | None = None
) -> list[OverduePlace]:
    """Meeting places nobody has visited for longer than their target, those that waited longest first."""
    places = Place.objects.public(team).meeting_places().select_related("neighborhood")
    if neighborhood is not None:
        places = places.filter(neighborhood=neighborhood)
    known = list(places)
    for place in known:
        place.team = team
    seen = last_present(known)
    late = [late for place in known if (late := _overdue(place, seen.get(place.pk), on)) is not None]
    # Where nobody has ever been stands after those who waited and know that we can come.
    late.sort(key=lambda one: (one.days is None, -(one.days or 0), one.place.name.casefold()))
    return late[:limit]


def suggested_stops(
    officer: Staff, neighborhood: Neighborhood, on: date, limit: int = 12
) -> list[Suggestion]:
    """Where it is worth going, one reason a place: a promise due, an open concern, a long wait.

    Only what this officer may know; a complaint never leads anybody anywhere.
    """
    team = neighborhood.team
    places = list(Place.objects.public(team).meeting_places().filter(neighborhood=neighborhood))
    concerns = Concern.objects.visible_to(officer).filter(neighborhood=neighborhood, about_officer=None)
    due = (
        Promise.objects.due()
        .filter(concern__in=concerns, due_on__lte=on + rules.PROMISE_IS_NEAR)
        .select_related("concern__place")
        .order_by("due_on")
    )
    found = [_for_promise(promise, on, places) for promise in due]
    still_open = concerns.open().filter(place__isnull=False).select_related("place").order_by("opened_at")
    found += [_for_concern(concern, places) for concern in still_open]
    found += [_for_waiting(late) for late in places_overdue(team, neighborhood, on)]
    chosen: dict[uuid.UUID, Suggestion] = {}
    for suggestion in found:
        if suggestion is not None:
            chosen.setdefault(suggestion.place.pk, suggestion)
    return list(chosen.values())[:limit]


def _overdue(place: Place, last: datetime | None, on: date) -> OverduePlace | None:
    target = place.days_between_visits()
    if last is None:
        return OverduePlace(place, None, target, _("Nobody has been here yet"))
    days = (on - local_date(last, place.team.timezone)).days
    if days <= target:
        return None
    sentence = ngettext("%(days)d day since a visit", "%(days)d days since a visit", days) % {"days": days}
    return OverduePlace(place, days, target, sentence)


def _for_promise(promise: Promise, on: date, places: list[Place]) -> Suggestion | None:
    place = _at_or_near(promise.concern, places)
    if place is None:
        return None
    words: dict[str, object] = {"words": promise.words}
    if promise.due_on < on:
        text = _("A promise is late: %(words)s")
    elif promise.due_on == on:
        text = _("A promise is due today: %(words)s")
    else:
        text = ngettext(
            "A promise is due in %(days)d day: %(words)s",
            "A promise is due in %(days)d days: %(words)s",
            (promise.due_on - on).days,
        )
        words["days"] = (promise.due_on - on).days
    return Suggestion(place, StopReason.PROMISE, _short(text % words), promise.concern)


def _for_concern(concern: Concern, places: list[Place]) -> Suggestion | None:
    place = _at_or_near(concern, places)
    if place is None:
        return None
    text = (
        _("Open concern: %(title)s") if place.pk == concern.place_id else _("Open concern nearby: %(title)s")
    )
    return Suggestion(place, StopReason.CONCERN, _short(text % {"title": concern.title}), concern)


def _for_waiting(late: OverduePlace) -> Suggestion:
    return Suggestion(late.place, StopReason.NOT_VISITED, late.sentence)


def _at_or_near(concern: Concern, places: list[Place]) -> Place | None:
    """The meeting place where the concern is, or the nearest one; None where the concern has no place."""
    where = concern.place
    if where is None or not places:
        return None
    squeeze = cos(radians(where.latitude))

    def away(place: Place) -> float:
        east, north = (place.longitude - where.longitude) * squeeze, place.latitude - where.latitude
        return east * east + north * north

    return next((place for place in places if place.pk == where.pk), None) or min(places, key=away)


def _short(text: str) -> str:
    return text if len(text) <= 300 else text[:299].rsplit(" ", 1)[0] + "…"
