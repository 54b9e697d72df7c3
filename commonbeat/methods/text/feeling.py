"""How a text seems to feel: an estimate with its probability and the words it rests on, never more.

Three readers are added up. Two read words and letters (a logistic regression, and a small network on top of
the same pieces), quick enough for thousands of texts a second; the third reads the direction an encoder gives,
which also tells what was never met in training and languages other than English. What a person says of
themselves stands before any of it.
"""

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from commonbeat.methods.text import heads, ngrams
from commonbeat.methods.text.encoder import Vectors

EKMAN: dict[str, tuple[str, ...]] = {
    "anger": ("anger", "annoyance", "disapproval"),
    "disgust": ("disgust",),
    "fear": ("fear", "nervousness"),
    "joy": (
        *("joy", "amusement", "approval", "excitement", "gratitude", "love", "optimism", "relief"),
        *("pride", "admiration", "desire", "caring"),
    ),
    "sadness": ("sadness", "disappointment", "embarrassment", "grief", "remorse"),
    "surprise": ("surprise", "realization", "confusion", "curiosity"),
    "neutral": ("neutral",),
}
GOEMOTIONS = (
    *("admiration", "amusement", "anger", "annoyance", "approval", "caring", "confusion", "curiosity"),
    *("desire", "disappointment", "disapproval", "disgust", "embarrassment", "excitement", "fear"),
    *("gratitude", "grief", "joy", "love", "nervousness", "optimism", "pride", "realization", "relief"),
    *("remorse", "sadness", "surprise", "neutral"),
)
LABELS = (*GOEMOTIONS, *EKMAN)
# Languages in which feelings were learned and measured; how far meaning and words count differs among them.
ABROAD = ("es", "fr", "pl", "ar", "de")
_FINE = len(GOEMOTIONS)
WEIGHTS = "feeling.npz"
# What lifts one feeling above the others by less than this is not worth showing as a reason.
_WORTH_SHOWING = 0.05
_BESIDE_THE_STRONGEST = 0.3

Numbers = NDArray[np.float32]


class Feeling(NamedTuple):
    """One text: ``name`` is the likeliest of the seven, ``fine`` those of the 28 that pass their threshold.

    Both probabilities are calibrated on development texts: of a hundred estimates of .7 about seventy are
    right there. ``name`` is chosen so that rare feelings are found as well as common ones, so it is not
    always the one with the highest probability.
    """

    name: str
    probabilities: dict[str, float]
    fine: tuple[str, ...]
    fine_probabilities: dict[str, float]


class _Reader(NamedTuple):
    """The arrays of the readers, unpacked: rows are pieces that were met in training."""

    row_of: NDArray[np.int32]
    frequency: Numbers
    linear: Numbers
    linear_bias: Numbers
    inner: Numbers
    inner_bias: Numbers
    outer: Numbers
    outer_bias: Numbers
    elsewhere: Numbers
    elsewhere_bias: Numbers


@functools.cache
def _reader() -> _Reader:
    held = heads.arrays(WEIGHTS)
    rows = np.cumsum(held["row_steps"].astype(np.int64))
    row_of = np.full(ngrams.ROWS, len(rows), dtype=np.int32)
    row_of[rows] = np.arange(len(rows), dtype=np.int32)
    frequency = np.zeros(ngrams.ROWS, dtype=np.float32)
    frequency[rows] = held["frequency"]

    def table(name: str) -> Numbers:
        # The last row stands for every piece that was never met.
        whole = heads.from_eight_bits(held[name], held[f"{name}_scale"])
        return np.vstack([whole, np.zeros((1, whole.shape[1]), np.float32)])

    def plain(name: str) -> Numbers:
        return np.asarray(held[name], dtype=np.float32)

    return _Reader(
        row_of, frequency, table("linear"), plain("linear_bias"), table("inner"), plain("inner_bias"),
        plain("outer"), plain("outer_bias"), table("elsewhere"), plain("elsewhere_bias"),
    )  # fmt: skip


def estimate(
    texts: Sequence[str], vectors: Vectors | None = None, languages: Sequence[str] | None = None
) -> list[Feeling]:
    """Return how each text seems to feel.

    *vectors* are the encoder's rows of the same texts (shape (texts, 384)); without them English is told by
    words alone and other languages much less surely. *languages* are their codes, English where left out.
    Never raises on any text; a text without words is neutral. Measured in docs/methods/listening.md.
    """
    if not texts:
        return []
    spoken = languages or ["en"] * len(texts)
    is_english = np.array([code in ("en", "und") for code in spoken])
    scores = np.empty((len(texts), len(LABELS)), dtype=np.float32)
    for part, is_home in ((np.flatnonzero(is_english), True), (np.flatnonzero(~is_english), False)):
        if len(part):
            some = None if vectors is None else vectors[part]
            codes = None if is_home else [spoken[int(index)] for index in part]
            scores[part] = _scores([texts[int(index)] for index in part], some, codes)
    return _told(texts, scores, is_english, is_full=vectors is not None)


def _pieces(texts: Sequence[str]) -> csr_matrix:
    reader = _reader()
    found = ngrams.matrix(texts, reader.frequency)
    shape = (len(texts), len(reader.linear))
    return csr_matrix((found.data, reader.row_of[found.indices], found.indptr), shape=shape)


