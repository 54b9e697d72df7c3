"""Find words by which somebody gives themselves away without a name: "I live above the shop", "as the only nurse"."""

from commonbeat.methods.text.phrases import PhraseBook, likely

LANGUAGES = ("en", "es", "fr", "ar", "pl", "de")

_BOOKS = {language: PhraseBook.packaged(f"circumstances/{language}.txt") for language in LANGUAGES}
READ_LETTERS = 6000


def circumstances(text: str) -> list[tuple[str, int, int]]:
    """Return ``("circumstance", start, end)`` for each phrase that tells who the writer is to those who know the place.

    Where somebody lives or works, what only they are, whose mother or colleague they are, that it was they who
    called. Offsets into *text*; only its first :data:`READ_LETTERS` letters are read. It asks and never
    forbids; never raises; linear.
    """
    read = text[:READ_LETTERS]
    for language in likely(_BOOKS, read):
        book, found, since = _BOOKS[language], [], 0
        for sentence in book.sentences(read):
            spans, since = _spans(read, sentence.written, since)
            for match in book.matches(sentence):
                found.append(("circumstance", spans[match.first][0], spans[match.last][1]))
        if found:
            return found
    return []


def _spans(text: str, words: tuple[str, ...], since: int) -> tuple[list[tuple[int, int]], int]:
    """Where *words* stand in *text*, one after the other from *since* on, and where the last one ends."""
    spans = []
    for word in words:
        start = text.index(word, since)
        since = start + len(word)
        spans.append((start, since))
    return spans, since
