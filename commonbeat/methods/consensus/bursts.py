"""Bursts: many new people within one hour who vote alike, which may be one person many times.

Source of the surge test: the exact upper tail of a Poisson count (Przyborowski & Wilenski 1940). What to do about
one is for people to decide; nothing is taken out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import pdtrc

from .votes import Numbers, Votes

FEWEST = 12  # below that a class or a bus full of neighbors is no surprise
TAIL = 1e-4
ALIKE = 0.9
SHARED = 3  # statements on which at least half of them voted


@dataclass(frozen=True)
class Burst:
    """``hour``: which of the hours given; ``people`` new in it; ``alike``: how far they vote the same (0 to 1)."""

    hour: int
    people: int
    alike: float


def find_bursts(votes: Votes, hour: ArrayLike) -> list[Burst]:
    """Return the hours in which surprisingly many people came who vote alike, in the order of time.

    *hour*, shape (people,): the hour in which each person came, as a whole number; -1 for unknown. An hour stands
    out when its count has a chance of at most 1 in 10,000 under the median of the other hours in which anybody came,
    so that a busy first hour hides no later one.
    They vote alike when, over the statements at least half of them saw, on average 90 % give the most frequent answer;
    with fewer than 3 such statements nothing is said. Raises ValueError for an array that does not fit.
    """
    came = np.asarray(hour)
    if came.shape != (votes.people,) or (len(came) and not np.issubdtype(came.dtype, np.integer)):
        raise ValueError(f"hour is a whole number for each of the {votes.people} people.")
    hours, counts = np.unique(came[came >= 0], return_counts=True)
    found = []
    for number, people in zip(hours.tolist(), counts.tolist(), strict=True):
        others = counts[hours != number]
        usual = max(float(np.median(others)), 1.0) if len(others) else 1.0
        if people < FEWEST or pdtrc(people - 1, usual) > TAIL:
            continue
        alike = likeness(votes.of(np.flatnonzero(came == number)))
        if alike >= ALIKE:
            found.append(Burst(number, people, alike))
    return found


def likeness(votes: Votes) -> float:
    """The mean share of the most frequent answer over statements at least half of these people saw; 0 for too few."""
    cell = votes.statement * np.int64(3) + votes.vote + 1
    table: Numbers = np.bincount(cell, minlength=3 * votes.statements).reshape(-1, 3)
    seen = table.sum(1)
    shared = seen * 2 >= max(votes.people, 1)
    if shared.sum() < SHARED:
        return 0.0
    return float((table[shared].max(1) / seen[shared]).mean())
