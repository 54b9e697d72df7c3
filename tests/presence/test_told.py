"""What residents were told of a published week is asked for once when the week is planned again."""

from datetime import UTC, datetime, time

import pytest

from commonbeat.presence import actions
from commonbeat.presence.models import Stop
from tests.cast import AT
from tests.presence.planned import MONDAY, shift, spread_places, try_at, week

pytestmark = pytest.mark.django_db


def test_what_residents_were_told_every_week_is_asked_for_once(cast):
    spread_places(cast)
    shift(cast)
    actions.add_regular_stop(
        place=cast.gate, weekday=0, starts_at=time(15), ends_at=time(15, 30), why="School ends", is_announced=True,
        by=cast.cleo, at=AT,
    )  # fmt: skip
    plan = week(cast)
    actions.publish_week(run=try_at(plan, cast.cleo), by=cast.cleo, at=AT)
    told = Stop.objects.get(is_announced=True)
    run = try_at(plan, cast.cleo)
    assert not [row for row in run.outcome["unvisited"] if row["is_required"]]
    actions.publish_week(run=run, by=cast.cleo, at=AT)
    assert Stop.objects.get(is_announced=True).pk == told.pk


def test_a_pinned_stop_that_residents_were_told_of_is_asked_for_once(cast):
    spread_places(cast)
    shift(cast)
    plan = week(cast)
    key = try_at(plan, cast.cleo).outcome["walks"][0]["key"]
    at_time = datetime.combine(MONDAY, time(13), UTC)
    actions.pin_stop(
        week=plan, place=cast.cafe, walk_key=key, at_time=at_time, is_announced=True, by=cast.cleo, at=AT
    )
    actions.publish_week(run=try_at(plan, cast.cleo), by=cast.cleo, at=AT)
    run = try_at(plan, cast.cleo)
    assert not [row for row in run.outcome["unvisited"] if row["is_required"]]
