"""Weeks that cannot be walked: a plain sentence each, never an exception."""

from dataclasses import replace
from datetime import time, timedelta

import numpy as np
import pytest

from commonbeat.methods.planning import Malformed
from commonbeat.methods.planning.network import WalkGraph
from commonbeat.people.models import Role
from commonbeat.places.models import WalkNetwork
from commonbeat.places.walking import pack
from commonbeat.presence import actions, prizes, queries, solving
from commonbeat.presence.opening import open_spans
from commonbeat.safety.errors import Refused
from tests.cast import AT
from tests.presence.planned import all_stops, place_at, shift, try_at, week

pytestmark = pytest.mark.django_db


def sentences(plan) -> dict[str, str]:
    """Why each place is left out, in words."""
    return {one.place.name: one.sentence for one in queries.draft_of(plan).left_out}


def test_a_week_without_a_walk_says_so(cast):
    plan = week(cast)
    run = try_at(plan, cast.cleo)
    draft = queries.draft_of(plan)
    assert run.outcome["walks"] == []
    assert draft.warnings == ["Nobody walks this week. Add shifts, or plan a walk by hand, and plan again."]
    assert sentences(plan)["Corner café"] == "Nobody who may go there walks this week."
    actions.publish_week(run=run, by=cast.cleo, at=AT)


def test_a_neighborhood_without_officers_says_so(cast):
    shift(cast)
    Role.objects.filter(staff=cast.ben).delete()
    plan = week(cast)
    assert try_at(plan, cast.cleo).outcome["missing"][0][2] == "no longer works in this neighborhood"


def test_a_neighborhood_without_places_is_an_empty_week(cast):
    cast.row.places.update(is_meeting_place=False)
    shift(cast, base=None)
    plan = week(cast)
    assert all_stops(try_at(plan, cast.cleo)) == []
    assert sentences(plan) == {}


def test_a_closed_place_says_that_nobody_walks_while_it_is_open(cast):
    place_at(cast, "Night kiosk", opening_hours="Mo-Su 22:00-23:00")
    place_at(cast, "Shut shop", opening_hours="off")
    place_at(cast, "Odd hours", opening_hours="when the flag is up")
    shift(cast)
    plan = week(cast)
    run = try_at(plan, cast.cleo)
    assert sentences(plan) == {
        "Night kiosk": "Nobody walks while it is open.", "Shut shop": "Nobody walks while it is open.",
    }  # fmt: skip
    assert "Odd hours" in all_stops(run)


def test_an_island_no_way_leads_to_is_too_far(cast):
    island = place_at(cast, "Island", 0.003)
    near = cast.row.latitude
    graph = WalkGraph(
        longitude=np.array(
            [cast.row.longitude, cast.row.longitude + 0.0001, island.longitude, island.longitude + 0.0001]
        ),
        latitude=np.array([near, near, island.latitude, island.latitude]),
        edges=np.array([[0, 1], [2, 3]]),
        seconds=np.array([5.0, 5.0]),
    )
    WalkNetwork.objects.create(
        team=cast.team, arrays=pack(graph), source_name="test", source_sha256="0" * 64, imported_at=AT
    )
    shift(cast)
    plan = week(cast)
    run = try_at(plan, cast.cleo)
    assert sentences(plan) == {"Island": "It is too far to walk there and back within any walk."}
    assert not run.outcome["is_straight"]


def test_a_stop_that_must_be_before_any_shift_stands_first_and_says_so(cast):
    shift(cast)
    actions.add_regular_stop(
        place=cast.gate,
        weekday=0,
        starts_at=time(8),
        ends_at=time(8, 30),
        why="School begins",
        by=cast.cleo,
        at=AT,
    )
    plan = week(cast)
    try_at(plan, cast.cleo)
    first = queries.draft_of(plan).left_out[0]
    assert (first.place, first.is_required) == (cast.gate, True)
    assert first.sentence == "Nobody walks then."
    assert "1 stop that must be made has nobody to make it." in queries.draft_of(plan).warnings


def test_a_walk_shorter_than_a_visit_is_an_empty_walk(cast):
    shift(cast, ends_at=time(14, 5))
    plan = week(cast)
    assert all_stops(try_at(plan, cast.cleo)) == []
    assert set(sentences(plan).values()) == {"It is too far to walk there and back within any walk."}


@pytest.mark.parametrize("prize", [float("nan"), -1.0, 0.0, float("inf")])
def test_a_prize_that_is_no_prize_is_refused_in_one_sentence(cast, prize):
    shift(cast)
    ground = queries.ground_of(week(cast), AT)
    problem = solving.problem_of(ground, 1)
    first, *others = problem.week.stops
    with pytest.raises(Malformed, match="prize must be a number greater than 0"):
        replace(problem.week, stops=(replace(first, prize=prize), *others))


def test_weights_that_would_make_no_prize_are_refused(cast):
    plan = week(cast)
    for weights in ({"wait": -3}, {"wait": float("nan")}, dict.fromkeys(prizes.usual_weights(), 0)):
        with pytest.raises(Refused):
            actions.weigh_week(week=plan, weights=weights, by=cast.cleo, at=AT)


def test_a_week_that_has_nothing_left_of_it_is_planned_as_nothing(cast):
    shift(cast)
    plan = week(cast)
    run = try_at(plan, cast.cleo, at=AT + timedelta(days=9))
    assert run.outcome["walks"] == []


@pytest.mark.parametrize(
    ("hours", "monday"),
    [
        ("Mo-Fr 08:00-18:00; Sa 10:00-14:00", [(time(8), time(18))]),
        ("Mo,We 08:00-12:00,13:00-17:00", [(time(8), time(12)), (time(13), time(17))]),
        ("24/7", [(time(), time.max)]),
        ("Mo-Su 20:00-02:00", [(time(20), time.max)]),
        ("Mo off; Tu 10:00-24:00", []),
    ],
)
def test_usual_opening_hours_are_understood(hours, monday):
    assert open_spans(hours)[0] == monday


@pytest.mark.parametrize(
    "hours",
    ["", "sunrise-sunset", "Mo 25:00-26:00", "week 1-10 Mo 10:00-12:00", "Xx 10:00-11:00", '"call us"'],
)
def test_hours_we_do_not_understand_count_as_unknown(hours):
    assert open_spans(hours) is None
