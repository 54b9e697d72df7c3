"""The picture: honest when few have voted, grouped when they stand apart, and nobody small is shown."""

from datetime import timedelta

import pytest

from commonbeat.commonground import actions, queries
from commonbeat.commonground.models import Choice, Snapshot, Statement
from commonbeat.methods.consensus import Place
from commonbeat.openness import gate
from commonbeat.safety import ballots
from tests.commonground.talk import camps, start


def picture(talk, at, **about):
    actions.compute(talk, at)
    return queries.picture_of(talk, **about)


def test_a_conversation_of_nobody_and_of_one_says_that_it_is_early(cast, at):
    talk = start(cast, at)
    empty = picture(talk, at)
    assert (empty.is_early, empty.people, empty.groups) == (True, None, [])
    statement = queries.shown_statements(talk).first()
    actions.vote(statement=statement, choice=1, ballot=ballots.new(), at=at)
    one = picture(talk, at)
    assert (one.is_early, one.people, one.groups, one.unites) == (True, None, [], [])


def test_where_all_agree_there_are_no_groups_and_much_that_unites(cast, at):
    talk = start(cast, at)
    camps(talk, at, (30,), clear=1.0)
    shown = picture(talk, at)
    assert (shown.is_early, shown.groups, shown.people) == (False, [], 30)
    assert "Mill Street needs more light." in [row.statement.public_words for row in shown.unites]
    assert shown.divides == []


def test_two_camps_are_two_groups_with_what_each_stands_for_and_what_unites_them(cast, at):
    talk = start(cast, at)
    camps(talk, at, (24, 16))
    shown = picture(talk, at)
    assert sorted(group.size for group in shown.groups) == [16, 24]
    assert all(group.firmness == "firm" and group.stands_for for group in shown.groups)
    assert [row.statement.number for row in shown.unites] == [0]
    assert all(row.statement.number != 0 for row in shown.divides)
    assert len(shown.divides) == 5
    for group in shown.groups:
        assert 0 < group.x < 600
        assert 0 < group.y < 400
        for stand in group.stands_for:
            assert stand.percent > stand.others


def test_a_camp_under_eight_is_never_shown(cast, at):
    talk = start(cast, at)
    camps(talk, at, (30, 7), clear=1.0)
    shown = picture(talk, at)
    assert all(group.size >= 8 for group in shown.groups)
    for row in shown.statements:
        assert all(part.seen >= 8 for part in row.groups.values())


def test_totals_are_rounded_so_that_groups_tell_of_nobody(cast, at):
    talk = start(cast, at)
    camps(talk, at, (24, 19))
    assert picture(talk, at).people == 40


def test_a_closed_gate_shows_nothing(cast, at):
    talk = start(cast, at)
    camps(talk, at, (20, 20))
    actions.compute(talk, at)
    Snapshot.objects.update(content={"people": 40})
    assert queries.picture_of(talk) == queries.PictureShown()
    assert not gate.people(3).is_shown


def test_a_device_is_placed_at_once_as_the_next_picture_places_it(cast, at):
    talk = start(cast, at)
    camps(talk, at, (20, 20))
    actions.compute(talk, at)
    phone = ballots.new()
    for statement in queries.shown_statements(talk):
        likes = statement.number % 2 == 0
        actions.vote(statement=statement, choice=1 if likes else -1, ballot=phone, at=at)
    place = queries.place_of(talk, queries.given_by(talk, phone))
    letter = queries.letter_of(talk, place)
    assert letter in {"A", "B"}
    shown = queries.picture_of(talk, place)
    group = next(one for one in shown.groups if one.letter == letter)
    assert abs(shown.you[0] - group.x) < group.rx * 2
    assert place.certainty > 0.9


