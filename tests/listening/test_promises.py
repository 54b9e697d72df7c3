"""Promises: kept, late, broken with a reason; a correction is a new row and moving the day hides nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest

from commonbeat.listening import actions, queries
from commonbeat.listening.models import Promise
from commonbeat.safety.errors import Conflict, Refused
from tests.listening.making import concern, promise

DAY = timedelta(days=1)


@pytest.fixture
def made(cast, at):
    return concern(cast, at)


def figures(cast, at, on):
    since, until = at.date() - 60 * DAY, at.date() + 60 * DAY
    return queries.promise_figures(cast.team, cast.row, since, until, on=on)


def correct(cast, row, due_on, at, **more):
    given = {
        "words": "Later.",
        "reason": "The part is missing.",
        "client_id": uuid4(),
        "by": cast.ben,
        **more,
    }
    return actions.correct_promise(promise=row, due_on=due_on, at=at, **given)


def test_a_promise_is_kept_late_broken_or_open(cast, at, made):
    today = at.date()
    in_time, after, given_up, forgotten, _still = (
        promise(cast, made, today + days * DAY, at) for days in (2, 2, 2, 2, 20)
    )
    actions.keep(promise=in_time, by=cast.ben, at=at + 2 * DAY)
    actions.keep(promise=after, by=cast.ben, at=at + 3 * DAY)
    actions.break_promise(promise=given_up, reason="The city said no.", by=cast.ben, at=at + DAY)

    found = figures(cast, at, today + 5 * DAY)
    assert (found.kept, found.late, found.broken, found.open, found.made) == (1, 2, 1, 1, 5)
    assert list(Promise.objects.late(today + 5 * DAY)) == [forgotten]


def test_a_correction_is_a_new_row_and_counts_once(cast, at, made):
    old = promise(cast, made, at.date() + DAY, at)
    new = correct(cast, old, at.date() + 9 * DAY, at)
    actions.keep(promise=new, by=cast.ben, at=at + 9 * DAY)

    assert Promise.objects.count() == 2
    assert list(Promise.objects.current()) == [new]
    found = figures(cast, at, at.date() + 10 * DAY)
    assert (found.made, found.kept, found.moved) == (1, 1, 1)


def test_moving_the_day_after_it_has_passed_does_not_make_a_promise_punctual(cast, at, made):
    old = promise(cast, made, at.date() + DAY, at)
    new = correct(cast, old, at.date() + 9 * DAY, at + 5 * DAY)
    actions.keep(promise=new, by=cast.ben, at=at + 6 * DAY)
    assert figures(cast, at, at.date() + 10 * DAY).late == 1


def test_what_was_corrected_kept_or_broken_is_over(cast, at, made):
    old = promise(cast, made, at.date() + DAY, at)
    new = correct(cast, old, at.date() + 2 * DAY, at)
    with pytest.raises(Refused):
        actions.keep(promise=old, by=cast.ben, at=at)
    with pytest.raises(Refused):
        correct(cast, old, at.date() + 3 * DAY, at)
    actions.keep(promise=new, by=cast.ben, at=at)
    assert actions.keep(promise=new, by=cast.ben, at=at).promise == new
    with pytest.raises(Refused):
        actions.break_promise(promise=new, reason="No.", by=cast.ben, at=at)


def test_breaking_and_correcting_need_a_reason(cast, at, made):
    row = promise(cast, made, at.date() + DAY, at)
    with pytest.raises(Refused):
        actions.break_promise(promise=row, reason=" ", by=cast.ben, at=at)
    with pytest.raises(Refused):
        correct(cast, row, at.date() + 2 * DAY, at, reason="")


def test_no_promise_for_a_day_that_has_passed(cast, at, made):
    with pytest.raises(Refused):
        promise(cast, made, at.date() - DAY, at)


def test_the_same_promise_sent_twice_is_one_and_another_is_a_conflict(cast, at, made):
    client_id = uuid4()
    one = promise(cast, made, at.date() + DAY, at, client_id=client_id)
    # An offline phone sends it again after the day has passed.
    two = promise(cast, made, at.date() + DAY, at + 5 * DAY, client_id=client_id)
    assert one == two
    with pytest.raises(Conflict):
        promise(cast, made, at.date() + DAY, at, client_id=client_id, words="Else.")


def test_the_day_is_the_day_where_the_team_is(cast, at, made):
    late_evening = at.replace(hour=22, minute=30)
    assert promise(cast, made, at.date() + DAY, late_evening).made_on == at.date() + DAY


def test_my_promises_are_mine_and_open(cast, at, made):
    mine = promise(cast, made, at.date() + DAY, at)
    promise(cast, made, at.date() + DAY, at, by=cast.cleo)
    actions.keep(promise=promise(cast, made, at.date(), at), by=cast.ben, at=at)
    assert queries.my_promises(cast.ben, at.date()) == [mine]
