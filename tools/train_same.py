"""`python -m tools.train_same --work FOLDER` learns when two texts tell one matter.

Writes same_words.npz (directions of single words, from the lists of matter_words.txt), same_full and same_fast.npz.
Sentences: tools/sentences/same.txt and the first trial, written for this project. FOLDER keeps the encoder's rows.
Everything is seeded.
"""

import argparse
import sys
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from commonbeat.methods.text import encoder, heads, lexicon, same, same_signs
from tools import learning

ROOT = Path(__file__).resolve().parent.parent
SENTENCES, TRIAL = ROOT / "tools/sentences/same.txt", ROOT / "tests/methods/trials/same.txt"
OUT = ROOT / "commonbeat/methods/text/data"
# Marks of pairs that stand in no matter: of two matters that sound alike, of one told again in nearly its words.
FAR, RETOLD = -1, -2
FOLDS, MOST_FAR, TRANSLATED, ONE_IDEA = 6, 250, 0.93, 0.9
# How much of what is the same shall be found, with the encoder; how sure the words alone must be.
RECALL, SURE = 0.67, 0.6
# Words of a hundred that are taken out of the lists of ideas, and how often, where the lists were written with the
# sentences in sight: elsewhere they know fewer words, and must not be trusted more than they deserve.
FORGOTTEN, TIMES = 35, 2
DIRECTIONS, SHRINK = 64, 0.3


class Matter(NamedTuple):
    """Texts that tell one matter, what is only near it, and whether the lists were written before it."""

    language: str
    told: list[str]
    near: list[str]
    is_fresh: bool


def read(path: Path) -> list[Matter]:
    """The matters of a file; those below a line that begins with === are fresh."""
    found, is_fresh = [], False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("==="):
            is_fresh = True
        elif line.startswith("== "):
            found.append(Matter(line[3:].strip(), [], [], is_fresh))
        elif line.strip() and not line.startswith("#"):
            (found[-1].near if line.startswith("!") else found[-1].told).append(line.lstrip("! "))
    return found


class Pair(NamedTuple):
    one: str
    other: str
    is_same: bool
    matter: int


def pairs(held: list[Matter]) -> list[Pair]:
    """Every pair inside a matter that is told twice, or told once and only near."""
    found = []
    for number, (_, told, near, _) in enumerate(held):
        found += [Pair(a, b, True, number) for i, a in enumerate(told) for b in told[:i]]
        found += [Pair(a, b, False, number) for a in told for b in near]
    return found


def retold(text: str) -> list[str]:
    """The same matter in nearly the same words: turned round, and shortened by every fifth word."""
    words = text.split()
    middle = len(words) // 2
    shorter = [
        word for place, word in enumerate(words) if place % 5 != 3 or word[:1].isupper() or word.isdigit()
    ]
    return [" ".join([*words[middle:], *words[:middle]]), " ".join(shorter)]


def easy_pairs(held: list[Matter]) -> list[Pair]:
    """The first telling of each matter beside itself retold."""
    found = [Pair(one.told[0], again, True, RETOLD) for one in held for again in retold(one.told[0])]
    return [pair for pair in found if pair.one != pair.other and not same.is_vetoed(pair.one, pair.other)]


def far_pairs(held: list[Matter], vectors: dict[str, np.ndarray]) -> list[Pair]:
    """Some first tellings of two matters that sound alike."""
    firsts = [one.told[0] for one in held]
    found = [
        Pair(firsts[i], firsts[j], False, FAR)
        for i in range(len(firsts))
        for j in range(i)
        if same.NEAR < float(vectors[firsts[i]] @ vectors[firsts[j]]) < TRANSLATED
    ]
    return [found[place] for place in np.random.default_rng(0).permutation(len(found))[:MOST_FAR]]


def folds(held: list[Matter], vectors: dict[str, np.ndarray]) -> np.ndarray:
    """The fold of each matter; a matter and its translation are in the same one."""
    firsts = np.stack([vectors[one.told[0]] for one in held])
    group = connected_components(csr_matrix(firsts @ firsts.T > ONE_IDEA))[1]
    return np.random.default_rng(1).integers(0, FOLDS, group.max() + 1)[group]


