"""Where else somebody is signed in, to see and to end. Of a device nothing is known but when it was used."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from commonbeat.faces.signin import BEGAN, SEEN
from commonbeat.people import actions


@dataclass(frozen=True)
class Place:
    """One browser or phone that is signed in."""

    ref: str
    """Names the session in a form without being a key to it."""
    began_at: datetime
    seen_at: datetime
    is_here: bool


def places(request: HttpRequest) -> list[Place]:
    """Every place where this person is signed in now, this one first, then the latest used."""
    found = (_place(request, key, held) for key, held in _sessions(request))
    return sorted(found, key=lambda place: (not place.is_here, -place.seen_at.timestamp()))


def end(request: HttpRequest, ref: str = "") -> int:
    """Sign out there, or everywhere but here; how many it were. Never here, never somebody else."""
    keys = [
        key
        for key, held in _sessions(request)
        if key != request.session.session_key and ref in ("", _ref(key))
    ]
    Session.objects.filter(pk__in=keys).delete()
    for _key in keys:
        actions.note_at_door(staff=request.user, what="sign out", at=request.at)
    return len(keys)


def _sessions(request: HttpRequest) -> Iterator[tuple[str, dict[str, Any]]]:
    """The sessions of this person that still let somebody in."""
    now = request.at.timestamp()
    for row in Session.objects.filter(expire_date__gt=request.at):
        held = row.get_decoded()
        is_theirs = held.get(SESSION_KEY) == str(request.user.pk)
        opens = held.get(HASH_SESSION_KEY) == request.user.get_session_auth_hash()
        is_idle = now - held.get(SEEN, held.get(BEGAN, 0)) > settings.SESSION_IDLE_SECONDS
        is_old = now - held.get(BEGAN, 0) > settings.SESSION_COOKIE_AGE
        if is_theirs and opens and not is_idle and not is_old:
            yield row.session_key, held


def _place(request: HttpRequest, key: str, held: dict[str, Any]) -> Place:
    return Place(
        ref=_ref(key),
        began_at=datetime.fromtimestamp(held[BEGAN], UTC),
        seen_at=datetime.fromtimestamp(held.get(SEEN, held[BEGAN]), UTC),
        is_here=key == request.session.session_key,
    )


def _ref(key: str) -> str:
    return hashlib.sha256(b"place" + key.encode()).hexdigest()[:24]