def _scores(texts: Sequence[str], vectors: Vectors | None, codes: Sequence[str] | None = None) -> Numbers:
    """One score a label: the readers' scores, weighed as was best on development texts.

    *codes* are the languages of texts that are not English.
    """
    reader, mix = _reader(), heads.arrays(WEIGHTS)
    pieces = _pieces(texts)
    if codes is None:
        hidden = np.maximum(pieces @ reader.inner + reader.inner_bias, 0)
        network = hidden @ reader.outer + reader.outer_bias
        words = np.asarray(mix["mix_network"] * network + mix["mix_linear"] * _linear(pieces))
        if vectors is None:
            return with_families(words)
        return with_families(words * mix["mix_words"] + mix["mix_meaning"] * meaning(vectors))
    other = pieces @ reader.elsewhere + reader.elsewhere_bias
    if vectors is None:
        found = np.full((len(texts), len(LABELS)), -4.0, dtype=np.float32)
        found[:, _FINE:] = other
        return found
    found = meaning(vectors)
    place = [ABROAD.index(code) if code in ABROAD else len(ABROAD) for code in codes]
    share = mix["abroad_share"][place][:, None]
    found[:, _FINE:] = share * found[:, _FINE:] + (1 - share) * other
    return found


def with_families(scores: Numbers) -> Numbers:
    """Return *scores* with each of the seven moved half way to what its members among the 28 say together.

    A text is angry if it is any of anger, annoyance and disapproval: one minus the chance that it is none.
    """
    chances = heads.sigmoid(scores[:, :_FINE])
    moved = scores.copy()
    for column, members in enumerate(EKMAN.values(), start=_FINE):
        places = [GOEMOTIONS.index(member) for member in members]
        any_of = np.clip(1 - np.prod(1 - chances[:, places], axis=1), 1e-6, 1 - 1e-6)
        moved[:, column] = (scores[:, column] + np.log(any_of / (1 - any_of))) / 2
    return moved


def _linear(pieces: csr_matrix) -> Numbers:
    reader = _reader()
    return np.asarray(pieces @ reader.linear + reader.linear_bias, dtype=np.float32)


def meaning(vectors: Vectors) -> Numbers:
    """Return the scores of the reader of directions alone, shape (texts, labels)."""
    held = heads.arrays(WEIGHTS)
    scaled = (vectors - held["meaning_center"]) * held["meaning_scale"]
    hidden = np.maximum(scaled @ held["meaning_inner"].astype(np.float32) + held["meaning_inner_bias"], 0)
    found = hidden @ held["meaning_outer"].astype(np.float32) + held["meaning_outer_bias"]
    return np.asarray(found, dtype=np.float32)


def _told(
    texts: Sequence[str], scores: Numbers, is_english: NDArray[np.bool_], *, is_full: bool
) -> list[Feeling]:
    held = heads.arrays(WEIGHTS)
    depth = "full" if is_full else "fast"
    sure = np.where(
        is_english[:, None],
        heads.sigmoid(scores * held[f"{depth}_steep"] + held[f"{depth}_shift"]),
        heads.sigmoid(scores * held[f"{depth}_steep_abroad"] + held[f"{depth}_shift_abroad"]),
    )
    lift = np.where(is_english[:, None], held[f"{depth}_lift"], held[f"{depth}_lift_abroad"])
    likeliest = np.argmax(scores[:, _FINE:] + lift, axis=1)
    passes = scores[:, :_FINE] >= held[f"{depth}_threshold"]
    names = tuple(EKMAN)
    found = []
    for index, text in enumerate(texts):
        whole = sure[index, _FINE:] / max(float(sure[index, _FINE:].sum()), 1e-6)
        best = int(likeliest[index]) if text.strip() else names.index("neutral")
        fine = [int(label) for label in np.flatnonzero(passes[index])] or [
            int(np.argmax(scores[index, :_FINE] - held[f"{depth}_threshold"]))
        ]
        found.append(
            Feeling(
                names[best],
                {name: round(float(value), 4) for name, value in zip(names, whole, strict=True)},
                tuple(GOEMOTIONS[label] for label in fine),
                {
                    name: round(float(value), 4)
                    for name, value in zip(GOEMOTIONS, sure[index, :_FINE], strict=True)
                },
            )
        )
    return found


class Reason(NamedTuple):
    """``text[start:end]`` speaks for the estimate by ``weight`` (larger is stronger)."""

    start: int
    end: int
    weight: float


def reasons(text: str, feeling: str, at_most: int = 5, language: str = "en") -> tuple[Reason, ...]:
    """Return the words of *text* that speak most for *feeling* (one of the seven), strongest first.

    A word's weight is how far the words' readers would fall without it. Where the meaning of the whole carried
    the estimate, there may be none. Raises ValueError for a feeling that is none of the seven.
    """
    column = _FINE + tuple(EKMAN).index(feeling) if feeling in EKMAN else -1
    if column < 0:
        raise ValueError(f"{feeling!r} is none of {', '.join(EKMAN)}.")
    words = list(ngrams.spans(text))[:200]
    if not words:
        return ()
    without = [text[: word.start] + " " + text[word.end :] for word in words]
    codes = None if language in ("en", "und") else [language] * (1 + len(words))
    scores = _scores([text, *without], None, codes)[:, column]
    falls = float(scores[0]) - scores[1:]
    order = np.argsort(-falls, kind="stable")[:at_most]
    least = max(_WORTH_SHOWING, _BESIDE_THE_STRONGEST * float(falls.max()))
    return tuple(
        Reason(words[index].start, words[index].end, round(float(falls[index]), 3))
        for index in order
        if falls[index] >= least and words[index].word.isalnum()
    )


def table_shapes() -> dict[str, Any]:
    """Return the shape of every array, for the page that describes the weights."""
    return {name: tuple(array.shape) for name, array in heads.arrays(WEIGHTS).items()}
