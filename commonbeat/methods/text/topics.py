"""What a text is about, among topics a team names in its own words, and themes nobody named.

A topic begins with a few words or example sentences. Where the encoder is there, texts near its examples
belong to it in any language, and every correction by a person becomes an example; without it the words alone
are looked for.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonbeat.methods.text.clean import fold
from commonbeat.methods.text.encoder import Encoder, Vectors

_WORD = re.compile(r"[^\W_]+")
_STEM = 5
_SHORT = 4
READ_LETTERS = 4000
# Closeness of two unrelated sentences is about .78; above this much more than the usual, a topic is named.
_CLEAR, _WORD_BONUS, _CORRECTED = 0.058, 0.03, 0.02
_ENOUGH, _TRIES = 3, 10


class Topic(NamedTuple):
    """A topic by its *name*: *words* that point to it, *examples* of it, and corrected texts that were not it."""

    name: str
    words: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    not_it: tuple[str, ...] = ()


class Known(NamedTuple):
    """Topics made ready for reading: stems of words and, with an encoder, the directions of the examples."""

    topics: tuple[Topic, ...]
    stems: tuple[frozenset[str], ...]
    examples: tuple[Vectors, ...]
    not_it: tuple[Vectors, ...]
    usual: NDArray[np.float32] | None


def learn(topics: Sequence[Topic], reader: Encoder | None = None) -> Known:
    """Return *topics* ready for :func:`about`; one reading of the encoder for each word list and example."""
    stems = tuple(frozenset(_stem(fold(word)) for word in topic.words if word) for topic in topics)
    if reader is None:
        return Known(tuple(topics), stems, (), (), None)
    examples = tuple(reader.encode([*topic.examples, ", ".join(topic.words)]) for topic in topics)
    not_it = tuple(reader.encode(list(topic.not_it)) for topic in topics)
    usual = np.mean([rows.mean(0) for rows in examples], axis=0) if examples else None
    return Known(tuple(topics), stems, examples, not_it, usual)


def about(texts: Sequence[str], known: Known, vectors: Vectors | None = None) -> list[tuple[str, ...]]:
    """Return the names of the topics each text is about, likeliest first; none where nothing fits.

    *vectors* are the encoder's rows of the texts and count only where *known* was learned with an encoder.
    """
    counted = [[_hits(text, stems) for stems in known.stems] for text in texts]
    hits = np.array(counted, dtype=np.float32).reshape(len(texts), len(known.topics))
    if vectors is None or known.usual is None:
        score, least = hits, 1.0
    else:
        bonus = np.float32(_WORD_BONUS) * np.minimum(hits, 2)
        score, least = _closeness(known, known.usual, vectors) + bonus, _CLEAR
    found = []
    for row in score:
        order = [int(index) for index in np.argsort(-row, kind="stable") if row[index] >= least]
        best = float(row[order[0]]) if order else 0.0
        found.append(tuple(known.topics[index].name for index in order if row[index] >= best * 0.75)[:3])
    return found


def _closeness(known: Known, usual: NDArray[np.float32], vectors: Vectors) -> NDArray[np.float32]:
    """How much nearer each text is to a topic's nearest examples than to the middle of all topics."""
    middle = vectors @ usual
    columns = []
    for examples, not_it in zip(known.examples, known.not_it, strict=True):
        near = np.sort(vectors @ examples.T, axis=1)[:, -_ENOUGH:]
        close = 0.7 * near[:, -1] + 0.3 * near.mean(1)
        if len(not_it):
            close = close - _CORRECTED * ((vectors @ not_it.T).max(1) > near[:, -1])
        columns.append(close - middle)
    return np.stack(columns, axis=1).astype(np.float32)


def _stem(word: str) -> str:
    return word.rstrip("*")[:_STEM] if len(word) > _SHORT else word


def _hits(text: str, stems: frozenset[str]) -> int:
    return len({_stem(word) for word in _WORD.findall(fold(text[:READ_LETTERS]))} & stems)


class Theme(NamedTuple):
    """Texts that belong together: their places in the list, the most typical first, and words that mark them."""

    members: tuple[int, ...]
    words: tuple[str, ...]


def themes(
    texts: Sequence[str], vectors: Vectors, most: int = 8, least: int = 4, seed: int = 0
) -> list[Theme]:
    """Return what many of *texts* are about without anybody having named it, the largest theme first.

    Spherical k-means on the encoder's rows (the common direction taken out), tried several times from *seed*;
    a theme needs at least *least* members that are nearer to it than to any other by a margin. At most *most*.
    Deterministic; quadratic in nothing. Dhillon and Modha 2001, "Concept decompositions".
    """
    if len(texts) < 2 * least:
        return []
    rows = np.asarray(vectors - vectors.mean(0), dtype=np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    count = max(2, min(most, len(texts) // (2 * least)))
    groups = _grouped(rows, count, seed)
    found = []
    for group in range(count):
        members = np.flatnonzero(groups == group)
        if len(members) < least:
            continue
        center = rows[members].mean(0)
        close = rows[members] @ center / max(float(np.linalg.norm(center)), 1e-6)
        order = members[np.argsort(-close, kind="stable")]
        found.append(Theme(tuple(int(index) for index in order), _marks(texts, members)))
    return sorted(found, key=lambda theme: -len(theme.members))


def _grouped(rows: Vectors, count: int, seed: int) -> NDArray[np.int64]:
    best, best_fit = np.zeros(len(rows), dtype=np.int64), -1.0
    for attempt in range(_TRIES):
        draw = np.random.default_rng(seed + attempt)
        centers = rows[draw.choice(len(rows), count, replace=False)]
        for _ in range(25):
            groups = np.argmax(rows @ centers.T, axis=1)
            sums = np.stack([rows[groups == group].sum(0) for group in range(count)])
            lengths = np.linalg.norm(sums, axis=1, keepdims=True)
            centers = np.where(lengths > 0, sums / np.maximum(lengths, 1e-6), centers).astype(np.float32)
        fit = float((rows @ centers.T).max(1).sum())
        if fit > best_fit:
            best, best_fit = np.argmax(rows @ centers.T, axis=1), fit
    return best


def _marks(texts: Sequence[str], members: NDArray[np.int64], most: int = 4) -> tuple[str, ...]:
    """Words in many of the members and in few of the others."""
    inside: dict[str, int] = {}
    outside: dict[str, int] = {}
    chosen = set(members.tolist())
    for index, text in enumerate(texts):
        seen = inside if index in chosen else outside
        for word in {word for word in _WORD.findall(fold(text[:READ_LETTERS])) if len(word) > _SHORT}:
            seen[word] = seen.get(word, 0) + 1
    size, rest = len(chosen), max(1, len(texts) - len(chosen))
    worth = {word: n / size - outside.get(word, 0) / rest for word, n in inside.items() if n > 1}
    return tuple(sorted(worth, key=lambda word: (-worth[word], word))[:most])


def quotes(theme: Theme, languages: Mapping[int, str], most: int = 3) -> tuple[int, ...]:
    """Return the places of the most typical texts of *theme*, one a language first, then the next typical."""
    first: dict[str, int] = {}
    for index in theme.members:
        first.setdefault(languages.get(index, ""), index)
    chosen = list(first.values())
    chosen += [index for index in theme.members if index not in chosen]
    return tuple(chosen[:most])
