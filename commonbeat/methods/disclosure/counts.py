"""Cell suppression for counts of people (Hundepool et al. 2012, Statistical Disclosure Control, ch. 4)."""

from collections.abc import Sequence

THRESHOLD = 8


def is_small(count: int, *, threshold: int = THRESHOLD) -> bool:
    """Whether a count of people must not be shown; zero counts as small, it tells about everybody.

    Raises ValueError for anything but a whole number of zero or more.
    """
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise ValueError("A count is a whole number of zero or more.")
    return count < threshold


def suppress(counts: Sequence[int], *, threshold: int = THRESHOLD) -> list[int | None]:
    """The counts (shape n) beside their published sum, with None in every cell that could be worked out.

    First every small cell is hidden. While the hidden cells add up to less than the threshold,
    subtracting what is shown from the sum would give a small count away, so the smallest shown cell is
    hidden too. Hidden cells must all carry the same label: which of them is small is not told. Where the
    sum itself is small, everything is hidden and the sum must not be shown either. Raises as `is_small`.
    """
    hidden = {place for place, count in enumerate(counts) if is_small(count, threshold=threshold)}
    shown = sorted((count, place) for place, count in enumerate(counts) if place not in hidden)
    while hidden and shown and sum(counts[place] for place in hidden) < threshold:
        hidden.add(shown.pop(0)[1])
    return [None if place in hidden else count for place, count in enumerate(counts)]
