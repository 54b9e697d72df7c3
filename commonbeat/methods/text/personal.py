"""Find what in a text points to a person, so that the writer can be asked before it is kept."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from commonbeat.methods.text import circumstances, lexicon, personal_names, personal_numbers

KINDS = (
    "mail",
    "coordinates",
    "card",
    "id_number",
    "birth_date",
    "phone",
    "plate",
    "address",
    "room",
    "handle",
    "name",
    "circumstance",
)

_HAS_DIGIT = re.compile(r"\d")
_NETWORKS = lexicon.words("personal_words.txt")["networks"]


class Detail(NamedTuple):
    """A personal detail: ``text[start:end]`` is of *kind*, one of :data:`KINDS`."""

    kind: str
    start: int
    end: int


def find_personal_details(text: str) -> tuple[Detail, ...]:
    """Return the personal details of *text*, in their order and without overlap.

    The spans are offsets into *text* as given, ``0 <= start < end <= len(text)``. Kinds: ``name`` (a
    person), ``phone``, ``mail``, ``plate`` (of seven European countries; others after a word such as
    "reg"), ``address`` (a street with its house number, or a British postcode), ``room`` (flat, room or
    house number), ``id_number`` (national numbers of seven countries; others after a word such as
    "passport"), ``birth_date`` (after a word such as "born"; any full date up to 2010 too), ``handle``,
    ``card`` (payment cards by the check digit of ISO/IEC 7812-1, bank accounts by ISO 13616),
    ``coordinates`` and ``circumstance`` (words by which the writer gives themselves away: "I live above the
    shop"). Where two kinds claim the same letters the surer one stands. It reads English and
    Spanish best; German, French, Polish, Finnish and Arabic have the commonest cues.

    It warns and is never the only guard: it misses unusual names in small letters and takes some places for
    people. Never raises; time and memory grow linearly with the text.
    """
    found: list[tuple[str, int, int]] = []
    heard = personal_names.heard_in(text)
    if "@" in text or "at" in heard:
        found += personal_numbers.with_at(text)
    if _HAS_DIGIT.search(text):
        found += personal_numbers.with_digits(text, heard)
    else:
        found += personal_numbers.rooms(text, heard)
    if not heard.isdisjoint(_NETWORKS) or "/" in text:
        found += personal_numbers.handles(text)
    found += personal_names.names(text, heard)
    found += circumstances.circumstances(text)
    return _without_overlap(found, len(text)) if found else ()


def _without_overlap(found: Iterable[tuple[str, int, int]], length: int) -> tuple[Detail, ...]:
    taken = bytearray(length)
    kept = []
    for kind, start, end in sorted(
        found, key=lambda span: (KINDS.index(span[0]), span[1] - span[2], span[1])
    ):
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            kept.append(Detail(kind, start, end))
    return tuple(sorted(kept, key=lambda detail: detail.start))
