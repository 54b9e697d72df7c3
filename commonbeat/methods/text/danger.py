"""Tell texts that describe immediate danger, so that emergency numbers can be shown at once.

These are the rules, quick and open to inspection: each answer names the words it rests on. They are also
what is left when a larger reader of texts is missing. An answer interrupts the writer with a page of
numbers; it never keeps anybody from saving what they wrote.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from commonbeat.methods.text.phrases import Match, PhraseBook, Sentence, covered, likely

LANGUAGES = ("en", "es", "fr", "ar", "pl", "de", "fi")
KINDS = ("medical", "fire", "violence", "intruder", "self_harm", "child", "trapped", "explosive", "help")

_BOOKS = {language: PhraseBook.packaged(f"danger/{language}.txt") for language in LANGUAGES}
_END = re.compile(r"(?<=[.!?;\n\r؟؛…])\s*")
# Words this close before a match deny it: "no fire", "nobody was hurt".
_DENIAL_REACH = 3


class Danger(NamedTuple):
    """What kind of danger is described, the words that say so, and the language they were read in."""

    kind: str
    words: tuple[str, ...]
    language: str


def describes_immediate_danger(text: str, languages: Iterable[str] = LANGUAGES) -> Danger | None:
    """Return the danger to life or limb that *text* describes as happening now, or None.

    *languages* limits the rules tried (default: all of :data:`LANGUAGES`); the language of the text need not
    be known. What is denied, past, imagined, only talked about or a figure of speech does not count: "someone
    was shot there last year", "fire drill", "my phone died". ``Danger.kind`` is one of :data:`KINDS`;
    ``Danger.words`` are the words as they were written, in their order.

    Raises ValueError for a language without rules, and nothing else; linear in the length of the text.
    Figures, with how they were measured, are in docs/methods/text.md. Method: hand-written phrase rules with
    negation and time cues after Chapman et al. 2001, "A simple algorithm for identifying negated findings".
    """
    wanted = tuple(languages)
    for language in wanted:
        if language not in _BOOKS:
            raise ValueError(f"There are no danger rules for the language {language!r}.")
    for language in likely({language: _BOOKS[language] for language in wanted}, text):
        book = _BOOKS[language]
        for sentence in book.sentences(text):
            found = _in_sentence(book, sentence)
            if found:
                words = tuple(sentence.written[found.first : found.last + 1])
                return Danger(found.label.rstrip("!?"), words, language)
    return None


def sentences(text: str) -> list[str]:
    """Return the sentences of *text* as they were written, cut at signs that end one; empty ones left out."""
    return [part.strip() for part in _END.split(text) if part.strip()]


def _in_sentence(book: PhraseBook, sentence: Sentence) -> Match | None:
    """Return the first match that is no idiom, denied, past, imagined or mere talk."""
    matches = book.matches(sentence)
    dangers = [match for match in matches if match.label.rstrip("!?") in KINDS]
    if not dangers:
        return None
    idioms = covered(matches, {"idiom"}, sentence)
    denied = {
        match.last + step for match in matches if match.label == "not" for step in range(1, _DENIAL_REACH + 1)
    }
    is_now = any(match.label == "now" for match in matches)
    is_elsewhere = any(
        match.label in {"past", "maybe", "about"} and not any(idioms[match.first : match.last + 1])
        for match in matches
    )
    for danger in dangers:
        if danger.first in denied or any(idioms[danger.first : danger.last + 1]):
            continue
        if danger.label.endswith("!") or (not is_elsewhere and (is_now or not danger.label.endswith("?"))):
            return danger
    return None
