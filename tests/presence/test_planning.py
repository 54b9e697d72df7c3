"""A week planned from what is still unmet, with wishes, leave and cover, and published as walks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from commonbeat.journal.models import Entry
from commonbeat.people.models import Duty, Role
from commonbeat.presence import actions, keeping, queries, searching
from commonbeat.presence.models import PlanRun, Stop, StopReason, Walk
from commonbeat.presence.prizes import joined
from commonbeat.presence.weeks import Appointment
from commonbeat.safety.errors import Refused
from tests.cast import AT, make_staff
from tests.presence.planned import (
    MONDAY,
    all_stops,
    place_at,
    shift,
    spread_places,
    stops_of,
    try_at,
    week,
    when,
)

pytestmark = pytest.mark.django_db
HELSINKI = ZoneInfo("Europe/Helsinki")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 30, hour, minute, tzinfo=HELSINKI) + timedelta(days=day)


def test_a_week_is_planned_with_a_reason_for_every_stop(cast):
    spread_places(cast)
    shift(cast)
    run = try_at(week(cast), cast.cleo)
    stops = [stop for walk in run.outcome["walks"] for stop in walk["stops"]]
    assert len(stops) >= 6
    assert all(stop["words"] for stop in stops)
    times = [datetime.fromisoformat(stop["at"]) for stop in stops]
    assert times == sorted(times)
    assert local(0, 14) <= times[0]
    assert times[-1] + timedelta(minutes=12) <= local(0, 17)
    assert not Walk.objects.exists(), "a draft is nobody's walk yet"


def test_every_plan_can_be_made_again_from_its_record(cast):
    spread_places(cast)
    shift(cast)
    shift(cast, weekday=2)
    plan = week(cast)
    try_at(plan, cast.cleo)
    run = PlanRun.objects.get(pk=try_at(plan, cast.cleo).pk)
    task = keeping.unpacked(run.inputs)
    again = searching.search(task, seed=run.seed, iterations=run.iterations)
    made = {walk.id: [visit.stop for visit in walk.visits] for walk in again.walks}
    assert made == {walk["key"]: [stop["stop"] for stop in walk["stops"]] for walk in run.outcome["walks"]}
    assert keeping.packed(task) == (bytes(run.inputs), run.inputs_sha256)


def test_published_it_becomes_walks_with_stops_and_reasons(cast):
    spread_places(cast)
    shift(cast, is_announced=True)
    run = try_at(week(cast), cast.cleo)
    actions.publish_week(run=run, by=cast.cleo, at=AT)
    walk = Walk.objects.get()
    assert (walk.officer, walk.neighborhood, walk.is_announced) == (cast.ben, cast.row, True)
    assert (walk.starts_at, walk.ends_at) == (local(0, 14), local(0, 17))
    assert [stop.place.name for stop in walk.stops.all()] == all_stops(run)
    assert all(stop.reason_words for stop in walk.stops.all())
    assert not Stop.objects.filter(is_announced=True).exists(), "no stop is told unless somebody says so"
    assert list(Entry.objects.filter(action="publish week").values_list("object_id", flat=True)) == [
        str(run.pk)
    ]


def test_publishing_twice_changes_nothing(cast):
    spread_places(cast)
    shift(cast)
    run = try_at(week(cast), cast.cleo)
    actions.publish_week(run=run, by=cast.cleo, at=AT)
    before = set(Stop.objects.values_list("pk", flat=True))
    actions.publish_week(run=run, by=cast.cleo, at=AT)
    assert set(Stop.objects.values_list("pk", flat=True)) == before


def test_an_older_try_cannot_be_published_over_a_newer_one(cast):
    shift(cast)
    plan = week(cast)
    older = try_at(plan, cast.cleo)
    try_at(plan, cast.cleo)
    with pytest.raises(Refused, match="newer plan"):
        actions.publish_week(run=older, by=cast.cleo, at=AT)


def test_planned_again_only_what_changed_is_changed(cast):
    spread_places(cast)
    shift(cast)
    plan = week(cast)
    first = try_at(plan, cast.cleo)
    actions.publish_week(run=first, by=cast.cleo, at=AT)
    kept = {stop.place.name: stop.pk for stop in Stop.objects.select_related("place")}
    out = cast.gate
    actions.forbid_stop(week=plan, place=out, by=cast.cleo, at=AT)
    again = try_at(plan, cast.cleo)
    actions.publish_week(run=again, by=cast.cleo, at=AT)
    now = {stop.place.name: stop.pk for stop in Stop.objects.select_related("place")}
    assert out.name not in now
    assert Walk.objects.count() == 1
    same = {
        name
        for name, at in ((name, when(first, name)) for name in now if name in kept)
        if at == when(again, name)
    }
    assert all(now[name] == kept[name] for name in same)


def test_what_residents_were_told_stays(cast):
    spread_places(cast)
    shift(cast)
    plan = week(cast)
    key = next(iter(stops_of(try_at(plan, cast.cleo))))
    told = local(0, 15, 30)
    actions.pin_stop(
        week=plan, place=cast.cafe, walk_key=key, at_time=told, is_announced=True, by=cast.cleo, at=AT
    )
    actions.publish_week(run=try_at(plan, cast.cleo), by=cast.cleo, at=AT)
    stop = Stop.objects.get(is_announced=True)
    assert (stop.place, stop.at) == (cast.cafe, told)
    for wish in plan.wishes.all():
        actions.lift_wish(wish=wish, by=cast.cleo, at=AT)
    later = try_at(plan, cast.cleo, seed=8)
    words = [one["words"] for walk in later.outcome["walks"] for one in walk["stops"] if one["is_announced"]]
    assert words == [stop.reason_words], "no reason stands there twice"
    actions.publish_week(run=later, by=cast.cleo, at=AT)
    assert Stop.objects.get(is_announced=True).pk == stop.pk


def test_reasons_of_before_and_now_stand_once_with_the_number_of_now():
    before = "People count on it · 14 days since a visit"
    assert joined(before, "15 days since a visit · 1 concern waiting") == (
        "People count on it · 15 days since a visit · 1 concern waiting"
    )
    assert joined("", "1 concern waiting") == "1 concern waiting"


def test_a_pinned_stop_is_kept_at_its_time_and_a_forbidden_one_left_out(cast):
    places = spread_places(cast)
    shift(cast)
    shift(cast, weekday=3)
    plan = week(cast)
    monday, thursday = stops_of(try_at(plan, cast.cleo))
    actions.pin_stop(week=plan, place=places[2], walk_key=thursday, at_time=local(3, 16), by=cast.cleo, at=AT)
    actions.forbid_stop(week=plan, place=places[0], walk_key=monday, by=cast.cleo, at=AT)
    actions.forbid_stop(week=plan, place=places[1], by=cast.cleo, at=AT)
    run = try_at(plan, cast.cleo)
    stops = stops_of(run)
    assert "Corner 2" in stops[thursday]
    assert "Corner 2" not in stops[monday]
    assert abs(when(run, "Corner 2") - local(3, 16)) <= timedelta(minutes=15)
    assert "Corner 0" not in stops[monday]
    assert "Corner 1" not in all_stops(run)


def test_a_stop_moved_to_another_walk_is_only_there(cast):
    shift(cast)
    shift(cast, weekday=3)
    plan = week(cast)
    monday, thursday = stops_of(try_at(plan, cast.cleo))
    for key in (monday, thursday):
        actions.pin_stop(week=plan, place=cast.cafe, walk_key=key, by=cast.cleo, at=AT)
    stops = stops_of(try_at(plan, cast.cleo))
    assert cast.cafe.name in stops[thursday]
    assert cast.cafe.name not in stops[monday]


def test_a_pin_outside_its_walk_is_refused(cast):
    shift(cast)
    plan = week(cast)
    key = next(iter(stops_of(try_at(plan, cast.cleo))))
    for changed in (
        {"at_time": local(0, 18)},
        {"walk_key": "nothing"},
        {"place": cast.yard},
        {"is_announced": True},
    ):
        with pytest.raises(Refused):
            actions.pin_stop(
                **{"week": plan, "place": cast.cafe, "walk_key": key, "by": cast.cleo, "at": AT, **changed}
            )


def test_school_gates_and_gatherings_come_first(cast):
    spread_places(cast)
    shift(cast)
    actions.add_regular_stop(
        place=cast.gate, weekday=0, starts_at=time(14, 10), ends_at=time(14, 40), why="School ends",
        by=cast.cleo, at=AT, is_announced=True,
    )  # fmt: skip
    coffee = Appointment(
        place=cast.cafe, starts_at=local(0, 15), latest_at=local(0, 15, 5), minutes=60,
        reason=StopReason.GATHERING, words="Coffee with the team", officer_id=cast.ben.pk, is_announced=True,
    )  # fmt: skip
    run = try_at(week(cast), cast.cleo, gatherings=[coffee])
    assert local(0, 14, 10) <= when(run, cast.gate.name) <= local(0, 14, 20)
    assert local(0, 15) <= when(run, cast.cafe.name) <= local(0, 15, 5)
    told = [stop for walk in run.outcome["walks"] for stop in walk["stops"] if stop["is_announced"]]
    assert [stop["words"].split(" · ")[0] for stop in told] == ["School ends", "Coffee with the team"]


def test_leave_takes_the_walk_away_and_cover_gives_it_to_somebody(cast):
    shift(cast)
    plan = week(cast)
    given = {"officer": cast.ben, "kind": "training", "by": cast.cleo, "at": AT}
    alone = actions.write_leave(first_on=MONDAY, last_on=MONDAY, **given)
    run = try_at(plan, cast.cleo)
    assert run.outcome["walks"] == []
    assert run.outcome["missing"] == [["Ben", "2026-11-30", "in training, and nobody stands in"]]
    actions.remove_leave(leave=alone, by=cast.cleo, at=AT)
    eve = make_staff(cast.team, "Eve", Duty.OFFICER, where=cast.row)
    actions.write_leave(first_on=MONDAY, last_on=MONDAY, cover=eve, **given)
    walks = try_at(plan, cast.cleo).outcome["walks"]
    assert [(walk["officer"], walk["stands_in_for"]) for walk in walks] == [(str(eve.pk), "Ben")]


def test_a_canceled_walk_goes_to_whoever_stands_in_and_others_stay(cast):
    spread_places(cast)
    eve = make_staff(cast.team, "Eve", Duty.OFFICER, where=cast.row)
    shift(cast)
    shift(cast, officer=eve, weekday=2)
    plan = week(cast)
    actions.publish_week(run=try_at(plan, cast.cleo), by=cast.cleo, at=AT)
    wednesday = set(Stop.objects.filter(walk__officer=eve).values_list("place", flat=True))
    actions.cancel_walk(walk=Walk.objects.get(officer=cast.ben), because="Ill", by=cast.cleo, at=AT)
    assert try_at(plan, cast.cleo).outcome["missing"] == [["Ben", "2026-11-30", "this walk was canceled"]]
    actions.write_leave(
        officer=cast.ben, kind="away", first_on=MONDAY, last_on=MONDAY, cover=eve, by=cast.cleo, at=AT
    )
    actions.publish_week(run=try_at(plan, cast.cleo), by=cast.cleo, at=AT)
    assert Walk.objects.standing().filter(officer=eve).count() == 2
    later = Stop.objects.filter(walk__officer=eve, walk__starts_at__gt=local(1, 0))
    still = set(later.values_list("place", flat=True))
    assert len(wednesday & still) >= 0.8 * len(wednesday)


def test_walks_planned_by_hand_are_left_as_they_are(cast):
    spread_places(cast)
    shift(cast)
    walk = actions.plan_walk(
        officer=cast.ben,
        neighborhood=cast.row,
        starts_at=local(0, 15),
        ends_at=local(0, 16),
        by=cast.cleo,
        at=AT,
    )
    actions.add_stop(
        walk=walk, place=cast.cafe, at_time=local(0, 15, 10), reason="other", reason_words="By hand",
        by=cast.cleo, at=AT,
    )  # fmt: skip
    run = try_at(week(cast), cast.cleo)
    assert run.outcome["walks"] == []
    assert run.outcome["missing"][0][2] == "walks somewhere else at that time"


def test_an_empty_walk_planned_by_hand_gets_its_stops(cast):
    spread_places(cast)
    walk = actions.plan_walk(
        officer=cast.ben,
        neighborhood=cast.row,
        starts_at=local(0, 9),
        ends_at=local(0, 11),
        by=cast.cleo,
        at=AT,
    )
    run = try_at(week(cast), cast.cleo)
    actions.publish_week(run=run, by=cast.cleo, at=AT)
    assert Walk.objects.get().pk == walk.pk
    assert walk.stops.count() == len(all_stops(run)) > 0


def test_a_walk_changed_since_the_plan_stops_the_publishing(cast):
    walk = actions.plan_walk(
        officer=cast.ben,
        neighborhood=cast.row,
        starts_at=local(0, 9),
        ends_at=local(0, 11),
        by=cast.cleo,
        at=AT,
    )
    run = try_at(week(cast), cast.cleo)
    actions.cancel_walk(walk=walk, because="Ill", by=cast.cleo, at=AT)
    with pytest.raises(Refused, match="plan again"):
        actions.publish_week(run=run, by=cast.cleo, at=AT)
    assert not Stop.objects.exists()


def test_a_walk_that_has_begun_is_left_alone(cast):
    spread_places(cast)
    shift(cast)
    shift(cast, weekday=3)
    plan = week(cast)
    actions.publish_week(run=try_at(plan, cast.cleo), by=cast.cleo, at=AT)
    tuesday = local(1, 9)
    run = try_at(plan, cast.cleo, at=tuesday, seed=9)
    assert [walk["starts_at"][:10] for walk in run.outcome["walks"]] == ["2026-12-03"]
    begun = set(Stop.objects.filter(walk__starts_at__lt=tuesday).values_list("pk", flat=True))
    actions.publish_week(run=run, by=cast.cleo, at=tuesday)
    assert begun <= set(Stop.objects.values_list("pk", flat=True))


def test_only_those_who_plan_there_may(cast):
    shift(cast)
    plan = week(cast)
    run = try_at(plan, cast.cleo)
    for by in (cast.ben, cast.dot, cast.mo, cast.noor, cast.ivo, cast.ada):
        for attempt in (
            lambda by=by: week(cast, by=by),
            lambda by=by: try_at(plan, by),
            lambda by=by: actions.publish_week(run=run, by=by, at=AT),
            lambda by=by: actions.forbid_stop(week=plan, place=cast.cafe, by=by, at=AT),
            lambda by=by: actions.weigh_week(week=plan, weights={"wait": 1}, by=by, at=AT),
            lambda by=by: shift(cast, by=by, weekday=5),
            lambda by=by: actions.write_leave(
                officer=cast.ben, kind="away", first_on=MONDAY, last_on=MONDAY, by=by, at=AT
            ),
        ):
            with pytest.raises(Refused):
                attempt()
    with pytest.raises(Refused):
        week(cast, neighborhood=cast.court)
    with pytest.raises(Refused):
        week(cast, neighborhood=None)


def test_who_coordinates_everything_plans_the_whole_team(cast):
    vera = make_staff(cast.team, "Vera", Duty.COORDINATOR)
    Role.objects.create(team=cast.team, staff=cast.ben, duty=Duty.OFFICER, neighborhood=cast.court)
    cast.ben.forget_roles()
    shift(cast, by=vera, may_cross=True)
    shift(cast, by=vera, officer=cast.dot, neighborhood=cast.court, base=cast.yard)
    run = try_at(week(cast, neighborhood=None, by=vera), vera)
    actions.publish_week(run=run, by=vera, at=AT)
    assert {stop.place.neighborhood_id for stop in Stop.objects.select_related("place")} == {
        cast.row.pk, cast.court.pk,
    }  # fmt: skip
    assert queries.plan_of_week(cast.cleo, MONDAY, None) is None


def test_another_weight_makes_another_plan_and_says_so(cast):
    place_at(cast, "Far corner", 0.01)
    shift(cast)
    plan = week(cast)
    try_at(plan, cast.cleo)
    actions.weigh_week(week=plan, weights={"wait": 9}, by=cast.cleo, at=AT)
    run = try_at(plan, cast.cleo)
    assert run.outcome["weights"]["wait"] == 9
    assert "cannot be compared" in queries.draft_of(plan).cost


@pytest.mark.parametrize("monday", [date(2026, 11, 9), date(2026, 12, 1), date(2027, 6, 7)])
def test_a_week_that_is_over_odd_or_far_is_refused(cast, monday):
    with pytest.raises(Refused):
        week(cast, monday=monday)


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_make_each_walk_once(cast):
    spread_places(cast)
    shift(cast)
    run = try_at(week(cast), cast.cleo)

    def publish() -> None:
        try:
            actions.publish_week(run=run, by=cast.cleo, at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(publish) for _number in range(2)]:
            done.result()
    assert Walk.objects.count() == 1
    assert Stop.objects.count() == len(all_stops(run))
    assert Entry.objects.filter(action="publish week").count() == 1