def directions(rows: learning.Rows) -> None:
    """Turn the space of single words so that those of one idea or kind of place are near, those of two are far.

    Linear discriminants (Fisher 1936) with the spread inside an idea shrunk towards a ball.
    """
    belongs = [
        (word.strip("*~"), f"{name} {idea}")
        for name in ("matter_words.txt", "place_words.txt")
        for idea, words in lexicon.words(name).items()
        for word in words
    ]
    belongs = sorted(pair for pair in belongs if pair[0])
    words = sorted({word for word, _ in belongs})
    row_of = dict(zip(words, rows.of("ideas", words), strict=True))
    names = sorted({idea for _, idea in belongs})
    every = np.stack([row_of[word] for word, _ in belongs]).astype(np.float64)
    idea = np.searchsorted(names, [name for _, name in belongs])
    center = every.mean(0)
    means = np.stack([every[idea == number].mean(0) for number in range(len(names))])
    inside = every - means[idea]
    spread = inside.T @ inside / len(every)
    spread += SHRINK * np.trace(spread) / len(spread) * np.eye(len(spread))
    whiten = np.linalg.inv(np.linalg.cholesky(spread))
    between = ((means - center) * np.sqrt(np.bincount(idea))[:, None]) @ whiten.T
    turn = whiten.T @ np.linalg.svd(between, full_matrices=False)[2][:DIRECTIONS].T
    np.savez_compressed(
        OUT / same_signs.METRIC, center=center.astype(np.float32), turn=turn.astype(np.float16)
    )
    heads.arrays.cache_clear()


class Learned(NamedTuple):
    line: LogisticRegression
    trees: GradientBoostingClassifier
    mean: np.ndarray
    scale: np.ndarray

    def score(self, signs: np.ndarray) -> np.ndarray:
        """Half of what both say together."""
        line = self.line.decision_function((signs - self.mean) / self.scale)
        return np.asarray((line + self.trees.decision_function(signs)) / 2)


def learn(signs: np.ndarray, yes: np.ndarray, weights: np.ndarray) -> Learned:
    """Both learners; *signs* has one layer for each way of forgetting."""
    every, layers = signs.reshape(-1, signs.shape[-1]), len(signs)
    answers, weight = np.tile(yes, layers), np.tile(weights, layers) / layers
    mean, scale = every.mean(0), every.std(0) + 1e-6
    line = LogisticRegression(C=0.1, max_iter=3000).fit((every - mean) / scale, answers, sample_weight=weight)
    trees = GradientBoostingClassifier(
        n_estimators=150, learning_rate=0.06, max_depth=3, subsample=0.6, min_samples_leaf=30,
        max_features=0.3, random_state=0,
    )  # fmt: skip
    return Learned(line, trees.fit(every, answers, sample_weight=weight), mean, scale)


def crossed(
    signs: np.ndarray, every: list[Pair], yes: np.ndarray, weights: np.ndarray, fold: np.ndarray
) -> np.ndarray:
    """The score of each pair by what was learned on other folds; what names and numbers forbid is far below."""
    number, score = np.array([pair.matter for pair in every]), np.zeros(len(every))
    for one in range(FOLDS):
        here = np.isin(number, np.flatnonzero(fold == one))
        if here.any():
            model = learn(signs[:, ~here], yes[~here], weights[~here])
            score[here] = model.score(signs[1, here])
    score[[same.is_vetoed(pair.one, pair.other) for pair in every]] = -20
    return score