def test_few_votes_are_not_sure_yet(cast, at):
    talk = start(cast, at)
    camps(talk, at, (20, 20))
    actions.compute(talk, at)
    place = queries.place_of(talk, {0: 1, 1: 1})
    assert place.group is None
    assert queries.letter_of(talk, place) == ""
    assert queries.place_of(talk, {}) is None
    # A statement nobody had voted on when the picture was made does not count yet.
    assert queries.place_of(talk, {9999: 1}) is None


def test_invited_and_open_votes_stand_apart_and_a_gap_is_marked(cast, at):
    talk = start(cast, at)
    camps(talk, at, (20,), is_invited=True, clear=1.0)
    camps(talk, at, (0, 20), clear=1.0, seed=1)
    shown = picture(talk, at)
    assert (shown.has_invited, shown.invited) == (True, 20)
    second = next(row for row in shown.statements if row.statement.number == 1)
    assert (second.invited.agree, second.invited.seen) == (0, 20)
    assert (second.open.agree, second.open.seen) == (20, 20)
    assert (second.all.agree, second.all.seen) == (20, 40)
    assert second.is_apart
    assert not next(row for row in shown.statements if row.statement.number == 0).is_apart


def test_a_burst_of_alike_votes_is_flagged_and_stays_counted(cast, at):
    talk = start(cast, at)
    for hour in range(1, 9):
        camps(talk, at - timedelta(hours=hour), (2, 2), seed=hour)
    camps(talk, at, (40,), clear=1.0, seed=99)
    shown = picture(talk, at)
    [flag] = shown.flags
    assert (flag.people, flag.at, flag.alike) == (40, at.replace(minute=0), 100)
    assert max(row.all.seen for row in shown.statements) == 72


def test_a_busy_hour_of_people_who_differ_is_no_burst(cast, at):
    talk = start(cast, at)
    for hour in range(1, 9):
        camps(talk, at - timedelta(hours=hour), (2, 2), seed=hour)
    camps(talk, at, (20, 20), clear=0.8, seed=99)
    assert picture(talk, at).flags == []


def test_the_invited_are_never_a_burst(cast, at):
    talk = start(cast, at)
    for hour in range(1, 9):
        camps(talk, at - timedelta(hours=hour), (2, 2), seed=hour)
    camps(talk, at, (40,), clear=1.0, seed=99, is_invited=True)
    assert picture(talk, at).flags == []


def test_a_statement_taken_out_moves_nobody_and_is_listed_with_its_reason(cast, at):
    talk = start(cast, at)
    camps(talk, at, (20, 20))
    statement = Statement.objects.get(conversation=talk, number=2)
    actions.hide_statement(statement=statement, because="It was about one person.", by=cast.mo, at=at)
    shown = picture(talk, at)
    assert [one.hidden_because for one in shown.hidden] == ["It was about one person."]
    assert 2 not in [row.statement.number for row in shown.statements]
    assert all(stand.statement.number != 2 for group in shown.groups for stand in group.stands_for)


def test_the_round_computes_what_changed_and_rests_between(cast, at):
    talk = start(cast, at)
    camps(talk, at, (20, 20))
    assert actions.compute_pictures(at=at) == 1
    assert actions.compute_pictures(at=at + timedelta(seconds=5)) == 0
    later = at + timedelta(minutes=2)
    assert actions.compute_pictures(at=later) == 0
    actions.vote(statement=queries.shown_statements(talk).first(), choice=0, ballot=ballots.new(), at=later)
    assert actions.compute_pictures(at=later) == 1


def test_the_same_votes_give_the_same_picture(cast, at):
    talk = start(cast, at)
    camps(talk, at, (20, 20))
    first = actions.compute(talk, at).content
    assert actions.compute(talk, at).content == first


@pytest.mark.parametrize("choice", Choice.values)
def test_a_place_is_a_place_for_every_kind_of_voter(cast, at, choice):
    talk = start(cast, at)
    camps(talk, at, (20, 20))
    actions.compute(talk, at)
    given = dict.fromkeys(range(10), choice)
    assert isinstance(queries.place_of(talk, given), Place)
