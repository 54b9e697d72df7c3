"""Gatherings: announced, full but never overfull, minuted, and what was raised is heard."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from commonbeat.listening.models import Voice
from commonbeat.openness import actions, queries
from commonbeat.openness.models import Gathering, Rsvp
from commonbeat.openness.queries import Room
from commonbeat.safety.errors import Conflict, Refused


def announce(cast, at, **changes):
    return actions.announce_gathering(
        **{
            "neighborhood": cast.row,
            "kind": "coffee",
            "title": "Coffee with Ben",
            "purpose": "Say hello.",
            "starts_at": at + timedelta(days=3),
            "ends_at": at + timedelta(days=3, hours=1),
            "place": cast.cafe,
            "capacity": 10,
            "host": cast.ben,
            "by": cast.cleo,
            "at": at,
            "is_published": True,
            **changes,
        }
    )


def come(gathering, at, people=1, client_id=None, needs=""):
    return actions.reserve(
        gathering=gathering, client_id=client_id or uuid.uuid4(), people=people, access_needs=needs, at=at
    )


def test_a_draft_is_seen_by_nobody_outside_the_desk(cast, at):
    gathering = announce(cast, at, is_published=False)
    assert queries.next_gatherings(cast.team, cast.row, at) == []
    assert queries.gathering_page(cast.team, gathering.slug, at) is None
    with pytest.raises(Refused):
        come(gathering, at)
    actions.publish_gathering(gathering=gathering, by=cast.cleo, at=at)
    assert queries.next_gatherings(cast.team, cast.row, at) == [gathering]
    assert queries.next_gatherings(cast.team, cast.court, at) == []
    assert queries.gatherings_for(cast.dot, at).coming == []
    assert queries.gatherings_for(cast.ben, at).coming == [gathering]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "  "}, "title"),
        ({"purpose": ""}, "purpose"),
        ({"place": None}, "where"),
        ({"capacity": 0}, "capacity"),
        ({"title": "x" * 161}, "title"),
        ({"title": "bad \x00"}, "title"),
        ({"title": "half \ud800"}, "title"),
    ],
)
def test_an_incomplete_gathering_is_refused_with_its_field(cast, at, wrong, field):
    with pytest.raises(Refused) as refused:
        announce(cast, at, **wrong)
    assert refused.value.field == field


def test_a_gathering_ends_after_it_starts_and_starts_after_now(cast, at):
    for wrong in ({"ends_at": at + timedelta(days=2)}, {"starts_at": at - timedelta(days=1)}):
        with pytest.raises(Refused):
            announce(cast, at, **wrong)


def test_only_coordinators_of_the_neighborhood_announce(cast, at):
    for staff in (cast.ben, cast.dot, cast.mo, cast.noor, cast.ivo, cast.ada):
        with pytest.raises(Refused):
            announce(cast, at, by=staff)


def test_two_gatherings_of_the_same_name_and_day_have_their_own_address(cast, at):
    assert announce(cast, at).slug != announce(cast, at).slug


def test_places_are_kept_and_given_back(cast, at):
    gathering = announce(cast, at, capacity=6)
    rsvp, code = come(gathering, at, people=4)
    assert queries.rsvp_by_code(cast.team, code.lower()) == rsvp
    with pytest.raises(Refused, match="not enough room"):
        come(gathering, at, people=3)
    actions.change_rsvp(rsvp=rsvp, people=6, access_needs="", at=at)
    assert queries.gathering_page(cast.team, gathering.slug, at).room is Room.FULL
    with pytest.raises(Refused, match="not enough room"):
        actions.change_rsvp(rsvp=rsvp, people=7, access_needs="", at=at)
    actions.cancel_rsvp(rsvp=rsvp, at=at)
    actions.cancel_rsvp(rsvp=rsvp, at=at)
    gathering.refresh_from_db()
    assert gathering.taken == 0
    with pytest.raises(Refused):
        actions.change_rsvp(rsvp=rsvp, people=1, access_needs="", at=at)


def test_a_resend_gets_the_same_code_and_takes_no_second_place(cast, at):
    gathering, client_id = announce(cast, at), uuid.uuid4()
    first = come(gathering, at, people=2, client_id=client_id, needs="a ramp")
    again = come(gathering, at, people=2, client_id=client_id, needs="a ramp")
    assert again == first
    gathering.refresh_from_db()
    assert gathering.taken == 2
    with pytest.raises(Conflict):
        come(gathering, at, people=3, client_id=client_id, needs="a ramp")
    with pytest.raises(Conflict):
        come(announce(cast, at), at, people=2, client_id=client_id, needs="a ramp")


def test_a_resend_after_the_last_place_went_is_no_refusal(cast, at):
    gathering, client_id = announce(cast, at, capacity=2), uuid.uuid4()
    first = come(gathering, at, people=2, client_id=client_id)
    assert come(gathering, at + timedelta(days=9), people=2, client_id=client_id) == first


def test_the_database_refuses_an_overfull_gathering(cast, at):
    gathering = announce(cast, at, capacity=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Gathering.objects.filter(pk=gathering.pk).update(taken=3)


@pytest.mark.parametrize("people", [0, -1, 11])
def test_nobody_reserves_for_no_one_or_for_a_crowd(cast, at, people):
    with pytest.raises(Refused):
        come(announce(cast, at), at, people=people)


def test_nobody_reserves_for_what_was_called_off_or_has_begun(cast, at):
    gathering = announce(cast, at)
    with pytest.raises(Refused, match="begun"):
        come(gathering, at + timedelta(days=3))
    actions.cancel_gathering(gathering=gathering, because="Ben is ill.", by=cast.cleo, at=at)
    with pytest.raises(Refused, match="called off"):
        come(gathering, at)
    shown = queries.next_gatherings(cast.team, cast.row, at)
    assert shown[0].canceled_because == "Ben is ill."


def test_there_are_never_fewer_places_than_people_who_come(cast, at):
    gathering = announce(cast, at)
    come(gathering, at, people=5)
    with pytest.raises(Refused, match="already said"):
        actions.change_gathering(gathering=gathering, capacity=4, by=cast.cleo, at=at)
    changed = actions.change_gathering(gathering=gathering, capacity=5, title="Tea", by=cast.cleo, at=at)
    assert (changed.title, changed.revision) == ("Tea", 1)


def test_access_needs_are_for_the_host_and_the_coordinator_alone(cast, at):
    gathering = announce(cast, at)
    rsvp, _code = come(gathering, at, needs="a ramp")
    for staff in (cast.ben, cast.cleo):
        assert list(queries.rsvps(staff, gathering)) == [rsvp]
    for staff in (cast.mo, cast.noor, cast.ivo, cast.ada, cast.dot):
        assert not queries.rsvps(staff, gathering).exists()


def test_access_needs_are_forgotten(cast, at):
    gathering = announce(cast, at)
    rsvp, _code = come(gathering, at, needs="a ramp")
    over = gathering.ends_at + timedelta(days=30)
    assert actions.forget_outlived(at=over) == 0
    assert actions.forget_outlived(at=over + timedelta(hours=1)) == 1
    other, _code = come(announce(cast, at), at, needs="a loop")
    actions.cancel_rsvp(rsvp=other, at=at)
    for row in (rsvp, other):
        row.refresh_from_db()
        assert row.access_needs == ""


def test_rsvps_are_forgotten_after_a_year(cast, at):
    gathering = announce(cast, at)
    come(gathering, at)
    actions.forget_outlived(at=gathering.ends_at + timedelta(days=364))
    assert Rsvp.objects.exists()
    actions.forget_outlived(at=gathering.ends_at + timedelta(days=366))
    assert not Rsvp.objects.exists()


def test_minutes_are_published_and_corrected_where_everybody_sees_it(cast, at):
    gathering = announce(cast, at)
    after = gathering.ends_at + timedelta(hours=1)
    with pytest.raises(Refused, match="not begun"):
        actions.write_minutes(gathering=gathering, words="Lamps.", by=cast.ben, at=at)
    with pytest.raises(Refused):
        actions.write_minutes(gathering=gathering, words="Lamps.", by=cast.dot, at=after)
    actions.write_minutes(gathering=gathering, words="Lamps.", attended=5, by=cast.ben, at=after)
    minutes = actions.write_minutes(
        gathering=gathering, words="Lamps and bins.", attended=5, by=cast.ben, at=after
    )
    assert queries.minutes_shown(gathering) is None
    actions.publish_minutes(minutes=minutes, by=cast.ben, at=after)
    with pytest.raises(Refused, match="correction"):
        actions.write_minutes(gathering=gathering, words="Nothing.", by=cast.ben, at=after)
    actions.correct_minutes(minutes=minutes, words="It was about benches too.", by=cast.cleo, at=after)
    shown = queries.minutes_shown(gathering)
    assert shown.words == "Lamps and bins."
    assert str(shown.attended) == "fewer than 8"
    assert [one.words for one in shown.corrections] == ["It was about benches too."]


def test_what_was_raised_becomes_a_voice_once(cast, at):
    gathering, client_id = announce(cast, at), uuid.uuid4()
    for _ in range(2):
        heard = actions.raise_voice(
            gathering=gathering,
            client_id=client_id,
            kind="worry",
            words="The bins overflow.",
            by=cast.ben,
            at=at,
        )
    assert Voice.objects.get() == heard.voice
    assert (heard.voice.channel, heard.voice.raised_at.gathering) == ("session", gathering)
    with pytest.raises(Refused):
        actions.raise_voice(
            gathering=gathering, client_id=uuid.uuid4(), kind="worry", words="Mine.", by=cast.dot, at=at
        )


def test_how_many_come_is_told_in_words_only(cast, at):
    gathering = announce(cast, at, capacity=20)
    assert queries.room_left(gathering) is Room.OPEN
    gathering.taken = 16
    assert queries.room_left(gathering) is Room.FEW
    gathering.taken = 20
    assert queries.room_left(gathering) is Room.FULL
    gathering.capacity = None
    assert queries.room_left(gathering) is Room.OPEN


def in_parallel(work, count):
    """What each of `count` threads got, all let go at the same moment."""
    gate, results = threading.Barrier(count), []

    def run(number):
        gate.wait()
        try:
            results.append(work(number))
        except Refused as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.reliability
@pytest.mark.django_db(transaction=True)
def test_sixteen_people_at_once_never_overfill_it(cast, at):
    gathering = announce(cast, at, capacity=5)
    results = in_parallel(lambda number: come(gathering, at), 16)
    assert len([one for one in results if isinstance(one, Refused)]) == 11
    gathering.refresh_from_db()
    assert (gathering.taken, Rsvp.objects.count()) == (5, 5)


@pytest.mark.reliability
@pytest.mark.django_db(transaction=True)
def test_sixteen_resends_at_once_take_one_place(cast, at):
    gathering, client_id = announce(cast, at, capacity=5), uuid.uuid4()
    results = in_parallel(lambda number: come(gathering, at, people=2, client_id=client_id).code, 16)
    gathering.refresh_from_db()
    assert (len(results), len(set(results)), gathering.taken, Rsvp.objects.count()) == (16, 1, 2, 1)


@pytest.mark.reliability
@pytest.mark.django_db(transaction=True)
def test_canceling_twice_at_once_gives_the_places_back_once(cast, at):
    gathering = announce(cast, at, capacity=5)
    come(gathering, at, people=1)
    rsvp, _code = come(gathering, at, people=3)
    in_parallel(lambda number: actions.cancel_rsvp(rsvp=rsvp, at=at), 8)
    gathering.refresh_from_db()
    assert gathering.taken == 1