def arrays(model: Learned, bias: float) -> dict[str, np.ndarray]:
    """The numbers that `same.probability` reads; a leaf is its own child."""
    weights = model.line.coef_[0] / model.scale / 2
    shape = (len(model.trees.estimators_), 2 ** (model.trees.max_depth + 1) - 1)
    held: dict[str, np.ndarray] = {name: np.zeros(shape, np.int16) for name in ("feature", "left", "right")}
    held |= {name: np.zeros(shape, np.float32) for name in ("threshold", "value")}
    for number, tree in enumerate(one.tree_ for one in model.trees.estimators_[:, 0]):
        nodes = np.arange(tree.node_count)
        is_leaf = tree.children_left < 0
        part = (number, slice(0, tree.node_count))
        held["feature"][part] = np.where(is_leaf, 0, tree.feature)
        held["threshold"][part] = tree.threshold
        held["left"][part] = np.where(is_leaf, nodes, tree.children_left)
        held["right"][part] = np.where(is_leaf, nodes, tree.children_right)
        held["value"][part] = tree.value[:, 0, 0] * model.trees.learning_rate / 2
    base = float(model.trees.decision_function(model.mean[None])[0]) / 2
    held |= {"weights": weights, "depth": np.array(model.trees.max_depth)}
    # What the trees begin with, and what the line begins with, are in the bias.
    line = (
        float(model.line.intercept_[0]) - float((model.line.coef_[0] * model.mean / model.scale).sum())
    ) / 2
    start = base - same.grown(held, model.mean)
    return held | {"bias": np.array(line + start + bias)}


def forgetting(layer: int, is_fresh: bool) -> same_signs.Known:
    """Which words the lists know in this layer: all in the first one and of fresh matters."""
    if is_fresh or not layer:
        return lambda _word: True
    return lambda word: int(sha256(f"{layer}{word[:5]}".encode()).hexdigest(), 16) % 100 >= FORGOTTEN


def main(argv: list[str] | None = None) -> int:
    """Learn, measure and write all three."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    options = parser.parse_args(argv)
    options.work.mkdir(parents=True, exist_ok=True)
    rows = learning.Rows(options.work, encoder.load())
    directions(rows)
    held = [*read(SENTENCES), *read(TRIAL)]
    easy = easy_pairs(held)
    texts = sorted({text for one in held for text in (*one.told, *one.near)} | {pair.other for pair in easy})
    vectors = dict(zip(texts, rows.of("matters", texts), strict=True))
    every = [*pairs(held), *far_pairs(held, vectors), *easy]
    pieces = sorted({piece for text in texts for piece in same_signs.asked(text)})
    directed = dict(zip(pieces, rows.of("pieces", pieces), strict=True))
    fold = folds(held, vectors)
    for depth in ("full", "fast"):
        known = vectors if depth == "full" else {}
        learn_depth(depth, every, held, fold, known, directed)
    return 0


def learn_depth(
    depth: str, every: list[Pair], held: list[Matter], fold: np.ndarray, vectors: dict, directed: dict
) -> None:
    """Learn from all pairs, draw the line on fresh ones, print and write."""
    yes = np.array([pair.is_same for pair in every])
    weights = np.array([{FAR: 0.3, RETOLD: 0.3}.get(pair.matter, 1.0) for pair in every])
    fresh = np.array([pair.matter >= 0 and held[pair.matter].is_fresh for pair in every])
    signs = np.array(
        [
            [
                same_signs.signs(
                    one, other, vectors.get(one), vectors.get(other), directed.get,
                    forgetting(layer, number >= 0 and held[number].is_fresh),
                )
                for one, other, _, number in every
            ]
            for layer in range(TIMES + 1)
        ]
    )  # fmt: skip
    score = crossed(signs, every, yes, weights, fold)
    order = np.argsort(-score[fresh], kind="stable")
    good = yes[fresh][order]
    recall, precision = np.cumsum(good) / good.sum(), np.cumsum(good) / np.arange(1, len(good) + 1)
    # Words alone cannot tell paraphrases: there we rather stay silent than suggest wrongly.
    sure = np.flatnonzero(precision >= SURE)
    at = int(np.searchsorted(recall, RECALL)) if depth == "full" else int(sure[-1]) if len(sure) else 0
    print(f"same matter {depth}: precision {precision[at]:.2f} at recall {recall[at]:.2f}", end=" ")
    print(f"(.60: {precision[np.searchsorted(recall, 0.6)]:.2f}) where {good.mean():.0%} are the same")
    model = learn(signs, yes, weights)
    bias = -float(score[fresh][order][at])
    np.savez_compressed(OUT / f"same_{depth}.npz", **arrays(model, bias))


if __name__ == "__main__":
    sys.exit(main())
