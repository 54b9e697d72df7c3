"""Answers, population and neighbors from files, as the arrays the estimates are made of."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from commonbeat.methods import smallarea
from commonbeat.safety.results import Unreadable
from commonbeat.trust.sheets import Sheet, read

OPEN = "open"
YES, NO = {"yes", "y", "true"}, {"no", "n", "false"}


@dataclass(frozen=True)
class Survey:
    """Everything `trust estimate` reads; ``left_out`` open-link answers do not count."""

    answers: smallarea.Answers
    population: smallarea.Population
    neighbors: np.ndarray | None
    areas: list[str]
    waves: list[str]
    left_out: int
    sheets: tuple[Sheet, ...]


def read_survey(answers: Path, population: Path, neighbors: Path | None) -> Survey:
    """Read and check the files; raises :class:`Unreadable` with a sentence about the first thing that is wrong."""
    people_sheet = read(population, ("area", "count"))
    given_sheet = read(answers, ("area", "wave", "value"))
    dimensions = _dimensions(given_sheet, people_sheet)
    areas, cells, people = _population(people_sheet, dimensions)
    given, waves, left_out = _answers(given_sheet, people_sheet, dimensions, areas, cells)
    sheets = [given_sheet, people_sheet]
    pairs = None
    if neighbors is not None:
        sheets.append(read(neighbors, ("area", "other")))
        pairs = _neighbors(sheets[-1], people_sheet, areas)
    return Survey(given, people, pairs, list(areas), waves, left_out, tuple(sheets))


def _dimensions(given: Sheet, people: Sheet) -> list[str]:
    asked = [name for name in given.header if name not in ("area", "wave", "value", "mode")]
    known = [name for name in people.header if name not in ("area", "count") and not name.startswith("x_")]
    for name in asked:
        if name not in known:
            raise Unreadable(f"{given.path} has the column “{name}”, which {people.path} lacks.")
    for name in known:
        if name not in asked:
            raise Unreadable(f"{people.path} has the column “{name}”, which {given.path} lacks.")
    return known


def _population(
    sheet: Sheet, dimensions: list[str]
) -> tuple[dict[str, int], dict[tuple[str, ...], int], smallarea.Population]:
    named = [_filled(sheet, name) for name in ("area", *dimensions)]
    areas = {name: number for number, name in enumerate(dict.fromkeys(named[0]))}
    kinds = _kinds(named[1:], len(named[0]))
    cells = {kind: number for number, kind in enumerate(dict.fromkeys(kinds))}
    count = np.full((len(areas), len(cells)), np.nan)
    for at, (area, kind, many) in enumerate(zip(named[0], kinds, sheet.numbers("count", 0), strict=True)):
        place = areas[area], cells[kind]
        if not np.isnan(count[place]) or sheet.times[at] > 1:
            raise sheet.wrong(at, f"{' '.join((area, *kind))} is in the file more than once")
        count[place] = many
    count = np.nan_to_num(count)
    empty = [name for name, number in areas.items() if not count[number].sum()]
    if empty:
        raise Unreadable(f"{sheet.path}: nobody lives in area “{empty[0]}”; leave such an area out.")
    levels = [{name: number for number, name in enumerate(dict.fromkeys(column))} for column in named[1:]]
    category = [[level[name] for level, name in zip(levels, kind, strict=True)] for kind in cells]
    return areas, cells, smallarea.population(category, count, _covariates(sheet, named[0], areas))


def _covariates(sheet: Sheet, place: list[str], areas: dict[str, int]) -> np.ndarray:
    columns = []
    for name in (name for name in sheet.header if name.startswith("x_")):
        column = np.full(len(areas), np.nan)
        for at, (area, value) in enumerate(zip(place, sheet.numbers(name), strict=True)):
            known = column[areas[area]]
            if not np.isnan(known) and known != value:
                raise sheet.wrong(at, f"{name} is {value:g} here and {known:g} elsewhere in area “{area}”")
            column[areas[area]] = value
        columns.append(column)
    return np.array(columns).T.reshape(len(areas), len(columns))


def _answers(
    sheet: Sheet,
    people: Sheet,
    dimensions: list[str],
    areas: dict[str, int],
    cells: dict[tuple[str, ...], int],
) -> tuple[smallarea.Answers, list[str], int]:
    place, when = _filled(sheet, "area"), _filled(sheet, "wave")
    kinds = _kinds([_filled(sheet, name) for name in dimensions], len(place))
    _check_known(sheet, people, dimensions, place, kinds, areas, cells)
    values = [_value(sheet, at, text) for at, text in enumerate(sheet.column("value"))]
    mode = sheet.column("mode") if "mode" in sheet.header else [""] * len(place)
    counted = [at for at, way in enumerate(mode) if way.casefold() != OPEN]
    left_out = sum(sheet.times) - sum(sheet.times[at] for at in counted)
    if not counted:
        raise Unreadable(
            f"{sheet.path} holds only open-link answers; nobody was invited, so nothing can be estimated."
        )
    waves = sorted(set(when))
    number = {name: at for at, name in enumerate(waves)}
    given = smallarea.answers(
        [areas[place[at]] for at in counted],
        [number[when[at]] for at in counted],
        [cells[kinds[at]] for at in counted],
        [values[at] for at in counted],
        [float(sheet.times[at]) for at in counted],
        waves=len(waves),
    )
    return given, waves, left_out


def _check_known(
    sheet: Sheet, people: Sheet, dimensions: list[str], place: list[str],
    kinds: list[tuple[str, ...]], areas: dict[str, int], cells: dict[tuple[str, ...], int],
) -> None:  # fmt: skip
    known = [set(level) for level in zip(*cells, strict=True)]
    for at, (area, kind) in enumerate(zip(place, kinds, strict=True)):
        if area not in areas:
            raise sheet.wrong(at, f"the area “{area}” is not in {people.path}")
        for name, category, level in zip(dimensions, kind, known, strict=True):
            if category not in level:
                raise sheet.wrong(at, f"{name} “{category}” is not in {people.path}")
        if kind not in cells:
            raise sheet.wrong(at, f"nobody of {' '.join(kind)} is in {people.path}")


def _value(sheet: Sheet, at: int, text: str) -> float:
    word = text.casefold()
    if word in YES or word in NO:
        return float(word in YES)
    try:
        value = sheet.number(at, "value", text)
    except Unreadable as problem:
        raise sheet.wrong(at, f"value is “{text}”; it must be yes, no or a number from 0 to 1") from problem
    if not 0 <= value <= 1:
        raise sheet.wrong(at, f"value is {text}; it must be yes, no or a number from 0 to 1")
    return value


def _neighbors(sheet: Sheet, people: Sheet, areas: dict[str, int]) -> np.ndarray:
    columns = [_filled(sheet, name) for name in ("area", "other")]
    for column in columns:
        for at, area in enumerate(column):
            if area not in areas:
                raise sheet.wrong(at, f"the area “{area}” is not in {people.path}")
    return np.array([[areas[area] for area in column] for column in columns]).T


def _kinds(columns: list[list[str]], rows: int) -> list[tuple[str, ...]]:
    """The categories of each row together; nothing but () where there are no demographic columns."""
    return list(zip(*columns, strict=True)) if columns else [()] * rows


def _filled(sheet: Sheet, name: str) -> list[str]:
    column = sheet.column(name)
    if "" in column:
        raise sheet.wrong(column.index(""), f"{name} is empty")
    return column
