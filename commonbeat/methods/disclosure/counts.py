"""Single counts and lists of counts (Hundepool et al. 2012, Statistical Disclosure Control, chapter 4)."""

from collections.abc import Sequence
from typing import NamedTuple

THRESHOLD = 8


class SuppressedSeries(NamedTuple):
    """A list of counts (shape n) and its sum as they may be published; None is held back."""

    cells: tuple[int | None, ...]
    total: int | None


def is_small(count: int, *, threshold: int = THRESHOLD) -> bool:
    """Return whether a count of people must not be shown; zero counts as small, it tells about everybody.

    Raises ValueError for anything but a whole number of zero or more, and for a threshold under 1.
    """
    if threshold < 1:
        raise ValueError("The threshold is a whole number of one or more.")
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise ValueError("A count is a whole number of zero or more.")
    return count < threshold


def suppress_series(counts: Sequence[int], *, threshold: int = THRESHOLD) -> SuppressedSeries:
    """Return *counts* (shape n) beside their sum, with None in every cell that could be worked out.

    Every small cell is hidden. While the hidden cells are fewer than two, or add up to less than the
    threshold, subtracting what is shown from the sum would give one of them away, so the smallest shown
    cell is hidden too; one always suffices. A small sum is hidden with everything under it. Promise:
    whatever a reader works out, every hidden small count may still be anything from zero to at least the
    threshold. Hidden cells must all carry the same label, for which of them is small is not told. An
    empty list has the sum None.

    Raises ValueError as :func:`is_small`. Time: n log n.
    """
    hidden = {place for place, count in enumerate(counts) if is_small(count, threshold=threshold)}
    shown = sorted((count, place) for place, count in enumerate(counts) if place not in hidden)
    while hidden and shown and (len(hidden) < 2 or sum(counts[place] for place in hidden) < threshold):
        hidden.add(shown.pop(0)[1])
    total = sum(counts)
    return SuppressedSeries(
        tuple(None if place in hidden else count for place, count in enumerate(counts)),
        None if is_small(total, threshold=threshold) else total,
    )


def round_safe(count: int, *, base: int = 5, threshold: int = THRESHOLD) -> int | None:
    """Return *count* rounded to the nearest multiple of *base* (halves up), or None where it is small.

    For a number inside a sentence ("about 40 people"). Rounded figures do not add up; for figures that
    stand beside each other use :func:`suppress_series` or :func:`commonbeat.methods.disclosure.suppress`.

    Raises ValueError as :func:`is_small`, and for a base under 1.
    """
    if base < 1:
        raise ValueError("The base is a whole number of one or more.")
    if is_small(count, threshold=threshold):
        return None
    return (2 * count + base) // (2 * base) * base


def share_safe(part: int, whole: int, *, threshold: int = THRESHOLD) -> int | None:
    """Return *part* of *whole* in whole percent (halves up), or None where it would point to a few people.

    None where the part is small, and where the rest is: "99 % of 100 people" tells of one. All and none are
    None too.

    Raises ValueError as :func:`is_small`, and for a part larger than the whole.
    """
    if part > whole:
        raise ValueError("A part is no larger than its whole.")
    if is_small(part, threshold=threshold) or is_small(whole - part, threshold=threshold):
        return None
    return (200 * part + whole) // (2 * whole)
