"""How well the program reads: our sentences that were never learned from, feelings beside known methods, speed.

    python benchmarks/listening.py [--feelings DIR] [--languages DIR]

DIR of feelings holds train.tsv and dev.tsv of GoEmotions: dev.tsv is what thresholds came from, so every figure
there is crossed over five folds for us and for the peers alike (VADER knows three moods only; TF-IDF with
logistic regression is learned here from train.tsv). CPU seconds of this process; one thread.
"""

import argparse
import platform
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from commonbeat import __version__
from commonbeat.methods.text import encoder, feeling, heads, labels, same, urgency
from commonbeat.methods.text.behavior import pause
from commonbeat.methods.text.danger import describes_immediate_danger
from tests.methods.trial import TRIALS, rows
from tools import learning
from tools.train_feelings import FINE, goemotions
from tools.train_guards import HELD_OUT
from tools.train_same import Matter, pairs
from tools.train_same import read as read_matters

LANGUAGES = ("en", "es", "fr", "ar", "pl")


def guards(reader: encoder.Encoder | None) -> None:
    """Danger and looks on the parts that were never learned from, by rules alone and with meaning."""
    for name, yes, rule, read in (
        (
            "danger",
            "urgent",
            describes_immediate_danger,
            lambda t, v: [a.is_danger for a in urgency.alarms(t, v)],
        ),
        ("behavior", "pause", pause, lambda t, v: [a.is_pause for a in urgency.pauses(t, v)]),
    ):
        for split in HELD_OUT["danger" if name == "danger" else "pause"]:
            trial = [row for row in rows(name, split) if row["label"] != "race"]
            texts = [row["text"] for row in trial]
            ways = {"rules": [rule(text) is not None for text in texts]}
            if reader is not None:
                ways["rules and meaning"] = read(texts, reader.encode(texts))
            for way, said in ways.items():
                print(f"  {name} {split:9} {way:18}", told(trial, said, yes))


def told(trial: list[dict[str, str]], said: list[bool], yes: str) -> str:
    parts = []
    for language in ("all", *LANGUAGES):
        mine = [
            (row["label"] == yes, is_yes)
            for row, is_yes in zip(trial, said, strict=True)
            if language in ("all", row["language"])
        ]
        found = [is_yes for good, is_yes in mine if good]
        false = [is_yes for good, is_yes in mine if not good]
        if mine:
            parts.append(f"{language} {sum(found)}/{len(found)}, false {sum(false)}/{len(false)}")
    return "; ".join(parts)


def matters(reader: encoder.Encoder | None) -> None:
    """Pairs of the held-out file, told again in other words or only near; then its texts as files to label."""
    held = read_matters(TRIALS / "same_second.txt")
    every = pairs(held)
    ways = ("words", "meaning") if reader is not None else ("words",)
    for way in ways:
        told = []
        for one, other, is_same, _ in every:
            if way == "words" or reader is None:
                sure = same.probability(one, other, None, None, lambda _text: None)
            else:
                first, second = reader.encode([one, other])
                wanted = sorted(same.asked(one, other))
                pieces = dict(zip(wanted, reader.encode(wanted), strict=True))
                sure = same.probability(one, other, first, second, pieces.get)
            told.append((sure >= 0.5, is_same))
        print(f"  same matter, {way}, {len(every)} pairs: {rated(told)}")
    if reader is None:
        return
    beside = []
    for matter in held:
        for text, is_same in [*((t, True) for t in matter.told[1:]), *((t, False) for t in matter.near)]:
            found = labels.label([matter.told[0], text], reader, topics=())[1].similar_to
            beside.append((found == 0, is_same))
    print(f"  same matter, a first telling beside each other text: {rated(beside)}")
    files(held, reader)


def files(held: list[Matter], reader: encoder.Encoder) -> None:
    """All texts of one language in one shuffled file: is each linked to an earlier one of its matter?"""
    linked = due = right = count = 0
    for language in sorted({one.language for one in held}):
        mine = [(place, one) for place, one in enumerate(held) if one.language == language]
        lines = [(text, place) for place, one in mine for text in one.told]
        lines += [(text, -1) for _, one in mine for text in one.near]
        texts = [lines[place] for place in np.random.default_rng(0).permutation(len(lines))]
        count += len(texts)
        for index, one in enumerate(labels.label([text for text, _ in texts], reader, topics=())):
            matter = texts[index][1]
            due += matter >= 0 and matter in [place for _, place in texts[:index]]
            if one.similar_to is not None:
                linked, right = linked + 1, right + (matter >= 0 and texts[one.similar_to][1] == matter)
    print(
        f"  same matter, {count} texts in a file a language: precision {right / max(1, linked):.2f} "
        f"({right}/{linked}), recall {right / due:.2f} of {due}"
    )


