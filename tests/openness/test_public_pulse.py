"""The public pulse shows no number that points to a person, and no two tables that can be subtracted."""

import itertools
from datetime import timedelta

from commonbeat.openness import gate
from commonbeat.openness.queries import pulse
from tests.listening.weeks import voices


def at_of(cast, at):
    """A moment in which the newest four whole weeks hold what was heard a week before."""
    since, until = pulse.block_before(cast.team, at)
    return since, until


def inside(cast, at):
    since, _until = at_of(cast, at)
    return at.replace(year=since.year, month=since.month, day=since.day) + timedelta(days=10)


def test_small_counts_are_held_back_and_cannot_be_worked_out(cast, at):
    when = inside(cast, at)
    voices(cast, when, [20], topic="lighting")
    voices(cast, when, [3], topic="noise")
    voices(cast, when, [12], topic="traffic", kind="thanks")
    found = pulse.public_pulse(cast.team, cast.row, at)
    shown = {topic: cells for topic, cells, _total in found.rows}
    assert str(shown["lighting and dark places"][0]) in ("20", "not shown")
    assert not any(cell.is_shown and cell.number < 8 for cells in shown.values() for cell in cells)
    assert "noise" not in shown
    assert found.grid.total.number == 35


def test_too_few_voices_show_nothing(cast, at):
    voices(cast, inside(cast, at), [7])
    assert pulse.public_pulse(cast.team, cast.row, at) is None


def test_blocks_never_overlap_and_move_every_four_weeks(cast, at):
    blocks = {pulse.block_before(cast.team, at + timedelta(days=day)) for day in range(200)}
    ordered = sorted(blocks)
    assert all(one[1] < two[0] for one, two in itertools.pairwise(ordered))
    assert 7 <= len(blocks) <= 9
    assert all(one[1] < at.date() + timedelta(days=200) for one in blocks)


def test_the_running_weeks_are_in_no_table(cast, at):
    voices(cast, at, [40])
    since, until = pulse.block_before(cast.team, at)
    assert until < at.date()
    assert pulse.public_pulse(cast.team, cast.row, at) is None or since


def test_complaints_held_and_withdrawn_voices_are_not_counted(cast, at):
    when = inside(cast, at)
    voices(cast, when, [10])
    voices(cast, when, [10], is_held=True)
    voices(cast, when, [10], about_officer=cast.ben)
    assert pulse.public_pulse(cast.team, cast.row, at).grid.total.number == 10


def test_the_gate_closes_on_an_error(cast, at, monkeypatch):
    voices(cast, inside(cast, at), [10])
    monkeypatch.setattr(gate, "suppress", lambda _cells: 1 / 0)
    assert pulse.public_pulse(cast.team, cast.row, at) is None
