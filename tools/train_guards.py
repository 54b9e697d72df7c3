"""`python -m tools.train_guards DATA --work FOLDER` learns what the encoder's rows say of danger, looks and requests.

Sentences: tools/sentences (written for this project) and the trials in tests/methods/trials
but for their third part, which is only measured. DATA holds train.tsv of GoEmotions (everyday texts,
none of them an alarm) and disaster/disaster_response_validation.csv (requests for help). Writes danger.npz,
pause.npz, same.npz and request.npz. FOLDER keeps the encoder's rows. Everything is seeded.
"""

import argparse
import csv
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from commonbeat.methods.text import behavior, danger, encoder, ngrams, same
from commonbeat.methods.text.heads import Kernel
from tests.methods.trial import rows as trial_rows
from tools import learning
from tools.train_feelings import goemotions

ROOT = Path(__file__).resolve().parent.parent
SENTENCES = ROOT / "tools/sentences"
OUT = ROOT / "commonbeat/methods/text/data"
EVERYDAY, EVERYDAY_WEIGHT = 3000, 0.05
# Alarms we accept among near misses of the training sentences, and how far a rule moves the score.
DANGER_ALARMS, PAUSE_ALARMS = 0.07, 0.025
SAME_RECALL = 0.64
SURE = 0.6


class Told(NamedTuple):
    """Texts with yes or no, and what the rules say of each."""

    texts: list[str]
    yes: np.ndarray
    rule: np.ndarray


