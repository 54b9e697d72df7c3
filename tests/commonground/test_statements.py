"""Statements: read before anybody sees them, never drowning the others, taken out in the open."""

import uuid
from datetime import timedelta

import pytest

from commonbeat.commonground import actions, queries, telling
from commonbeat.commonground.models import Statement, Vote
from commonbeat.journal.models import Entry
from commonbeat.listening.models import Voice
from commonbeat.listening.queries import pulse
from commonbeat.safety import ballots
from commonbeat.safety.errors import Conflict, Refused
from tests.commonground.talk import WORDS, said, start


def test_nobody_sees_a_statement_before_it_was_read_and_then_in_the_words_that_were_read(cast, at):
    talk = start(cast, at)
    statement = said(talk, at, "Ann Smith's lamp is dark.")
    assert statement not in queries.shown_statements(talk)
    actions.publish_statement(statement=statement, public_words="A lamp is dark.", by=cast.mo, at=at)
    [shown] = [one for one in queries.shown_statements(talk) if one.pk == statement.pk]
    assert (shown.public_words, shown.is_ours) == ("A lamp is dark.", False)


def test_only_those_who_moderate_here_decide(cast, at):
    talk = start(cast, at)
    statement = said(talk, at)
    for stranger in (cast.ben, cast.dot, cast.noor, cast.ivo, cast.ada):
        for do in (
            lambda by: actions.publish_statement(statement=statement, public_words="x", by=by, at=at),
            lambda by: actions.decline_statement(statement=statement, because="x", by=by, at=at),
            lambda by: actions.hide_statement(statement=statement, because="x", by=by, at=at),
            lambda by: actions.add_statement(conversation=talk, words="x", by=by, at=at),
            lambda by: actions.say_outcome(statement=statement, words="x", by=by, at=at),
            lambda by: actions.close_conversation(conversation=talk, by=by, at=at),
            lambda by: actions.invite(conversation=talk, count=1, by=by, at=at),
            lambda by: actions.export_conversation(conversation=talk, purpose="A report", by=by, at=at),
        ):
            with pytest.raises(Refused):
                do(stranger)
        assert not Statement.objects.visible_to(stranger).filter(pk=statement.pk).exists()


def test_a_form_sent_twice_says_it_once(cast, at):
    talk, client_id, ballot = start(cast, at), uuid.uuid4(), ballots.new()
    about = {"conversation": talk, "client_id": client_id, "ballot": ballot, "at": at}
    first = actions.say_statement(words="A crossing.", **about)
    assert actions.say_statement(words="A crossing.", **about) == first
    with pytest.raises(Conflict):
        actions.say_statement(words="Another thing.", **about)


def test_ten_thousand_statements_by_one_person_come_to_a_few(cast, at):
    talk, ballot = start(cast, at), ballots.new()
    for number in range(5):
        said(talk, at, f"Thing {number}", ballot)
    with pytest.raises(Refused, match="within an hour"):
        said(talk, at, "One more", ballot)
    for hour in range(1, 5):
        for number in range(5):
            said(talk, at + timedelta(hours=hour), f"Thing {hour} {number}", ballot)
    with pytest.raises(Refused, match="leave some room"):
        said(talk, at + timedelta(hours=9), "One more", ballot)
    said(talk, at, "Somebody else is still heard")


def test_what_was_said_already_is_not_said_again(cast, at):
    talk = start(cast, at)
    with pytest.raises(Refused, match="exactly this"):
        said(talk, at, WORDS[0].upper())


def test_a_declined_statement_tells_its_author_why_and_nobody_else(cast, at):
    talk, ballot = start(cast, at), ballots.new()
    statement = said(talk, at, "It is Ann's fault.", ballot)
    actions.decline_statement(statement=statement, because="It names somebody.", by=cast.mo, at=at)
    [own] = queries.own_part(talk, ballot).statements
    assert own.declined_because == "It names somebody."
    assert queries.own_part(talk, ballots.new()).statements == []
    assert queries.own_part(talk, None).statements == []


