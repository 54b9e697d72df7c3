"""What the training scripts share: small networks, eight-bit tables, thresholds and calibration.

Plain numpy and seeded, so that the same data gives the same weights on any machine.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from time import monotonic

import numpy as np
from scipy.sparse import csr_matrix

from commonbeat.methods.text.encoder import Encoder, Missing
from commonbeat.methods.text.heads import from_eight_bits, sigmoid

SLICE = 500
FOLDS = 5


class Rows:
    """The encoder's rows of texts, kept in a folder so that nothing is read twice."""

    def __init__(self, folder: Path, reader: Encoder | Missing, ends_at: float = 1e18) -> None:
        if isinstance(reader, Missing):
            raise SystemExit(reader.why)
        self._folder, self._reader, self._ends_at = folder, reader, ends_at

    def of(self, name: str, texts: list[str]) -> np.ndarray | None:
        """One row a text, or None where time was up before all were read."""
        mark = sha256("\n".join(texts).encode("utf-8", "replace")).hexdigest()[:16]
        path = self._folder / f"{name.replace(' ', '-')}-{mark}.npy"
        done = np.load(path) if path.exists() else np.zeros((0, 384), np.float16)
        while len(done) < len(texts):
            if monotonic() > self._ends_at:
                return None
            more = self._reader.encode(texts[len(done) : len(done) + SLICE])
            done = np.vstack([done, more.astype(np.float16)])
            np.save(path, done)
        return done.astype(np.float32)


