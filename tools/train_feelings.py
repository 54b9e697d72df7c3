"""`python -m tools.train_feelings DATA --work FOLDER` learns how texts seem to feel and writes feeling.npz.

DATA holds train.tsv and dev.tsv of GoEmotions (text, label numbers) and xed/*.tsv. Words, weights and the
network are learned on train.tsv and the first four fifths of each XED file; what is weighed, thresholds and
calibration come from dev.tsv and a part of those; the last fifth of XED is only measured. FOLDER keeps the
encoder's rows, by far the slowest part (17 ms a text), so that a run that was cut short goes on; --minutes
ends a run early after so much of that. Everything is seeded.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from commonbeat.methods.text import encoder, ngrams
from commonbeat.methods.text.feeling import ABROAD, EKMAN, GOEMOTIONS, LABELS, WEIGHTS, with_families
from tools import learning

ROOT = Path(__file__).resolve().parent.parent
FINE, SEVEN = len(GOEMOTIONS), len(EKMAN)
# XED numbers Plutchik's eight; anticipation and trust have no place among Ekman's.
XED = {"0": "neutral", "1": "anger", "3": "disgust", "4": "fear", "5": "joy", "6": "sadness", "7": "surprise"}
FILES = {
    "es": "es",
    "fr": "fr",
    "pl": "pl",
    "ar": "ar",
    "de": "de",
    "pt": "pt",
    "ru": "ru",
    "tr": "tr",
    "zh": "cn",
}
MEASURED = ABROAD
SAMPLE = 1300


def goemotions(path: Path) -> tuple[list[str], np.ndarray]:
    """Texts, and one column a label: the 28, then Ekman's seven as the paper groups them."""
    texts, fine = [], []
    for line in filter(None, path.read_text(encoding="utf-8").split("\n")):
        text, labels, *_ = line.split("\t")
        row = np.zeros(FINE, dtype=np.float32)
        row[[int(label) for label in labels.split(",")]] = 1
        texts.append(text)
        fine.append(row)
    known = np.array(fine)
    seven = [known[:, [GOEMOTIONS.index(name) for name in names]].max(1) for names in EKMAN.values()]
    return texts, np.hstack([known, np.stack(seven, 1)])


def xed(path: Path) -> tuple[list[str], np.ndarray]:
    """Texts that carry one of Ekman's six, and one column for each of the seven."""
    texts, labels = [], []
    for line in filter(None, path.read_text(encoding="utf-8").split("\n")):
        text, _, numbers = line.partition("\t")
        names = {XED[number.strip()] for number in numbers.split(",") if number.strip() in XED}
        if names and text.strip():
            texts.append(text)
            labels.append([float(name in names) for name in EKMAN])
    return texts, np.array(labels, dtype=np.float32)


def parts(texts: list[str], labels: np.ndarray) -> dict[str, tuple[list[str], np.ndarray]]:
    """Neighboring lines are translations of neighboring lines elsewhere, hence blocks and no shuffling."""
    first, second = int(len(texts) * 0.68), int(len(texts) * 0.8)
    cuts = {"train": (0, first), "tune": (first, second), "measure": (second, len(texts))}
    return {name: (texts[a:b], labels[a:b]) for name, (a, b) in cuts.items()}


def sample(part: tuple[list[str], np.ndarray], count: int, seed: int = 1) -> tuple[list[str], np.ndarray]:
    """At most so many of a part."""
    texts, labels = part
    chosen = np.random.default_rng(seed).permutation(len(texts))[:count]
    return [texts[index] for index in chosen], labels[chosen]


def logistic(pieces: csr_matrix, labels: np.ndarray, strength: float) -> tuple[np.ndarray, np.ndarray]:
    """One regression a column: weights (pieces, columns) and biases."""
    weights, biases = [], []
    for column in labels.T:
        model = LogisticRegression(C=strength, solver="liblinear", tol=1e-3, random_state=0)
        model.fit(pieces, column)
        weights.append(model.coef_[0].astype(np.float32))
        biases.append(model.intercept_[0])
    return np.stack(weights, 1), np.array(biases, dtype=np.float32)


