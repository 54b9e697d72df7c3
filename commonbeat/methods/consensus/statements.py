"""What a group stands for, what unites all groups, and which statement to show next.

Sources: Small et al. 2021 (see projection.py), sections 3.3–3.5; the routing priority as published in the Polis
knowledge base, "Comment routing". Tests of proportions with one added to every count (Agresti & Coull 1998).
"""

from dataclasses import dataclass

import numpy as np

from .votes import AGREE, DISAGREE, Flags, Floats, Numbers, Votes

Z_90 = 1.2815515655446004  # one-sided, 90 %
SHOWN = 5
META_PRIORITY = 7.0


@dataclass(frozen=True)
class Counts:
    """Votes by group and statement, each of shape (groups, statements); ``seen`` includes passes."""

    agree: Numbers
    disagree: Numbers
    seen: Numbers


@dataclass(frozen=True)
class Standing:
    """How a group votes on a statement beside everybody else; each of shape (groups, statements)."""

    probability: Floats
    ratio: Floats
    z_probability: Floats
    z_ratio: Floats


@dataclass(frozen=True)
class Representative:
    """A statement that a group stands for, or that all stand for (then the ratio and its z are None)."""

    statement: int
    direction: int
    probability: float
    z_probability: float
    ratio: float | None = None
    z_ratio: float | None = None


def count_votes(votes: Votes, group: Numbers, groups: int) -> Counts:
    """Count votes by group; *group*, shape (people,), is -1 for those who belong to none."""
    row = (group + 1)[votes.person] * np.int64(3 * votes.statements)
    row += votes.statement * np.int64(3) + votes.vote + 1
    size = (groups + 1) * votes.statements * 3
    table = np.bincount(row, minlength=size).reshape(groups + 1, votes.statements, 3)[1:].astype(np.int64)
    return Counts(agree=table[..., AGREE + 1], disagree=table[..., DISAGREE + 1], seen=table.sum(2))


def probability(count: Numbers, seen: Numbers) -> Floats:
    """(count + 1) / (seen + 2): the share, drawn a little towards one half."""
    return np.asarray((count + 1) / (seen + 2))


def z_of_share(count: Numbers, seen: Numbers) -> Floats:
    """How clearly a share lies above one half: 2 √m (s/m − ½) with s = count + 1 and m = seen + 1."""
    return np.asarray(2 * np.sqrt(seen + 1) * ((count + 1) / (seen + 1) - 0.5))


def z_of_difference(count: Numbers, seen: Numbers, other_count: Numbers, other_seen: Numbers) -> Floats:
    """How clearly one share lies above another: the pooled two-proportion test, one added to all four counts.

    0 where every vote in both goes the same way.
    """
    s, n, t, m = (values + 1.0 for values in (count, seen, other_count, other_seen))
    pooled = (s + t) / (n + m)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled), 0) * (1 / n + 1 / m))
    return np.where(spread > 0, (s / n - t / m) / np.where(spread > 0, spread, 1), 0.0)


def standing(count: Numbers, seen: Numbers) -> Standing:
    """Compare each group with all others together; *count* and *seen* have shape (groups, statements)."""
    other_count, other_seen = count.sum(0) - count, seen.sum(0) - seen
    share = probability(count, seen)
    return Standing(
        probability=share,
        ratio=share / probability(other_count, other_seen),
        z_probability=z_of_share(count, seen),
        z_ratio=z_of_difference(count, seen, other_count, other_seen),
    )


def group_consensus(counts: Counts) -> Floats:
    """The product over groups of the probability to agree, shape (statements,)."""
    return np.asarray(probability(counts.agree, counts.seen).prod(0))


def representative(counts: Counts, *, is_left_out: Flags, limit: int = SHOWN) -> list[list[Representative]]:
    """For each group up to *limit* statements it stands for, one that it agrees with first.

    A statement qualifies in the direction in which the group differs more from the others, when both tests
    (share above one half, share above the others') hold at 90 %; qualified ones are ordered by probability ×
    ratio × both z. When none qualifies the one with the clearest difference is given, so that no group is mute.
    With a single group nothing can be compared and its list is empty.
    """
    groups = counts.seen.shape[0]
    if groups < 2:
        return [[] for _ in range(groups)]
    agree = standing(counts.agree, counts.seen)
    disagree = standing(counts.disagree, counts.seen)
    return [_of_group(agree, disagree, number, is_left_out, limit) for number in range(groups)]


def _of_group(
    agree: Standing, disagree: Standing, group: int, is_left_out: Flags, limit: int
) -> list[Representative]:
    agrees = agree.z_ratio[group] > disagree.z_ratio[group]
    share, ratio, z_share, z_ratio = (
        np.where(agrees, getattr(agree, name)[group], getattr(disagree, name)[group])
        for name in ("probability", "ratio", "z_probability", "z_ratio")
    )
    qualifies = (z_share > Z_90) & (z_ratio > Z_90) & ~is_left_out
    worth = np.where(qualifies, share * ratio * z_share * z_ratio, -np.inf)
    order = [int(s) for s in np.argsort(-worth, kind="stable") if qualifies[s]]
    if not order and not is_left_out.all():
        order = [int(np.where(is_left_out, -np.inf, z_ratio).argmax())]
    first = next((s for s in order if agrees[s]), None)
    if first is not None:
        order.remove(first)
        order.insert(0, first)
    return [
        Representative(
            statement=s,
            direction=AGREE if agrees[s] else DISAGREE,
            probability=float(share[s]),
            z_probability=float(z_share[s]),
            ratio=float(ratio[s]),
            z_ratio=float(z_ratio[s]),
        )
        for s in order[:limit]
    ]


def united(
    count: Numbers, seen: Numbers, *, direction: int, is_left_out: Flags, limit: int = SHOWN
) -> list[Representative]:
    """Up to *limit* statements on which most of all people vote in *direction*, counts of shape (statements,).

    The share lies above one half, clearly so at 90 %; ordered by probability × z.
    """
    share, z = probability(count, seen), z_of_share(count, seen)
    qualifies = (share > 0.5) & (z > Z_90) & ~is_left_out
    worth = np.where(qualifies, share * z, -np.inf)
    order = [int(s) for s in np.argsort(-worth, kind="stable") if qualifies[s]]
    return [Representative(s, direction, float(share[s]), float(z[s])) for s in order[:limit]]


def priority(
    agree: Numbers, disagree: Numbers, seen: Numbers, extremity: Floats, *, is_meta: Flags | None = None
) -> Floats:
    """How soon each statement should be shown, shape (statements,): statements are drawn in proportion to it.

    (a (1 − p) (1 + e) (1 + 8 · 2^(−n/5)))² with a and p the probabilities to agree and to pass, e the extremity
    and n the votes: what people agree with, do not pass over and what tells them apart comes sooner, and so
    does what few have seen. A statement about the voters themselves (*is_meta*) has 7².
    """
    passed = seen - agree - disagree
    importance = probability(agree, seen) * (1 - probability(passed, seen)) * (1 + extremity)
    worth = importance * (1 + 8 * 2.0 ** (-seen / 5))
    if is_meta is not None:
        worth = np.where(is_meta, META_PRIORITY, worth)
    return np.asarray(worth**2)
