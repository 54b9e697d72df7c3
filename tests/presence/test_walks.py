"""Walks, stops, visits and being taken off: planned, delivered, honest."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory
from icalendar import Calendar

from commonbeat.faces.public import calendars
from commonbeat.journal.models import Entry
from commonbeat.presence import actions, queries
from commonbeat.presence.models import Abstraction, StopReason, Visit, Walk
from commonbeat.safety.errors import Conflict, Refused
from tests.cast import make_place

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


def plan(cast, at, **changed):
    given = {
        "officer": cast.ben, "neighborhood": cast.row, "starts_at": START,
        "ends_at": START + timedelta(hours=3), "by": cast.cleo,
    }  # fmt: skip
    return actions.plan_walk(at=at, **{**given, **changed})


def stop_on(walk, place, at, by, **changed):
    given = {
        "at_time": walk.starts_at + timedelta(minutes=30), "reason": StopReason.OTHER,
        "reason_words": "Say hello to the new owner", "by": by,
    }  # fmt: skip
    return actions.add_stop(walk=walk, place=place, at=at, **{**given, **changed})


def test_coordinators_and_officers_plan_in_their_neighborhood_only(cast, at):
    plan(cast, at)
    plan(cast, at, by=cast.ben, starts_at=START + timedelta(hours=4), ends_at=START + timedelta(hours=5))
    for by in (cast.dot, cast.mo, cast.ada, cast.ivo, cast.noor):
        with pytest.raises(Refused):
            plan(
                cast,
                at,
                by=by,
                starts_at=START + timedelta(days=1),
                ends_at=START + timedelta(days=1, hours=1),
            )
    with pytest.raises(Refused):
        plan(cast, at, officer=cast.dot)
    with pytest.raises(Refused):
        plan(cast, at, neighborhood=cast.court)


def test_nobody_walks_in_two_places_at_once(cast, at):
    plan(cast, at)
    with pytest.raises(Refused, match="another walk"):
        plan(cast, at, starts_at=START + timedelta(hours=2), ends_at=START + timedelta(hours=4))
    plan(cast, at, starts_at=START + timedelta(hours=3), ends_at=START + timedelta(hours=4))


@pytest.mark.parametrize("length", [timedelta(0), timedelta(hours=-1), timedelta(hours=13)])
def test_walk_has_a_sound_length(cast, at, length):
    with pytest.raises(Refused):
        plan(cast, at, ends_at=START + length)


def test_stop_lies_within_the_walk_and_says_why(cast, at):
    walk = plan(cast, at)
    assert stop_on(walk, cast.cafe, at, cast.ben).reason_words == "Say hello to the new owner"
    for changed in (
        {"at_time": START - timedelta(minutes=1)},
        {"reason_words": "  "},
        {"minutes": 0},
        {"minutes": 241},
        {"reason": "because"},
        {"reason": StopReason.CONCERN},
    ):
        with pytest.raises(Refused):
            stop_on(walk, cast.cafe, at, cast.cleo, **changed)
    with pytest.raises(Refused):
        stop_on(walk, cast.yard, at, cast.cleo)


def test_other_neighborhoods_see_no_walk(cast, at):
    walk = plan(cast, at)
    for staff in (cast.ben, cast.cleo):
        assert walk in Walk.objects.visible_to(staff)
    for staff in (cast.dot, cast.mo, cast.ada, cast.noor, cast.ivo):
        assert walk not in Walk.objects.visible_to(staff)


def test_today_shows_every_stop_with_its_reason_and_what_became_of_it(
    cast, at, django_assert_max_num_queries
):
    walk = plan(cast, at)
    first = stop_on(walk, cast.cafe, at, cast.cleo)
    stop_on(walk, cast.gate, at, cast.cleo, at_time=START + timedelta(hours=2))
    actions.record_visit(stop=first, client_id=uuid.uuid4(), by=cast.ben, minutes=10, at=START)
    cast.ben.duties()
    with django_assert_max_num_queries(4):
        (shown,) = queries.today(cast.ben, START.date())
    assert [stop.place.name for stop in shown.stops] == ["Corner café", "School gate, Mill Street"]
    assert shown.stops[0].visit.minutes == 10
    assert [stop.is_next for stop in shown.stops] == [False, True]
    assert queries.today(cast.dot, START.date()) == []
    assert queries.today(cast.ben, START.date() + timedelta(days=1)) == []


def test_day_is_the_teams_own(cast, at):
    plan(
        cast,
        at,
        starts_at=datetime(2026, 11, 24, 22, 30, tzinfo=UTC),
        ends_at=datetime(2026, 11, 25, 1, tzinfo=UTC),
    )
    assert queries.today(cast.ben, datetime(2026, 11, 24).date()) == []
    assert len(queries.today(cast.ben, datetime(2026, 11, 25).date())) == 1


def test_visit_sent_again_counts_once(cast, at):
    stop = stop_on(plan(cast, at), cast.cafe, at, cast.cleo)
    client_id = uuid.uuid4()
    first = actions.record_visit(stop=stop, client_id=client_id, by=cast.ben, minutes=12, at=START)
    again = actions.record_visit(
        stop=stop, client_id=client_id, by=cast.ben, minutes=12, at=START + timedelta(hours=2)
    )
    assert first == again == actions.record_visit(stop=stop, client_id=uuid.uuid4(), by=cast.ben, at=START)
    with pytest.raises(Conflict):
        actions.record_visit(stop=stop, client_id=client_id, by=cast.ben, minutes=13, at=START)
    with pytest.raises(Refused):
        actions.record_visit(
            stop=stop,
            client_id=uuid.uuid4(),
            by=cast.ben,
            is_delivered=False,
            skipped_because="Rain",
            at=START,
        )
    assert Visit.objects.count() == 1
    assert Entry.objects.filter(action="visit").count() == 1


def test_visit_keeps_the_hour_only(cast, at):
    stop = stop_on(plan(cast, at), cast.cafe, at, cast.cleo)
    visit = actions.record_visit(
        stop=stop, client_id=uuid.uuid4(), by=cast.ben, at=START + timedelta(minutes=34)
    )
    visit.refresh_from_db()
    assert visit.arrived_at == START


def test_skipping_says_why(cast, at):
    stop = stop_on(plan(cast, at), cast.cafe, at, cast.cleo)
    with pytest.raises(Refused):
        actions.record_visit(stop=stop, client_id=uuid.uuid4(), by=cast.ben, is_delivered=False, at=START)


def test_only_who_walks_records_visits(cast, at):
    stop = stop_on(plan(cast, at), cast.cafe, at, cast.cleo)
    for by in (cast.cleo, cast.dot, cast.ada):
        with pytest.raises(Refused):
            actions.record_visit(stop=stop, client_id=uuid.uuid4(), by=by, at=START)


def test_being_taken_off_is_never_longer_than_the_walk_and_counts_once(cast, at):
    walk = plan(cast, at)
    client_id = uuid.uuid4()
    for _twice in range(2):
        actions.take_off_walk(
            walk=walk, client_id=client_id, because="Football match", minutes=120, by=cast.ben, at=START
        )
    assert Abstraction.objects.get().minutes == 120
    with pytest.raises(Conflict):
        actions.take_off_walk(
            walk=walk, client_id=client_id, because="Other", minutes=120, by=cast.ben, at=START
        )
    for changed in ({"minutes": 61}, {"minutes": 0}, {"because": " "}):
        given = {"because": "More", "minutes": 30, **changed}
        with pytest.raises(Refused):
            actions.take_off_walk(walk=walk, client_id=uuid.uuid4(), by=cast.ben, at=START, **given)


def test_walk_is_canceled_before_it_starts_and_stays_visible_as_canceled(cast, at):
    walk = plan(cast, at, is_announced=True)
    stop = stop_on(walk, cast.cafe, at, cast.cleo, is_announced=True)
    with pytest.raises(Refused):
        actions.cancel_walk(walk=walk, because="", by=cast.cleo, at=at)
    with pytest.raises(Refused):
        actions.cancel_walk(walk=walk, because="Ill", by=cast.cleo, at=START)
    assert [found.place for found in queries.next_presence(cast.team, cast.row, at)] == [cast.cafe]
    actions.cancel_walk(walk=walk, because="Ill", by=cast.cleo, at=at)
    assert queries.next_presence(cast.team, cast.row, at) == []
    assert queries.today(cast.ben, START.date()) == []
    assert walk in queries.walks_between(cast.cleo, START, START + timedelta(days=1))
    with pytest.raises(Refused):
        stop_on(walk, cast.gate, at, cast.cleo)
    assert plan(cast, at)
    assert stop.pk


def test_stop_is_removed_only_before_the_walk(cast, at):
    stop = stop_on(plan(cast, at), cast.cafe, at, cast.cleo)
    with pytest.raises(Refused):
        actions.remove_stop(stop=stop, by=cast.cleo, at=START)
    with pytest.raises(Refused):
        actions.remove_stop(stop=stop, by=cast.dot, at=at)
    actions.remove_stop(stop=stop, by=cast.cleo, at=at)


def test_calendars_hear_of_what_was_called_off(cast, at):
    walk, other = (
        plan(cast, at),
        plan(cast, at, ends_at=START + timedelta(days=2), starts_at=START + timedelta(days=1, hours=20)),
    )
    told = [stop_on(one, cast.cafe, at, cast.cleo, is_announced=True) for one in (walk, walk, other)]
    untold = stop_on(walk, cast.gate, at, cast.cleo)
    for stop in (told[0], untold):
        actions.remove_stop(stop=stop, by=cast.cleo, at=at)
    actions.cancel_walk(walk=other, because="Ill", by=cast.cleo, at=at)
    assert [one.id for one in queries.next_presence(cast.team, cast.row, at)] == [told[1].pk]
    assert {one.id for one in queries.called_off(cast.team, cast.row, at, limit=9)} == {
        told[0].pk,
        told[2].pk,
    }
    assert [stop.pk for stop in walk.stops.all()] == [told[1].pk]
    request = RequestFactory().get("/n/harbor-row/calendar.ics")
    request.team, request.at = cast.team, at
    feed = Calendar.from_ical(calendars.of_neighborhood(request, cast.row))
    states = {str(event["uid"])[:36]: str(event["status"]) for event in feed.walk("VEVENT")}
    assert states == {
        str(told[0].pk): "CANCELLED", str(told[1].pk): "CONFIRMED", str(told[2].pk): "CANCELLED",
    }  # fmt: skip


def test_residents_are_told_only_what_was_announced_and_names_only_of_public_officers(cast, at):
    walk = plan(cast, at)
    stop_on(walk, cast.cafe, at, cast.cleo, is_announced=True)
    stop_on(walk, cast.gate, at, cast.cleo)
    (shown,) = queries.next_presence(cast.team, cast.row, at)
    assert shown.officer.known_as == "Ben"
    cast.ben.profile.is_public = False
    cast.ben.profile.save()
    (shown,) = queries.next_presence(cast.team, cast.row, at)
    assert shown.officer is None


def test_places_to_log_start_with_todays_stops(cast, at):
    make_place(cast.row, "Aardvark park", "aardvark")
    walk = plan(cast, at)
    stop_on(walk, cast.gate, at, cast.cleo)
    names = [place.name for place in queries.places_to_log(cast.ben, START)]
    assert names == ["School gate, Mill Street", "Aardvark park", "Corner café"]
    assert "Elm yard" not in names
