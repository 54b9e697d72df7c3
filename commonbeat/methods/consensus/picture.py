"""The whole picture of a conversation, computed in one go."""

from dataclasses import dataclass

import numpy as np

from .bridging import bridging
from .groups import AXES, Centers, Field, Grouping, field_of, find_groups, first_that_holds
from .kmeans import nearest
from .projection import Axes, extremity, principal_axes
from .stability import stability
from .statements import Counts, Representative, count_votes, group_consensus, priority, representative, united
from .structure import is_structured
from .votes import AGREE, DISAGREE, Flags, Floats, Numbers, Votes


@dataclass(frozen=True)
class Picture:
    """What is known of a conversation.

    ``points`` (people, axes), the first two to be drawn; ``grouping``; ``stability`` (groups,);
    ``counts`` by group and statement; ``everybody`` the same with one row for all people;
    ``stands_for``: a list of statements for each group; ``group_consensus``, ``bridging`` and ``priority``
    (statements,); ``unites``: what most agree with, and what most disagree with.
    """

    axes: Axes
    points: Floats
    grouping: Grouping
    stability: Floats
    counts: Counts
    everybody: Counts
    stands_for: list[list[Representative]]
    group_consensus: Floats
    bridging: Floats
    priority: Floats
    unites: tuple[list[Representative], list[Representative]]


def understand(
    votes: Votes,
    *,
    seed: int = 0,
    is_left_out: Flags | None = None,
    is_meta: Flags | None = None,
    group: Numbers | None = None,
) -> Picture:
    """Return the picture of a conversation; the same votes and seed give the same picture.

    *is_left_out* (statements,): taken out by moderation; such a statement is counted but moves nobody and
    represents nobody. *is_meta*: about the voters themselves. *group* (people,), from 0, -1 for none: groups found
    elsewhere; then none are looked for. Groups and the routing priority are counted among those who belong to a
    group, or, for the priority, to nobody's group yet only for being on the fence.
    Raises ValueError for arrays that do not fit the votes. Memory: about 100 bytes a vote.
    """
    left_out = _fitting(is_left_out, votes.statements, "is_left_out")
    meta = _fitting(is_meta, votes.statements, "is_meta")
    axes = principal_axes(votes, count=AXES, is_left_out=left_out)
    field = field_of(votes, axes)
    if group is None:
        grouping, anyway = _found(votes, axes, field, seed)
        weighed = field.is_enough
    else:
        grouping, anyway = _given(field, np.asarray(group)), np.asarray(group)
        weighed = anyway >= 0
    firm = stability(votes, axes, field, anyway, grouping.centers, seed=seed)
    counts = count_votes(votes, grouping.group, grouping.count)
    everybody = count_votes(votes, np.zeros(votes.people, dtype=np.int64), 1)
    heard = count_votes(votes, np.where(weighed, 0, -1), 1) if weighed.any() else everybody
    return Picture(
        axes=axes,
        points=field.points,
        grouping=grouping,
        stability=firm,
        counts=counts,
        everybody=everybody,
        stands_for=representative(counts, is_left_out=left_out),
        group_consensus=group_consensus(counts),
        bridging=bridging(votes, start=axes.direction[:, 0]),
        priority=priority(heard.agree[0], heard.disagree[0], heard.seen[0], extremity(axes), is_meta=meta),
        unites=(
            united(everybody.agree[0], everybody.seen[0], direction=AGREE, is_left_out=left_out),
            united(everybody.disagree[0], everybody.seen[0], direction=DISAGREE, is_left_out=left_out),
        ),
    )


def _fitting(flags: Flags | None, size: int, name: str) -> Flags:
    if flags is None:
        return np.zeros(size, dtype=bool)
    if np.shape(flags) != (size,):
        raise ValueError(f"{name} has one entry for each of the {size} statements.")
    return np.asarray(flags, dtype=bool)


def _found(votes: Votes, axes: Axes, field: Field, seed: int) -> tuple[Grouping, Numbers]:
    """The groups, and for everybody with enough votes the nearest one, sure or not."""
    has_structure = is_structured(votes, axes.is_left_out, seed=seed)
    ranked = find_groups(field, seed=seed, is_structured=has_structure)
    grouping = first_that_holds(votes, axes, field, ranked)
    center = grouping.centers.center
    near = nearest(field.points, grouping.centers.reach(field), center)
    return grouping, np.where(field.is_enough, near, -1)


def _given(field: Field, group: Numbers) -> Grouping:
    """Groups that somebody else made: whoever has one is certain of it."""
    people = len(field.points)
    if group.shape != (people,) or not np.issubdtype(group.dtype, np.integer) or (group < -1).any():
        raise ValueError(f"group is a whole number from -1 for each of the {people} people.")
    count = max(1, int(group.max(initial=0)) + 1)
    center = np.zeros((count, field.points.shape[1]))
    for number in np.unique(group[group >= 0]):
        center[number] = field.points[group == number].mean(0)
    return Grouping(Centers(center), group.astype(np.int64), (group >= 0).astype(np.float64))
