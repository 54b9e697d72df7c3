"""A conversation that goes on: one more vote, and where its voter stands now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .groups import SURE_ENOUGH, Centers, chance, spread_of_sum, votes_needed
from .picture import Picture
from .projection import stretch
from .votes import AGREE, DISAGREE, PASS, Flags, Floats, Votes


class Place(NamedTuple):
    """Where a person stands: the first two axes, the group or None ("not sure yet"), the certainty."""

    x: float
    y: float
    group: int | None
    certainty: float


@dataclass(frozen=True)
class Frame:
    """What it takes to place one person by their votes: small enough to be kept beside a conversation.

    ``mean`` (statements,); ``direction`` (statements, axes), 0 for statements left out; ``is_counted``
    (statements,); ``counted``: how many statements that count have votes; ``needed``: how many votes a person
    must have given; ``centers``.
    """

    mean: Floats
    direction: Floats
    is_counted: Flags
    counted: int
    needed: int
    centers: Centers

    def place(self, given: Mapping[int, int]) -> Place:
        """Where somebody stands who votes like this (statement → vote), as ``understand`` would place them."""
        statement = np.fromiter(given.keys(), np.int64, len(given))
        vote = np.fromiter(given.values(), np.float64, len(given))
        part = (vote - self.mean[statement])[:, None] * self.direction[statement]
        seen = float(self.is_counted[statement].sum())
        far = float(stretch(seen, self.counted))
        point = part.sum(0) * far
        x, y = float(point[0]), float(point[1])
        if len(given) < self.needed:
            return Place(x, y, None, 0.0)
        return Place(x, y, *self._group(point, part, seen, far))

    def _group(self, point: Floats, part: Floats, seen: float, far: float) -> tuple[int | None, float]:
        centers = self.centers
        if len(centers.center) < 2:
            return 0, 1.0
        reach = max(seen, 1.0) / self.counted * far if centers.is_line else 1.0
        expected = centers.center * reach
        away = ((point - expected) ** 2).sum(1)
        first, second = np.argsort(away, kind="stable")[:2]
        way = expected[first] - expected[second]
        length = float(np.linalg.norm(way)) or 1.0
        margin = (away[second] - away[first]) / (2 * length)
        along = part @ (way / length)
        error = spread_of_sum(along.sum(), (along**2).sum(), np.float64(seen)) * far
        certainty = float(chance(margin, error))
        return (int(first) if certainty >= SURE_ENOUGH else None), certainty


def frame_of(picture: Picture, statements: int) -> Frame:
    """The frame of a picture of a conversation with so many statements."""
    counted = ~picture.axes.is_left_out
    return Frame(
        mean=picture.axes.mean,
        direction=np.ascontiguousarray(picture.axes.direction * counted[:, None]),
        is_counted=counted,
        counted=picture.axes.counted,
        needed=votes_needed(statements),
        centers=picture.grouping.centers,
    )


class Running:
    """Votes taken in one by one between two recomputations; axes and centers stay as they were.

    Promise: :meth:`take` costs as much as its voter has votes, well under a millisecond, and places the voter as
    :func:`commonbeat.methods.consensus.understand` would with the same axes and centers. People who were not
    there before may vote. Statements that were not there before are refused until the next recomputation.
    """

    def __init__(self, votes: Votes, picture: Picture) -> None:
        self._votes = votes
        self._frame = frame_of(picture, votes.statements)
        self._given: dict[int, dict[int, int]] = {}
        self.agree = picture.everybody.agree[0].copy()
        self.disagree = picture.everybody.disagree[0].copy()
        self.seen = picture.everybody.seen[0].copy()

    def take(self, person: int, statement: int, vote: int) -> Place:
        """Take one vote in, in place of an earlier one of the same pair, and return where its voter stands.

        Raises ValueError for an unknown statement, a negative person, and a vote other than -1, 0, 1.
        """
        if not 0 <= statement < self._votes.statements or person < 0:
            raise ValueError("There is no such person or statement.")
        if vote not in (AGREE, PASS, DISAGREE):
            raise ValueError("A vote is 1 (agree), -1 (disagree) or 0 (pass).")
        given = self._of(person)
        before = given.get(statement)
        if before is not None:
            self._count(statement, before, -1)
        self._count(statement, vote, 1)
        given[statement] = vote
        return self._frame.place(given)

    def _of(self, person: int) -> dict[int, int]:
        if person not in self._given:
            told: dict[int, int] = {}
            if person < self._votes.people:
                chosen = slice(int(self._votes.starts[person]), int(self._votes.starts[person + 1]))
                told = dict(
                    zip(
                        self._votes.statement[chosen].tolist(), self._votes.vote[chosen].tolist(), strict=True
                    )
                )
            self._given[person] = told
        return self._given[person]

    def _count(self, statement: int, vote: int, by: int) -> None:
        self.seen[statement] += by
        if vote == AGREE:
            self.agree[statement] += by
        elif vote == DISAGREE:
            self.disagree[statement] += by
