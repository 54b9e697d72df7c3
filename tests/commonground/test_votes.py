"""Votes: one a device and statement, counted until the close, invited and open ones apart."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from commonbeat.commonground import actions, queries
from commonbeat.commonground.models import Conversation, Invite, Vote, Voter
from commonbeat.safety import ballots
from commonbeat.safety.errors import Refused
from tests.commonground.talk import start


def test_the_last_vote_of_a_device_counts(cast, at):
    talk, phone = start(cast, at), ballots.new()
    statement = queries.shown_statements(talk).first()
    assert actions.vote(statement=statement, choice=1, ballot=phone, at=at) is False
    assert actions.vote(statement=statement, choice=-1, ballot=phone, at=at) is True
    assert [row.choice for row in Vote.objects.all()] == [-1]
    with pytest.raises(Refused, match="agree, disagree or pass"):
        actions.vote(statement=statement, choice=7, ballot=phone, at=at)


def test_a_device_is_asked_everything_once_and_then_nothing(cast, at):
    talk, phone = start(cast, at), ballots.new()
    seen = []
    while (turn := queries.turn_of(talk, phone)).statement is not None:
        assert queries.turn_of(talk, phone).statement == turn.statement
        assert turn.voted == len(seen)
        seen.append(turn.statement.number)
        actions.vote(statement=turn.statement, choice=0, ballot=phone, at=at)
    assert sorted(seen) == list(range(turn.total))


def test_different_devices_are_asked_in_different_orders(cast, at):
    talk = start(cast, at)
    first = {queries.turn_of(talk, ballots.new()).statement.number for _ in range(30)}
    assert len(first) > 3


def test_after_the_close_there_is_a_plain_answer_and_no_mark_of_a_device(cast, at):
    talk, phone = start(cast, at), ballots.new()
    statement = queries.shown_statements(talk).first()
    actions.vote(statement=statement, choice=1, ballot=phone, at=at)
    actions.close_conversation(conversation=talk, by=cast.cleo, at=at)
    actions.close_conversation(conversation=talk, by=cast.cleo, at=at)
    with pytest.raises(Refused, match="closed on"):
        actions.vote(statement=statement, choice=1, ballot=phone, at=at)
    assert list(Voter.objects.values_list("device", flat=True)) == [""]
    assert queries.own_part(talk, phone).votes == []
    assert Vote.objects.count() == 1


def test_what_is_past_its_day_takes_no_votes_and_is_closed_by_the_round(cast, at):
    talk = start(cast, at)
    late = at + timedelta(days=15)
    statement = queries.shown_statements(talk).first()
    with pytest.raises(Refused, match="closed on"):
        actions.vote(statement=statement, choice=1, ballot=ballots.new(), at=late)
    assert actions.close_conversations_over(at=late) == 1
    assert actions.close_conversations_over(at=late) == 0
    assert Conversation.objects.get().closed_at == late


def test_a_conversation_is_shown_once_there_is_something_to_vote_on(cast, at):
    draft = start(cast, at, is_published=False, words=[])
    with pytest.raises(Refused, match="at least one statement"):
        actions.publish_conversation(conversation=draft, by=cast.cleo, at=at)
    assert queries.conversation_by_slug(cast.team, draft.slug) is None


def test_what_is_asked_stays_as_it_is_once_people_voted(cast, at):
    talk = start(cast, at)
    actions.change_conversation(conversation=talk, question="What else?", by=cast.cleo, at=at)
    actions.vote(statement=queries.shown_statements(talk).first(), choice=1, ballot=ballots.new(), at=at)
    with pytest.raises(Refused, match="start another"):
        actions.change_conversation(conversation=talk, question="Something new?", by=cast.cleo, at=at)
    for days in (-1, 300):
        with pytest.raises(Refused):
            actions.change_conversation(
                conversation=talk, closes_at=at + timedelta(days=days), by=cast.cleo, at=at
            )


def test_an_invitation_counts_once_and_cannot_be_traced_to_a_vote(cast, at):
    talk = start(cast, at)
    [code] = actions.invite(conversation=talk, count=1, by=cast.cleo, at=at)
    ballot = actions.use_invite(conversation=talk, code=code.lower(), ballot=None, at=at)
    assert ballot.is_invited
    for wrong in (code, "XXXX-XXXX-XXXX", "", "x" * 500):
        with pytest.raises(Refused, match="opens nothing"):
            actions.use_invite(conversation=talk, code=wrong, ballot=None, at=at)
    actions.vote(statement=queries.shown_statements(talk).first(), choice=1, ballot=ballot, at=at)
    assert Voter.objects.get().is_invited
    # Nothing in one table points to the other.
    names = {field.name for field in Invite._meta.get_fields()}
    assert not {"voter", "vote", "device"} & names
    assert code.replace("-", "") not in str(Invite.objects.values())


def test_who_voted_before_they_typed_their_invitation_is_one_voter(cast, at):
    talk, phone = start(cast, at), ballots.new()
    first, second = queries.shown_statements(talk)[:2]
    actions.vote(statement=first, choice=1, ballot=phone, at=at)
    [code] = actions.invite(conversation=talk, count=1, by=cast.cleo, at=at)
    invited = actions.use_invite(conversation=talk, code=code, ballot=phone, at=at)
    actions.vote(statement=second, choice=1, ballot=invited, at=at)
    [voter] = Voter.objects.all()
    assert voter.is_invited
    assert voter.votes.count() == 2


@pytest.mark.reliability
@pytest.mark.django_db(transaction=True)
def test_two_votes_at_once_are_one(cast, at):
    talk, phone = start(cast, at), ballots.new()
    statement = queries.shown_statements(talk).first()
    faults, gate = [], threading.Barrier(8)

    def run(choice):
        gate.wait()
        try:
            actions.vote(statement=statement, choice=choice, ballot=phone, at=at)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number % 3 - 1,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert (Voter.objects.count(), Vote.objects.count()) == (1, 1)


@pytest.mark.reliability
@pytest.mark.django_db(transaction=True)
def test_one_invitation_used_twice_at_once_counts_once(cast, at):
    talk = start(cast, at)
    [code] = actions.invite(conversation=talk, count=1, by=cast.cleo, at=at)
    given, gate = [], threading.Barrier(6)

    def run():
        gate.wait()
        try:
            given.append(actions.use_invite(conversation=talk, code=code, ballot=None, at=at))
        except Refused:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == 1
