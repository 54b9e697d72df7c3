"""The votes of a conversation as arrays, one vote for each person and statement."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

AGREE, PASS, DISAGREE = 1, 0, -1


@dataclass(frozen=True)
class Votes:
    """Who voted what: the votes of person p are ``statement[starts[p]:starts[p + 1]]`` and ``vote[…]``.

    Shapes: ``starts`` (people + 1,), ``statement`` and ``vote`` (votes,), statements ascending within a person.
    A vote is 1 (agree), -1 (disagree) or 0 (pass).
    """

    people: int
    statements: int
    starts: Numbers
    statement: NDArray[np.int32]
    vote: NDArray[np.int8]

    @cached_property
    def per_person(self) -> Numbers:
        """How many statements each person has seen, shape (people,)."""
        return np.diff(self.starts)

    @cached_property
    def person(self) -> NDArray[np.int32]:
        """Whose vote it is, shape (votes,)."""
        return np.repeat(np.arange(self.people, dtype=np.int32), self.per_person)

    def of(self, kept: ArrayLike) -> "Votes":
        """The votes of these people only (their numbers, shape (n,), repeats allowed), renumbered from 0."""
        people = np.asarray(kept, dtype=np.int64)
        counts = self.per_person[people]
        starts = np.concatenate([[0], np.cumsum(counts)])
        place = np.arange(starts[-1]) - np.repeat(starts[:-1] - self.starts[people], counts)
        return Votes(len(people), self.statements, starts, self.statement[place], self.vote[place])


def gather(
    person: ArrayLike, statement: ArrayLike, vote: ArrayLike, *, people: int, statements: int
) -> Votes:
    """Return the votes given in the order in which they came; the last one of a pair counts.

    *person*, *statement*, *vote*: shape (n,), people and statements numbered from 0.
    Raises ValueError for shapes that differ, numbers out of range and votes other than -1, 0, 1.
    """
    persons, asked, given = (np.asarray(values) for values in (person, statement, vote))
    if not (persons.shape == asked.shape == given.shape) or persons.ndim != 1:
        raise ValueError("person, statement and vote are three lists of the same length.")
    _within(persons, people, "person")
    _within(asked, statements, "statement")
    if not np.isin(given, (AGREE, PASS, DISAGREE)).all():
        raise ValueError("A vote is 1 (agree), -1 (disagree) or 0 (pass).")
    persons, asked, given = _sorted(persons, asked, given)
    is_last = np.ones(len(persons), dtype=bool)
    is_last[:-1] = (persons[1:] != persons[:-1]) | (asked[1:] != asked[:-1])
    counts = np.bincount(persons[is_last], minlength=people)
    return Votes(
        people=people,
        statements=statements,
        starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        statement=asked[is_last].astype(np.int32),
        vote=given[is_last].astype(np.int8),
    )


def _within(numbers: NDArray[np.generic], end: int, name: str) -> None:
    if len(numbers) and not (
        np.issubdtype(numbers.dtype, np.integer) and 0 <= numbers.min() <= numbers.max() < end
    ):
        raise ValueError(f"Every {name} is a whole number from 0 to {end - 1}.")


def _sorted(
    person: NDArray[np.generic], statement: NDArray[np.generic], vote: NDArray[np.generic]
) -> tuple[Numbers, Numbers, Numbers]:
    """The votes by person, then statement, then as they came.

    All four are packed into one number, because sorting plain numbers is several times as fast as sorting places.
    """
    size = len(person)
    if not size:
        nothing = np.empty(0, dtype=np.int64)
        return nothing, nothing, nothing
    whole = [values.astype(np.int64) for values in (person, statement, vote)]
    bits = [int(top).bit_length() for top in (whole[0].max(), whole[1].max(), size - 1)]
    if sum(bits) + 2 > 62:
        order = np.lexsort((whole[1], whole[0]))
        return whole[0][order], whole[1][order], whole[2][order]
    packed = whole[0] << bits[1]
    packed |= whole[1]
    packed <<= bits[2]
    packed |= np.arange(size)
    packed <<= 2
    packed |= whole[2] + 1
    packed.sort()
    given = (packed & 3) - 1
    packed >>= 2 + bits[2]
    return packed >> bits[1], packed & ((1 << bits[1]) - 1), given
