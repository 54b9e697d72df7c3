"""Which numbers and letters of a text name a place ("block C", "house 31"), and not how many or when."""

import functools
import re

from commonbeat.methods.text import lexicon
from commonbeat.methods.text.clean import fold

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_END = re.compile(r"[.!?;:\n\r؟؛…]\s*$")
_MIXED = re.compile(r"(?:\d+[a-z]|[a-z]\d+)\Z")
_LETTERS_OF_A_NAME = 3
# A text that shouts has single capital letters everywhere.
_SHOUTED = 0.5


@functools.cache
def _lists() -> dict[str, frozenset[str]]:
    return lexicon.words("designator_words.txt")


@functools.cache
def _values() -> dict[str, str]:
    return {word: key[1:] for key, held in _lists().items() if key[1:].isdigit() for word in held}


def designators(text: str) -> frozenset[str]:
    """Return the numbers and single letters by which *text* names a house, a line, a room or the like.

    Numbers beside a word for how much or how long are left out ("three weeks", "at 7", "10 euros"); ordinals and
    numbers in words count beside a word for what is numbered ("third floor", "tower two"). Never raises; linear.
    """
    lists, values, found = _lists(), _values(), set()
    shouts = sum(letter.isupper() for letter in text) > _SHOUTED * max(1, sum(map(str.isalpha, text)))
    tokens = list(_TOKEN.finditer(text))
    folded = [fold(token.group()) for token in tokens]
    for index, word in enumerate(folded):
        before, after = (
            folded[place] if 0 <= place < len(folded) else "" for place in (index - 1, index + 1)
        )
        is_numbered = before in lists["numbered"] or after in lists["numbered"]
        if word.isdigit():
            counts = after in lists["unit"] or (before in lists["time"] and not is_numbered)
            if not counts and len(word) <= _LETTERS_OF_A_NAME + 1:
                found.add(str(int(word)))
        elif _MIXED.fullmatch(word):
            found.add(word)
        elif word in values and is_numbered:
            found.add(values[word])
        elif len(word) == 1 and tokens[index].group().isupper() and not shouts and word.isalpha():
            starts = index == 0 or _END.search(text[tokens[index - 1].end() : tokens[index].start()] + " ")
            if is_numbered or (not starts and word not in lists["letters"]):
                found.add(word)
    return frozenset(found)
