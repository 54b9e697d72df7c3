"""Whether two texts tell the same matter: the same thing at the same place, in whatever words.

Meaning alone is not enough: "the lamp in Mill Lane is out" and "the lamp in Oak Street is out" point about the
same way and are two matters. So what the texts say of places, names and numbers is set against each other,
and so are the things and acts they tell of, word by word.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from commonbeat.methods.text import heads, same_signs
from commonbeat.methods.text.encoder import Encoder, Vectors
from commonbeat.methods.text.same_signs import Row, is_vetoed

__all__ = ["CANDIDATES", "NEAR", "Match", "asked", "is_vetoed", "likeliest", "probability"]

# Below this closeness two texts are never held together; most pairs end here.
NEAR = 0.84
CANDIDATES = 4


def asked(one: str, other: str) -> set[str]:
    """Return every piece whose direction :func:`probability` wants to know of this pair."""
    return same_signs.asked(one) | same_signs.asked(other)


def probability(
    one: str, other: str, a: Row | None, b: Row | None, piece: Callable[[str], Row | None]
) -> float:
    """Return how sure it is that both tell one matter, from 0 to 1; .5 and more is worth suggesting.

    A logistic regression and boosted trees over pairs of tools/sentences/same.txt, added up; measured in
    docs/methods/listening.md.
    """
    if one == other:
        return 1.0
    if is_vetoed(one, other):
        return 0.0
    held = heads.arrays("same_fast.npz" if a is None or b is None else "same_full.npz")
    told = np.array(same_signs.signs(one, other, a, b, piece), dtype=np.float64)
    line = float(told @ held["weights"])
    score = np.asarray(line + grown(held, told) + float(held["bias"]), dtype=np.float32)
    return round(float(heads.sigmoid(score)), 4)


def grown(held: dict[str, np.ndarray], told: np.ndarray) -> float:
    """Return the sum of small decision trees for one row of signs.

    Arrays of shape (trees, nodes): ``feature``, ``threshold``, ``left``, ``right``, ``value``; a leaf is its own child.
    """
    trees = np.arange(len(held["feature"]))
    node = np.zeros(len(trees), dtype=np.int64)
    for _ in range(int(held["depth"])):
        goes_left = told[held["feature"][trees, node]].astype(np.float32) <= held["threshold"][trees, node]
        node = np.where(goes_left, held["left"][trees, node], held["right"][trees, node])
    return float(held["value"][trees, node].sum())


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
