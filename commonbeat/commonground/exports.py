"""Reads conversations in the layout of the open data sets."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from commonbeat.methods.consensus import Votes, gather
from commonbeat.methods.consensus.votes import Flags, Numbers
from commonbeat.safety.results import Unreadable

VOTES, MATRIX, COMMENTS = "votes.csv", "participants-votes.csv", "comments.csv"
VOTE = {"1": 1, "-1": -1, "0": 0, "+1": 1, "1.0": 1, "-1.0": -1, "0.0": 0, "-0.0": 0}
TAKEN_OUT = -1
MANY_BYTES = 1_000_000
PADDED = re.compile(rb"(?:^|[,\n])\s*[-+]?0\d|\+")  # 007 is a name of its own, not 7
MOST_LABELS = 100


@dataclass(frozen=True)
class Conversation:
    """What an export told: votes, the names behind the numbers, what moderation took out, sha256 of what was read."""

    votes: Votes
    people: list[str]
    statements: list[str]
    is_left_out: Flags
    inputs: dict[str, str]


@dataclass(frozen=True)
class _Told:
    person: Numbers
    statement: Numbers
    vote: Numbers
    people: list[str]
    statements: list[str]


def read_conversation(folder: Path) -> Conversation:
    """Read votes.csv, or participants-votes.csv where there is none, and comments.csv where there is one.

    Raises Unreadable.
    """
    if not folder.is_dir():
        raise Unreadable(f"{folder} is not a folder.")
    inputs: dict[str, str] = {}
    name = next((name for name in (VOTES, MATRIX) if (folder / name).exists()), None)
    if name is None:
        raise Unreadable(f"{folder} holds neither {VOTES} nor {MATRIX}.")
    content = _bytes(folder / name, inputs)
    told = _votes(name, content) if name == VOTES else _matrix(name, content)
    moderated = _moderated(_bytes(folder / COMMENTS, inputs)) if (folder / COMMENTS).exists() else {}
    statements = [*told.statements, *(s for s in moderated if s not in set(told.statements))]
    statements, renumbered = _in_order(statements)
    people, placed = _in_order(told.people)
    votes = gather(
        placed[told.person],
        renumbered[told.statement],
        told.vote,
        people=len(people),
        statements=len(statements),
    )
    is_left_out = np.array([moderated.get(s) == TAKEN_OUT for s in statements], dtype=bool)
    return Conversation(votes, people, statements, is_left_out, inputs)


def read_words(folder: Path) -> dict[str, str]:
    """The words of each statement where comments.csv holds them, else nothing. Raises Unreadable."""
    if not (folder / COMMENTS).exists():
        return {}
    content = _bytes(folder / COMMENTS, {})
    if "comment-body" not in _header(COMMENTS, _lines(COMMENTS, content)):
        return {}
    return {
        statement: words
        for _row, (statement, words) in _rows(COMMENTS, content, "comment-id", "comment-body")
    }


def read_labels(path: Path, conversation: Conversation) -> tuple[Numbers, list[str]]:
    """Read `participant,group` as a number for every person of the conversation (-1: no group) and the names.

    Raises Unreadable, also for a participant the conversation does not know.
    """
    number = {name: place for place, name in enumerate(conversation.people)}
    named: dict[int, str] = {}
    for row, (person, group) in _rows(path.name, _bytes(path, conversation.inputs), "participant", "group"):
        if person not in number:
            raise Unreadable(
                f"{path.name}, row {row}: participant “{person}” has no votes in this conversation."
            )
        if named.setdefault(number[person], group) != group:
            raise Unreadable(
                f"{path.name}, row {row}: participant “{person}” was already given another group."
            )
    names, _ = _in_order(sorted({group for group in named.values() if group}))
    if not names:
        raise Unreadable(f"{path.name} gives nobody a group.")
    if len(names) > MOST_LABELS:
        raise Unreadable(f"{path.name} names {len(names)} groups; at most {MOST_LABELS} can be compared.")
    place = {name: at for at, name in enumerate(names)}
    numbers = [place.get(named.get(person, ""), -1) for person in range(len(conversation.people))]
    return np.array(numbers, dtype=np.int64), names


def _bytes(path: Path, inputs: dict[str, str]) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read: {error.strerror}.") from error
    inputs[path.name] = hashlib.sha256(content).hexdigest()
    return content


def _in_order(names: list[str]) -> tuple[list[str], Numbers]:
    """Names sorted, numbers by value and before words, and where each one went."""

    def key(place: int) -> tuple[bool, int, str]:
        name = names[place]
        is_number = re.fullmatch(r"-?[0-9]{1,18}", name) is not None
        return (not is_number, int(name) if is_number else 0, name)

    order = sorted(range(len(names)), key=key)
    went = np.empty(len(names), dtype=np.int64)
    went[order] = np.arange(len(names))
    return [names[place] for place in order], went


def _lines(name: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Rows with their number as a spreadsheet shows it; the header is row 1. Empty rows are passed over."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"{name}, row {row}: this is not UTF-8 text.") from error
    if "\0" in text:
        raise Unreadable(
            f"{name}, row {text.count(chr(10), 0, text.index(chr(0))) + 1}: there is a NUL byte."
        )
    number = 0
    try:
        for fields in csv.reader(io.StringIO(text, newline=""), strict=True):
            number += 1
            if fields:
                yield number, fields
    except csv.Error as error:
        raise Unreadable(f"{name}, row {number + 1}: this is not a CSV row ({error}).") from error


def _header(name: str, lines: Iterator[tuple[int, list[str]]]) -> list[str]:
    _, header = next(lines, (1, []))
    if not header:
        raise Unreadable(f"{name} is empty; a first row with column names is needed.")
    header = [column.strip() for column in header]
    for column in header:
        if column and header.count(column) > 1:
            raise Unreadable(f"{name}, row 1: the column “{column}” stands there twice.")
    return header


def _columns(name: str, header: list[str], *wanted: str) -> list[int]:
    for column in wanted:
        if column not in header:
            raise Unreadable(f"{name}, row 1: the column “{column}” is missing.")
    return [header.index(column) for column in wanted]


def _rows(name: str, content: bytes, *wanted: str) -> Iterator[tuple[int, list[str]]]:
    lines = _lines(name, content)
    header = _header(name, lines)
    at = _columns(name, header, *wanted)
    for number, row in lines:
        if len(row) != len(header):
            raise Unreadable(f"{name}, row {number}: {len(row)} fields where the header has {len(header)}.")
        found = [row[place].strip() for place in at]
        if not found[0]:
            raise Unreadable(f"{name}, row {number}: “{wanted[0]}” is empty.")
        yield number, found


def _votes(name: str, content: bytes) -> _Told:
    quick = _votes_of_numbers(name, content)
    if quick is not None:
        return quick
    people: dict[str, int] = {}
    statements: dict[str, int] = {}
    person, statement, vote = [], [], []
    for number, (asked, voter, given) in _rows(name, content, "comment-id", "voter-id", "vote"):
        if not voter:
            raise Unreadable(f"{name}, row {number}: “voter-id” is empty.")
        if given not in VOTE:
            raise Unreadable(_no_vote(name, number, given))
        person.append(people.setdefault(voter, len(people)))
        statement.append(statements.setdefault(asked, len(statements)))
        vote.append(VOTE[given])
    return _Told(_array(person), _array(statement), _array(vote), list(people), list(statements))


def _no_vote(name: str, row: int, given: str) -> str:
    return f"{name}, row {row}: a vote is 1, -1 or 0, not “{given[:40]}”."


def _votes_of_numbers(name: str, content: bytes) -> _Told | None:
    """A large file of whole numbers read at once; None sends it the careful way, which also tells what is wrong."""
    if len(content) < MANY_BYTES or PADDED.search(content):
        return None
    try:
        header = _header(name, _lines(name, content[: content.find(b"\n") + 1]))
        at = _columns(name, header, "comment-id", "voter-id", "vote")
        table = np.loadtxt(
            io.BytesIO(content), delimiter=",", skiprows=1, usecols=at, dtype=np.int64, ndmin=2,
            comments=None, quotechar='"', encoding="utf-8",
        )  # fmt: skip
    except (ValueError, Unreadable):
        return None
    if np.abs(table[:, 2]).max(initial=0) > 1:
        return None
    statements, statement = np.unique(table[:, 0], return_inverse=True)
    people, person = np.unique(table[:, 1], return_inverse=True)
    return _Told(person, statement, table[:, 2], [str(n) for n in people], [str(n) for n in statements])


def _array(numbers: list[int]) -> Numbers:
    return np.array(numbers, dtype=np.int64)


def _matrix(name: str, content: bytes) -> _Told:
    lines = _lines(name, content)
    header = _header(name, lines)
    (who,) = _columns(name, header, "participant")
    columns = [(place, column) for place, column in enumerate(header) if re.fullmatch("[0-9]+", column)]
    people: dict[str, int] = {}
    person, statement, vote = [], [], []
    for number, row in lines:
        if len(row) != len(header):
            raise Unreadable(f"{name}, row {number}: {len(row)} fields where the header has {len(header)}.")
        voter = row[who].strip()
        if not voter or voter in people:
            wrong = f"participant “{voter}” stands there twice" if voter else "“participant” is empty"
            raise Unreadable(f"{name}, row {number}: {wrong}.")
        people[voter] = len(people)
        for at, (place, column) in enumerate(columns):
            given = row[place].strip()
            if not given:
                continue
            if given not in VOTE:
                raise Unreadable(_no_vote(name, number, given)[:-1] + f" (column {column}).")
            person.append(people[voter])
            statement.append(at)
            vote.append(VOTE[given])
    names = [column for _, column in columns]
    return _Told(_array(person), _array(statement), _array(vote), list(people), names)


def _moderated(content: bytes) -> dict[str, int]:
    """What moderation decided: -1 taken out, 0 not looked at, 1 let in."""
    decided: dict[str, int] = {}
    header = _header(COMMENTS, _lines(COMMENTS, content))
    wanted = ["comment-id", "moderated"] if "moderated" in header else ["comment-id"]
    for number, (statement, *moderated) in _rows(COMMENTS, content, *wanted):
        given = moderated[0] if moderated else "0"
        if given not in VOTE:
            raise Unreadable(f"{COMMENTS}, row {number}: “moderated” is 1, 0 or -1, not “{given[:40]}”.")
        if statement in decided:
            raise Unreadable(f"{COMMENTS}, row {number}: statement “{statement}” stands there twice.")
        decided[statement] = VOTE[given]
    return decided
