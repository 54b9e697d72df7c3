"""What the guards over written text find and how often they are wrong, each beside a plain peer in one run.

    python benchmarks/text_guards.py [--everyday FILE]

Trials: tests/methods/trials, split before any rule was tuned; "second" was written after the first tuning.
FILE holds ordinary texts, one a line (up to a tab); alarms in it are counted. CPU seconds of this process.
"""

import argparse
import platform
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from commonbeat import __version__
from commonbeat.methods.text.behavior import pause
from commonbeat.methods.text.danger import LANGUAGES, describes_immediate_danger
from commonbeat.methods.text.personal import find_personal_details
from tests.methods.trial import Marked, marked, rows

Answer = Callable[[str], object]

# The peer of the details: one expression of the usual shapes and two capitalised words.
SHAPES = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+|\+?\d[\d\s()-]{8,}\d|\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b|"
    r"\b[A-Z]{2}\d{2}\s?[A-Z]{3}\b|\b[A-Z]{2}\s?(?:\d{2}\s?){3}[A-D]\b|(?<!\w)@\w{3,}|\b\d{1,2}/\d{1,2}/\d{2,4}\b|"
    r"\b\d{1,4}[a-z]?\s+(?:[A-Z][a-z]+\s){1,2}?(?:Grove|Road|Lane|Street|View|Close|Avenue|Drive)\b|"
    r"\b(?:[Ff]lat|[Rr]oom|number)\s+\w?\d+\w?|\b(?:Mr|Mrs|Ms|Dr|PC|PCSO|Sgt)\.?\s+[A-Z][\w'-]+|"
    r"\b(?:called|named|neighbour|from)\s+[A-Z][\w'-]+(?:\s[A-Z][\w'-]+)?|\b[A-Z][a-z'-]+\s[A-Z][a-z'-]+\b"
)
# The peers of the two others: the words such lists are usually made of.
DANGER_WORDS = re.compile(
    r"fire|gun|knife|shot|stab|bomb|kill|die\b|dead|suicide|help|emergency|blood|bleed|breath|attack|unconscious|"
    r"fuego|incendio|pistola|cuchillo|disparo|bomba|matar|morir|suicid|ayuda|emergencia|sangr|respira|ataca|"
    r"feu\b|incendie|arme|couteau|coup de feu|bombe|tuer|mourir|aide|urgence|sang|saigne|respire|"
    r"pożar|pali się|broń|nóż|strzał|bomb|zabi|umrz|samobój|pomoc|krew|krwi|oddych|napad|"
    r"حريق|نار|سلاح|سكين|قنبلة|قتل|موت|انتحار|نجدة|دم|ينزف|يتنفس|"
    r"feuer|brennt|waffe|messer|schuss|bombe|umbring|sterben|selbstmord|hilfe|notfall|blut|atmet|"
    r"tulipalo|palaa|ase\b|veitsi|pommi|tappa|kuol|itsemurha|apua|verta|hengit",
    re.IGNORECASE,
)
LOOKS_WORDS = re.compile(
    r"suspicious|hoodie|black|asian|foreign|gypsy|beard|tattoo|homeless|stranger|"
    r"sospechos|capucha|negro|moro|gitan|extranjer|barba|tatuaje|vagabundo|desconocido",
    re.IGNORECASE,
)


def speed(answer: Answer, texts: list[str]) -> str:
    """Texts a CPU second, over at least a second."""
    start, count = time.process_time(), 0
    while (spent := time.process_time() - start) < 1.0:
        for text in texts:
            answer(text)
        count += len(texts)
    return f"{count / spent:,.0f} texts/s"


def details(name: str, find: Callable[[str], list[tuple[int, int]]]) -> None:
    for split in ("dev", "held-out", "second"):
        found = wanted = false = 0
        trial: list[Marked] = marked(split)
        for text, marks in trial:
            spans = find(text)
            wanted += len(marks)
            found += sum(any(a < end and b > start for a, b in spans) for _, start, end in marks)
            false += sum(not any(a < end and b > start for _, start, end in marks) for a, b in spans)
        print(f"  {name:18} {split:9} found {found}/{wanted}, false marks {false} in {len(trial)} texts")
    texts = [text for split in ("dev", "held-out") for text, _ in marked(split)]
    print(f"  {name:18} {speed(find, texts)}")


def share(trial: str, split: str, label: str, answer: Answer, language: str | None = None) -> tuple[int, int]:
    texts = [
        row["text"]
        for row in rows(trial, split)
        if row["label"] == label and language in (None, row["language"])
    ]
    return sum(bool(answer(text)) for text in texts), len(texts)


def danger(name: str, answer: Answer) -> None:
    for split in ("dev", "held-out", "second"):
        for language in LANGUAGES:
            found, false = (
                share("danger", split, label, answer, language) for label in ("urgent", "routine")
            )
            urgent = f"found {found[0]}/{found[1]}, " if found[1] else ""
            print(f"  {name:18} {split:9} {language} {urgent}false alarms {false[0]}/{false[1]}")
    texts = [row["text"] for split in ("dev", "held-out") for row in rows("danger", split)]
    print(f"  {name:18} {speed(answer, texts)}")


def behavior(name: str, answer: Answer) -> None:
    for split in ("dev", "held-out", "second"):
        labels = ("pause", "race", "behavior")
        paused, race, slowed = (share("behavior", split, label, answer) for label in labels)
        print(
            f"  {name:18} {split:9} paused {paused[0]}/{paused[1]}, "
            f"race too bare {race[0]}/{race[1]}, acts slowed {slowed[0]}/{slowed[1]}"
        )
    texts = [row["text"] for split in ("dev", "held-out") for row in rows("behavior", split)]
    print(f"  {name:18} {speed(answer, texts)}")


def everyday(path: Path) -> None:
    texts = [line.split("\t")[0] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    print(f"Alarms in {len(texts):,} everyday texts of {path.name}")
    for name, ours, peer in (
        ("personal details", find_personal_details, SHAPES.search),
        ("immediate danger", describes_immediate_danger, DANGER_WORDS.search),
        ("looks, not acts", pause, LOOKS_WORDS.search),
    ):
        counts = [sum(bool(answer(text)) for text in texts) / len(texts) for answer in (ours, peer)]
        print(f"  {name:18} rules {counts[0]:.2%}, plain list {counts[1]:.2%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--everyday", type=Path, help="a file of ordinary texts, one a line")
    arguments = parser.parse_args()
    machine = f"Python {platform.python_version()}, {platform.machine()}"
    print(f"commonbeat {__version__}, {machine}; nothing is random")
    print("Personal details")
    details("rules", lambda text: [(detail.start, detail.end) for detail in find_personal_details(text)])
    details("one expression", lambda text: [match.span() for match in SHAPES.finditer(text)])
    print("Immediate danger")
    danger("rules", describes_immediate_danger)
    danger("plain list", DANGER_WORDS.search)
    print("Looks without acts")
    behavior("rules", pause)
    behavior("plain list", LOOKS_WORDS.search)
    if arguments.everyday:
        everyday(arguments.everyday)


if __name__ == "__main__":
    main()
