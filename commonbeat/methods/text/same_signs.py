"""What speaks for and against two texts telling the same matter, as numbers that `same` weighs."""

import functools
import re
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonbeat.methods.text import heads, lexicon, matter_words
from commonbeat.methods.text.clean import fold
from commonbeat.methods.text.designators import designators
from commonbeat.methods.text.place_names import Places, kind_of, places, shared, unmet

READ_LETTERS = 1000
_WORD = re.compile(r"[^\W_]+")
_SHORT, _STEM, _START = 3, 5, 4
_THANKS = re.compile(r"\b(?:thank|gracias|merci|danke|dziekuj|obrigad|kiitos|شكرا)")
_ASKS = re.compile(r"[?؟]\s*$")
_UNSAID = 0.85
_MOST_WORDS = 60
_WHEN, _SORTS = lexicon.Kinds("time_words.txt"), lexicon.Kinds("need_words.txt")
_SORT_NAMES = ("wish", "mended", "lovely", "lost", "dear", "open", "loud", "dirty")
_GLUE = lexicon.words("place_links.txt")["glue"]
METRIC = "same_words.npz"

Row = NDArray[np.float32]
Rows = NDArray[np.float32]
Known = Callable[[str], bool]


class Seen(NamedTuple):
    """One text as its words tell it; ``content`` and ``matter`` as the functions of that name."""

    folded: tuple[str, ...]
    stems: frozenset[str]
    where: Places
    when: frozenset[str]
    sorts: frozenset[str]
    is_thanks: bool
    is_question: bool
    content: tuple[str, ...]
    matter: tuple[str, ...]
    numbered: frozenset[str]


def content(text: str) -> list[str]:
    """Return the words of *text* that carry meaning, in small letters: those that glue sentences are left out."""
    return [
        word.lower()
        for word in _WORD.findall(text[:READ_LETTERS])[:_MOST_WORDS]
        if len(word) > 1 and fold(word) not in _GLUE
    ]


@functools.lru_cache(maxsize=4_000)
def seen(text: str) -> Seen:
    """Return what the words of *text* tell; its first thousand letters are read. Linear; never raises."""
    read = text[:READ_LETTERS]
    folded = fold(read)
    words = _WORD.findall(folded)
    where, carrying = places(read), content(read)
    starts = {name[:_START] for name in where.names}
    return Seen(
        tuple(words),
        frozenset(word[:_STEM] for word in words if len(word) >= _SHORT),
        where,
        _WHEN.kinds(words),
        _SORTS.kinds(words),
        _THANKS.search(folded) is not None,
        _ASKS.search(read) is not None,
        tuple(carrying),
        tuple(word for word in carrying if not kind_of(fold(word)) and fold(word)[:_START] not in starts),
        designators(read),
    )


def is_vetoed(one: str, other: str) -> bool:
    """Return whether names, numbers or thanks say that these are two matters, however alike they sound."""
    a, b = seen(one), seen(other)
    other_names = bool(a.where.names and b.where.names) and not shared(a.where.names, b.where.names)
    other_numbers = bool(a.numbered and b.numbered) and not a.numbered & b.numbered
    return other_names or other_numbers or a.is_thanks != b.is_thanks


def asked(text: str) -> set[str]:
    """Return every piece of *text* whose direction :func:`signs` wants to know."""
    read = seen(text)
    return ({*read.content, " ".join(read.matter)}) - {""}


def signs(
    one: str,
    other: str,
    a: Row | None,
    b: Row | None,
    piece: Callable[[str], Row | None],
    is_known: Known = lambda _word: True,
) -> list[float]:
    """Return what speaks for and against one matter, in the order the weights were learned in.

    *a* and *b* are the encoder's rows of the texts, *piece* gives those of the pieces in :func:`asked`; without
    rows the signs of meaning say nothing. Words for which *is_known* is false are held to be in no list of ideas.
    """
    first, second = seen(one), seen(other)
    is_read = a is not None and b is not None
    close = float(a @ b) if a is not None and b is not None else 0.9
    return [
        *_told(first, second, close),
        *_places(first, second),
        *_changed(first, second, piece if is_read else None),
        *_ideas(first, second, is_known),
        *_what(first, second, piece if is_read else None),
    ]


def _told(a: Seen, b: Seen, close: float) -> list[float]:
    common = len(a.stems & b.stems)
    overlap = common / max(1, len(a.stems | b.stems))
    kinds, others = a.where.kinds, b.where.kinds
    return [
        (close - 0.9) * 20,
        overlap,
        common / max(1, min(len(a.stems), len(b.stems))),
        float(bool(kinds) and bool(others) and not kinds & others),
        len(kinds & others) / len(kinds | others) if kinds and others else 0.5,
        min(len(kinds ^ others), 4) / 4,
        min(len(kinds & others), 2) / 2,
        float(a.is_thanks != b.is_thanks),
        float(a.is_question != b.is_question),
        float(bool(a.when) and bool(b.when) and not a.when & b.when),
        min(len(a.when & b.when), 2) / 2,
        float(bool(a.when) != bool(b.when)),
        *(float((sort in a.sorts) != (sort in b.sorts)) for sort in _SORT_NAMES),
        float(len(a.sorts & b.sorts) > 0),
    ]


