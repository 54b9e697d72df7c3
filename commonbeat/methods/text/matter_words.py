"""Which things and acts a text tells of, whatever words of whatever language it takes for them."""

import functools
import math
import re
from collections.abc import Iterable
from typing import NamedTuple

from commonbeat.methods.text import lexicon

# Arabic "the", "and the", "in the", "to the" stand glued before a word.
_ARABIC = re.compile(r"^(?:و?ال|وال|بال|لل|فال|كال)(?=\w{2})")
_LEAST = 3


class _Lists(NamedTuple):
    whole: dict[str, frozenset[str]]
    stems: dict[str, frozenset[str]]
    inside: tuple[tuple[str, str], ...]


@functools.cache
def _lists() -> _Lists:
    whole: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    inside: list[tuple[str, str]] = []
    for idea, words in lexicon.words("matter_words.txt").items():
        for word in words:
            if word.startswith("~"):
                inside.append((word[1:], idea))
            else:
                (stems if word.endswith("*") else whole).setdefault(word.rstrip("*"), set()).add(idea)
    return _Lists(
        {word: frozenset(held) for word, held in whole.items()},
        {word: frozenset(held) for word, held in stems.items()},
        tuple(sorted(inside)),
    )


@functools.lru_cache(maxsize=20_000)
def ideas_of(word: str) -> frozenset[str]:
    """Return the ideas a folded word stands for, often none; the longest stem counts."""
    lists = _lists()
    found: set[str] = set()
    for form in {word, _ARABIC.sub("", word)}:
        found |= lists.whole.get(form, frozenset())
        cuts = (form[:size] for size in range(len(form), _LEAST - 1, -1))
        found |= next((lists.stems[cut] for cut in cuts if cut in lists.stems), frozenset())
        found |= {idea for part, idea in lists.inside if part in form and part != form}
    return frozenset(found)


def ideas(words: Iterable[str]) -> frozenset[str]:
    """Return the ideas that folded *words* tell of, without order; never raises."""
    return frozenset[str]().union(*map(ideas_of, words))


def _weight(held: frozenset[str]) -> float:
    """Rare ideas tell more: an idea with few words weighs up to twice one with many."""
    return sum(_rarity(idea) for idea in held)


@functools.cache
def _rarity(idea: str) -> float:
    return 3 / math.log(4 + len(lexicon.words("matter_words.txt")[idea]))


def agreement(one: frozenset[str], other: frozenset[str]) -> list[float]:
    """Return how far the ideas of two texts are the same: shares in common, and what each tells alone."""
    both, every = _weight(one & other), _weight(one | other)
    mine, theirs = _weight(one - other), _weight(other - one)
    return [
        both / max(1.0, every),
        both / max(1.0, min(_weight(one), _weight(other))),
        min(both, 6.0) / 3,
        min(mine, theirs) / 3,
        max(mine, theirs) / 3,
        float(not one & other),
    ]
