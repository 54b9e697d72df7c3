"""What the program reads in words: a warning while somebody writes, and labels for the desk afterwards.

The encoder is loaded when it is first asked for, once a process. `COMMONBEAT_ENCODER=no` never loads it: rules
and word lists stand in, and nothing here costs a visitor more than a millisecond.
"""

from __future__ import annotations

import logging
from functools import cache

import numpy as np
from django.conf import settings

from commonbeat.methods.text import encoder, urgency
from commonbeat.methods.text.encoder import Encoder, Missing, Vectors
from commonbeat.methods.text.language import USUAL, Language, known, language
from commonbeat.places.models import Team

log = logging.getLogger(__name__)
# Another language than the team's own is believed only when it is plain.
PLAIN = 0.9
# What was read by an older version is read again.
VERSION = "2"


@cache
def _loaded() -> Encoder | Missing:
    found = encoder.load()
    if isinstance(found, Missing):
        log.warning("%s", found.why)
    return found


def reader() -> Encoder | None:
    """The encoder of this process, or None where it is switched off or missing."""
    if not settings.READS_MEANING:
        return None
    found = _loaded()
    return None if isinstance(found, Missing) else found


def version() -> str:
    """Names how words are read now, so that what was read otherwise is read again."""
    return f"{VERSION} {'meaning' if reader() is not None else 'words'}"


def what_is_missing() -> str:
    """Why meaning is not read here, as a sentence; empty where it is."""
    if not settings.READS_MEANING:
        return "The encoder is switched off (COMMONBEAT_ENCODER=no); rules and word lists stand in for it."
    found = _loaded()
    return found.why if isinstance(found, Missing) else ""


def warn_about(words: str) -> tuple[urgency.Alarm, urgency.Slowed]:
    """Whether to show the emergency numbers, or to ask for acts, before somebody goes on; about 20 ms a text."""
    meaning = reader()
    if meaning is None:
        return urgency.alarms([words])[0], urgency.pauses([words])[0]
    rows = meaning.encode([words])
    return urgency.alarms([words], rows, meaning)[0], urgency.pauses([words], rows)[0]


def spoken(team: Team, words: str) -> Language:
    """The language somebody wrote in: one of the team's own, unless it is plainly another."""
    own = known(team.languages)
    widest = language(words, USUAL)
    if not own or (widest.code not in own and widest.probability >= PLAIN):
        return widest
    return language(words, own) if len(own) > 1 else Language(own[0], max(widest.probability, 0.5))


def packed(row: Vectors) -> bytes:
    """One direction as it is stored."""
    return row.astype(np.float16).tobytes()


def unpacked(held: list[bytes]) -> Vectors:
    """Stored directions, one row each."""
    rows = np.frombuffer(b"".join(held), dtype=np.float16).reshape(len(held), encoder.DIMENSIONS)
    return rows.astype(np.float32)