def eight_bits(table: np.ndarray, *, is_coarse: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """A table as whole numbers of -127 … 127, and the largest weight of each column.

    Roots are stored, so that the few strong weights stay whole and the many weak ones keep their differences.
    """
    most = np.maximum(np.abs(table).max(0), 1e-8)
    roots = np.sign(table) * np.sqrt(np.abs(table) / most)
    whole = np.rint(roots * 127)
    # Every second step is enough for a table that is summed over hundreds of pieces, and packs smaller.
    return np.clip(np.rint(whole / 2) * 2 if is_coarse else whole, -127, 127).astype(np.int8), most.astype(
        np.float32
    )


def unpacked(held: dict, name: str) -> np.ndarray:
    """A table as it was before :func:`eight_bits`, nearly."""
    return from_eight_bits(held[name], held[f"{name}_scale"])


def network_on_pieces(
    pieces: csr_matrix, labels: np.ndarray, width: int = 64, rounds: int = 2, rate: float = 0.05
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """A layer of *width* over sparse rows: AdaGrad for the rows met, Adam for the rest, a third dropped."""
    draw, batch, louder = np.random.default_rng(0), 128, 4.0
    count, size = pieces.shape
    inner = (draw.normal(size=(size, width)) * 0.02).astype(np.float32)
    seen = np.full((size, 1), 1e-6, np.float32)
    rest = [np.zeros(width, np.float32), (draw.normal(size=(width, labels.shape[1])) / 8).astype(np.float32)]
    rest.append(np.log((labels.mean(0) + 1e-4) / (1 - labels.mean(0))).astype(np.float32))
    adam, steps, total = Adam(rest, 0.003), 0, rounds * (count // batch + 1)
    for _ in range(rounds):
        order = draw.permutation(count)
        for start in range(0, count, batch):
            chosen = order[start : start + batch]
            part = pieces[chosen]
            kept = part.data * (draw.random(part.nnz) > 0.3) / 0.7
            columns, place = np.unique(part.indices, return_inverse=True)
            small = csr_matrix((kept * louder, place, part.indptr), shape=(len(chosen), len(columns)))
            before = small @ inner[columns] + rest[0]
            mask = (draw.random(before.shape) > 0.3) / 0.7
            hidden = np.maximum(before, 0) * mask
            wrong = (sigmoid(hidden @ rest[1] + rest[2]) - labels[chosen]) / len(chosen)
            back = (wrong @ rest[1].T) * mask * (before > 0)
            steps += 1
            fade = max(0.02, 1 - steps / total)
            slope = (small.T @ back).astype(np.float32)
            seen[columns] += (slope**2).mean(1, keepdims=True)
            inner[columns] -= rate * fade * slope / np.sqrt(seen[columns])
            adam.step([back.sum(0), hidden.T @ wrong, wrong.sum(0)], fade)
    return inner * np.float32(louder), rest[0], rest[1], rest[2]


class Adam:
    """Kingma and Ba 2015, on arrays that are changed in place."""

    def __init__(self, arrays: list[np.ndarray], rate: float, decay: float = 0.0) -> None:
        self._arrays, self._rate, self._decay, self._steps = arrays, rate, decay, 0
        self._first = [np.zeros_like(array) for array in arrays]
        self._second = [np.zeros_like(array) for array in arrays]

    def step(self, slopes: list[np.ndarray], fade: float) -> None:
        """Go one step down *slopes*."""
        self._steps += 1
        for array, slope, first, second in zip(self._arrays, slopes, self._first, self._second, strict=True):
            first += 0.1 * (slope - first)
            second += 0.001 * (slope * slope - second)
            move = (first / (1 - 0.9**self._steps)) / (np.sqrt(second / (1 - 0.999**self._steps)) + 1e-8)
            array -= (self._rate * fade * (move + self._decay * array * (array.ndim > 1))).astype(np.float32)


def network(
    rows: np.ndarray, labels: np.ndarray, counts: np.ndarray, width: int = 384, rounds: int = 9
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """A layer of *width* over dense rows, halves dropped; a label counts where *counts* is not 0."""
    draw, batch = np.random.default_rng(0), 256
    size, outs = rows.shape[1], labels.shape[1]
    arrays = [
        (draw.normal(size=(size, width)) * np.sqrt(2 / size)).astype(np.float32), np.zeros(width, np.float32),
        (draw.normal(size=(width, outs)) / np.sqrt(width)).astype(np.float32), np.full(outs, -2.5, np.float32),
    ]  # fmt: skip
    adam, steps, total = Adam(arrays, 0.0015, 0.001), 0, rounds * (len(rows) // batch + 1)
    for _ in range(rounds):
        order = draw.permutation(len(rows))
        for start in range(0, len(rows), batch):
            chosen = order[start : start + batch]
            held = rows[chosen] * ((draw.random((len(chosen), size)) > 0.1) / np.float32(0.9))
            before = held @ arrays[0] + arrays[1]
            mask = (draw.random(before.shape) > 0.5) * np.float32(2)
            hidden = np.maximum(before, 0) * mask
            wrong = (sigmoid(hidden @ arrays[2] + arrays[3]) - labels[chosen]) * counts[chosen] / len(chosen)
            back = (wrong @ arrays[2].T) * mask * (before > 0)
            steps += 1
            fade = 0.5 * (1 + np.cos(np.pi * steps / total))
            adam.step([held.T @ back, back.sum(0), hidden.T @ wrong, wrong.sum(0)], fade)
    return arrays[0], arrays[1], arrays[2], arrays[3]


def f1(truth: np.ndarray, told: np.ndarray) -> np.ndarray:
    """F1 of each column of yes and no."""
    return 2 * (truth & told).sum(0) / np.maximum(truth.sum(0) + told.sum(0), 1)


def thresholds(scores: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """The score of each column above which a yes gives the best F1."""
    best = []
    for score, yes in zip(scores.T, truth.T, strict=True):
        order = np.argsort(-score, kind="stable")
        right = np.cumsum(yes[order])
        best.append(score[order[np.argmax(2 * right / (yes.sum() + np.arange(1, len(yes) + 1)))]])
    return np.array(best, dtype=np.float32)


def lifts(scores: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """What to add to each column so that the highest one gives the best mean F1."""
    yes, one = truth.astype(bool), np.eye(scores.shape[1], dtype=bool)
    lift = np.zeros(scores.shape[1], dtype=np.float32)
    best = f1(yes, one[np.argmax(scores, 1)]).mean()
    for shrink in (1, 2, 3):
        for column in range(len(lift)):
            start = lift[column]
            for move in np.linspace(-1.5, 1.5, 31) / shrink:
                tried = lift.copy()
                tried[column] = start + move
                value = f1(yes, one[np.argmax(scores + tried, 1)]).mean()
                if value > best + 1e-9:
                    best, lift = value, tried
    return lift


def calibrate(scores: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Steepness and shift of each column, so that the sigmoid is a frequency (Platt 1999); Newton's method."""
    steeps, shifts = [], []
    for score, yes in zip(scores.T, truth.T, strict=True):
        held = np.stack([score, np.ones_like(score)], 1).astype(np.float64)
        # Few examples of a rare label would otherwise be believed too much.
        target = np.where(yes > 0, (yes.sum() + 1) / (yes.sum() + 2), 1 / (len(yes) - yes.sum() + 2))
        line = np.array([1.0, 0.0])
        for _ in range(30):
            told = 1 / (1 + np.exp(-np.clip(held @ line, -30, 30)))
            slope = held.T @ (told - target) + 1e-3 * (line - [1, 0])
            bend = (held * (told * (1 - told))[:, None]).T @ held + 1e-3 * np.eye(2)
            line -= np.linalg.solve(bend, slope)
        steeps.append(line[0])
        shifts.append(line[1])
    return np.array(steeps, dtype=np.float32), np.array(shifts, dtype=np.float32)


def choose(scores: np.ndarray, truth: np.ndarray, fine: int) -> dict[str, np.ndarray]:
    """Thresholds of the first *fine* columns, lifts of the others, calibration of all."""
    steep, shift = calibrate(scores, truth)
    return {
        "threshold": thresholds(scores[:, :fine], truth[:, :fine]),
        "lift": lifts(scores[:, fine:], truth[:, fine:]),
        "steep": steep,
        "shift": shift,
    }


def by_threshold(scores: np.ndarray, truth: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Learn thresholds; the answer tells yes and no of other scores."""
    chosen = thresholds(scores, truth)
    return lambda others: others >= chosen


def by_lift(scores: np.ndarray, truth: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Learn lifts; the answer tells the one label of other scores."""
    chosen = lifts(scores, truth)
    return lambda others: np.eye(others.shape[1], dtype=bool)[np.argmax(others + chosen, 1)]


def folds(count: int) -> np.ndarray:
    """Which of five folds each row belongs to."""
    return np.random.default_rng(0).integers(0, FOLDS, count)


def crossed(scores: np.ndarray, truth: np.ndarray, way: Callable) -> float:
    """Macro-F1 where each fold is told by what was chosen on the others."""
    fold, told = folds(len(scores)), np.zeros(truth.shape, dtype=bool)
    for number in range(FOLDS):
        told[fold == number] = way(scores[fold != number], truth[fold != number])(scores[fold == number])
    return float(f1(truth.astype(bool), told).mean())


def calibration_error(scores: np.ndarray, truth: np.ndarray, first: int) -> float:
    """Mean distance of told and true frequency over ten bins, columns from *first* on, cross-fitted."""
    fold, told = folds(len(scores)), np.zeros(truth.shape)
    for number in range(FOLDS):
        steep, shift = calibrate(scores[fold != number], truth[fold != number])
        told[fold == number] = sigmoid(scores[fold == number] * steep + shift)
    told, truth = told[:, first:].ravel(), truth[:, first:].ravel()
    bins = np.minimum((told * 10).astype(int), 9)
    return float(
        sum(
            abs(told[bins == one].mean() - truth[bins == one].mean()) * (bins == one).mean()
            for one in np.unique(bins)
        )
    )
