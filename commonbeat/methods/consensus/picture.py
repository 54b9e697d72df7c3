"""The whole picture of a conversation, computed in one go."""

from dataclasses import dataclass

import numpy as np

from .bridging import bridging
from .groups import MOST_GROUPS, Grouping, axes_for, find_groups, has_seen_enough, is_structured, place
from .projection import Axes, extremity, positions, principal_axes
from .stability import stability
from .statements import Counts, Representative, count_votes, group_consensus, priority, representative, united
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
    axes = principal_axes(votes, count=axes_for(MOST_GROUPS), is_left_out=left_out)
    points = positions(votes, axes)
    enough = has_seen_enough(votes)
    if group is None:
        structured = is_structured(votes, left_out, seed=seed)
        center = find_groups(points, enough, seed=seed, structured=structured)
        grouping = place(votes, axes, points, center, enough)
    else:
        grouping, enough = _given(points, np.asarray(group)), np.asarray(group) >= 0
    firm = stability(votes, axes, points, grouping.center, enough, seed=seed)
    counts = count_votes(votes, grouping.group, grouping.count)
    everybody = count_votes(votes, np.zeros(votes.people, dtype=np.int64), 1)
    weighed = count_votes(votes, np.where(enough, 0, -1), 1) if enough.any() else everybody
    return Picture(
        axes=axes,
        points=points,
        grouping=grouping,
        stability=firm,
        counts=counts,
        everybody=everybody,
        stands_for=representative(counts, is_left_out=left_out),
        group_consensus=group_consensus(counts),
        bridging=bridging(votes, start=axes.direction[:, 0]),
        priority=priority(weighed.agree[0], weighed.disagree[0], weighed.seen[0], extremity(axes), is_meta=meta),
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


def _given(points: Floats, group: Numbers) -> Grouping:
    """Groups that somebody else made: whoever has one is certain of it."""
    if group.shape != (len(points),) or not np.issubdtype(group.dtype, np.integer) or (group < -1).any():
        raise ValueError(f"group is a whole number from -1 for each of the {len(points)} people.")
    count = max(1, int(group.max(initial=0)) + 1)
    used = points[:, : axes_for(count)]
    center = np.stack([used[group == g].mean(0) if (group == g).any() else np.zeros(used.shape[1]) for g in range(count)])
    return Grouping(center, group.astype(np.int64), (group >= 0).astype(np.float64))
