"""Where, when and about what people told us: the counts a problem is analysed by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from commonbeat.listening.models import Feeling, Topic, Voice

MOST_PLACES, MOST_MONTHS = 12, 12
# Of the day, by the clock of the team: when people told us, which is after it happened.
PARTS = ((6, "night"), (12, "morning"), (18, "afternoon"), (24, "evening"))


@dataclass(frozen=True)
class Counted:
    """People counted by something, in the order to be shown."""

    title: str
    cells: dict[str, int]


def tables(voices: Iterable[Voice], timezone: str, *, with_hours: bool = False) -> list[Counted]:
    """Place, time and topic of what was said, and how it felt where people said so; empty tables are left out.

    *with_hours*: also at what time of the day they told us, which no public page may show.
    """
    heard = list(voices)
    zone = ZoneInfo(timezone)
    at = [voice.heard_at.astimezone(zone) for voice in heard]
    places = Counter(_place(voice) for voice in heard)
    months = Counter(f"{when:%Y-%m}" for when in at)
    parts = Counter(next(name for end, name in PARTS if when.hour < end) for when in at)
    topics = Counter(voice.topic or (voice.concern.topic if voice.concern else "") for voice in heard)
    feelings = Counter(voice.feeling_said for voice in heard if voice.feeling_said)
    found = [
        Counted(_("Where"), dict(places.most_common(MOST_PLACES))),
        Counted(_("In which month they told us"), dict(sorted(months.items())[-MOST_MONTHS:])),
        Counted(
            _("At what time they told us"),
            {label: parts[name] for name, label in _parts().items() if with_hours and parts[name]},
        ),
        Counted(
            _("What about"),
            {str(Topic(topic).label): count for topic, count in topics.most_common() if topic},
        ),
        Counted(
            _("What they felt"),
            {str(Feeling(feeling).label): count for feeling, count in feelings.most_common()},
        ),
    ]
    return [table for table in found if table.cells]


def _place(voice: Voice) -> str:
    """Where it is: as the person said, else where the concern it belongs to is."""
    place = voice.place or (voice.concern.place if voice.concern else None)
    return place.name if place else _("no place named")


def _parts() -> dict[str, str]:
    return {
        "morning": _("in the morning, 6 to 12"),
        "afternoon": _("in the afternoon, 12 to 18"),
        "evening": _("in the evening, 18 to 24"),
        "night": _("at night, 0 to 6"),
    }
