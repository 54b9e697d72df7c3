"""What a program asks for, read strictly; and what it is told after handing something over."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from commonbeat.faces.peers.open311_format import GoneWrong
from commonbeat.listening.channels import letters
from commonbeat.listening.channels.said import Said
from commonbeat.methods.text.danger import describes_immediate_danger
from commonbeat.openness.queries.open311 import MOST_A_PAGE, Asked
from commonbeat.places.models import Team

MOST_PAGES = 100_000


def read(given: QueryDict) -> Asked:
    """The question; GoneWrong 400 with the field that cannot be read."""
    statuses = _words(given, "status")
    if any(one not in ("open", "closed") for one in statuses):
        raise GoneWrong(400, "status must be open or closed")
    return Asked(
        ids=_words(given, "service_request_id"),
        codes=_words(given, "service_code"),
        statuses=statuses,
        start=_instant(given, "start_date"),
        end=_instant(given, "end_date"),
        updated_after=_instant(given, "updated_after"),
        updated_before=_instant(given, "updated_before"),
        page=_number(given, "page", 1, MOST_PAGES),
        page_size=_number(given, "page_size", 50, MOST_A_PAGE),
    )


def notice(said: Said, team: Team) -> str:
    """What the program should show to the person: first of all whom to call."""
    words = _("We read it and answer. Your reference opens nothing and may be shown to anybody.")
    emergency = letters.emergency(team)
    is_urgent = describes_immediate_danger(said.words) is not None
    return f"{emergency} {words}" if is_urgent else f"{words} {emergency}"


def _words(given: QueryDict, name: str) -> tuple[str, ...]:
    parts = (part.strip() for part in given.get(name, "")[:5000].split(","))
    return tuple(part for part in parts if part)


def _instant(given: QueryDict, name: str) -> datetime | None:
    # A plus sign that was not escaped arrives as a space.
    text = (
        given.get(name, "").strip().replace(" ", "+") if "T" in given.get(name, "") else given.get(name, "")
    )
    if not text:
        return None
    try:
        found = parse_datetime(text if "T" in text or ":" in text else f"{text}T00:00:00")
        found = found if found is None or found.tzinfo else found.replace(tzinfo=UTC)
        # An instant at the very end of all time has no week.
        is_usable = found is not None and 1970 <= found.year <= 9000
    except (ValueError, OverflowError):
        is_usable = False
    if not is_usable:
        raise GoneWrong(400, f"{name} must be like 2026-11-30T00:00:00Z")
    return found


def _number(given: QueryDict, name: str, usual: int, most: int) -> int:
    text = given.get(name, "")
    if not text:
        return usual
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) < 1:
        raise GoneWrong(400, f"{name} must be a whole number from 1")
    return min(int(text), most)