def test_words_that_were_voted_on_stay_as_they_are(cast, at):
    talk = start(cast, at)
    statement = queries.shown_statements(talk).first()
    actions.vote(statement=statement, choice=1, ballot=ballots.new(), at=at)
    with pytest.raises(Refused, match="voted on these words"):
        actions.publish_statement(statement=statement, public_words="Not at all.", by=cast.mo, at=at)


def test_a_statement_taken_out_takes_no_votes_and_keeps_those_it_had(cast, at):
    talk = start(cast, at)
    statement = queries.shown_statements(talk).first()
    actions.vote(statement=statement, choice=1, ballot=ballots.new(), at=at)
    with pytest.raises(Refused):
        actions.decline_statement(statement=statement, because="x", by=cast.mo, at=at)
    actions.hide_statement(statement=statement, because="It turned out to be wrong.", by=cast.mo, at=at)
    with pytest.raises(Refused, match="not shown anymore"):
        actions.vote(statement=statement, choice=1, ballot=ballots.new(), at=at)
    assert Vote.objects.filter(statement=statement).count() == 1
    actions.publish_statement(statement=statement, public_words=statement.public_words, by=cast.mo, at=at)
    assert statement in queries.shown_statements(talk)


def test_its_author_takes_it_back_with_words_and_votes_and_nobody_else_can(cast, at):
    talk, ballot = start(cast, at), ballots.new()
    statement = said(talk, at, "A crossing.", ballot)
    actions.publish_statement(statement=statement, public_words="A crossing.", by=cast.mo, at=at)
    actions.vote(statement=statement, choice=1, ballot=ballots.new(), at=at)
    with pytest.raises(Refused):
        actions.withdraw_statement(statement=statement, ballot=ballots.new(), at=at)
    actions.withdraw_statement(statement=statement, ballot=ballot, at=at)
    statement.refresh_from_db()
    assert (statement.words, statement.public_words, statement.votes.count()) == ("", "", 0)
    assert statement not in queries.shown_statements(talk)
    with pytest.raises(Refused):
        actions.publish_statement(statement=statement, public_words="Again.", by=cast.mo, at=at)


def test_what_came_of_a_statement_is_told_and_a_later_word_stands_beside_it(cast, at):
    talk = start(cast, at)
    statement, heard = queries.shown_statements(talk).first(), []
    telling.register(heard.append)
    try:
        actions.say_outcome(statement=statement, words="We asked the city.", by=cast.cleo, at=at)
        actions.say_outcome(statement=statement, words="It shines.", by=cast.cleo, at=at)
    finally:
        telling._listeners.remove(heard.append)
    assert [one.words for one in statement.outcomes.all()] == ["We asked the city.", "It shines."]
    assert [one.what for one in heard] == ["outcome", "outcome"]


def test_the_journal_holds_that_it_was_said_and_never_what(cast, at):
    talk = start(cast, at)
    said(talk, at, "Unmistakable words")
    entries = Entry.objects.filter(action="say statement")
    assert entries.count() == 1
    assert not any("Unmistakable" in str(vars(entry)) for entry in Entry.objects.all())


def test_statements_wait_only_where_the_team_collects_them(cast, at):
    talk = start(cast, at, takes_statements=False)
    with pytest.raises(Refused, match="No more statements"):
        said(talk, at)
    draft = start(cast, at, is_published=False, title="Draft")
    with pytest.raises(Refused, match="not begun"):
        said(draft, at)


def test_what_was_said_is_a_voice_once_it_was_read_and_goes_when_it_is_taken_back(cast, at):
    talk, ballot = start(cast, at, topic="traffic"), ballots.new()
    statement = said(talk, at, "We need a crossing by Ann's.", ballot)
    assert not Voice.objects.exists()
    for words in ("We need a crossing.", "We need one crossing."):
        actions.publish_statement(statement=statement, public_words=words, by=cast.mo, at=at)
    voice = Voice.objects.get()
    assert (voice.channel, voice.words, voice.topic) == ("conversation", "We need a crossing.", "traffic")
    assert voice not in Voice.objects.unjoined()
    assert pulse(cast.team, [cast.row], at + timedelta(hours=1)).now == 1
    actions.withdraw_statement(statement=statement, ballot=ballot, at=at)
    voice.refresh_from_db()
    assert (voice.words, voice.withdrawn_on) == ("", at.date())
