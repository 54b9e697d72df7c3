"""When a place is open, from the common half of OpenStreetMap's opening hours; the rest counts as unknown."""

import re
from datetime import time

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
WEEK = tuple(range(7))
RULE = re.compile(r"^(?:(?P<days>[A-Z][A-Za-z,\- ]*?)\s*)?(?P<times>off|closed|24/7|[0-9:,\- ]+)$")
SPAN = re.compile(r"^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$")

Spans = list[tuple[time, time]]


def open_spans(hours: str) -> dict[int, Spans] | None:
    """For each weekday the spans in which it is open; None where the text says nothing we understand.

    A place of unknown hours counts as open: an officer then finds the door shut and says so.
    """
    if not hours.strip():
        return None
    open_on: dict[int, Spans] = {day: [] for day in WEEK}
    for rule in filter(None, (part.strip() for part in hours.split(";"))):
        found = RULE.match(rule)
        days = _days(found["days"]) if found else None
        spans = _spans(found["times"]) if found else None
        if days is None or spans is None:
            return None
        for day in days:
            open_on[day] = spans
    return open_on


def _days(text: str | None) -> tuple[int, ...] | None:
    if not text:
        return WEEK
    days: list[int] = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        if part in {"PH", "SH"}:
            continue
        first, _dash, last = (one.strip() for one in part.partition("-"))
        if first not in DAYS or (last and last not in DAYS):
            return None
        begin, end = DAYS.index(first), DAYS.index(last or first)
        days += [day % 7 for day in range(begin, (end if end >= begin else end + 7) + 1)]
    return tuple(days)


def _spans(text: str) -> Spans | None:
    if text in {"off", "closed"}:
        return []
    if text == "24/7":
        return [(time(), time.max)]
    spans: Spans = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        found = SPAN.match(part.replace(" ", ""))
        if not found:
            return None
        begin_hour, begin_minute, end_hour, end_minute = map(int, found.groups())
        if begin_hour > 23 or begin_minute > 59 or end_minute > 59:
            return None
        begin = time(begin_hour, begin_minute)
        end = time(end_hour, end_minute) if end_hour < 24 else time.max
        # Past midnight belongs to a night nobody walks; until midnight is enough for a visit.
        spans.append((begin, end if end > begin else time.max))
    return spans