def _places(a: Seen, b: Seen) -> list[float]:
    """Names, numbers and letters of places: met, unmet on one side, and unmet on both, which parts two places."""
    names, others = a.where.names, b.where.names
    mine, theirs = unmet(names, others), unmet(others, names)
    met = len(names) - len(mine)
    one, two = a.numbered, b.numbered
    return [
        float(bool(names) and bool(others) and not met),
        float(bool(mine) and bool(theirs)),
        float(bool(mine) != bool(theirs)),
        min(len(mine) + len(theirs), 4) / 4,
        min(met, 3) / 3,
        float(bool(one) and bool(two) and not one & two),
        float(bool(one & two)),
        float(bool(one) != bool(two)),
        float(bool(one - two) and bool(two - one)),
    ]


def _changed(a: Seen, b: Seen, piece: Callable[[str], Row | None] | None) -> list[float]:
    """Whether one text is the other with a few words put in place of others, and how unlike those are."""
    match = SequenceMatcher(None, a.folded, b.folded, autojunk=False)
    steps = [step[0] for step in match.get_opcodes()]
    starts = [{word[:_START] for word in text.folded} for text in (a, b)]
    mine = [word for word in a.content if fold(word)[:_START] not in starts[1]]
    theirs = [word for word in b.content if fold(word)[:_START] not in starts[0]]
    alike = [float(not mine and not theirs)] * 3
    if mine and theirs and piece is not None:
        close = _sharp(mine, piece) @ _sharp(theirs, piece).T
        sides = (close.max(1), close.max(0))
        least, mean = (min(float(side.min()) for side in sides), min(float(side.mean()) for side in sides))
        alike = [float(close.max()), least, mean]
    return [
        match.ratio(),
        steps.count("replace") / 3,
        (len(steps) - steps.count("equal")) / 4,
        min(len(mine), len(theirs)) / 4,
        max(len(mine), len(theirs)) / 6,
        *alike,
    ]


def _ideas(a: Seen, b: Seen, is_known: Known) -> list[float]:
    """How far the ideas agree, and how many words are in no list, which says how little that may mean."""
    told, missed, listed = [], [], 0
    for text in (a, b):
        told.append(matter_words.ideas(word for word in text.folded if is_known(word)))
        words = [fold(word) for word in text.matter if len(word) > _SHORT]
        in_lists = sum(is_known(word) and bool(matter_words.ideas_of(word)) for word in words)
        missed.append(len(words) - in_lists)
        listed += in_lists
    agreed = matter_words.agreement(told[0], told[1])
    return [*agreed, min(missed) / 3, max(missed) / 3, listed / max(1, sum(missed) + listed)]


def _what(a: Seen, b: Seen, piece: Callable[[str], Row | None] | None) -> list[float]:
    """What both say, places aside: words in common, closeness as a whole and of each word; all words likewise."""
    stems = [{fold(word)[:_STEM] for word in text.matter} for text in (a, b)]
    common = len(stems[0] & stems[1])
    shares = [common / max(1, len(stems[0] | stems[1])), common / max(1, min(map(len, stems)))]
    if piece is None:
        return [*shares, *[0.0] * 25]
    whole = [piece(" ".join(text.matter)) if text.matter else None for text in (a, b)]
    close = float(whole[0] @ whole[1]) if whole[0] is not None and whole[1] is not None else _UNSAID
    found = [*shares, (close - 0.88) * 20]
    for mine, theirs in ((a.matter, b.matter), (a.content, b.content)):
        plain = _alike(_rows(mine, piece), _rows(theirs, piece))
        found += [(value - usual) * 20 for value, usual in zip(plain, (0.88, 0.83, 0.82) * 2, strict=True)]
        found += _alike(_sharp(mine, piece), _sharp(theirs, piece))
    return found


def _alike(mine: Rows, theirs: Rows) -> list[float]:
    """How well each word of one text has its like in the other: on the whole, the worst three, the worst.

    Each first for the text that fares worse, then for the one that fares better.
    """
    if not len(mine) or not len(theirs):
        return [0.8] * 6
    alike = mine @ theirs.T
    sides = []
    for best in (alike.max(1), alike.max(0)):
        worst = np.sort(best)
        sides.append([float(best.mean()), float(worst[:3].mean()), float(worst[0])])
    return [*map(min, *sides), *map(max, *sides)]


def _rows(words: tuple[str, ...] | list[str], piece: Callable[[str], Row | None]) -> Rows:
    held = [row for word in words if (row := piece(word)) is not None]
    return np.stack(held) if held else np.zeros((0, 1), dtype=np.float32)


def _sharp(words: tuple[str, ...] | list[str], piece: Callable[[str], Row | None]) -> Rows:
    """Rows of single words, turned so that words of one idea point the same way whatever their language."""
    rows = _rows(words, piece)
    return sharpened(rows) if len(rows) else rows


def sharpened(rows: Rows) -> Rows:
    """Return *rows* (n, 384) of single words in the directions learned from matter_words.txt, of length one."""
    held = heads.arrays(METRIC)
    turned = (rows - held["center"]) @ held["turn"].astype(np.float32)
    return np.asarray(turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-6), np.float32)