class Abroad:
    """The parts of XED, and how its languages are read by words."""

    def __init__(self, folder: Path) -> None:
        self.parts = {code: parts(*xed(folder / f"{name}.tsv")) for code, name in self._files(folder).items()}

    @staticmethod
    def _files(folder: Path) -> dict[str, str]:
        found = {code: f"{name}-projections" for code, name in FILES.items()}
        return {
            code: name if (folder / f"{name}.tsv").exists() else f"{name}2" for code, name in found.items()
        }

    def all_of(self, part: str) -> tuple[list[str], np.ndarray]:
        texts = [text for languages in self.parts.values() for text in languages[part][0]]
        return texts, np.vstack([languages[part][1] for languages in self.parts.values()])

    def some_of(self, part: str, count: int) -> dict[str, tuple[list[str], np.ndarray]]:
        return {code: sample(self.parts[code][part], count) for code in MEASURED}


def arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="keeps the encoder's rows between runs")
    parser.add_argument("--minutes", type=float, default=1e9, help="end after so many minutes of encoding")
    parser.add_argument("--out", type=Path, default=ROOT / "commonbeat/methods/text/data" / WEIGHTS)
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Learn, choose, measure and write; 3 when the encoder needs another run."""
    options = arguments(argv)
    options.work.mkdir(parents=True, exist_ok=True)
    (home, labels), (dev, truth) = (goemotions(options.data / f"{name}.tsv") for name in ("train", "dev"))
    abroad = Abroad(options.data / "xed")
    some = {
        part: abroad.some_of(part, SAMPLE if part == "train" else 500)
        for part in ("train", "tune", "measure")
    }
    rows = learning.Rows(options.work, encoder.load(), ends_at=time.monotonic() + 60 * options.minutes)
    texts = {"home": home, "dev": dev}
    texts |= {f"{code} {part}": held[0] for part, every in some.items() for code, held in every.items()}
    vectors = {name: rows.of(name, held) for name, held in texts.items()}
    if any(held is None for held in vectors.values()):
        print("The encoder is not through yet: run this again.")
        return 3
    held = learn(home, labels, abroad, vectors, some)
    scores = {"fast": score(held, dev, None), "full": score(held, dev, vectors["dev"])}
    for depth, found in scores.items():
        held |= {f"{depth}_{name}": value for name, value in learning.choose(found, truth, FINE).items()}
    held |= choose_abroad(held, some, vectors)
    np.savez_compressed(options.out, **held)
    print(f"{options.out.name}: {options.out.stat().st_size / 1e6:.1f} MB")
    report(scores, truth, held, some, vectors)
    return 0


def learn(
    home: list[str], labels: np.ndarray, abroad: Abroad, vectors: dict, some: dict
) -> dict[str, np.ndarray]:
    """Every array that comes from training texts."""
    foreign, foreign_labels = abroad.all_of("train")
    counts = ngrams.document_frequency(home) + ngrams.document_frequency(foreign)
    rows = np.flatnonzero(counts >= 2)
    total = len(home) + len(foreign)
    frequency = np.zeros(ngrams.ROWS, dtype=np.float32)
    frequency[rows] = (np.log((1 + total) / (1 + counts[rows])) + 1).astype(np.float16)
    here, there = (ngrams.matrix(texts, frequency)[:, rows] for texts in (home, foreign))
    linear, linear_bias = logistic(here, labels, 4.0)
    elsewhere, elsewhere_bias = logistic(there, foreign_labels[:, :-1], 1.0)
    inner, inner_bias, outer, outer_bias = learning.network_on_pieces(here, labels)
    held = {
        "row_steps": np.diff(rows, prepend=0).astype(np.uint16),
        "frequency": frequency[rows].astype(np.float16),
        "linear_bias": linear_bias, "inner_bias": inner_bias, "outer": outer, "outer_bias": outer_bias,
        "elsewhere_bias": np.append(elsewhere_bias, -1.0).astype(np.float32),
    }  # fmt: skip
    neutral = np.zeros((len(elsewhere), 1), dtype=np.float32)
    tables = {"linear": linear, "inner": inner, "elsewhere": np.hstack([elsewhere, neutral])}
    for name, table in tables.items():
        held[name], held[f"{name}_scale"] = learning.eight_bits(table, is_coarse=name == "inner")
    held |= learn_meaning(labels, vectors, some)
    held |= {"mix_linear": weights(0.7, 0.5), "mix_network": weights(0.3, 0.5)}
    held |= {"mix_words": weights(0.75, 0.7), "mix_meaning": weights(0.5, 0.6)}
    return held


def weights(fine: float, seven: float) -> np.ndarray:
    """One number for each of the 28 columns and another for the seven."""
    return np.append(np.full(FINE, fine), np.full(SEVEN, seven)).astype(np.float32)


def learn_meaning(labels: np.ndarray, vectors: dict, some: dict) -> dict[str, np.ndarray]:
    """The network on directions: English with all labels, other languages with Ekman's alone."""
    foreign = np.vstack([vectors[f"{code} train"] for code in MEASURED])
    ours = np.vstack([vectors["home"], foreign]).astype(np.float32)
    wanted = np.zeros((len(ours), len(LABELS)), dtype=np.float32)
    counts = np.zeros_like(wanted)
    wanted[: len(labels)], counts[: len(labels)] = labels, 1
    wanted[len(labels) :, FINE:] = np.vstack([some["train"][code][1] for code in MEASURED])
    counts[len(labels) :, FINE:] = 1
    center, scale = ours.mean(0), 1 / ours.std(0)
    inner, inner_bias, outer, outer_bias = learning.network((ours - center) * scale, wanted, counts)
    return {
        "meaning_center": center, "meaning_scale": scale, "meaning_inner": inner.astype(np.float16),
        "meaning_inner_bias": inner_bias, "meaning_outer": outer.astype(np.float16), "meaning_outer_bias": outer_bias,
    }  # fmt: skip


