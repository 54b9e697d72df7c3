"""Which places a text speaks of, as far as its own words tell: kinds of places, names and numbers."""

import functools
import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

from commonbeat.methods.text import lexicon
from commonbeat.methods.text.clean import fold

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE = re.compile(r"[.!?;:\n\r؟؛…]+\s*")
# Letters by which two spellings of a name are held to be the same ("Estación", "station").
_SAME_START = 4
# Arabic "the", "and the", "in the", "to the" stand glued before a word.
_ARABIC = re.compile(r"^(?:و?ال|وال|بال|لل|فال)(?=\w{3})")
_IN_ARABIC = re.compile(r"[\u0600-\u06ff]")
_WORDS = lexicon.words("place_links.txt")
_LINKS = _WORDS["links"] | _WORDS["glue"]
_GENERIC = _WORDS["lane"] | _WORDS["after"] | _WORDS["before"]
_JOINED = tuple(sorted(_WORDS["joined"]))
# German writes every noun with a capital letter, so there a capital says nothing.
_GERMAN = _WORDS["german"]
_LETTER_KINDS = 4
_PLACE_IN_ONE_WORD = 8
_ALIKE = 0.8


class Places(NamedTuple):
    """What a text says of where: kinds (``street``), folded names beside them, and numbers."""

    kinds: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[str]


@functools.cache
def _kinds() -> tuple[dict[str, str], list[tuple[str, str]]]:
    whole: dict[str, str] = {}
    stems: list[tuple[str, str]] = []
    for kind, words in lexicon.words("place_words.txt").items():
        for word in words:
            if word.endswith("*"):
                stems.append((word[:-1], kind))
            else:
                whole[word] = kind
    return whole, stems


@functools.lru_cache(maxsize=20_000)
def kind_of(word: str) -> str:
    """Return the kind of place a folded word stands for, or ``""``; linear in the list of kinds."""
    whole, stems = _kinds()
    bare = _ARABIC.sub("", word)
    for form in (word, bare):
        if form in whole:
            return whole[form]
        for stem, kind in stems:
            if form.startswith(stem) or (len(stem) > _LETTER_KINDS and form.endswith(stem)):
                return kind
    return ""


def places(text: str) -> Places:
    """Return the places of *text*: kinds, names (words with a capital letter or beside a street) and numbers.

    Without grammar it misses names in small letters away from a word for a place, and takes some other
    names for places; it is one sign among several. Never raises; linear.
    """
    kinds: set[str] = set()
    names: set[str] = set()
    numbers: set[str] = set()
    is_german = not _GERMAN.isdisjoint(word.lower() for word in _TOKEN.findall(text))
    for sentence in _SENTENCE.split(text):
        words = _TOKEN.findall(sentence)
        folded = [fold(word).replace("'", "") for word in words]
        for index, word in enumerate(folded):
            kind = kind_of(word)
            if kind:
                kinds.add(kind)
            if kind == "street" or word in _GENERIC or _ARABIC.sub("", word) in _GENERIC:
                names.update(_beside(words, folded, index))
            if word.isdigit():
                numbers.add(word)
            elif _names_a_place(words[index], word, kind, is_first=index == 0 or is_german):
                names.add(_ARABIC.sub("", word))
    return Places(frozenset(kinds), frozenset(names), frozenset(numbers))


def _names_a_place(written: str, word: str, kind: str, *, is_first: bool) -> bool:
    """Whether a word is a name: a capital inside a sentence, or a place in one word ("Mühlgasse")."""
    if word not in _WORDS["plain"] and len(word) >= _PLACE_IN_ONE_WORD and word.endswith(_JOINED):
        return True
    if kind or word in _GENERIC:
        return False
    return not is_first and len(word) > 2 and written[:1].isupper() and not written.isupper()


def _beside(words: list[str], folded: list[str], index: int) -> Iterable[str]:
    """The likely name of the place at *index*: English before it, elsewhere after it, links left out."""
    here = folded[index]
    bare = _ARABIC.sub("", here)
    is_lane = here in _WORDS["lane"]
    ways = [range(index - 1, max(-1, index - 3), -1)] if is_lane or here in _WORDS["after"] else []
    if here in _WORDS["before"] or bare in _WORDS["before"] or (kind_of(here) == "street" and not is_lane):
        ways.append(range(index + 1, index + 4))
    for around in ways:
        for place in around:
            if not 0 <= place < len(folded):
                break
            word, has_capital = folded[place], words[place][:1].isupper()
            # "Church Lane" is a name, "the park station" is none.
            if word in _GENERIC and not (is_lane and has_capital and word not in _WORDS["lane"]):
                break
            if word in _LINKS:
                continue
            # "calle molino" names a street; "la gare depuis" names nothing; Arabic has no capital letters.
            has_capital = has_capital or (bool(_IN_ARABIC.match(here)) and place == index + 1)
            is_name = has_capital or is_lane or kind_of(here) == "street"
            if is_name and len(word) > 2 and not word.isdigit() and (has_capital or not kind_of(word)):
                yield _ARABIC.sub("", word)
            break


@functools.lru_cache(maxsize=20_000)
def _is_like(one: str, other: str) -> bool:
    """Whether two spellings may be one name: the same beginning, or nearly the same letters."""
    if one[:_SAME_START] == other[:_SAME_START]:
        return True
    return one[:1] == other[:1] and SequenceMatcher(None, one, other).ratio() >= _ALIKE


def unmet(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Return those of *one* that have no like in *other*."""
    return frozenset(word for word in one if not any(_is_like(word, name) for name in other))


def shared(one: frozenset[str], other: frozenset[str]) -> int:
    """Return how many of *one* have their like in *other*: nearly equal, or beginning with the same letters."""
    return len(one) - len(unmet(one, other))
