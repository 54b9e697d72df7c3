"""What somebody chooses to be told: a neighborhood, a topic, a cadence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from commonbeat.listening.models import Topic
from commonbeat.places.models import Neighborhood, Team
from commonbeat.safety.errors import Refused
from commonbeat.updates.models import ALERTS, AT_ONCE, Cadence

MOST_CHOICES = 60


@dataclass(frozen=True)
class Choice:
    """One neighborhood × topic × cadence; an empty topic means everything."""

    neighborhood: Neighborhood
    topic: str
    cadence: str

    @property
    def topic_label(self) -> str:
        if self.topic == ALERTS:
            return _("alerts")
        return str(Topic(self.topic).label) if self.topic else _("everything")

    @property
    def cadence_label(self) -> str:
        return _("at once") if self.cadence == AT_ONCE else str(Cadence(self.cadence).label)


def checked(team: Team, choices: Iterable[tuple[Neighborhood, str, str]]) -> list[Choice]:
    """Choices of this team's neighborhoods, each neighborhood and topic once; the last cadence counts."""
    found: dict[tuple[object, str], Choice] = {}
    for neighborhood, topic, cadence in choices:
        if neighborhood.team_id != team.pk:
            raise Refused(_("Please choose a neighborhood from the list."), "neighborhood")
        if topic and topic not in (*Topic.values, ALERTS):
            raise Refused(_("Please choose a topic from the list."), "topic")
        if (topic == ALERTS) != (cadence == AT_ONCE) or cadence not in (*Cadence.values, AT_ONCE):
            raise Refused(_("Please choose how often you want mail."), "cadence")
        found[neighborhood.pk, topic] = Choice(neighborhood, topic, cadence)
    if len(found) > MOST_CHOICES:
        raise Refused(_("Please choose fewer topics, or everything."), "topic")
    return list(found.values())


def to_json(choices: Iterable[Choice]) -> list[list[str]]:
    """Choices as they wait for a confirmation."""
    return [[str(one.neighborhood.pk), one.topic, one.cadence] for one in choices]


def from_json(team: Team, kept: list[Any]) -> list[Choice]:
    """Choices that waited; without neighborhoods that are gone meanwhile."""
    known = {str(one.pk): one for one in Neighborhood.objects.filter(team=team)}
    return [Choice(known[where], topic, cadence) for where, topic, cadence in kept if where in known]
