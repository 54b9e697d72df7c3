"""Tables of voices as people keep them: read from bytes, columns matched to our questions, rows checked.

Nothing here is kept; `actions.sheets` does that.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonbeat.listening.models import Channel, Feeling, Kind, Need, Topic
from commonbeat.places.folding import fold
from commonbeat.places.models import Neighborhood, Place

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 2000
MOST_COLUMNS = 60
OLDEST = timedelta(days=3 * 365)
LONGEST_WORDS = 5000
ENCODINGS = ("utf-8-sig", "cp1252")
DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y/%m/%d", "%d %b %Y", "%d %B %Y")

# Our questions, and what their columns tend to be called.
COLUMNS = {
    "words": (gettext_lazy("What they said"), "words text message comment said feedback voice texto mensaje body"),
    "kind": (gettext_lazy("What it is"), "kind type category tipo categoria"),
    "heard_on": (gettext_lazy("On which day"), "date day heard received created fecha dia datum submitted"),
    "neighborhood": (gettext_lazy("Neighborhood"), "neighborhood neighbourhood area district barrio zone"),
    "place": (gettext_lazy("Place"), "place location site lugar spot"),
    "where": (gettext_lazy("Where, in their words"), "where address street donde direccion"),
    "when": (gettext_lazy("When, in their words"), "when time cuando hour"),
    "feeling": (gettext_lazy("How it is for them"), "feeling emotion mood sentiment sentimiento"),
    "need": (gettext_lazy("What they want from us"), "need want wish necesidad"),
    "topic": (gettext_lazy("What it is about"), "topic subject tema matter issue"),
    "channel": (gettext_lazy("How it reached us"), "channel source medium canal via"),
    "language": (gettext_lazy("Language"), "language lang idioma"),
}  # fmt: skip
CHOICES: dict[str, type[TextChoices]] = {
    "kind": Kind, "feeling": Feeling, "need": Need, "topic": Topic, "channel": Channel,
}  # fmt: skip


class UnreadableError(Exception):
    """This file is no table we can read; the sentence says why."""


@dataclass(frozen=True)
class Table:
    """Column names and rows of text, each as long as the names."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass
class Line:
    """One row as a voice, or why it cannot be one."""

    number: int
    said: dict[str, str] = field(default_factory=dict)
    heard_on: date | None = None
    neighborhood: Neighborhood | None = None
    place: Place | None = None
    problem: str = ""


def read(content: bytes) -> Table:
    """The table in these bytes: comma, semicolon, tab or bar between the cells, in any usual encoding."""
    if len(content) > MOST_BYTES:
        raise UnreadableError(_("This file is larger than 2 MB. Please split it."))
    text = _text(content)
    if not text.strip():
        raise UnreadableError(_("This file is empty."))
    rows = _rows(text)
    if len(rows) < 2:
        raise UnreadableError(
            _("There must be a first row with the names of the columns, and a row below it.")
        )
    names = tuple(name.strip()[:80] or f"{number + 1}" for number, name in enumerate(rows[0]))
    if len(names) > MOST_COLUMNS:
        raise UnreadableError(
            _("This table has more than 60 columns. Please leave out those we do not need.")
        )
    if len(rows) - 1 > MOST_ROWS:
        raise UnreadableError(
            _("This table has more than %(most)d rows. Please split it.") % {"most": MOST_ROWS}
        )
    width = len(names)
    return Table(names, tuple(tuple((row + [""] * width)[:width]) for row in rows[1:]))


def guess(table: Table) -> dict[str, int]:
    """Which column answers which of our questions, by its name; questions nobody answers are left out."""
    found: dict[str, int] = {}
    for question, (_label, words) in COLUMNS.items():
        known = set(words.split())
        for number, name in enumerate(table.names):
            if number not in found.values() and known & set(fold(name).split()):
                found[question] = number
                break
    return found


def check(
    table: Table,
    columns: dict[str, int],
    *,
    neighborhoods: list[Neighborhood],
    places: list[Place],
    usual: dict[str, str],
    usual_neighborhood: Neighborhood,
    today: date,
) -> list[Line]:
    """Each row as a voice or with the one thing that is wrong with it. `usual` fills cells left empty."""
    areas = {fold(one.name): one for one in neighborhoods}
    known = {fold(one.name): one for one in places}
    lines = []
    for number, row in enumerate(table.rows, start=2):
        cells = {question: row[column].strip() for question, column in columns.items() if column < len(row)}
        line = Line(number, neighborhood=usual_neighborhood)
        line.problem = _fill(line, cells, usual, areas, known, today)
        lines.append(line)
    return lines


def _fill(
    line: Line,
    cells: dict[str, str],
    usual: dict[str, str],
    areas: dict[str, Neighborhood],
    places: dict[str, Place],
    today: date,
) -> str:
    """Put what the cells say into the line; the sentence says what is wrong, "" for nothing."""
    words = cells.get("words", "")
    if not words:
        return _("Nothing was said in this row.")
    if len(words) > LONGEST_WORDS or "\x00" in words:
        return _("The words are longer than 5,000 characters.")
    line.said = {"words": words, "where": cells.get("where", "")[:200], "when": cells.get("when", "")[:200]}
    line.said["language"] = cells.get("language", "")[:10].lower()
    for name, choices in CHOICES.items():
        given = cells.get(name, "")
        value = _choice(choices, given) if given else usual.get(name, "")
        if given and not value:
            return _("“%(given)s” is none of the answers we know.") % {"given": given[:60]}
        line.said[name] = value
    if cells.get("heard_on"):
        line.heard_on = _day(cells["heard_on"])
        if line.heard_on is None or line.heard_on > today or line.heard_on < today - OLDEST:
            return _("“%(given)s” is no day of the last three years.") % {"given": cells["heard_on"][:40]}
    return _where(line, cells, areas, places)


def _where(
    line: Line, cells: dict[str, str], areas: dict[str, Neighborhood], places: dict[str, Place]
) -> str:
    if cells.get("neighborhood"):
        line.neighborhood = areas.get(fold(cells["neighborhood"]))
        if line.neighborhood is None:
            return _("We know no neighborhood “%(given)s”.") % {"given": cells["neighborhood"][:60]}
    if cells.get("place"):
        line.place = places.get(fold(cells["place"]))
        if line.place is not None:
            line.neighborhood = line.place.neighborhood
        elif not line.said["where"]:
            # A place we do not know is still where they said it is.
            line.said["where"] = cells["place"][:200]
    return ""


def _choice(choices: type[TextChoices], given: str) -> str:
    """The answer meant by its value or its label, in the reader's language too."""
    wanted = fold(given)
    for value, label in choices.choices:
        if wanted in (fold(str(value)), fold(str(label))):
            return str(value)
    return ""


def _day(text: str) -> date | None:
    bare = text.strip().split("T")[0].strip()
    for shape in DATES:
        for candidate in (bare, bare.split(" ")[0]):
            try:
                return datetime.strptime(candidate, shape).date()
            except ValueError:
                continue
    return None


def _text(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableError(_("This is no text table. In your spreadsheet, choose “Save as” and CSV (UTF-8)."))


def _rows(text: str) -> list[list[str]]:
    first = text.splitlines()[0]
    delimiter = max((",", ";", "\t", "|"), key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableError(
            _("This table is damaged (%(why)s). Please save it again.") % {"why": error}
        ) from None
    return [row for row in rows if any(cell.strip() for cell in row)]
