"""What somebody can be told about: neighborhood × topic × cadence, each with the mail it would have brought."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commonbeat.faces.public.forms.subscribe import EVERYTHING
from commonbeat.listening.models import Topic
from commonbeat.places.models import Neighborhood
from commonbeat.updates import queries
from commonbeat.updates.choices import Choice
from commonbeat.updates.models import ALERTS, AT_ONCE, Cadence

CADENCES = list(Cadence.values)
Chosen = list[tuple[Neighborhood, str, str]]


@dataclass(frozen=True)
class Offer:
    """One line of the table shown before anybody joins."""

    topic: str
    label: str
    sentences: list[str]


def offers(neighborhood: Neighborhood, at: datetime, everything: str) -> list[Offer]:
    """What every topic would bring at every cadence."""
    topics = ["", *Topic.values]
    return [
        Offer(
            topic=one.topic,
            label=str(Topic(one.topic).label) if one.topic else everything,
            sentences=[one.by_cadence[cadence].sentence for cadence in CADENCES],
        )
        for one in queries.volumes(neighborhood, topics, CADENCES, at)
    ]


def chosen_by(neighborhood: Neighborhood, said: dict[str, Any]) -> Chosen:
    """What a filled form means; everything leaves no room for single topics."""
    topics = said["topics"]
    wanted = [""] if EVERYTHING in topics else topics
    alerts = [(neighborhood, ALERTS, AT_ONCE)] if said.get("alerts") else []
    return [*((neighborhood, topic, said["cadence"]) for topic in wanted), *alerts]


def with_volume(choices: Iterable[Choice], at: datetime) -> list[dict[str, Any]]:
    """Choices as rows, each with a sentence on how much mail to expect."""
    return [
        {
            "neighborhood": one.neighborhood.name,
            "topic": one.topic_label,
            "cadence": one.cadence_label,
            "volume": queries.expected_volume(one.neighborhood, one.topic, one.cadence, at).sentence,
        }
        for one in choices
    ]