def pieces_of(held: dict, texts: list[str]) -> csr_matrix:
    rows = np.cumsum(held["row_steps"].astype(np.int64))
    frequency = np.zeros(ngrams.ROWS, dtype=np.float32)
    frequency[rows] = held["frequency"]
    return ngrams.matrix(texts, frequency)[:, rows]


def score(held: dict, texts: list[str], vectors: np.ndarray | None) -> np.ndarray:
    """What the program will say of English texts, before thresholds."""
    pieces = pieces_of(held, texts)
    hidden = np.maximum(pieces @ learning.unpacked(held, "inner") + held["inner_bias"], 0)
    words = held["mix_network"] * (hidden @ held["outer"] + held["outer_bias"])
    words = words + held["mix_linear"] * (pieces @ learning.unpacked(held, "linear") + held["linear_bias"])
    if vectors is not None:
        words = held["mix_words"] * words + held["mix_meaning"] * meaning(held, vectors)
    return with_families(words.astype(np.float32))


def meaning(held: dict, vectors: np.ndarray) -> np.ndarray:
    scaled = (vectors.astype(np.float32) - held["meaning_center"]) * held["meaning_scale"]
    hidden = np.maximum(scaled @ held["meaning_inner"].astype(np.float32) + held["meaning_inner_bias"], 0)
    return hidden @ held["meaning_outer"].astype(np.float32) + held["meaning_outer_bias"]


def score_abroad(held: dict, texts: list[str], vectors: np.ndarray | None, code: str) -> np.ndarray:
    """The seven columns for texts in other languages."""
    words = pieces_of(held, texts) @ learning.unpacked(held, "elsewhere") + held["elsewhere_bias"]
    if vectors is None:
        return words
    share = held["abroad_share"][MEASURED.index(code)]
    return share * meaning(held, vectors)[:, FINE:] + (1 - share) * words


