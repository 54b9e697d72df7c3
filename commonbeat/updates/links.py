"""Links in mail: signed, bound to one purpose, and never with anything about a voice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from commonbeat.places.models import Neighborhood, Team
from commonbeat.safety import signing
from commonbeat.together.models import Alert, Problem, Report
from commonbeat.updates.items import Item
from commonbeat.updates.models import Asking, Follow, Subscriber

CONFIRM, CHANGE, LEAVE = "updates confirm", "updates change", "updates leave"
CONFIRM_LIFE = timedelta(days=7)
CHANGE_LIFE = timedelta(days=100)

# The pages these links lead to, by the public face's own names.
CONFIRM_PAGE, CHANGE_PAGE, LEAVE_PAGE = (
    "public:updates_confirm",
    "public:updates_change",
    "public:updates_leave",
)
CODE_PAGE, NEIGHBORHOOD_PAGE = "public:code", "public:neighborhood"
TALK_PAGE = "public:talk"
ALERT_PAGE, REPORT_PAGE, PROBLEM_PAGE = "public:alert", "public:report", "public:problem"
# Per kind of item: its page, and what that page is found by.
ITEM_PAGES = {
    "pair": ("public:evidence", "pair_id"),
    "gathering": ("public:gathering", "slug"),
    "concern": ("public:concern", "reference"),
    "answer": ("public:questions", "neighborhood"),
    "initiative": ("public:work", "neighborhood"),
    "priority": ("public:work", "neighborhood"),
    "problem": (PROBLEM_PAGE, "slug"),
    "group": ("public:group", "slug"),
    "alert": (ALERT_PAGE, "alert_id"),
    "report": (REPORT_PAGE, "report"),
    "officer": ("public:officer", "slug"),
}


def confirm(asking: Asking) -> str:
    """Where an address is confirmed; opening the page changes nothing, its button does."""
    return page(asking.team, CONFIRM_PAGE, token=confirm_token(asking))


def change(subscriber: Subscriber) -> str:
    """Where a subscriber sees and changes what they get, without signing in."""
    return page(subscriber.team, CHANGE_PAGE, token=change_token(subscriber))


def leave(subscriber: Subscriber) -> str:
    """The one-click address of RFC 8058: a POST leaves, a GET shows the button."""
    return page(subscriber.team, LEAVE_PAGE, token=signing.sign(LEAVE, {"subscriber": subscriber.pk.hex}))


def confirm_token(asking: Asking) -> str:
    return signing.sign(CONFIRM, {"asking": asking.pk.hex, "subscriber": asking.subscriber_id.hex})


def change_token(subscriber: Subscriber) -> str:
    return signing.sign(CHANGE, {"subscriber": subscriber.pk.hex})


def read_confirm(token: str) -> tuple[UUID, UUID] | None:
    """The asking and the subscriber a confirmation link names; None when it is forged or a week old."""
    content = signing.unsign(CONFIRM, token, life=CONFIRM_LIFE)
    return (UUID(content["asking"]), UUID(content["subscriber"])) if isinstance(content, dict) else None


def read_subscriber(token: str, *, to_leave: bool = False) -> UUID | None:
    """The subscriber a link names. Leaving works with every link we ever sent, changing with newer ones."""
    content: Any = signing.unsign(CHANGE, token, life=None if to_leave else CHANGE_LIFE)
    if content is None and to_leave:
        content = signing.unsign(LEAVE, token)
    return UUID(content["subscriber"]) if isinstance(content, dict) else None


def item(one: Item) -> str:
    """The page an item is on."""
    name, found_by = ITEM_PAGES[one.kind]
    parts = {
        "pair_id": {"pair_id": str(one.id)},
        "alert_id": {"alert_id": str(one.id)},
        "report": {"slug": one.neighborhood.slug, "period": one.slug},
        "slug": {"slug": one.slug},
        "reference": {"reference": one.slug},
        "neighborhood": {"slug": one.neighborhood.slug},
    }
    return page(one.neighborhood.team, name, **parts[found_by])


def alert(one: Alert) -> str:
    """The page of an alert."""
    return page(one.team, ALERT_PAGE, alert_id=str(one.pk))


def report(one: Report) -> str:
    """The page of a report."""
    return page(one.team, REPORT_PAGE, slug=one.neighborhood.slug, period=one.name)


def problem(one: Problem) -> str:
    """The page of a problem."""
    return page(one.team, PROBLEM_PAGE, slug=one.slug)


def neighborhood(one: Neighborhood) -> str:
    """The page of a neighborhood."""
    return page(one.team, NEIGHBORHOOD_PAGE, slug=one.slug)


def code(team: Team) -> str:
    """Where a code is typed."""
    return page(team, CODE_PAGE)


def matter(follow: Follow) -> str:
    """The page of what everybody may read about; nothing for what is one's own, which a code opens."""
    if follow.conversation is not None:
        return page(follow.team, TALK_PAGE, slug=follow.conversation.slug)
    return ""


def page(team: Team, name: str, **parts: str) -> str:
    """A full address in the current language."""
    path = reverse(name, kwargs=parts)
    scheme = "https" if settings.IS_HTTPS else "http"
    return f"{scheme}://{team.domain}{path}" if team.domain else f"{settings.SITE_URL}{path}"
