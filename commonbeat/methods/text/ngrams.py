"""Texts as bags of hashed pieces: words, pairs of words, and letters within a word.

Hashing needs no list of words to be shipped, and a word nobody saw in training still has letters in common
with others. The table of a word's pieces is remembered, because a few thousand words make up most texts.
"""

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from commonbeat.methods.text.clean import fold

# Rows of the table: words and pairs of words in the first part, letters in the second.
WORD_ROWS = 1 << 18
LETTER_ROWS = 1 << 17
ROWS = WORD_ROWS + LETTER_ROWS
SHORTEST, LONGEST = 2, 5
# Enough to tell how somebody feels; what a longer text says beyond it is read by people.
READ_LETTERS = 4000

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]")
_LONGEST_WORD = 40


class Piece(NamedTuple):
    """A word of a text and the rows of its pieces; ``text[start:end]`` is the word."""

    start: int
    end: int
    word: str


def tokens(text: str) -> list[str]:
    """Return the words and signs of *text* in small letters; signs written again and again count twice."""
    found: list[str] = []
    for token in _TOKEN.findall(text[:READ_LETTERS].lower()):
        if len(token) == 1 and len(found) > 1 and found[-1] == found[-2] == token:
            continue
        found.append(token.replace("’", "'")[:_LONGEST_WORD])
    return found


def spans(text: str) -> Iterator[Piece]:
    """Yield the words of *text* with their places, for showing which of them an answer rests on."""
    for match in _TOKEN.finditer(text[:READ_LETTERS]):
        yield Piece(match.start(), match.end(), match[0].lower().replace("’", "'")[:_LONGEST_WORD])


@functools.lru_cache(maxsize=60_000)
def word_row(word: str) -> int:
    """Return the row of a word, or of two with a space between."""
    return crc32(word.encode("utf-8", "replace")) % WORD_ROWS


@functools.lru_cache(maxsize=60_000)
def letter_rows(word: str) -> tuple[int, ...]:
    """Return the rows of the letters of one word, two to five at a time, its edges counted as spaces."""
    framed = f" {fold(word)} "
    last = len(framed)
    return tuple(
        WORD_ROWS + crc32(framed[start : start + size].encode("utf-8", "replace")) % LETTER_ROWS
        for size in range(SHORTEST, LONGEST + 1)
        for start in range(last - size + 1)
    )


def bag(text: str) -> tuple[Counter[int], Counter[int]]:
    """Return how often each row of words, and each row of letters, occurs in *text*."""
    found = tokens(text)
    words = Counter(map(word_row, found))
    words.update(word_row(f"{one} {two}") for one, two in pairwise(found))
    letters: Counter[int] = Counter()
    for token in found:
        letters.update(letter_rows(token))
    return words, letters


def matrix(texts: Sequence[str], weights: NDArray[np.float32]) -> csr_matrix:
    """Return one row a text over :data:`ROWS` columns, ``(1 + log count) × weight``.

    *weights* is one number a column (inverse document frequency); the words of a text and its letters are
    each brought to length one, so that a long text says no more than a short one. Texts without any known
    piece are empty rows.
    """
    columns: list[int] = []
    counts: list[int] = []
    ends, parts = [0], []
    for text in texts:
        for part in bag(text):
            columns.extend(part)
            counts.extend(part.values())
            parts.append(len(part))
        ends.append(len(columns))
    where = np.asarray(columns, dtype=np.int32)
    values = (1 + np.log(np.asarray(counts, dtype=np.float32))) * weights[where]
    of_part = np.repeat(np.arange(len(parts)), parts)
    squares = np.bincount(of_part, weights=values**2, minlength=len(parts)) if len(parts) else np.zeros(0)
    lengths = np.sqrt(np.maximum(squares, 1e-12)).astype(np.float32)
    return csr_matrix((values / lengths[of_part], where, np.asarray(ends)), shape=(len(texts), ROWS))


def document_frequency(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return in how many of *texts* each row occurs."""
    found = np.zeros(ROWS, dtype=np.int64)
    for text in texts:
        for part in bag(text):
            found[list(part)] += 1
    return found
