"""Published concerns and programs that hand things over."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

from commonbeat.listening import actions
from commonbeat.listening.models import Concern, Source


def program(cast: SimpleNamespace, at: datetime, **fields: object) -> tuple[Source, str]:
    """A program with its key."""
    given = {"channel": "open311", "name": f"App {uuid4().hex[:6]}", "neighborhood": cast.row, **fields}
    opened = actions.add_source(team=cast.team, at=at, **given)
    return opened.source, opened.secret


def published(
    cast: SimpleNamespace, at: datetime, title: str = "Lamps out", topic: str = "lighting"
) -> Concern:
    """A concern everybody may read."""
    heard = actions.hear(
        team=cast.team, neighborhood=cast.row, place=cast.cafe, client_id=uuid4(), channel="web", kind="worry",
        words="It is dark.", topic=topic, at=at,
    )  # fmt: skip
    made = actions.join(
        voices=[heard.voice], title=title, kind="worry", topic=topic, owner=cast.ben, by=cast.cleo, at=at
    )
    actions.publish_concern(concern=made, public_words="The lamps by the café are out.", by=cast.cleo, at=at)
    return made


def months(cast: SimpleNamespace, at: datetime) -> list[Concern]:
    """One each of this week, two months ago and half a year ago."""
    return [published(cast, at - timedelta(days=days), f"{days} days ago") for days in (0, 60, 180)]
