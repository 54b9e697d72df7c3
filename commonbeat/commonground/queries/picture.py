"""The picture of a conversation as everybody may see it: through the gate, with n and with what is not sure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

from commonbeat.commonground.models import Conversation, Snapshot, Statement
from commonbeat.methods.consensus import AGREE, Frame, Place
from commonbeat.methods.consensus.groups import FEWEST_VOTES, SMALLEST_GROUP, Centers
from commonbeat.methods.disclosure import is_small
from commonbeat.openness import gate

LETTERS = "ABCDE"
FIRM, LOOSE = 0.75, 0.6
APART = 0.25
ROUGHLY = 10


@dataclass(frozen=True)
class Share:
    """How a number of people voted on one statement; `seen` counts passes too."""

    agree: int
    disagree: int
    seen: int

    @property
    def passed(self) -> int:
        return self.seen - self.agree - self.disagree

    @property
    def percent_agree(self) -> int:
        return round(100 * self.agree / self.seen) if self.seen else 0

    @property
    def percent_disagree(self) -> int:
        return round(100 * self.disagree / self.seen) if self.seen else 0

    @property
    def percent_passed(self) -> int:
        return 100 - self.percent_agree - self.percent_disagree if self.seen else 0


@dataclass(frozen=True)
class StatementShown:
    """A statement with its votes: of all, of the invited, of the others, and of the groups large enough."""

    statement: Statement
    all: Share
    invited: Share
    open: Share
    groups: dict[str, Share] = field(default_factory=dict)
    is_apart: bool = False
    """Invited and open votes differ clearly: read with care."""
    across: int | None = None
    """The product over groups of the probability to agree, in percent; None where a group is too small to show."""
    bridging: float | None = None
    """How far it is liked beyond what the camps explain, in votes; None with fewer than eight votes."""


@dataclass(frozen=True)
class Stand:
    """What a group stands for: the statement, whether it agrees, and how far beside all others."""

    statement: Statement
    agrees: bool
    percent: int
    others: int
    seen: int


@dataclass(frozen=True)
class GroupShown:
    """An opinion group: a letter, never a name; where it is drawn, how firm it is, what it stands for."""

    letter: str
    size: int
    firmness: str
    """firm, fair or loose."""
    stability: float
    stands_for: list[Stand]
    x: float = 0
    y: float = 0
    rx: float = 0
    ry: float = 0
    angle: float = 0


@dataclass(frozen=True)
class Flag:
    """An hour in which many came who vote alike."""

    at: datetime
    people: int
    alike: int


@dataclass(frozen=True)
class PictureShown:
    """Everything that is public about a conversation; empty lists where it is too early to tell."""

    computed_at: datetime | None = None
    people: int | None = None
    """Rounded to tens, None under eight: exact counts beside exact groups would tell of single people."""
    invited: int | None = None
    has_invited: bool = False
    votes: int = 0
    unsure: gate.Count = gate.HELD_BACK
    groups: list[GroupShown] = field(default_factory=list)
    unites: list[StatementShown] = field(default_factory=list)
    divides: list[StatementShown] = field(default_factory=list)
    statements: list[StatementShown] = field(default_factory=list)
    hidden: list[Statement] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    is_early: bool = True
    needs_people: int = 2 * SMALLEST_GROUP
    needs_votes: int = FEWEST_VOTES
    you: tuple[float, float] | None = None
    height: int = 400
    """Of the drawing, whose width is 600."""


@gate.closed_on_error(PictureShown())
def picture_of(conversation: Conversation, place: Place | None = None) -> PictureShown:
    """The picture as it was last computed; `place` marks where the reader stands."""
    snapshot = Snapshot.objects.filter(conversation=conversation).first()
    if snapshot is None or not snapshot.content.get("people"):
        return PictureShown(computed_at=snapshot.computed_at if snapshot else None)
    content = snapshot.content
    rows = Statement.objects.filter(conversation=conversation, withdrawn_on=None, published_at__isnull=False)
    by_number = {row.number: row for row in rows.prefetch_related("outcomes")}
    statements = _statements(content, by_number)
    canvas = _canvas(content["groups"])
    groups = [_group(number, one, content, by_number, canvas) for number, one in enumerate(content["groups"])]
    shown = {row.statement.number: row for row in statements}
    return PictureShown(
        computed_at=snapshot.computed_at,
        people=_roughly(content["people"]),
        invited=_roughly(content["invited"]),
        has_invited=content["invited"] > 0,
        votes=content["votes"],
        unsure=gate.people(content["unsure"]),
        groups=groups,
        unites=_united(content, shown),
        divides=_divided(content, shown),
        statements=statements,
        hidden=[row for row in by_number.values() if row.hidden_because],
        flags=_flags(content),
        is_early=content["enough"] < 2 * SMALLEST_GROUP,
        you=_point(canvas, place.x, place.y) if place and groups else None,
        height=canvas.height,
    )


def place_of(conversation: Conversation, given: dict[int, int]) -> Place | None:
    """Where somebody who votes like this stands in the last picture; None before there is one.

    Statements that are newer than the picture do not count yet.
    """
    frame = Snapshot.objects.filter(conversation=conversation).values_list("frame", flat=True).first()
    if not frame or not given:
        return None
    at = {number: place for place, number in enumerate(frame["numbers"])}
    known = {at[number]: vote for number, vote in given.items() if number in at}
    if not known:
        return None
    return Frame(
        mean=np.array(frame["mean"]),
        direction=np.array(frame["direction"]),
        is_counted=np.array(frame["is_counted"], dtype=bool),
        counted=frame["counted"],
        needed=frame["needed"],
        centers=Centers(np.array(frame["center"]), is_line=frame["is_line"]),
    ).place(known)


def letter_of(conversation: Conversation, place: Place | None) -> str:
    """The letter of the group somebody is placed in; empty for "not sure yet" and while there are no groups."""
    content = Snapshot.objects.filter(conversation=conversation).values_list("content", flat=True).first()
    numbers = [one["number"] for one in (content or {}).get("groups", [])]
    if place is None or place.group not in numbers:
        return ""
    return LETTERS[numbers.index(place.group)]


def _roughly(count: int) -> int | None:
    if is_small(count):
        return None
    return count if count < 2 * ROUGHLY else ROUGHLY * round(count / ROUGHLY)


def _statements(content: dict[str, Any], by_number: dict[int, Statement]) -> list[StatementShown]:
    letters = {one["number"]: LETTERS[at] for at, one in enumerate(content["groups"])}
    found = []
    for place, number in enumerate(content["numbers"]):
        statement = by_number.get(number)
        if statement is None or statement.hidden_because:
            continue
        invited, others = (_share(content, "", row, place) for row in (0, 1))
        parts = {letter: _share(content, "group_", row, place) for row, letter in letters.items()}
        every = Share(
            invited.agree + others.agree, invited.disagree + others.disagree, invited.seen + others.seen
        )
        groups = {letter: part for letter, part in parts.items() if not is_small(part.seen)}
        is_whole = len(groups) == len(parts) > 1
        found.append(
            StatementShown(
                statement=statement,
                all=every,
                invited=invited,
                open=others,
                groups=groups,
                is_apart=_is_apart(invited, others),
                across=round(100 * content["group_consensus"][place]) if is_whole else None,
                bridging=None if is_small(every.seen) else round(content["bridging"][place], 2),
            )
        )
    return found


def _share(content: dict[str, Any], prefix: str, row: int, place: int) -> Share:
    agree, disagree, seen = (content[f"{prefix}{name}"][row][place] for name in ("agree", "disagree", "seen"))
    return Share(agree, disagree, seen)


def _is_apart(invited: Share, others: Share) -> bool:
    if is_small(invited.seen) or is_small(others.seen):
        return False
    return abs(invited.agree / invited.seen - others.agree / others.seen) > APART


def _united(content: dict[str, Any], shown: dict[int, StatementShown]) -> list[StatementShown]:
    """What most agree or disagree with, in every group that is large enough; too few votes unite nobody."""
    found = []
    for way in content["unites"]:
        for one in way:
            row = shown.get(content["numbers"][one["statement"]])
            if row is None or is_small(row.all.seen):
                continue
            agrees = one["direction"] == AGREE
            shares = [part.agree if agrees else part.disagree for part in row.groups.values()]
            seen = [part.seen for part in row.groups.values()]
            if all(2 * share > n for share, n in zip(shares, seen, strict=True)):
                found.append(row)
    return found


def _divided(
    content: dict[str, Any], shown: dict[int, StatementShown], limit: int = 5
) -> list[StatementShown]:
    """What the groups see most differently: the widest gap between the shares that agree."""

    def gap(row: StatementShown) -> float:
        shares = [part.agree / part.seen for part in row.groups.values()]
        return max(shares) - min(shares) if len(shares) > 1 else 0.0

    ranked = sorted(shown.values(), key=lambda row: (-gap(row), row.statement.number))
    return [row for row in ranked if gap(row) >= APART][:limit]


def _group(
    at: int, one: dict[str, Any], content: dict[str, Any], by_number: dict[int, Statement], canvas: Canvas
) -> GroupShown:
    x, y = _point(canvas, *one["middle"]) or (0.0, 0.0)
    stability = one["stability"]
    return GroupShown(
        letter=LETTERS[at],
        size=one["size"],
        firmness="firm" if stability >= FIRM else "fair" if stability >= LOOSE else "loose",
        stability=stability,
        stands_for=[
            stand for told in one["stands_for"] if (stand := _stand(told, one["number"], content, by_number))
        ],
        x=x,
        y=y,
        rx=round(one["radii"][0] * canvas.scale, 1),
        ry=round(one["radii"][1] * canvas.scale, 1),
        angle=-one["angle"],
    )


def _stand(
    told: dict[str, Any], group: int, content: dict[str, Any], by_number: dict[int, Statement]
) -> Stand | None:
    place = told["statement"]
    statement = by_number.get(content["numbers"][place])
    own = _share(content, "group_", group, place)
    if statement is None or statement.hidden_because or is_small(own.seen):
        return None
    agrees = told["direction"] == AGREE
    rows = [row for row in range(len(content["group_seen"])) if row != group]
    others = [_share(content, "group_", row, place) for row in rows]
    seen = sum(one.seen for one in others)
    same = sum(one.agree if agrees else one.disagree for one in others)
    if is_small(seen):
        return None
    return Stand(
        statement=statement,
        agrees=agrees,
        percent=own.percent_agree if agrees else own.percent_disagree,
        others=round(100 * same / seen),
        seen=own.seen,
    )


def _flags(content: dict[str, Any]) -> list[Flag]:
    return [
        Flag(datetime.fromtimestamp(one["hour"], UTC), one["people"], round(100 * one["alike"]))
        for one in content["bursts"]
    ]


@dataclass(frozen=True)
class Canvas:
    """How the plane of opinions lies in a drawing 600 wide."""

    scale: float
    left: float
    top: float
    height: int


WIDTH, MARGIN = 600, 30
LOWEST, HIGHEST = 220, 400


def _canvas(groups: list[dict[str, Any]]) -> Canvas:
    """Everything that is drawn, with some room around it; both axes have the same scale."""
    if not groups:
        return Canvas(1.0, 0.0, 0.0, HIGHEST)
    reach = [(one["middle"], max(one["radii"])) for one in groups]
    low = [min(middle[axis] - far for middle, far in reach) for axis in (0, 1)]
    high = [max(middle[axis] + far for middle, far in reach) for axis in (0, 1)]
    wide, tall = (max(high[axis] - low[axis], 1e-6) for axis in (0, 1))
    scale = min((WIDTH - 2 * MARGIN) / wide, (HIGHEST - 2 * MARGIN) / tall)
    height = min(max(round(scale * tall) + 2 * MARGIN, LOWEST), HIGHEST)
    left = WIDTH / 2 - scale * (low[0] + high[0]) / 2
    top = height / 2 + scale * (low[1] + high[1]) / 2
    return Canvas(scale, left, top, height)


def _point(canvas: Canvas, x: float, y: float) -> tuple[float, float] | None:
    """The point in the drawing, kept inside it."""
    drawn_x, drawn_y = canvas.left + canvas.scale * x, canvas.top - canvas.scale * y
    return round(min(max(drawn_x, 8), WIDTH - 8), 1), round(min(max(drawn_y, 8), canvas.height - 8), 1)
