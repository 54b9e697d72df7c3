"""Finding a street, a place or a neighborhood by what somebody typed, however they typed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from commonbeat.places.folding import ALTERNATE, fold

LONGEST_QUERY = 80
MOST_WORDS = 8
GOOD_ENOUGH = 60.0
BONUS = {"neighborhood": 12.0, "street": 3.0, "place": 0.0}

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Entry:
    """One thing that can be found: what it is, its label, its folded spellings, and where (folded) it is."""

    kind: str
    id: Any
    label: str
    key: str
    around: str = ""


def best(entries: Sequence[Entry], text: str, limit: int) -> list[Entry]:
    """The entries that fit the text best, best first; none when nothing is near it.

    Every word typed must be found in a name or, after a first one, in the name of the neighborhood: whole, as
    its beginning, inside it, or with one slip of the finger (two in long words; one more where nothing else
    fits). House numbers are passed over. Words may come in any order, joined or apart.
    """
    words = _words(text)
    if not words or not entries or limit < 1:
        return []
    index = _Index(entries)
    for more in (0, 1):
        scores = index.scores(words, more)
        order = sorted(
            np.flatnonzero(scores >= GOOD_ENOUGH).tolist(), key=lambda at: (-scores[at], entries[at].label)
        )
        if order:
            return [entries[at] for at in order[:limit]]
    return []


def _words(text: str) -> list[str]:
    """The folded words of a query, without house numbers where something else is left."""
    words = fold(text[:LONGEST_QUERY]).split()[:MOST_WORDS]
    without = [word for word in words if not word[0].isdigit()]
    return without or words


class _Index:
    """Names as flat arrays of token numbers, so that scoring is a few operations on arrays."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        names = [(at, name) for at, entry in enumerate(entries) for name in entry.key.split(ALTERNATE)]
        split = [name.split(" ") for _at, name in names]
        around = [entry.around.split(" ") for entry in entries]
        numbers: dict[str, int] = {}
        self.flat = np.array([numbers.setdefault(token, len(numbers)) for own in split for token in own])
        self.flat_around = np.array(
            [numbers.setdefault(token, len(numbers)) for own in around for token in own]
        )
        self.tokens = list(numbers)
        self.length = np.array([len(own) for own in split])
        self.starts = np.append(0, np.cumsum(self.length)[:-1])
        self.starts_around = np.append(0, np.cumsum([len(own) for own in around])[:-1])
        self.owner = np.array([at for at, _name in names])
        self.joined = ["".join(own) for own in split]
        self.bonus = np.array([BONUS.get(entry.kind, 0.0) for entry in entries])

    def scores(self, words: list[str], more_slips: int) -> Scores:
        """How well each entry fits, 0 to about 112."""
        fits = np.array([_fit(word, self.tokens, _allowed_slips(word, more_slips)) for word in words])
        own = np.maximum.reduceat(fits[:, self.flat], self.starts, axis=1)
        around = np.maximum.reduceat(fits[:, self.flat_around], self.starts_around, axis=1)[:, self.owner]
        each = np.maximum(own, np.where(own.max(axis=0) > 0, around * 0.9, 0.0))
        # Of two names that fit alike, the one with less besides.
        spare = 3.0 * np.maximum(0, self.length - len(words))
        # "and", "de", "la": little words may be missing where others are found.
        asked = np.array([len(word) > 3 for word in words])
        needed = each[asked] if asked.any() else each
        apart = np.where(needed.min(axis=0) > 0, each.mean(axis=0) - spare, 0.0)
        word = "".join(words)
        together = _joined_fit(word, self.joined, _allowed_slips(word, 0))
        result = np.zeros(len(self.bonus))
        np.maximum.at(result, self.owner, np.maximum(apart, together))
        return np.where(result > 0, result + self.bonus, 0.0)


def _allowed_slips(word: str, more: int) -> int:
    slips = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
    return slips + more if len(word) > 4 else slips


def _fit(word: str, tokens: list[str], slips: int) -> Scores:
    """How well one typed word fits each token: 100 whole, less for a beginning, an inside or a slip."""
    found = np.zeros(len(tokens))
    if slips:
        heads = [token[: len(word)] for token in tokens]
        begun = process.cdist([word], heads, scorer=OSA.distance, dtype=np.int32, score_cutoff=slips)[0]
        found = np.where(begun <= slips, 78.0 - 8.0 * begun, found)
        whole = process.cdist([word], tokens, scorer=OSA.distance, dtype=np.int32, score_cutoff=slips)[0]
        found = np.where(whole <= slips, np.maximum(found, 86.0 - 8.0 * whole), found)
    if len(word) >= 3:
        found[[at for at, token in enumerate(tokens) if word in token]] = 76.0
    for at, token in enumerate(tokens):
        if token.startswith(word):
            found[at] = 100.0 if token == word else 88.0 + 8.0 * len(word) / len(token)
    return found


def _joined_fit(word: str, names: list[str], slips: int) -> Scores:
    """The same for whole names with their spaces taken out: "haupt strasse" is "hauptstrasse"."""
    away = process.cdist([word], names, scorer=OSA.distance, dtype=np.int32, score_cutoff=slips)[0]
    found = np.where(away <= slips, 99.0 - 9.0 * away, 0.0)
    if len(word) >= 4:
        begun = [at for at, name in enumerate(names) if name.startswith(word)]
        found[begun] = np.maximum(found[begun], [80.0 + 8.0 * len(word) / len(names[at]) for at in begun])
    return found
