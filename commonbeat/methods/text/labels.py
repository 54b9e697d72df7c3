"""Everything the program can tell of texts at once: one reading of the encoder serves every label."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from commonbeat.methods.text import feeling, lexicon, same, urgency
from commonbeat.methods.text import topics as topic_reading
from commonbeat.methods.text.clean import fold
from commonbeat.methods.text.encoder import Encoder, Vectors
from commonbeat.methods.text.feeling import Feeling
from commonbeat.methods.text.language import USUAL, Language, language
from commonbeat.methods.text.personal import Detail, find_personal_details
from commonbeat.methods.text.topics import Topic

# Rows of closeness looked at together, and how many earlier texts are looked at closely for each.
_BLOCK, _CLOSEST = 512, 4
# How much surer (in log-odds) another partner of a text must be to be its only one.
_MUCH_SURER = 0.5
# A text that says nothing is not "the same" as another that says nothing.
_LEAST_WORDS = 2


class Labels(NamedTuple):
    """What was read in one text; ``similar_to`` is the place of the earliest text that tells the same matter."""

    language: Language
    feeling: Feeling
    urgency: float
    alarm: urgency.Alarm
    slowed: urgency.Slowed
    topics: tuple[str, ...]
    details: tuple[Detail, ...]
    similar_to: int | None


def usual_topics() -> tuple[Topic, ...]:
    """Return the topics every team begins with."""
    words: dict[str, list[str]] = {}
    examples: dict[str, list[str]] = {}
    for line in lexicon.entries("topics.txt"):
        name = line.partition(" ")[0].rstrip(":>")
        rest = line.partition(" ")[2]
        if line.startswith(f"{name}:"):
            words.setdefault(name, []).extend(rest.split())
        else:
            examples.setdefault(name, []).append(rest)
    return tuple(Topic(name, tuple(held), tuple(examples.get(name, ()))) for name, held in words.items())


def label(
    texts: Sequence[str],
    reader: Encoder | None = None,
    languages: tuple[str, ...] = USUAL,
    topics: Sequence[Topic] | None = None,
) -> list[Labels]:
    """Return the labels of each text; with *reader* by meaning as well, without it by words alone.

    The same text is read once, however often it comes. *languages* are those to tell apart, *topics* those to
    look for (by default :func:`usual_topics`). Never raises on any text; about 20 ms a different text with the
    encoder, well under a millisecond without. Memory grows with the number of different texts.
    """
    place: dict[str, int] = {}
    where = [place.setdefault(text, len(place)) for text in texts]
    different = list(place)
    read = _read(different, reader, languages, usual_topics() if topics is None else topics)
    first_seen: dict[int, int] = {}
    for index, one in enumerate(where):
        first_seen.setdefault(one, index)
    earliest = _earliest(different, read.vectors, reader)
    found = []
    for index, one in enumerate(where):
        said_before = _said_before(index, one, first_seen, earliest, different[one])
        found.append(read.labels[one]._replace(similar_to=said_before))
    return found


class _Read(NamedTuple):
    labels: list[Labels]
    vectors: Vectors | None


def _read(
    texts: list[str], reader: Encoder | None, languages: tuple[str, ...], topics: Sequence[Topic]
) -> _Read:
    vectors = None if reader is None else reader.encode(texts)
    spoken = [language(text, languages) for text in texts]
    feelings = feeling.estimate(texts, vectors, [one.code for one in spoken])
    alarms = urgency.alarms(texts, vectors, reader)
    slowed = urgency.pauses(texts, vectors)
    asked = urgency.requests(texts, vectors)
    about = topic_reading.about(texts, topic_reading.learn(topics, reader), vectors)
    labels = []
    for index, text in enumerate(texts):
        alarm = alarms[index]
        pressing = max(float(asked[index]), alarm.probability if alarm.is_danger else 0.0)
        labels.append(
            Labels(
                spoken[index], feelings[index], round(pressing, 4), alarm, slowed[index],
                about[index], find_personal_details(text), None,
            )
        )  # fmt: skip
    return _Read(labels, vectors)


def _said_before(
    index: int, one: int, first_seen: dict[int, int], earliest: dict[int, int], text: str
) -> int | None:
    if one in earliest:
        return first_seen[earliest[one]]
    if first_seen[one] < index and text.strip():
        return first_seen[one]
    return None


def _earliest(texts: list[str], vectors: Vectors | None, reader: Encoder | None) -> dict[int, int]:
    """For each text that tells what an earlier one tells, the place of the first of them."""
    found: dict[int, int] = {}
    spelled: dict[str, int] = {}
    for index, text in enumerate(texts):
        plain = " ".join("".join(letter if letter.isalnum() else " " for letter in fold(text)).split())
        if plain and index != (first := spelled.setdefault(plain, index)):
            found[index] = first
    if vectors is None or reader is None:
        return found
    sure = _sure(texts, vectors, reader)
    for one, held in sorted(sure.items()):
        earlier = {other: score for other, score in held.items() if other < one and score >= 0}
        if one in found or not earlier:
            continue
        other = max(earlier, key=lambda place: earlier[place])
        surest = max(sure[other], key=lambda place: sure[other][place])
        # What has a much surer partner, with which this text has nothing in common, tells that one's matter.
        if sure[other][surest] <= earlier[other] + _MUCH_SURER or held.get(surest, -1.0) >= 0:
            found[one] = found.get(other, other)
    return found


def _sure(texts: list[str], vectors: Vectors, reader: Encoder) -> dict[int, dict[int, float]]:
    """For each text those near it with the log-odds that both tell one matter."""
    pairs = [
        pair for pair in _near_pairs(texts, vectors) if not same.is_vetoed(texts[pair[0]], texts[pair[1]])
    ]
    wanted = sorted({part for one, other in pairs for part in same.asked(texts[one], texts[other])})
    rest = dict(zip(wanted, reader.encode(wanted), strict=True)) if wanted else {}
    sure: dict[int, dict[int, float]] = {}
    for one, other in pairs:
        chance = same.probability(texts[one], texts[other], vectors[one], vectors[other], rest.get)
        chance = min(max(chance, 1e-4), 1 - 1e-4)
        score = math.log(chance / (1 - chance))
        sure.setdefault(one, {})[other] = sure.setdefault(other, {})[one] = score
    return sure


def _near_pairs(texts: list[str], vectors: Vectors) -> list[tuple[int, int]]:
    """Each text with the few nearest of those before it, later text first, in the order of the texts."""
    says = np.array([len(text.split()) >= _LEAST_WORDS or len(text) > 12 for text in texts])
    pairs = []
    for start in range(0, len(texts), _BLOCK):
        block = vectors[start : start + _BLOCK] @ vectors[: start + _BLOCK].T
        for row, close in enumerate(block):
            index = start + row
            if not says[index]:
                continue
            before = np.where(says[:index], close[:index], 0)
            few = np.argsort(-before, kind="stable")[:_CLOSEST]
            pairs += [(index, int(other)) for other in few if before[other] > same.NEAR]
    return pairs
