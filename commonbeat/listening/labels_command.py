"""`commonbeat listen label`: language, feeling, urgency and the rest for every message of a CSV file."""

import argparse
import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from commonbeat.methods.text import encoder, language
from commonbeat.methods.text.encoder import Encoder, Missing
from commonbeat.methods.text.labels import Labels
from commonbeat.methods.text.labels import label as read_labels
from commonbeat.safety.results import Unreadable, write

COLUMNS = (
    *(
        "id",
        "language",
        "language_probability",
        "feeling",
        "feeling_probabilities",
        "urgency",
        "is_emergency",
    ),
    *("pause", "topics", "personal_details", "similar_to"),
)
HELP = """
MESSAGES.csv has the columns id and text (others are ignored), in UTF-8 or the encoding its first bytes tell.
The result is CSV with one row a message, in the same order:
  language, language_probability   an ISO 639-1 code, or "und" where there are no letters
  feeling                          anger, disgust, fear, joy, sadness, surprise or neutral; with --scheme goemotions
                                   those of the 28 that pass their threshold, with | between
  feeling_probabilities            JSON, calibrated on development texts
  urgency                          0 to 1; from .5 on somebody asks for help or is in danger
  is_emergency                     yes: immediate danger to life or limb is described
  pause                            yes: looks are described and no act
  topics                           names with | between
  personal_details                 JSON list of {kind, start, end}, offsets into the text
  similar_to                       the id of the earliest message that says the same, or empty
--depth full uses the encoder where it is installed; --depth fast never does.
"""
LONGEST_CELL = 20_000_000
BOM = "\ufeff"


def label(argv: list[str]) -> int:
    """`commonbeat listen label …`; 0 when the labels are written, 2 with one sentence when a file is no good."""
    options = _parser().parse_args(argv)
    try:
        ids, texts = read_messages(options.messages)
        reader = _reader(options.depth)
        spoken = language.known(options.languages.split(",")) if options.languages else language.USUAL
        if not spoken:
            raise Unreadable(f"None of these is a language we can tell: {options.languages}.")
        found = read_labels(texts, reader, spoken)
        write(_table(ids, found, options.scheme), options.out)
    except Unreadable as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="commonbeat listen label",
        description="Language, feeling, urgency, topics and what is told twice, for every message of a file.",
        epilog=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("messages", type=Path, metavar="MESSAGES.csv")
    parser.add_argument(
        "--depth", choices=["full", "fast"], default="full", help="with or without the encoder"
    )
    parser.add_argument("--scheme", choices=["ekman", "goemotions"], default="ekman")
    parser.add_argument("--languages", metavar="en,es,…", help="tell only these apart")
    parser.add_argument("--out", type=Path, metavar="LABELED.csv", help="otherwise the result is printed")
    return parser


def _reader(depth: str) -> Encoder | None:
    if depth == "fast":
        return None
    found = encoder.load()
    if isinstance(found, Missing):
        print(found.why, file=sys.stderr)
        return None
    return found


def read_messages(path: Path) -> tuple[list[str], list[str]]:
    """The ids and texts of a file, in its order; Unreadable tells what is wrong and in which line."""
    try:
        held = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error
    rows = csv.DictReader(io.StringIO(_decoded(held, path), newline=""), strict=True)
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        return _rows(rows, path)
    except csv.Error as error:
        raise Unreadable(f"{path}, line {rows.line_num}: this is not CSV ({error}).") from error
    finally:
        csv.field_size_limit(before)


def _decoded(held: bytes, path: Path) -> str:
    """The text of a file: by its first bytes, else UTF-8, else the Western code page most exports use."""
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    known = next((name for mark, name in marks if held.startswith(mark)), "utf-8")
    try:
        return held.decode(known).lstrip(BOM)
    except UnicodeDecodeError as error:
        if known != "utf-8":
            raise Unreadable(f"{path} is not {known.upper()} as its first bytes say.") from error
    print(f"{path} is not UTF-8; it was read as Windows-1252.", file=sys.stderr)
    return held.decode("cp1252", "replace")


def _rows(rows: "csv.DictReader[str]", path: Path) -> tuple[list[str], list[str]]:
    names = [name.strip().lower() for name in rows.fieldnames or []]
    missing = [name for name in ("id", "text") if name not in names]
    if missing:
        raise Unreadable(f"{path} has no column “{missing[0]}”; it needs the columns id and text.")
    if twice := [name for name in ("id", "text") if names.count(name) > 1]:
        raise Unreadable(f"{path} has the column “{twice[0]}” more than once.")
    rows.fieldnames = names
    ids: dict[str, None] = {}
    texts = []
    for row in rows:
        if row["text"] is None or None in row:
            raise Unreadable(
                f"{path}, line {rows.line_num}: this row has not as many cells as the first line."
            )
        if not row["id"].strip():
            raise Unreadable(f"{path}, line {rows.line_num}: this message has no id.")
        if row["id"] in ids:
            raise Unreadable(f"{path}, line {rows.line_num}: the id “{row['id'][:60]}” was used before.")
        ids[row["id"]] = None
        texts.append(row["text"])
    return list(ids), texts


def _labeled(ids: list[str], found: list[Labels], scheme: str) -> Iterator[tuple[object, ...]]:
    for name, one in zip(ids, found, strict=True):
        felt = one.feeling
        seven = scheme == "ekman"
        chances = felt.probabilities if seven else felt.fine_probabilities
        details = [{"kind": kind, "start": start, "end": end} for kind, start, end in one.details]
        yield (
            name,
            one.language.code,
            one.language.probability,
            felt.name if seven else "|".join(felt.fine),
            json.dumps(chances),
            one.urgency,
            "yes" if one.alarm.is_danger else "no",
            "yes" if one.slowed.is_pause else "no",
            "|".join(one.topics),
            json.dumps(details),
            "" if one.similar_to is None else ids[one.similar_to],
        )


def _table(ids: list[str], found: list[Labels], scheme: str) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(_labeled(ids, found, scheme))
    return text.getvalue()
