"""`python -m tools.train_same --work FOLDER` learns when two texts tell one matter; writes same_full and same_fast.npz.

Sentences: tools/sentences/same.txt, written for this project. FOLDER keeps the encoder's rows. Everything is seeded.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.linear_model import LogisticRegression

from commonbeat.methods.text import encoder, same
from tools import learning

ROOT = Path(__file__).resolve().parent.parent
SENTENCES = ROOT / "tools/sentences"
OUT = ROOT / "commonbeat/methods/text/data"
# Marks of pairs that stand in no matter: of two matters that sound alike, of one told again in nearly its words.
FAR, RETOLD = -1, -2
FOLDS, MOST_FAR, TRANSLATED, ONE_IDEA = 6, 250, 0.93, 0.9
# How much of what is the same shall be found, with the encoder; how sure the words alone must be.
RECALL, SURE = 0.7, 0.6


def matters() -> list[tuple[list[str], list[str]]]:
    """Groups of texts that tell one matter, and what is only near it."""
    found: list[tuple[list[str], list[str]]] = []
    for line in (SENTENCES / "same.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            found.append(([], []))
        elif line.strip() and not line.startswith("#"):
            found[-1][line.startswith("!")].append(line.lstrip("! "))
    return found


def pairs(held: list[tuple[list[str], list[str]]]) -> list[tuple[str, str, bool, int]]:
    """Every pair inside a group that is told twice, or told once and only near."""
    found = []
    for number, (told_, near) in enumerate(held):
        found += [(a, b, True, number) for i, a in enumerate(told_) for b in told_[:i]]
        found += [(a, b, False, number) for a in told_ for b in near]
    return found


def retold(text: str) -> list[str]:
    """The same matter in nearly the same words: turned round, and shortened by every fifth word."""
    words = text.split()
    middle = len(words) // 2
    shorter = [
        word for place, word in enumerate(words) if place % 5 != 3 or word[:1].isupper() or word.isdigit()
    ]
    return [" ".join([*words[middle:], *words[:middle]]), " ".join(shorter)]


Pair = tuple[str, str, bool, int]


def easy_pairs(held: list[tuple[list[str], list[str]]]) -> list[Pair]:
    """The first telling of each matter beside itself retold."""
    found = [(told[0], again, True, RETOLD) for told, _ in held for again in retold(told[0])]
    return [pair for pair in found if pair[0] != pair[1] and not same.is_vetoed(pair[0], pair[1])]


def far_pairs(held: list[tuple[list[str], list[str]]], vectors: dict[str, np.ndarray]) -> list[Pair]:
    """Some first tellings of two matters that sound alike."""
    firsts = [told[0] for told, _ in held]
    found = [
        (firsts[i], firsts[j], False, FAR)
        for i in range(len(firsts))
        for j in range(i)
        if same.NEAR < float(vectors[firsts[i]] @ vectors[firsts[j]]) < TRANSLATED
    ]
    return [found[place] for place in np.random.default_rng(0).permutation(len(found))[:MOST_FAR]]


def folds(held: list[tuple[list[str], list[str]]], vectors: dict[str, np.ndarray]) -> np.ndarray:
    """The fold of each matter; a matter and its translation are in the same one."""
    firsts = np.stack([vectors[told[0]] for told, _ in held])
    group = connected_components(csr_matrix(firsts @ firsts.T > ONE_IDEA))[1]
    return np.random.default_rng(1).integers(0, FOLDS, group.max() + 1)[group]


def learn(signs: np.ndarray, yes: np.ndarray, weights: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=0.3, max_iter=3000).fit(signs, yes, sample_weight=weights)


def crossed(signs: np.ndarray, every: list[Pair], weights: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """The score of each pair by what was learned on other folds; what names and numbers forbid is far below."""
    yes, number = np.array([pair[2] for pair in every]), np.array([pair[3] for pair in every])
    score = np.zeros(len(every))
    for one in range(FOLDS):
        here = np.isin(number, np.flatnonzero(fold == one))
        model = learn(signs[~here], yes[~here], weights[~here])
        score[here] = model.decision_function(signs[here])
    score[[same.is_vetoed(a, b) for a, b, *_ in every]] = -20
    return score


def main(argv: list[str] | None = None) -> int:
    """Learn, measure and write both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    options = parser.parse_args(argv)
    options.work.mkdir(parents=True, exist_ok=True)
    rows = learning.Rows(options.work, encoder.load())
    held = matters()
    easy = easy_pairs(held)
    texts = sorted({text for both in held for part in both for text in part} | {pair[1] for pair in easy})
    vectors = dict(zip(texts, rows.of("matters", texts), strict=True))
    every = [*pairs(held), *far_pairs(held, vectors), *easy]
    left = sorted({text for a, b, *_ in every for text in same.asked(a, b)})
    rest = dict(zip(left, rows.of("pieces", left), strict=True))
    yes = np.array([pair[2] for pair in every])
    weights = np.array([{FAR: 0.3, RETOLD: 0.3}.get(pair[3], 1.0) for pair in every])
    inside = np.array([pair[3] >= 0 for pair in every])
    for depth in ("full", "fast"):
        read = vectors if depth == "full" else {}
        signs = np.array([same.signs(a, b, read.get(a), read.get(b), rest.get) for a, b, *_ in every])
        score = crossed(signs, every, weights, folds(held, vectors))
        order = np.argsort(-score[inside], kind="stable")
        good = yes[inside][order]
        recall, precision = np.cumsum(good) / good.sum(), np.cumsum(good) / np.arange(1, len(good) + 1)
        # Words alone cannot tell paraphrases: there we rather stay silent than suggest wrongly.
        sure = np.flatnonzero(precision >= SURE)
        at = int(np.searchsorted(recall, RECALL)) if depth == "full" else int(sure[-1]) if len(sure) else 0
        print(f"same matter {depth}: precision {precision[at]:.2f} at recall {recall[at]:.2f}", end=" ")
        print(f"where {good.mean():.0%} are the same")
        model = learn(signs, yes, weights)
        bias = model.intercept_[0] - score[inside][order][at]
        np.savez_compressed(OUT / f"same_{depth}.npz", weights=model.coef_[0], bias=bias)
    return 0


if __name__ == "__main__":
    sys.exit(main())
