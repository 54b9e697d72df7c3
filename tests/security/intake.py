"""A way in, something that could not be read, and a table, in each corner of the town."""

from __future__ import annotations

from commonbeat.listening import actions
from commonbeat.listening.actions.understanding import name_topic
from commonbeat.listening.channels.said import Said
from commonbeat.listening.channels.sheets import Line
from commonbeat.listening.models import Topic
from tests.security.ground import OWN, Corner, Town

EMPTY = {"where": "", "when": "", "language": "", "kind": "worry", "feeling": "", "need": "", "topic": ""}


def open_ways(town: Town, where: str, corner: Corner) -> None:
    """What other programs and tables brought here."""
    way = actions.add_source(
        team=corner.team, channel="sms", name=f"Gateway {where}", neighborhood=corner.area, at=town.at
    )
    town.put("source", where, way.source)
    said = Said(event=f"broken {where}", sender="", words="", trouble="unreadable", raw=b"\xff")
    town.put("intake", where, actions.take_in(source=way.source, said=said, at=town.at).intake)
    line = Line(2, {**EMPTY, "words": f"From a table in {where}", "channel": "paper"}, None, corner.area)
    brought = actions.import_sheet(
        team=corner.team,
        name="box.csv",
        content=where.encode(),
        lines=[line],
        by=corner.coordinator,
        at=town.at,
    )
    town.put("table of voices", where, brought.sheet)
    topic = name_topic(name=f"Geese {where}", words="geese", examples="", by=corner.coordinator, at=town.at)
    town.put("topic", where, topic)
    if where == OWN:
        town.put("service code", where, Topic.LIGHTING.value)
