"""Something to write about, and somebody to write to."""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace

from commonbeat.openness import actions as openness
from commonbeat.post.models import Delivery
from commonbeat.updates import actions, links
from commonbeat.updates.models import Subscriber

EMAIL = "amara@home.example"


def announce(cast: SimpleNamespace, at: datetime, title: str = "Coffee with Ben", **changes: object):
    about = {
        "neighborhood": cast.row,
        "kind": "coffee",
        "title": title,
        "purpose": "Say hello.",
        "starts_at": at + timedelta(days=40),
        "ends_at": at + timedelta(days=40, hours=1),
        "place": cast.cafe,
        "by": cast.cleo,
        "at": at,
        "is_published": True,
    }
    return openness.announce_gathering(**{**about, **changes})


def ask(
    cast: SimpleNamespace, at: datetime, *, email: str = EMAIL, choices=None, language: str = "en"
) -> None:
    chosen = [(cast.row, "", "weekly")] if choices is None else choices
    actions.ask_to_subscribe(team=cast.team, email=email, choices=chosen, language=language, at=at)


def newest(kind: str) -> Delivery:
    """The one mail of this kind; several could not be told apart by age, for their ids are random."""
    return Delivery.objects.get(kind=kind)


def token_in(text: str) -> str:
    """The token of the first signed link in a mail."""
    return re.search(r"/(?:confirm|change|leave)/([^/\s>]+)/", text)[1]


def subscribed(cast: SimpleNamespace, at: datetime, **about: object) -> Subscriber:
    """Somebody who asked and confirmed."""
    before = set(Delivery.objects.filter(kind="updates.confirm").values_list("pk", flat=True))
    ask(cast, at, **about)
    mail = Delivery.objects.filter(kind="updates.confirm").exclude(pk__in=before).get()
    subscriber = actions.confirm(team=cast.team, token=token_in(mail.body_text), at=at)
    mail.delete()
    return subscriber


def change_token(subscriber: Subscriber) -> str:
    return links.change_token(subscriber)


def leave_token(subscriber: Subscriber) -> str:
    return token_in(links.leave(subscriber))