def rated(told: list[tuple[bool, bool]]) -> str:
    """Precision and recall of what was said beside what is so."""
    right, said, true = (
        sum(held)
        for held in (
            [said and is_so for said, is_so in told],
            [said for said, _ in told],
            [is_so for _, is_so in told],
        )
    )
    even = right / true / max(1e-9, right / true + (said - right) / (len(told) - true))
    return (
        f"precision {right / max(1, said):.2f} ({right}/{said}), recall {right / true:.2f} of {true}; "
        f"were as many the same as not, precision {even:.2f}"
    )


def feelings(folder: Path, reader: encoder.Encoder | None) -> None:
    """Macro-F1 of us, TF-IDF with logistic regression and VADER on the same texts."""
    texts, truth = goemotions(folder / "dev.tsv")
    depths = {"fast": None}
    if reader is not None:
        depths["full"] = reader.encode(texts)
    for depth, vectors in depths.items():
        scores = feeling._scores(texts, vectors)
        show(f"commonbeat {depth}", scores, truth)
    home, wanted = goemotions(folder / "train.tsv")
    show("TF-IDF and logistic regression", peer(home, wanted, texts), truth)
    moods(texts, truth, feeling._scores(texts, depths.get("full")))


def show(name: str, scores: np.ndarray, truth: np.ndarray) -> None:
    fine = learning.crossed(scores[:, :FINE], truth[:, :FINE], learning.by_threshold)
    several = learning.crossed(scores[:, FINE:], truth[:, FINE:], learning.by_threshold)
    one = learning.crossed(scores[:, FINE:], truth[:, FINE:], learning.by_lift)
    print(
        f"  {name:32} 28 labels {fine:.3f}, seven (several may hold) {several:.3f}, seven (one told) {one:.3f}"
    )


def peer(texts: list[str], truth: np.ndarray, others: list[str]) -> np.ndarray:
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    letters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 5), min_df=4, sublinear_tf=True, max_features=150000
    )
    learned = hstack([words.fit_transform(texts), letters.fit_transform(texts)]).tocsr()
    asked = hstack([words.transform(others), letters.transform(others)]).tocsr()
    columns = [
        LogisticRegression(C=4, solver="liblinear", tol=1e-3).fit(learned, column).decision_function(asked)
        for column in truth.T
    ]
    return np.stack(columns, 1)


def moods(texts: list[str], truth: np.ndarray, scores: np.ndarray) -> None:
    """What VADER can tell: good, bad and neither; ours from the same seven."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    names = list(feeling.EKMAN)
    good, bad, plain = (
        truth[:, FINE + names.index("joy")],
        truth[:, [FINE + names.index(n) for n in ("anger", "disgust", "fear", "sadness")]].max(1),
        truth[:, FINE + names.index("neutral")],
    )
    wanted = np.stack([good, bad, plain], 1).astype(bool)
    start = time.process_time()
    analyzer = SentimentIntensityAnalyzer()
    value = np.array([analyzer.polarity_scores(text)["compound"] for text in texts])
    spent = time.process_time() - start
    vader = np.stack([value > 0.05, value < -0.05, abs(value) <= 0.05], 1)
    held = heads.arrays(feeling.WEIGHTS)
    best = np.argmax(scores[:, FINE:] + held["full_lift"], 1)
    ours = np.stack(
        [
            best == names.index("joy"),
            np.isin(best, [names.index(n) for n in ("anger", "disgust", "fear", "sadness")]),
            best == names.index("neutral"),
        ],
        1,
    )
    theirs, mine = learning.f1(wanted, vader).mean(), learning.f1(wanted, ours).mean()
    print(
        f"  good, bad, neither: VADER {theirs:.3f} ({len(texts) / spent:,.0f} texts/s), commonbeat {mine:.3f}",
        end="",
    )
    print(" (ours was chosen on these texts, VADER on none)")


def speed(reader: encoder.Encoder | None, folder: Path | None) -> None:
    """Whole labels a CPU second, with nothing told twice."""
    if folder is not None:
        texts = list(dict.fromkeys(goemotions(folder / "dev.tsv")[0]))
    else:
        texts = [row["text"] for split in ("dev", "held-out", "second") for row in rows("danger", split)]
    labels.label(texts[:200])
    start = time.process_time()
    labels.label(texts)
    print(
        f"  labels, fast: {len(texts) / (time.process_time() - start):,.0f} texts/s ({len(texts)} different texts)"
    )
    if reader is not None:
        start = time.process_time()
        labels.label(texts[:200], reader)
        print(f"  labels, full: {200 / (time.process_time() - start):,.0f} texts/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feelings", type=Path)
    arguments = parser.parse_args()
    found = encoder.load()
    reader = None if isinstance(found, encoder.Missing) else found
    print(f"commonbeat {__version__}, Python {platform.python_version()}, {platform.machine()}")
    if isinstance(found, encoder.Missing):
        print(found.why)
    print("Guards, on texts that were never learned from")
    guards(reader)
    matters(reader)
    print("Speed, one core")
    speed(reader, arguments.feelings)
    if arguments.feelings:
        print("Feelings, macro-F1 crossed over five folds of dev.tsv")
        feelings(arguments.feelings, reader)


if __name__ == "__main__":
    main()
