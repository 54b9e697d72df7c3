"""Words reduced to what people are sure to type: no case, no accents, no punctuation."""

import re
import unicodedata
from collections.abc import Iterable

LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)
SEPARATORS = re.compile(r"[\W_]+")
ALTERNATE = "|"


def fold(text: str) -> str:
    """Lower case without accents and punctuation, words one space apart: "Straße-Süd" is "strasse sud"."""
    # Taking letters apart can uncover capitals ("🄐" is "(A)"), and lowering them more letters to take apart.
    low = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(letter for letter in low if not unicodedata.combining(letter)).translate(LETTERS)
    return SEPARATORS.sub(" ", plain).strip()


def search_key(names: Iterable[str], limit: int = 400) -> str:
    """All spellings of one thing, folded, each once, joined so that `fold` can never produce the joint."""
    kept = dict.fromkeys(folded for folded in map(fold, names) if folded)
    key = ""
    for folded in kept:
        if len(key) + len(folded) + 1 > limit:
            break
        key += (ALTERNATE if key else "") + folded
    return key
