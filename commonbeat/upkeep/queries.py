"""Everything held about one person, found by what only that person has."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import models

from commonbeat.journal import queries as journal
from commonbeat.listening import queries as listening
from commonbeat.listening.models import Attachment, Voice
from commonbeat.openness import queries as openness
from commonbeat.people import queries as people
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood, Place, Team
from commonbeat.post.models import Delivery
from commonbeat.safety import inventory, pictures, sealing
from commonbeat.updates import addresses
from commonbeat.updates.models import Subscriber

NAMED = (Team, Neighborhood, Place, Staff)


def found_by(team: Team, secret: str, at: datetime) -> models.Model | None:
    """What a code opens, or whose mail address it is; None for what is unknown, expired and purged alike."""
    if "@" in secret:
        return _subscriber(team, secret)
    return (
        listening.by_code(team, secret)
        or people.greeting_by_code(team=team, code=secret, at=at)
        or openness.rsvp_by_code(team, secret)
        or openness.question_by_code(team, secret)
    )


def everything_about(found: models.Model, at: datetime) -> dict[str, Any]:
    """Every stored field of this and of all that hangs on it, with what it is for and how long it is kept."""
    rows = [found, *_hanging_on(found)]
    held = inventory.collect()
    told: dict[str, Any] = {
        "held": [_row(one, held) for one in rows],
        "seen_by": [_look(look) for one in rows for look in journal.looked_at(one.pk)],
    }
    if isinstance(found, Voice):
        told["what_happened"] = [
            {"what": event.name, "when": _plain(event.at or event.on), "words": event.words, "by": event.by}
            for event in listening.timeline(found, at)
        ]
    return told


def _subscriber(team: Team, address: str) -> Subscriber | None:
    mark = addresses.fingerprint(team, addresses.checked(address))
    return Subscriber.objects.of_team(team).filter(address_fingerprint=mark).first()


def _hanging_on(row: models.Model) -> Iterator[models.Model]:
    """Rows that would not be there without this one, all the way down, and the mail about each of them."""
    yield from Delivery.objects.about_any(row._meta.label, [row.pk])
    for relation in row._meta.related_objects:
        if relation.field.name and not relation.many_to_many:
            theirs: Any = relation.related_model
            for one in theirs._default_manager.filter(**{relation.field.name: row}):
                yield one
                yield from _hanging_on(one)


def _row(row: models.Model, held: dict[str, inventory.Held]) -> dict[str, Any]:
    name = f"{row._meta.app_label}.{type(row).__name__}"
    values = {field.name: _value(row, field) for field in row._meta.concrete_fields}
    for field in row._meta.many_to_many:
        values[field.name] = [str(one.name) for one in getattr(row, field.name).all()]
    fields = {}
    for key, value in values.items():
        told = held.get(f"{name}.{key}")
        fields[key] = {"value": value} if told is None else {"value": value, **_why(told)}
    return {"what": name, "fields": fields}


def _why(told: inventory.Held) -> dict[str, str]:
    return {"for": str(told.purpose), "because": str(told.basis), "kept": str(told.retention)}


def _value(row: models.Model, field: models.Field[Any, Any]) -> Any:
    value = getattr(row, field.attname)
    if isinstance(row, Subscriber) and field.name == "address":
        return sealing.reveal(row.address)
    if isinstance(row, Attachment) and field.name == "file":
        return _picture(value)
    if isinstance(field, models.ForeignKey) and value is not None and issubclass(field.related_model, NAMED):
        return str(getattr(row, field.name).name)
    return _plain(value)


def _picture(name: str) -> str:
    try:
        return base64.b64encode(pictures.read(name)).decode()
    except FileNotFoundError:
        return ""


def _look(look: journal.Look) -> dict[str, Any]:
    by = Staff.objects.filter(pk=look.actor_id).values_list("name", flat=True).first()
    return {"what": look.action, "by": by or look.actor_kind, "why": look.reason, "when": _plain(look.at)}


def _plain(value: Any) -> Any:
    """As JSON can say it."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | str | list | dict) else str(value)
