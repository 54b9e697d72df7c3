"""Conversations whose groups are known."""

import numpy as np

from commonbeat.methods.consensus import Votes, gather


def planted(
    people: int, statements: int, votes: int, *, groups: int, seed: int = 0, clear: float = 0.8
) -> tuple[Votes, np.ndarray]:
    """Everybody votes on *votes* statements; each group agrees with a statement by *clear* or by 1 − *clear*."""
    rng = np.random.default_rng([seed, groups])
    group = np.arange(people) % groups
    agrees = np.where(rng.random((groups, statements)) < 0.5, 1 - clear, clear)
    asked = np.concatenate([rng.choice(statements, votes, replace=False) for _ in range(people)])
    person = np.repeat(np.arange(people), votes)
    vote = np.where(rng.random(len(asked)) < agrees[group[person], asked], 1, -1)
    vote[rng.random(len(vote)) < 0.1] = 0
    return gather(person, asked, vote, people=people, statements=statements), group


def noise(people: int, statements: int, votes: int, *, seed: int) -> Votes:
    """Everybody throws a coin for every vote."""
    rng = np.random.default_rng(seed)
    asked = np.concatenate([rng.choice(statements, votes, replace=False) for _ in range(people)])
    person = np.repeat(np.arange(people), votes)
    return gather(person, asked, rng.choice([-1, 1], len(asked)), people=people, statements=statements)


def table_of(rows: list[list[int | None]]) -> Votes:
    """A small table, one row a person; None is not seen."""
    given = [(p, s, v) for p, row in enumerate(rows) for s, v in enumerate(row) if v is not None]
    person, statement, vote = (np.array(column) for column in zip(*given, strict=True))
    return gather(person, statement, vote, people=len(rows), statements=len(rows[0]))
