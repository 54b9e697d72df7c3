"""No hidden count can be worked out from what is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.methods.disclosure import THRESHOLD, is_small, suppress

counts = st.lists(st.integers(0, 40), max_size=12)


@given(counts)
def test_no_small_count_is_shown(cells):
    assert all(shown is None or shown >= THRESHOLD for shown in suppress(cells))


@given(counts)
def test_what_is_shown_is_true(cells):
    assert all(shown is None or shown == count for shown, count in zip(suppress(cells), cells, strict=True))


@given(counts)
def test_the_hidden_ones_together_cannot_be_subtracted_to_a_small_count(cells):
    shown = suppress(cells)
    hidden = [count for count, kept in zip(cells, shown, strict=True) if kept is None]
    if hidden and len(hidden) < len(cells):
        assert len(hidden) >= 2
        assert sum(hidden) >= THRESHOLD


@given(counts)
def test_nothing_is_hidden_without_need(cells):
    if all(count >= THRESHOLD for count in cells):
        assert suppress(cells) == cells


@given(counts, st.randoms(use_true_random=False))
def test_the_order_of_distinct_counts_does_not_matter(cells, random):
    cells = sorted(set(cells))
    mixed = random.sample(cells, len(cells))
    by_count = dict(zip(cells, suppress(cells), strict=True))
    assert suppress(mixed) == [by_count[count] for count in mixed]


@pytest.mark.parametrize("wrong", [-1, 2.0, True, None, "9", float("nan")])
def test_what_is_no_count_is_refused(wrong):
    with pytest.raises(ValueError, match="whole number"):
        is_small(wrong)
