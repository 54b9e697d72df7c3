"""A measure over time as an inline drawing: shapes only, the words stand beside it."""

from dataclasses import dataclass
from datetime import date, timedelta

from commonbeat.trust.queries import Happened, History

WIDTH, HEIGHT = 420, 170
LEFT, RIGHT, TOP, BOTTOM = 34, 14, 12, 28
ROOM_FOR_LABEL = 30


@dataclass(frozen=True)
class Dot:
    """One wave: the estimate, and where its interval begins and ends."""

    x: float
    y: float
    top: float
    bottom: float
    is_model: bool
    label: str


@dataclass(frozen=True)
class Mark:
    """Something that happened, by its number in the list below."""

    x: float
    number: int


@dataclass(frozen=True)
class Label:
    """The numbers of one mark, or of several that lie close together."""

    x: float
    words: str


@dataclass(frozen=True)
class Plot:
    """Where to draw what, in the units of the view box."""

    dots: list[Dot]
    marks: list[Mark]
    lines: list[tuple[int, float]]
    view_box: str = f"0 0 {WIDTH} {HEIGHT}"
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM
    mark_y: int = HEIGHT - 8

    @property
    def labels(self) -> list[Label]:
        """One label for marks that would overlap."""
        groups: list[list[Mark]] = []
        for mark in self.marks:
            if groups and mark.x - groups[-1][0].x < ROOM_FOR_LABEL:
                groups[-1].append(mark)
            else:
                groups.append([mark])
        return [
            Label(
                round((group[0].x + group[-1].x) / 2, 1),
                str(group[0].number) if len(group) == 1 else f"{group[0].number}–{group[-1].number}",
            )
            for group in groups
        ]

    @property
    def path(self) -> str:
        """A line through the estimates; nothing for a single one."""
        if len(self.dots) < 2:
            return ""
        return "M" + " L".join(f"{dot.x:g} {dot.y:g}" for dot in self.dots)


def span_of(histories: list[History], today: date) -> tuple[date, date]:
    """From the first wave to today, for all measures alike; at least half a year."""
    first = min(point.on for history in histories for point in history.points)
    return min(first - timedelta(days=14), today - timedelta(days=182)), today


def plot(history: History, events: list[Happened], span: tuple[date, date]) -> Plot:
    """The drawing of one measure, with marks for what happened."""
    dots = [
        Dot(
            x=_x(point.on, span),
            y=_y(point.value),
            top=_y(point.upper),
            bottom=_y(point.lower),
            is_model=point.is_model,
            label=point.publication.wave.title,
        )
        for point in history.points
    ]
    marks = [Mark(_x(event.on, span), number) for number, event in enumerate(events, start=1)]
    return Plot(dots, marks, [(share, _y(share)) for share in (0, 50, 100)])


def _x(on: date, span: tuple[date, date]) -> float:
    first, last = span
    share = (on - first).days / max(1, (last - first).days)
    return round(LEFT + min(max(share, 0.0), 1.0) * (WIDTH - LEFT - RIGHT), 1)


def _y(share: float) -> float:
    return round(TOP + (1 - share / 100) * (HEIGHT - TOP - BOTTOM), 1)