def best_shares(held: dict, some: dict, vectors: dict) -> np.ndarray:
    """How far meaning counts beside words in each language; half of it in one that was not learned from."""
    shares = []
    for place, code in enumerate(MEASURED):
        texts, truth = some["tune"][code]
        tried = {}
        for share in (0.1, 0.2, 0.35, 0.5, 0.65, 0.8):
            held["abroad_share"][place] = share
            found = score_abroad(held, texts, vectors[f"{code} tune"], code)
            tried[share] = learning.crossed(found[:, :-1], truth[:, :-1], learning.by_lift)
        shares.append(max(tried, key=lambda one: tried[one]))
    print("share of meaning:", dict(zip(MEASURED, shares, strict=True)))
    return np.array([*shares, 0.5], dtype=np.float32)


def choose_abroad(held: dict, some: dict, vectors: dict) -> dict[str, np.ndarray]:
    """Calibration and lifts for other languages, from the tuning part of XED; neutral is left as learned."""
    truth = np.vstack([some["tune"][code][1] for code in MEASURED])
    held["abroad_share"] = np.full(len(MEASURED) + 1, 0.5, dtype=np.float32)
    chosen = {"abroad_share": best_shares(held, some, vectors)}
    held |= chosen
    for depth in ("fast", "full"):
        found = np.vstack(
            [
                score_abroad(
                    held, some["tune"][code][0], vectors[f"{code} tune"] if depth == "full" else None, code
                )
                for code in MEASURED
            ]
        )
        both = np.hstack([np.full((len(found), FINE), -4.0), found])
        known = np.hstack([np.zeros((len(found), FINE)), truth])
        steep, shift = learning.calibrate(both, known)
        lift = np.zeros(SEVEN, dtype=np.float32)
        lift[:-1] = learning.lifts(found[:, :-1], truth[:, :-1])
        # Nothing neutral is in this data: neutral must win clearly, by as much as the rest were lifted.
        lift[-1] = float(np.quantile((found[:, :-1] + lift[:-1]).max(1) - found[:, -1], 0.05))
        chosen |= {
            f"{depth}_steep_abroad": steep,
            f"{depth}_shift_abroad": shift,
            f"{depth}_lift_abroad": lift,
        }
    return chosen


def report(scores: dict, truth: np.ndarray, held: dict, some: dict, vectors: dict) -> None:
    """Every figure on texts that nothing was chosen on: cross-fitted on dev.tsv, the last fifth of XED."""
    for depth, found in scores.items():
        fine = learning.crossed(found[:, :FINE], truth[:, :FINE], learning.by_threshold)
        many = learning.crossed(found[:, FINE:], truth[:, FINE:], learning.by_threshold)
        one = learning.crossed(found[:, FINE:], truth[:, FINE:], learning.by_lift)
        print(f"{depth}: 28 labels {fine:.3f}; Ekman, several {many:.3f}, one {one:.3f} (macro-F1)")
        error = learning.calibration_error(found, truth, FINE)
        print(f"{depth}: expected calibration error of the seven, cross-fitted {error:.3f}")
    for code in MEASURED:
        texts, known = some["measure"][code]
        for depth, rows in (("fast", None), ("full", vectors[f"{code} measure"])):
            found = score_abroad(held, texts, rows, code) + held[f"{depth}_lift_abroad"]
            told = np.eye(SEVEN, dtype=bool)[np.argmax(found, 1)]
            value = learning.f1(known[:, :-1].astype(bool), told[:, :-1]).mean()
            right = float(known[np.arange(len(known)), np.argmax(found, 1)].mean())
            print(
                f"{code} {depth}: six feelings, one told: macro-F1 {value:.3f}, right {right:.1%} of {len(texts)}"
            )


if __name__ == "__main__":
    sys.exit(main())
