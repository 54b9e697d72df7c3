"""Notice a report about how somebody looks rather than what they did, so that we can ask for acts."""

from typing import NamedTuple

from commonbeat.methods.text.phrases import PhraseBook, covered, likely

LANGUAGES = ("en", "es")
APPEARANCE = "appearance_without_behavior"
RACE = "race_needs_more_detail"

_BOOKS = {language: PhraseBook.packaged(f"behavior/{language}.txt") for language in LANGUAGES}
# How many other details make a person distinguishable, beside the color of their skin.
_DETAILS_NEEDED = 2


class Pause(NamedTuple):
    """Why the writer is asked to pause; *words* are what was read as looks or origin."""

    reason: str
    words: tuple[str, ...]
    language: str


def pause(text: str) -> Pause | None:
    """Return why *text* should pause before it is sent, or None; English and Spanish.

    ``appearance_without_behavior``: a stranger is described by looks, origin or a feeling that they are
    "suspicious" or "do not belong", and nothing in the text says what anybody did.
    ``race_needs_more_detail``: acts are described, but the person mainly by race or origin, with fewer than
    two other distinguishing details (clothes, age, height, build, hair, marks, belongings). Reports of
    acts, requests, thanks, worry about somebody's welfare and harm done *to* a person pass. A pause asks
    and never forbids. Never raises; linear.

    Rule: SAFETY of this project, "behavior first"; figures in docs/methods/text.md.
    """
    for language in likely(_BOOKS, text):
        found = _read(_BOOKS[language], text)
        if found:
            return Pause(found[0], found[1], language)
    return None


def _read(book: PhraseBook, text: str) -> tuple[str, tuple[str, ...]] | None:
    looks: list[tuple[str, ...]] = []
    race: list[tuple[str, ...]] = []
    labels: set[str] = set()
    for sentence in book.sentences(text):
        matches = book.matches(sentence)
        idioms = covered(matches, {"idiom"}, sentence)
        things = covered(matches, {"idiom", "not race"}, sentence)
        for match in matches:
            harmless = things if match.label == "race" else idioms
            if any(harmless[match.first : match.last + 1]):
                continue
            labels.add(match.label)
            if match.label in ("looks", "race"):
                words = tuple(sentence.written[match.first : match.last + 1])
                (looks if match.label == "looks" else race).append(words)
    if not looks and not race:
        return None
    if "act" in labels:
        details = {label for label in labels if label.startswith("detail ")}
        if race and len(details) < _DETAILS_NEEDED and not labels & {"harmed", "welfare"}:
            return RACE, race[0]
        return None
    return None if labels & {"welfare", "harmed"} else (APPEARANCE, (looks or race)[0])
