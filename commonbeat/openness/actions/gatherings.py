"""Announcing, changing and calling off gatherings."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from commonbeat.openness import rules
from commonbeat.openness.actions.notes import note
from commonbeat.openness.models import Gathering
from commonbeat.openness.slugs import free_slug
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood, Place
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

TEXTS = {"title": 160, "purpose": 2000, "agenda": 4000, "where": 200, "access": 500}
CHANGEABLE = {*TEXTS, "link", "kind", "topic", "place", "starts_at", "ends_at", "capacity", "host"}


@transaction.atomic
def announce_gathering(
    *,
    neighborhood: Neighborhood,
    kind: str,
    title: str,
    purpose: str,
    starts_at: datetime,
    ends_at: datetime,
    by: Staff,
    at: datetime,
    place: Place | None = None,
    where: str = "",
    access: str = "",
    agenda: str = "",
    capacity: int | None = None,
    host: Staff | None = None,
    topic: str = "",
    link: str = "",
    is_published: bool = False,
) -> Gathering:
    """A new gathering: a draft for the desk, or shown to everybody at once."""
    rules.need_coordinator(by, neighborhood)
    gathering = Gathering(
        team_id=neighborhood.team_id,
        neighborhood=neighborhood,
        kind=kind,
        topic=topic,
        place=place,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=capacity,
        host=host,
        link=clean(link, 300, "link"),
        published_at=at if is_published else None,
        **_cleaned(title=title, purpose=purpose, agenda=agenda, where=where, access=access),
    )
    _check(gathering, at)
    day = starts_at.date().isoformat()
    gathering.slug = free_slug(
        Gathering.objects.filter(team_id=gathering.team_id), f"{gathering.title[:45]} {day}"
    )
    gathering.save(force_insert=True)
    note("announce gathering", gathering, by=by, at=at)
    return gathering


@transaction.atomic
def publish_gathering(*, gathering: Gathering, by: Staff, at: datetime) -> Gathering:
    """Shows a draft to everybody; publishing twice changes nothing."""
    rules.need_coordinator(by, gathering.neighborhood)
    if Gathering.objects.filter(pk=gathering.pk, published_at=None).update(published_at=at):
        note("publish gathering", gathering, by=by, at=at)
    gathering.refresh_from_db()
    return gathering


@transaction.atomic
def change_gathering(*, gathering: Gathering, by: Staff, at: datetime, **changes: Any) -> Gathering:
    """Changes what is announced; there are never fewer places than people who already said they come."""
    rules.need_coordinator(by, gathering.neighborhood)
    unknown = set(changes) - CHANGEABLE
    if unknown:
        raise TypeError(f"A gathering has no {', '.join(sorted(unknown))} to change.")
    changes |= _cleaned(**{name: changes[name] for name in changes if name in TEXTS})
    for name, value in changes.items():
        setattr(gathering, name, value)
    if gathering.is_canceled:
        raise Refused(_("This gathering was called off. Please announce a new one."))
    _check(gathering, at)
    room = Q(taken__lte=gathering.capacity) if gathering.capacity is not None else Q()
    found = Gathering.objects.filter(room, pk=gathering.pk, canceled_because="")
    if not found.update(revision=F("revision") + 1, **changes):
        raise Refused(
            _("More people have already said they come. Please offer at least that many places."), "capacity"
        )
    note("change gathering", gathering, by=by, at=at)
    gathering.refresh_from_db()
    return gathering


@transaction.atomic
def cancel_gathering(*, gathering: Gathering, because: str, by: Staff, at: datetime) -> Gathering:
    """Calls it off with a reason that everybody reads; it stays visible as called off."""
    rules.need_coordinator(by, gathering.neighborhood)
    because = clean(because, 300, "because")
    rules.need_words(because, "because", _("Please say why, so that people who planned to come understand."))
    if rules.is_over(gathering, at):
        raise Refused(_("This gathering is already over. Please write its minutes instead."))
    found = Gathering.objects.filter(pk=gathering.pk, canceled_because="")
    if found.update(canceled_because=because, canceled_at=at, revision=F("revision") + 1):
        note("call off gathering", gathering, by=by, at=at)
    gathering.refresh_from_db()
    return gathering


def _cleaned(**texts: str) -> dict[str, str]:
    return {name: clean(text, TEXTS[name], name) for name, text in texts.items()}


def _check(gathering: Gathering, at: datetime) -> None:
    rules.need_words(gathering.title, "title", _("Please give the gathering a title."))
    rules.need_words(gathering.purpose, "purpose", _("Please say what the gathering is for."))
    if gathering.place is None and not gathering.where:
        raise Refused(_("Please choose a place or say where people find you."), "where")
    if gathering.link and not gathering.link.startswith("https://"):
        raise Refused(_("Please give a link that begins with https://."), "link")
    if gathering.ends_at <= gathering.starts_at:
        raise Refused(_("The end must come after the start. Please change one of them."), "ends_at")
    if gathering.starts_at <= at:
        raise Refused(_("The start must still be to come. Please choose a later time."), "starts_at")
    if gathering.capacity is not None and gathering.capacity < 1:
        raise Refused(_("Please offer at least one place, or leave this empty for no limit."), "capacity")
    ours = gathering.team_id
    if (gathering.host and gathering.host.team_id != ours) or (
        gathering.place and gathering.place.team_id != ours
    ):
        raise Refused(_("Please choose a host and a place of your own team."))
