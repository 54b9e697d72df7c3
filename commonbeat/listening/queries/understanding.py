"""What the program reads in voices, for those who may read the voices themselves; every answer is an estimate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

import numpy as np
from django.utils.translation import get_language_info

from commonbeat.listening import understanding
from commonbeat.listening.models import Concern, Topic, Understanding, Voice
from commonbeat.methods.text import feeling, same, topics
from commonbeat.methods.text.encoder import DIMENSIONS, Encoder, Vectors

if TYPE_CHECKING:
    from commonbeat.people.models import Staff
    from commonbeat.places.models import Neighborhood, Team

MOST_CONCERNS, MOST_VOICES = 200, 2000
LEAST_VOICES = 12
QUOTES = 3


@dataclass(frozen=True)
class ReadIn:
    """What was read in one voice; empty parts were not read or mean nothing to show."""

    language: str
    feeling: str
    percent: int
    words: tuple[str, ...]
    """Which of its words speak for the feeling, strongest first."""
    topics: tuple[str, ...]
    urgency: int
    missing: str
    """Why meaning is not read on this machine, or empty."""


def _named(code: str) -> str:
    """A language in the reader's own words; its code where we have none."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


@dataclass(frozen=True)
class Alike:
    """A concern that may be the same matter, and how sure that is."""

    concern: Concern
    percent: int


@dataclass(frozen=True)
class Theme:
    """What several people spoke of and nobody had named."""

    words: tuple[str, ...]
    voices: int
    quotes: tuple[Voice, ...]


def read_in(voice: Voice) -> ReadIn | None:
    """What was read in this voice; None before it was read. The caller asked whether it may be seen."""
    found = Understanding.objects.filter(voice=voice).first()
    if found is None or not voice.words:
        return None
    name = found.feelings.get("name", "neutral")
    reasons = feeling.reasons(voice.words, name, 4, found.language) if voice.feeling_estimated else ()
    named = dict(Topic.choices)
    return ReadIn(
        language=_named(found.language),
        feeling=voice.feeling_estimated,
        percent=round(100 * float(found.feelings.get(name, 0))),
        words=tuple(dict.fromkeys(voice.words[one.start : one.end] for one in reasons)),
        topics=tuple(str(named.get(one, one)) for one in found.topics),
        urgency=round(100 * found.urgency),
        missing=understanding.what_is_missing(),
    )


def sounds_like(staff: Staff, voice: Voice) -> list[Alike]:
    """Open concerns this person may see that a voice sounds like, surest first; none without the encoder."""
    reader = understanding.reader()
    if reader is None or not voice.words or voice.concern_id is not None or voice.about_officer_id:
        return []
    concerns = Concern.objects.visible_to(staff).open()
    near = concerns.filter(neighborhood_id=voice.neighborhood_id, about_officer=None).order_by("-opened_at")
    told = {concern.pk: concern for concern in near[:MOST_CONCERNS]}
    seen = Voice.objects.visible_to(staff).standing().filter(concern__in=list(told)).exclude(words="")
    seen = seen.exclude(understanding=None).exclude(understanding__direction=b"")
    rows = list(seen.values_list("concern_id", "words", "understanding__direction")[:MOST_VOICES])
    known = [_Told(pk, words, understanding.unpacked([bytes(held)])[0]) for pk, words, held in rows if pk]
    known += [_Told(pk, one.title, _of_ours(one.title)) for pk, one in told.items()]
    return [Alike(told[pk], round(100 * sure)) for pk, sure in _best(voice.words, known, reader)]


def sounds_like_public(team: Team, neighborhood: Neighborhood, words: str) -> list[Alike]:
    """Published concerns still open to "me too" that these words sound like; none without the encoder."""
    reader = understanding.reader()
    if reader is None or not words.strip():
        return []
    shown = Concern.objects.public(team).open().filter(neighborhood=neighborhood)
    told = {concern.pk: concern for concern in shown.order_by("-published_at")[:MOST_CONCERNS]}
    texts = [(pk, text) for pk, one in told.items() for text in (one.title, one.public_words) if text]
    known = [_Told(pk, text, _of_ours(text)) for pk, text in texts]
    return [Alike(told[pk], round(100 * sure)) for pk, sure in _best(words, known, reader)]


class _Told(NamedTuple):
    concern_id: UUID
    text: str
    direction: Vectors


def _best(words: str, known: Sequence[_Told], reader: Encoder) -> list[tuple[UUID, float]]:
    """Whose texts tell the same as *words*, each once with its surest text."""
    if not known:
        return []
    rows = np.stack([one.direction for one in known])
    found = same.likeliest(words, [one.text for one in known], reader.encode([words])[0], rows, reader)
    sure: dict[UUID, float] = {}
    for match in found:
        pk = known[match.place].concern_id
        sure[pk] = max(sure.get(pk, 0.0), match.probability)
    return sorted(sure.items(), key=lambda one: -one[1])


@lru_cache(maxsize=4000)
def _of_ours(text: str) -> Vectors:
    """The direction of a title or of public words, remembered; what people say is never remembered here."""
    reader = understanding.reader()
    row = np.zeros(DIMENSIONS, dtype=np.float32) if reader is None else reader.encode([text])[0]
    return np.asarray(row, dtype=np.float32)


def voices_about(staff: Staff, topic: str, since: datetime, until: datetime) -> int:
    """How many voices of this time seem to be about a topic, among those this person may see."""
    seen = Voice.objects.visible_to(staff).standing().filter(heard_at__gte=since, heard_at__lt=until)
    read = Understanding.objects.filter(voice__in=seen.filter(about_officer=None))
    # Lists in JSON are searched alike by no two databases; a season of readings is small enough to look through.
    return sum(topic in named for named in read.values_list("topics", flat=True))


def themes(
    staff: Staff, since: datetime, until: datetime, neighborhood_id: UUID | None = None
) -> list[Theme]:
    """What people spoke of in this time without anybody having named it, with typical quotes of each language.

    Read from what was kept by the worker; voices it has not read yet are left out, and few voices have none.
    """
    found = Voice.objects.visible_to(staff).standing().filter(about_officer=None, is_held=False)
    found = found.filter(heard_at__gte=since, heard_at__lt=until).exclude(words="")
    if neighborhood_id is not None:
        found = found.filter(neighborhood_id=neighborhood_id)
    read = found.exclude(understanding=None).exclude(understanding__direction=b"")
    voices = list(read.select_related("understanding").order_by("-heard_at", "reference")[:MOST_VOICES])
    if len(voices) < LEAST_VOICES:
        return []
    rows = understanding.unpacked([bytes(voice.understanding.direction) for voice in voices])
    spoken = {place: voice.understanding.language for place, voice in enumerate(voices)}
    grouped = topics.themes([voice.words for voice in voices], rows)
    return [
        Theme(
            theme.words,
            len(theme.members),
            tuple(voices[place] for place in topics.quotes(theme, spoken, QUOTES)),
        )
        for theme in grouped
    ]
