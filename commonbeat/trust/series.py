"""Panels, histories and time series from files, as arrays."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from commonbeat.methods.effects import AREAS
from commonbeat.safety.results import Unreadable
from commonbeat.trust.sheets import Sheet, read

MONTH, QUARTER = re.compile(r"(\d{4})-(\d{2})"), re.compile(r"(\d{4})-?Q([1-4])")


@dataclass(frozen=True)
class Panel:
    """``outcome`` (units, periods), ``treated_from`` (units,), ``periods`` (periods,)."""

    outcome: np.ndarray
    treated_from: np.ndarray
    periods: np.ndarray
    sheet: Sheet


@dataclass(frozen=True)
class Series:
    """``value`` (areas, periods), nan where an area has no row; ``n`` alike or None; ``following`` names what comes
    next."""

    value: np.ndarray
    n: np.ndarray | None
    areas: list[str]
    following: str
    sheet: Sheet


def read_panel(path: Path) -> Panel:
    """The rows `unit,period,treated_from,outcome`; raises :class:`Unreadable`, among others for a panel with gaps."""
    sheet = read(path, ("unit", "period", "treated_from", "outcome"))
    period = np.array(sheet.numbers("period", whole=True), dtype=np.int64)
    outcome = np.array(sheet.numbers("outcome"))
    begins = [
        math.inf if text == "" else sheet.number(at, "treated_from", text, whole=True)
        for at, text in enumerate(sheet.column("treated_from"))
    ]
    names, unit = np.unique(np.array(sheet.column("unit")), return_inverse=True)
    periods, when = np.unique(period, return_inverse=True)
    table = np.full((len(names), len(periods)), np.nan)
    treated = np.full(len(names), np.nan)
    place = unit * len(periods) + when
    if len(np.unique(place)) < len(place) or max(sheet.times) > 1:
        twice = sheet.times.index(2) if 2 in sheet.times else int(_repeated(place))
        raise sheet.wrong(twice, f"unit “{names[unit[twice]]}” has period {period[twice]} twice")
    table[unit, when] = outcome
    if np.isnan(table).any():
        gap = np.argwhere(np.isnan(table))[0]
        raise Unreadable(f"{path}: unit “{names[gap[0]]}” has no row for period {periods[gap[1]]}.")
    treated[unit] = begins
    differs = np.flatnonzero(treated[unit] != np.array(begins))
    if len(differs):
        at = int(differs[0])
        raise sheet.wrong(at, f"unit “{names[unit[at]]}” has another treated_from in another row")
    return Panel(table, treated, periods, sheet)


def _repeated(place: np.ndarray) -> int:
    order = np.argsort(place, kind="stable")
    return int(order[1:][np.diff(place[order]) == 0][0])


def read_history(path: Path) -> tuple[dict[str, list[float]], Sheet]:
    """The rows `area,period,count` as the counts of each area in the order of their periods."""
    sheet = read(path, ("area", "period", "count"))
    counts: dict[str, dict[str, float]] = {}
    rows = zip(
        sheet.column("area"), sheet.column("period"), sheet.numbers("count", 0, whole=True), strict=True
    )
    for at, (area, period, count) in enumerate(rows):
        if area not in AREAS:
            raise sheet.wrong(at, f"area is “{area}”, but must be one of {', '.join(AREAS)}")
        if period in counts.setdefault(area, {}) or sheet.times[at] > 1:
            raise sheet.wrong(at, f"{area} has period {period} twice")
        counts[area][period] = count
    return {area: list(periods.values()) for area, periods in counts.items()}, sheet


def read_series(path: Path) -> Series:
    """The rows `area,period,value[,n]`; raises :class:`Unreadable` where an area's periods are not regular."""
    sheet = read(path, ("area", "period", "value"))
    place, value = sheet.column("area"), sheet.numbers("value")
    texts = sheet.column("period")
    read_period, name = _calendar(texts[0])
    when = [_period(sheet, at, text, read_period) for at, text in enumerate(texts)]
    n = sheet.numbers("n", 0) if "n" in sheet.header else None
    areas = list(dict.fromkeys(place))
    number = {area: at for at, area in enumerate(areas)}
    step = _step(areas, place, when, sheet)
    first = min(when)
    table = np.full((len(areas), (max(when) - first) // step + 1), np.nan)
    heard = np.full_like(table, np.nan)
    for at, (area, period) in enumerate(zip(place, when, strict=True)):
        row, column = number[area], (period - first) // step
        if (period - first) % step:
            raise sheet.wrong(at, f"period {texts[at]} does not fall in step with the others")
        if not np.isnan(table[row, column]) or sheet.times[at] > 1:
            raise sheet.wrong(at, f"area “{area}” has period {texts[at]} twice")
        table[row, column] = value[at]
        heard[row, column] = np.nan if n is None else n[at]
    for row, area in enumerate(areas):
        filled = np.flatnonzero(~np.isnan(table[row]))
        if len(filled) <= filled[-1] - filled[0]:
            raise Unreadable(f"{path}: the periods of area “{area}” are not regular; one is missing.")
    return Series(table, None if n is None else heard, areas, name(max(when) + step), sheet)


def _step(areas: list[str], place: list[str], when: list[int], sheet: Sheet) -> int:
    """How far apart an area's periods are."""
    gaps: set[int] = set()
    for area in areas:
        own = sorted(period for name, period in zip(place, when, strict=True) if name == area)
        gaps |= {after - before for before, after in pairwise(own)}
    gaps.discard(0)
    return min(gaps, default=1)


def _period(sheet: Sheet, at: int, text: str, reader: Callable[[str], int | None]) -> int:
    found = reader(text)
    if found is None:
        raise sheet.wrong(at, f"period is “{text}”; it must be a whole number, YYYY-MM or YYYY-Qn, all alike")
    return found


def _calendar(sample: str) -> tuple[Callable[[str], int | None], Callable[[int], str]]:
    """How to read periods like *sample* as numbers, and back."""
    if MONTH.fullmatch(sample):
        return _month, lambda number: f"{number // 12:04d}-{number % 12 + 1:02d}"
    if QUARTER.fullmatch(sample):
        return _quarter, lambda number: f"{number // 4:04d}-Q{number % 4 + 1}"
    return _whole, str


def _month(text: str) -> int | None:
    found = MONTH.fullmatch(text)
    return int(found[1]) * 12 + int(found[2]) - 1 if found and 1 <= int(found[2]) <= 12 else None


def _quarter(text: str) -> int | None:
    found = QUARTER.fullmatch(text)
    return int(found[1]) * 4 + int(found[2]) - 1 if found else None


def _whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?\d{1,15}", text) else None
