"""Whether two texts tell the same matter: the same thing at the same place, in whatever words.

Meaning alone is not enough: "the lamp in Mill Lane is out" and "the lamp in Oak Street is out" point about the
same way and are two matters. So what the texts say of places, names and numbers is set against each other,
and what each says that the other does not is read once more by itself.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonbeat.methods.text import heads, lexicon
from commonbeat.methods.text.clean import fold
from commonbeat.methods.text.encoder import Encoder, Vectors
from commonbeat.methods.text.place_names import Places, kind_of, places, shared

# Below this closeness two texts are never held together; most pairs end here.
NEAR = 0.86
READ_LETTERS = 1000
CANDIDATES = 4
_WORD = re.compile(r"[^\W_]+")
_SHORT, _STEM, _START = 3, 5, 4
_THANKS = re.compile(r"\b(?:thank|gracias|merci|danke|dziekuj|obrigad|kiitos|شكرا)")
_ASKS = re.compile(r"[?؟]\s*$")
_UNSAID = 0.85
_MOST_WORDS = 60
_WHEN, _SORTS = lexicon.Kinds("time_words.txt"), lexicon.Kinds("need_words.txt")
_SORT_NAMES = ("wish", "mended", "lovely", "lost", "dear", "open", "loud", "dirty")
_GLUE = lexicon.words("place_links.txt")["glue"]

Row = NDArray[np.float32]


class _Seen(NamedTuple):
    stems: frozenset[str]
    where: Places
    when: frozenset[str]
    sorts: frozenset[str]
    is_thanks: bool
    is_question: bool


def _seen(text: str) -> _Seen:
    read = text[:READ_LETTERS]
    folded = fold(read)
    words = _WORD.findall(folded)
    return _Seen(
        frozenset(word[:_STEM] for word in words if len(word) >= _SHORT),
        places(read),
        _WHEN.kinds(words),
        _SORTS.kinds(words),
        _THANKS.search(folded) is not None,
        _ASKS.search(read) is not None,
    )


def leftovers(one: str, other: str) -> tuple[str, str]:
    """Return the words of each text that have no like in the other, in their order."""
    mine, theirs = (_WORD.findall(text[:READ_LETTERS]) for text in (one, other))
    my_starts, their_starts = ({fold(word)[:_START] for word in words} for words in (mine, theirs))
    return (
        " ".join(word for word in mine if fold(word)[:_START] not in their_starts),
        " ".join(word for word in theirs if fold(word)[:_START] not in my_starts),
    )


def content(text: str) -> list[str]:
    """Return the words of *text* that carry meaning, in small letters: those that glue sentences are left out."""
    return [
        word.lower()
        for word in _WORD.findall(text[:READ_LETTERS])[:_MOST_WORDS]
        if len(word) > 1 and fold(word) not in _GLUE
    ]


def matter(text: str) -> list[str]:
    """Return the words of :func:`content` that say what, not where: kinds of places and their names are left out."""
    names = places(text[:READ_LETTERS]).names
    starts = {name[:_START] for name in names}
    return [word for word in content(text) if not kind_of(fold(word)) and fold(word)[:_START] not in starts]


def asked(one: str, other: str) -> set[str]:
    """Return every piece whose direction :func:`probability` wants to know of this pair."""
    whats = (" ".join(matter(one)), " ".join(matter(other)))
    return ({*leftovers(one, other), *content(one), *content(other), *whats}) - {""}


def is_vetoed(one: str, other: str) -> bool:
    """Return whether names, numbers or thanks say that these are two matters, however alike they sound."""
    return _veto(_seen(one), _seen(other))


def _veto(a: _Seen, b: _Seen) -> bool:
    other_names = bool(a.where.names and b.where.names) and not shared(a.where.names, b.where.names)
    other_numbers = bool(a.where.numbers and b.where.numbers) and not a.where.numbers & b.where.numbers
    return other_names or other_numbers or a.is_thanks != b.is_thanks


def signs(
    one: str, other: str, a: Row | None, b: Row | None, left: Callable[[str], Row | None]
) -> list[float]:
    """Return what speaks for and against one matter, in the order the weights were learned in.

    *a* and *b* are the encoder's rows of the texts, *left* gives those of the pieces in :func:`asked`; without
    rows the signs of meaning say nothing.
    """
    first, second = _seen(one), _seen(other)
    mine, theirs = leftovers(one, other)
    rest_a, rest_b = (left(text) if text and a is not None else None for text in (mine, theirs))
    rest = float(rest_a @ rest_b) if rest_a is not None and rest_b is not None else _UNSAID
    if not mine and not theirs:
        rest = 1.0
    close = float(a @ b) if a is not None and b is not None else 0.9
    return [*_signs(first, second, close, rest), *_what(one, other, a is not None, left)]


def _what(one: str, other: str, is_read: bool, left: Callable[[str], Row | None]) -> list[float]:
    """What both say, places aside: words in common, closeness as a whole and of each word; all words likewise."""
    mine, theirs = matter(one), matter(other)
    stems = [{fold(word)[:_STEM] for word in words} for words in (mine, theirs)]
    common = len(stems[0] & stems[1])
    shares = [common / max(1, len(stems[0] | stems[1])), common / max(1, min(map(len, stems)))]
    if not is_read:
        return [*shares, *[0.0] * 13]
    whole = [left(" ".join(words)) if words else None for words in (mine, theirs)]
    close = float(whole[0] @ whole[1]) if whole[0] is not None and whole[1] is not None else _UNSAID
    every = _told_again(content(one), content(other), left)
    return [*shares, (close - 0.88) * 20, *_told_again(mine, theirs, left), *every]


def _told_again(one: list[str], other: list[str], left: Callable[[str], Row | None]) -> list[float]:
    """How well each word of one text has its like in the other: on the whole, the worst three, the worst.

    Each first for the text that fares worse, then for the one that fares better.
    """
    mine, theirs = ([row for word in words if (row := left(word)) is not None] for words in (one, other))
    if not mine or not theirs:
        return [0.0] * 6
    alike = np.stack(mine) @ np.stack(theirs).T
    sides = []
    for best in (alike.max(1), alike.max(0)):
        worst = np.sort(best)
        sides.append(
            [
                float(value - usual) * 20
                for value, usual in ((best.mean(), 0.88), (worst[:3].mean(), 0.83), (worst[0], 0.82))
            ]
        )
    return [*map(min, *sides), *map(max, *sides)]


def _signs(a: _Seen, b: _Seen, close: float, rest: float) -> list[float]:
    common = len(a.stems & b.stems)
    overlap = common / max(1, len(a.stems | b.stems))
    within = common / max(1, min(len(a.stems), len(b.stems)))
    names, kinds, numbers = a.where.names, a.where.kinds, a.where.numbers
    met = shared(names, b.where.names)
    other_name = float(bool(names) and bool(b.where.names) and met == 0)
    unmet = min(len(names) - met + len(b.where.names) - shared(b.where.names, names), 4) / 4
    return [
        (close - 0.9) * 20,
        overlap,
        within,
        other_name,
        unmet,
        min(met, 3) / 3,
        float(bool(kinds) and bool(b.where.kinds) and not kinds & b.where.kinds),
        len(kinds & b.where.kinds) / len(kinds | b.where.kinds) if kinds and b.where.kinds else 0.5,
        min(len(kinds ^ b.where.kinds), 4) / 4,
        min(len(kinds & b.where.kinds), 2) / 2,
        float(bool(numbers) and bool(b.where.numbers) and not numbers & b.where.numbers),
        float(a.is_thanks != b.is_thanks),
        float(a.is_question != b.is_question),
        overlap * other_name,
        overlap * unmet,
        (rest - _UNSAID) * 10,
        float(bool(a.when) and bool(b.when) and not a.when & b.when),
        min(len(a.when & b.when), 2) / 2,
        float(bool(a.when) != bool(b.when)),
        *(float((sort in a.sorts) != (sort in b.sorts)) for sort in _SORT_NAMES),
        float(len(a.sorts & b.sorts) > 0),
    ]


def probability(
    one: str, other: str, a: Row | None, b: Row | None, left: Callable[[str], Row | None]
) -> float:
    """Return how sure it is that both tell one matter, from 0 to 1; .5 and more is worth suggesting.

    Weights: a logistic regression over pairs of tools/sentences/same.txt; measured in docs/methods/listening.md.
    """
    if one == other:
        return 1.0
    if is_vetoed(one, other):
        return 0.0
    held = heads.arrays("same_fast.npz" if a is None or b is None else "same_full.npz")
    score = np.asarray(np.dot(held["weights"], signs(one, other, a, b, left)) + held["bias"], np.float32)
    return round(float(heads.sigmoid(score)), 4)


class Match(NamedTuple):
    """``place`` of the text that tells the same in its list, and how sure that is."""

    place: int
    probability: float


def likeliest(
    text: str, others: Sequence[str], row: Row, rows: Vectors, reader: Encoder, at_most: int = 3
) -> list[Match]:
    """Return those of *others* that tell the same matter as *text*, surest first.

    *row* and *rows* are the encoder's directions of the text and of the others. The few nearest are looked at
    closely; costs some short readings of the encoder, a
    tenth of a second or two.
    """
    if not len(others):
        return []
    close = rows @ row
    nearest = [int(index) for index in np.argsort(-close, kind="stable")[:CANDIDATES] if close[index] > NEAR]
    wanted = sorted({part for index in nearest for part in asked(text, others[index])})
    read = dict(zip(wanted, reader.encode(wanted), strict=True)) if wanted else {}
    found = [Match(index, probability(text, others[index], row, rows[index], read.get)) for index in nearest]
    good = sorted(
        (match for match in found if match.probability >= 0.5), key=lambda match: -match.probability
    )
    return good[:at_most]
