"""Immediate danger, requests for help, and looks without acts, read by rules and by meaning together.

The rules of `danger` and `behavior` name the words they rest on and need nothing else. Where the encoder is
there, a machine that learned from sentences in five languages reads the meaning too, and a rule that holds moves
its score. Neither ever keeps anything from being saved.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from commonbeat.methods.text import behavior, danger, heads, ngrams
from commonbeat.methods.text.encoder import Encoder, Vectors

# A long text may hold one sentence that matters: it is read whole and in parts.
LONG, PART, MOST_PARTS = 220, 160, 8


class Alarm(NamedTuple):
    """Whether a text describes immediate danger, how sure that is, and the words a rule rests on, if any."""

    is_danger: bool
    probability: float
    by_rule: danger.Danger | None


class Slowed(NamedTuple):
    """Whether a text tells looks without acts, how sure that is, and the words a rule rests on, if any."""

    is_pause: bool
    probability: float
    by_rule: behavior.Pause | None


def parts(text: str) -> list[str]:
    """Return the pieces of a long text that are read by themselves, none for a short one."""
    if len(text) <= LONG:
        return []
    found = [""]
    for sentence in danger.sentences(text[: PART * MOST_PARTS * 2]):
        if len(found[-1]) + len(sentence) > PART and found[-1]:
            found.append("")
        found[-1] = f"{found[-1]} {sentence}".strip()[: 2 * PART]
    return [part for part in found if part][:MOST_PARTS]


def alarms(
    texts: Sequence[str], vectors: Vectors | None = None, reader: Encoder | None = None
) -> list[Alarm]:
    """Return for each text whether it describes danger to life or limb now.

    *vectors* are the encoder's rows of the texts; without them the rules alone decide. With *reader* long texts
    are read in parts as well. Never raises on any text; measured in docs/methods/listening.md.
    """
    rules = [danger.describes_immediate_danger(text) for text in texts]
    if vectors is None or not len(texts):
        return [Alarm(rule is not None, 0.9 if rule else 0.02, rule) for rule in rules]
    sure = _sure("danger.npz", vectors, [rule is not None for rule in rules])
    if reader is not None:
        _read_parts(texts, sure, reader)
    return [
        Alarm(bool(chance >= 0.5), round(float(chance), 4), rule)
        for chance, rule in zip(sure, rules, strict=True)
    ]


def pauses(texts: Sequence[str], vectors: Vectors | None = None) -> list[Slowed]:
    """Return for each text whether it tells how somebody looks and nothing of what they did.

    Without *vectors* English and Spanish rules decide alone. Race with too little else always pauses.
    """
    rules = [behavior.pause(text) for text in texts]
    if vectors is None or not len(texts):
        return [Slowed(rule is not None, 0.9 if rule else 0.02, rule) for rule in rules]
    sure = _sure("pause.npz", vectors, [rule is not None for rule in rules])
    return [
        Slowed(
            bool(chance >= 0.5 or (rule is not None and rule.reason == behavior.RACE)),
            round(float(chance), 4),
            rule,
        )
        for chance, rule in zip(sure, rules, strict=True)
    ]


def requests(texts: Sequence[str], vectors: Vectors | None = None) -> NDArray[np.float32]:
    """Return for each text how sure it is that somebody asks for help, 0 to 1; .5 parts yes from no.

    Learned from messages after disasters (English, many translated), so it knows food, water, shelter and
    medicine better than a broken lamp.
    """
    held = heads.arrays("request.npz")
    if not len(texts):
        return np.zeros(0, dtype=np.float32)
    frequency = np.zeros(ngrams.ROWS, dtype=np.float32)
    frequency[held["rows"]] = held["frequency"]
    row_of = np.full(ngrams.ROWS, len(held["rows"]), dtype=np.int32)
    row_of[held["rows"]] = np.arange(len(held["rows"]), dtype=np.int32)
    table = np.append(heads.from_eight_bits(held["words"], held["words_scale"])[:, 0], np.float32(0))
    found = ngrams.matrix(texts, frequency)
    pieces = csr_matrix((found.data, row_of[found.indices], found.indptr), shape=(len(texts), len(table)))
    score = np.asarray(pieces @ table + held["words_bias"], dtype=np.float32)
    if vectors is not None:
        inner = ((vectors - held["center"]) * 20) @ held["inner"].astype(np.float32) + held["inner_bias"]
        score = score + (np.maximum(inner, 0) @ held["outer"] + held["outer_bias"])[:, 0]
    steep, shift = held["fast" if vectors is None else "full"]
    return heads.sigmoid(score * steep + shift)


def _sure(name: str, vectors: Vectors, holds: Sequence[bool]) -> NDArray[np.float32]:
    bonus = float(heads.arrays(name)["bonus"])
    return heads.Kernel.packaged(name).probability(vectors, bonus * np.asarray(holds, dtype=np.float32))


def _read_parts(texts: Sequence[str], sure: NDArray[np.float32], reader: Encoder) -> None:
    """Raise the certainty of long texts to that of their surest part."""
    split = [(index, part) for index, text in enumerate(texts) for part in parts(text)]
    if not split:
        return
    wanted = [part for _, part in split]
    holds = [danger.describes_immediate_danger(part) is not None for part in wanted]
    found = _sure("danger.npz", reader.encode(wanted), holds)
    for (index, _), chance in zip(split, found, strict=True):
        sure[index] = max(sure[index], chance)
