"""Finding a street, a place or a neighborhood by what somebody typed, however they typed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from commonbeat.places.folding import ALTERNATE, fold

LONGEST_QUERY = 80
GOOD_ENOUGH = 62.0
BONUS = {"neighborhood": 4.0, "street": 2.0, "place": 0.0}


@dataclass(frozen=True)
class Entry:
    """One thing that can be found: what it is, its label, and its folded spellings."""

    kind: str
    id: Any
    label: str
    key: str


def best(entries: Sequence[Entry], text: str, limit: int) -> list[Entry]:
    """The entries that fit the text best, best first; none when nothing is near it.

    Every word typed must be found in a name: whole, as its beginning, inside it, or with one slip of the
    finger (two in long words). House numbers are passed over. Words may come in any order, joined or apart.
    """
    words = _words(text)
    if not words or not entries or limit < 1:
        return []
    names = [(number, name) for number, entry in enumerate(entries) for name in entry.key.split(ALTERNATE)]
    tokens = sorted({token for _number, name in names for token in name.split(" ")})
    position = {token: at for at, token in enumerate(tokens)}
    fits = np.array([_fit(word, tokens) for word in words])
    joined = _joined_fit("".join(words), [name.replace(" ", "") for _number, name in names])
    scores = np.zeros(len(entries))
    for (number, name), together in zip(names, joined, strict=True):
        own = [position[token] for token in name.split(" ")]
        each = fits[:, own].max(axis=1)
        apart = float(each.mean()) if each.min() > 0 else 0.0
        # Of two names that fit alike, the one with less besides.
        spare = 3.0 * max(0, len(own) - len(words))
        scores[number] = max(scores[number], apart - spare, together)
    scores += np.where(scores > 0, [BONUS.get(entry.kind, 0.0) for entry in entries], 0.0)
    order = sorted(np.flatnonzero(scores >= GOOD_ENOUGH), key=lambda at: (-scores[at], entries[at].label))
    return [entries[at] for at in order[:limit]]


def _words(text: str) -> list[str]:
    """The folded words of a query, without house numbers where something else is left."""
    words = fold(text[:LONGEST_QUERY]).split()
    without = [word for word in words if not word[0].isdigit()]
    return without or words


def _fit(word: str, tokens: list[str]) -> list[float]:
    """How well one typed word fits each token: 100 whole, less for a beginning, an inside or a slip."""
    slips = _allowed_slips(len(word))
    whole = process.cdist([word], tokens, scorer=OSA.distance, dtype=np.int32)[0] if slips else None
    heads = [token[: len(word)] for token in tokens]
    begun = process.cdist([word], heads, scorer=OSA.distance, dtype=np.int32)[0] if slips else None
    found = []
    for at, token in enumerate(tokens):
        score = 0.0
        if token == word:
            score = 100.0
        elif token.startswith(word):
            score = 88.0 + 8.0 * len(word) / len(token)
        elif len(word) >= 3 and word in token:
            score = 76.0
        elif whole is not None and whole[at] <= slips:
            score = 86.0 - 8.0 * whole[at]
        elif begun is not None and len(token) > len(word) and begun[at] <= slips:
            score = 78.0 - 8.0 * begun[at]
        found.append(score)
    return found


def _allowed_slips(length: int) -> int:
    return 0 if length < 4 else 1 if length < 7 else 2


def _joined_fit(word: str, names: list[str]) -> list[float]:
    """The same for whole names with their spaces taken out: "haupt strasse" is "hauptstrasse"."""
    slips = _allowed_slips(len(word))
    distances = process.cdist([word], names, scorer=OSA.distance, dtype=np.int32)[0]
    return [99.0 - 9.0 * away if away <= slips else 0.0 for away in distances.tolist()]