def groups(name: str) -> list[tuple[list[str], str]]:
    """The lines of a file of sentences, each with the words of its heading."""
    found, heading = [], []
    for line in (SENTENCES / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            heading = line[3:].split()
        elif line.strip() and not line.startswith("#"):
            found.append((heading, line.strip()))
    return found


def told(name: str, trial: str, yes: str, splits: list[str], rule: Callable[[str], object]) -> Told:
    """Our sentences (where *splits* are those to learn from) and a trial's."""
    pairs = [(text, heading[1] == yes) for heading, text in groups(name)] if "dev" in splits else []
    for split in splits:
        pairs += [
            (row["text"], row["label"] == yes) for row in trial_rows(trial, split) if row["label"] != "race"
        ]
    texts = [text for text, _ in pairs]
    return Told(
        texts, np.array([good for _, good in pairs]), np.array([rule(text) is not None for text in texts])
    )


def put_together(most: int = 45) -> list[tuple[str, bool]]:
    """Sentences of pause_parts.txt: so many of each sort a language, drawn from *who* with acts or presence."""
    halves: dict[str, dict[str, list[str]]] = {}
    for (language, sort), text in groups("pause_parts.txt"):
        halves.setdefault(language, {}).setdefault(sort, []).append(text)
    found = []
    for language, sorts in halves.items():
        draw = np.random.default_rng(len(language) + sum(map(ord, language)))
        for sort, is_pause in (("act", False), ("there", True)):
            whole = [f"{who} {rest}" for who in sorts["who"] for rest in sorts[sort]]
            chosen = draw.permutation(len(whole))[:most]
            found += [(whole[index], is_pause) for index in chosen]
    return found


def fitted(vectors: np.ndarray, yes: np.ndarray, weights: np.ndarray, gamma: float) -> SVC:
    return SVC(C=1.0, gamma=gamma).fit(vectors, yes, sample_weight=weights)


def machine(
    name: str,
    told_: Told,
    rows: np.ndarray,
    everyday: np.ndarray,
    alarms: float,
    bonus: float,
    gamma: float = 4.0,
) -> Kernel:
    """Learn, take threshold and calibration from five-fold scores, and write."""
    every = np.vstack([rows, everyday])
    yes = np.append(told_.yes, np.zeros(len(everyday), dtype=bool))
    weights = np.append(np.ones(len(rows)), np.full(len(everyday), EVERYDAY_WEIGHT))
    fold, score = learning.folds(len(every)), np.zeros(len(every))
    for number in range(learning.FOLDS):
        model = fitted(every[fold != number], yes[fold != number], weights[fold != number], gamma)
        score[fold == number] = model.decision_function(every[fold == number])
    ours = score[: len(rows)] + bonus * told_.rule
    threshold = float(np.quantile(ours[~told_.yes], 1 - alarms))
    steep, _ = learning.calibrate(ours[:, None], told_.yes[:, None].astype(float))
    model = fitted(every, yes, weights, gamma)
    # The program asks for a probability of one half, hence the threshold is moved to nought.
    numbers = [float(model.intercept_[0]), gamma, float(steep[0]), float(-steep[0] * threshold)]
    np.savez_compressed(
        OUT / f"{name}.npz", examples=every[model.support_].astype(np.float16),
        weights=model.dual_coef_[0].astype(np.float32), numbers=np.array(numbers), bonus=np.float32(bonus),
    )  # fmt: skip
    found = ours >= threshold
    print(
        f"{name}, crossed: found {found[told_.yes].mean():.1%}, alarms {found[~told_.yes].mean():.1%}",
        end="; ",
    )
    print(f"everyday {(score[len(rows) :] >= threshold).mean():.2%}; {len(model.support_)} examples kept")
    return Kernel(
        every[model.support_].astype(np.float16).astype(np.float32),
        model.dual_coef_[0],
        numbers[0],
        gamma,
        *numbers[2:],
    )


def measured(name: str, kernel: Kernel, held: Told, rows: np.ndarray, bonus: float) -> None:
    found = kernel.probability(rows, bonus * held.rule.astype(np.float32)) >= 0.5
    print(f"{name}, third part: found {found[held.yes].sum()}/{held.yes.sum()}, ", end="")
    print(f"alarms {found[~held.yes].sum()}/{(~held.yes).sum()}")


def requests(folder: Path, rows: learning.Rows) -> None:
    """Requests for help among disaster messages, by words and letters and by meaning."""
    with (folder / "disaster/disaster_response_validation.csv").open(
        encoding="utf-8", errors="replace"
    ) as lines:
        table = list(csv.DictReader(lines))
    texts = [" ".join(row["message"].split()) for row in table]
    yes = np.array([row["request"] == "1" for row in table])
    counts = ngrams.document_frequency(texts)
    kept = np.flatnonzero(counts >= 2)
    frequency = np.zeros(ngrams.ROWS, dtype=np.float32)
    frequency[kept] = np.log((1 + len(texts)) / (1 + counts[kept])) + 1
    pieces, vectors = ngrams.matrix(texts, frequency)[:, kept], rows.of("requests", texts)
    center = vectors.mean(0)

    def words(chosen: np.ndarray) -> LogisticRegression:
        return LogisticRegression(C=4, class_weight="balanced", solver="liblinear", random_state=0).fit(
            pieces[chosen], yes[chosen]
        )

    def sense(chosen: np.ndarray) -> tuple:
        labels = yes[chosen, None].astype(np.float32)
        return learning.network((vectors[chosen] - center) * 20, labels, np.ones_like(labels), 128, 40)

    def by_sense(arrays: tuple, some: np.ndarray) -> np.ndarray:
        return (np.maximum(((some - center) * 20) @ arrays[0] + arrays[1], 0) @ arrays[2] + arrays[3])[:, 0]

    fold = learning.folds(len(texts))
    crossed = np.zeros((len(texts), 2))
    for number in range(learning.FOLDS):
        rest, here = fold != number, fold == number
        crossed[here, 0] = words(np.flatnonzero(rest)).decision_function(pieces[here])
        crossed[here, 1] = by_sense(sense(np.flatnonzero(rest)), vectors[here])
    held: dict[str, np.ndarray] = {}
    for depth, score in (("fast", crossed[:, 0]), ("full", crossed.sum(1))):
        both = learning.crossed(score[:, None], yes[:, None], learning.by_threshold)
        steep, _ = learning.calibrate(score[:, None], yes[:, None].astype(float))
        threshold = learning.thresholds(score[:, None], yes[:, None])[0]
        held[depth] = np.array([steep[0], -steep[0] * threshold], dtype=np.float32)
        print(f"requests {depth}: F1 {both:.3f}, threshold crossed over five folds")
    model, arrays = words(np.arange(len(texts))), sense(np.arange(len(texts)))
    table_, step = learning.eight_bits(model.coef_.T.astype(np.float32))
    np.savez_compressed(
        OUT / "request.npz", rows=kept.astype(np.int32), frequency=frequency[kept].astype(np.float16), words=table_,
        words_scale=step, words_bias=np.float32(model.intercept_[0]), center=center, inner=arrays[0].astype(np.float16),
        inner_bias=arrays[1], outer=arrays[2], outer_bias=arrays[3], **held,
    )  # fmt: skip


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


def same_matter(rows: learning.Rows) -> None:
    """The weights of the signs that two texts tell one matter, crossed over groups; far pairs count a tenth."""
    held = matters()
    near = pairs(held)
    easy = [(text, again, True, -2) for told_, _ in held for text in told_ for again in retold(text)]
    easy = [pair for pair in easy if pair[0] != pair[1] and not same.is_vetoed(pair[0], pair[1])]
    texts = sorted({text for told_, close in held for text in (*told_, *close)})
    texts += sorted({pair[1] for pair in easy} - set(texts))
    place = {text: index for index, text in enumerate(texts)}
    vectors = rows.of("matters", texts)
    group = {text: number for number, both in enumerate(held) for part in both for text in part}
    alike = vectors @ vectors.T
    far = [
        (texts[i], texts[j], False, -1)
        for i in range(len(texts))
        for j in range(i)
        if texts[i] in group and texts[j] in group
        if alike[i, j] > same.NEAR and group[texts[i]] != group[texts[j]]
    ]
    every = near + far[::3] + easy
    left = sorted({text for a, b, *_ in every for text in same.asked(a, b)})
    rest = dict(zip(left, rows.of("pieces", left), strict=True))
    yes = np.array([pair[2] for pair in every])
    weights = np.array([{-1: 0.1, -2: 0.2}.get(pair[3], 1.0) for pair in every])
    for depth in ("full", "fast"):
        signs = np.array(
            [
                same.signs(
                    a,
                    b,
                    vectors[place[a]] if depth == "full" else None,
                    vectors[place[b]] if depth == "full" else None,
                    rest.get,
                )
                for a, b, *_ in every
            ]
        )
        fold = np.random.default_rng(0).integers(0, 6, len(held))
        score = np.zeros(len(every))
        number = np.array([pair[3] for pair in every])
        for one in range(6):
            here = np.isin(number, np.flatnonzero(fold == one))
            model = LogisticRegression(C=0.3, max_iter=3000).fit(
                signs[~here], yes[~here], sample_weight=weights[~here]
            )
            score[here] = model.decision_function(signs[here])
        vetoed = np.array([same.is_vetoed(a, b) for a, b, *_ in every])
        inside = number >= 0
        score[vetoed] = -20
        order = np.argsort(-score[inside], kind="stable")
        good = yes[inside][order]
        recall, precision = np.cumsum(good) / good.sum(), np.cumsum(good) / np.arange(1, len(good) + 1)
        # Words alone cannot tell paraphrases: there we rather stay silent than suggest wrongly.
        sure = np.flatnonzero(precision >= SURE)
        silent = int(sure[-1]) if len(sure) else 0
        at = int(np.searchsorted(recall, SAME_RECALL)) if depth == "full" else silent
        print(
            f"same matter {depth}: precision {precision[at]:.2f} at recall {recall[at]:.2f} "
            f"where {good.mean():.0%} are the same"
        )
        model = LogisticRegression(C=0.3, max_iter=3000).fit(signs, yes, sample_weight=weights)
        np.savez_compressed(
            OUT / f"same_{depth}.npz",
            weights=model.coef_[0],
            bias=model.intercept_[0] - score[inside][order][at],
        )


def main(argv: list[str] | None = None) -> int:
    """Learn, measure and write all four."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--only", choices=["danger", "pause", "requests", "same"])
    options = parser.parse_args(argv)
    options.work.mkdir(parents=True, exist_ok=True)
    rows = learning.Rows(options.work, encoder.load())
    home = rows.of("home", goemotions(options.data / "train.tsv")[0])[:EVERYDAY]
    if options.only in (None, "danger"):
        learn_guard("danger", "urgent", danger.describes_immediate_danger, rows, home, DANGER_ALARMS, 0.5)
    if options.only in (None, "pause"):
        learn_guard("pause", "pause", behavior.pause, rows, home, PAUSE_ALARMS, 0.5)
    if options.only in (None, "requests"):
        requests(options.data, rows)
    if options.only in (None, "same"):
        same_matter(rows)
    return 0


def learn_guard(
    name: str, yes: str, rule: Callable, rows: learning.Rows, home: np.ndarray, alarms: float, bonus: float
) -> None:
    trial = "danger" if name == "danger" else "behavior"
    train = told(f"{name}.txt", trial, yes, ["dev", "held-out", "second"], rule)
    if name == "pause":
        # A cry for help is never slowed, whatever it says of somebody's looks.
        more = [(text, False) for _, text in groups("danger.txt")] + put_together()
        train = Told(
            train.texts + [text for text, _ in more],
            np.append(train.yes, [is_pause for _, is_pause in more]),
            np.append(train.rule, [rule(text) is not None for text, _ in more]),
        )
    kernel = machine(name, train, rows.of(f"{name} sentences", train.texts), home, alarms, bonus)
    held = told(f"{name}.txt", trial, yes, ["third"], rule)
    measured(name, kernel, held, rows.of(f"{name} third", held.texts), bonus)


if __name__ == "__main__":
    sys.exit(main())
