"""Which language a short text is written in, among those a team works with."""

import functools
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

# Those most often heard in European towns; a team names its own, fewer ones are told apart better.
USUAL = (
    *("en", "es", "fr", "de", "it", "pt", "nl", "pl", "ru", "uk", "tr", "ar", "fa", "fi", "sv", "zh"),
    *("ro", "el", "hu", "cs", "da", "vi", "ja", "ko", "hi", "bg", "hr", "sk", "sl", "et", "lt", "lv"),
    *("sq", "ur", "he", "id", "th"),
)
UNKNOWN = "und"
READ_LETTERS = 2000
_LETTER = re.compile(r"[^\W\d_]")
_NOT_WORDS = re.compile(r"https?://[!-~]+|[\w.+-]+@[\w.-]+|[\d_#@*<>|=/\\]+", re.ASCII)


class Language(NamedTuple):
    """A language as its ISO 639-1 code, and how probable it is among those asked for."""

    code: str
    probability: float


@functools.cache
def _reader(languages: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    reader = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    reader.set_languages(list(languages))
    return reader


def known(languages: Iterable[str]) -> tuple[str, ...]:
    """Return those of *languages* that can be told, without their countries ("pt-br" is "pt")."""
    able = set(_reader(()).labels) if False else _able()
    return tuple(dict.fromkeys(code for name in languages if (code := name.lower()[:2]) in able))


@functools.cache
def _able() -> frozenset[str]:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return frozenset(LanguageIdentifier.from_model_file(MODEL_FILE).labels)


def language(text: str, among: tuple[str, ...] = USUAL) -> Language:
    """Return the language of *text* among those codes, or ``und`` with probability 0 where it has no letters.

    Raises ValueError for a code that cannot be told; linear in the first 2,000 letters. Model: py3langid
    (BSD), after Lui and Baldwin 2012, "langid.py: An Off-the-shelf Language Identification Tool".
    """
    words = _NOT_WORDS.sub(" ", text[:READ_LETTERS])
    if not _LETTER.search(words) or not among:
        return Language(UNKNOWN, 0.0)
    code, probability = _reader(tuple(among)).classify(words.encode("utf-8", "replace").decode())
    return Language(str(code), round(float(probability), 4))
