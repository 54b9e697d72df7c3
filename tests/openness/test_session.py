"""Information sessions: a device counts once, nothing asked stays without an end."""

import uuid
from datetime import timedelta

import pytest

from commonbeat.openness import actions, queries, telling
from commonbeat.openness.models import Question, QuestionVote
from commonbeat.safety import ballots
from commonbeat.safety.errors import Refused
from tests.openness.test_gatherings import announce, in_parallel


@pytest.fixture
def session(cast, at):
    """An information session tomorrow, hosted by Ben, in front of Cleo's neighborhood."""
    return announce(
        cast, at, kind="information_session", title="Night bus", is_published=True, host=cast.ben,
        starts_at=at + timedelta(days=1), ends_at=at + timedelta(days=1, hours=2), capacity=None,
    )  # fmt: skip


def asked(cast, session, at, words="When does the night bus come?", is_shown=True):
    question = actions.ask(
        team=cast.team, neighborhood=cast.row, gathering=session, client_id=uuid.uuid4(), words=words, at=at
    ).question
    if is_shown:
        question = actions.publish_question(question=question, public_words=words, by=cast.mo, at=at)
    return question


def votes(session, at):
    return {one.words: one.votes for one in queries.session_state(session, at).questions}


def test_a_device_counts_once_however_often_it_votes(cast, at, session):
    question, phone = asked(cast, session, at), ballots.new()
    for _ in range(3):
        actions.vote_for_question(question=question, ballot=phone, at=at)
    actions.vote_for_question(question=question, ballot=ballots.new(), at=at)
    assert votes(session, at) == {question.public_words: 2}
    assert queries.votes_of(session, phone) == {str(question.pk)}
    actions.take_back_question_vote(question=question, ballot=phone, at=at)
    assert votes(session, at) == {question.public_words: 1}


def test_merged_questions_count_a_device_once_and_can_be_separated(cast, at, session):
    first, same = asked(cast, session, at), asked(cast, session, at, "Is there a night bus?")
    both, one = ballots.new(), ballots.new()
    for question in (first, same):
        actions.vote_for_question(question=question, ballot=both, at=at)
    actions.vote_for_question(question=same, ballot=one, at=at)
    actions.merge_questions(question=same, into=first, by=cast.mo, at=at)
    assert votes(session, at) == {first.public_words: 2}
    # Whoever still sees the merged one on an old page votes for what it stands with now.
    assert actions.vote_for_question(question=same, ballot=both, at=at) == first
    assert votes(session, at) == {first.public_words: 2}
    actions.separate_question(question=same, by=cast.mo, at=at)
    assert votes(session, at) == {first.public_words: 1, same.public_words: 2}


def test_taking_a_vote_back_takes_it_from_everything_merged(cast, at, session):
    first, same, phone = asked(cast, session, at), asked(cast, session, at, "Any bus?"), ballots.new()
    actions.vote_for_question(question=same, ballot=phone, at=at)
    actions.merge_questions(question=same, into=first, by=cast.mo, at=at)
    actions.take_back_question_vote(question=first, ballot=phone, at=at)
    assert votes(session, at) == {first.public_words: 0}


def test_chains_and_circles_of_merging_come_to_nothing(cast, at, session):
    a, b, c = (asked(cast, session, at, words) for words in ("One?", "Two?", "Three?"))
    with pytest.raises(Refused):
        actions.merge_questions(question=a, into=a, by=cast.mo, at=at)
    actions.merge_questions(question=a, into=b, by=cast.mo, at=at)
    with pytest.raises(Refused):
        actions.merge_questions(question=c, into=a, by=cast.mo, at=at)
    actions.merge_questions(question=b, into=c, by=cast.mo, at=at)
    assert set(c.merged.all()) == {a, b}
    with pytest.raises(Refused):
        actions.merge_questions(question=c, into=b, by=cast.mo, at=at)


def test_an_answer_reaches_those_whose_question_was_merged(cast, at, session):
    words = "Is there a bus at night?"
    asking = actions.ask(
        team=cast.team, neighborhood=cast.row, gathering=session, client_id=uuid.uuid4(), words=words, at=at
    )
    first = asked(cast, session, at)
    actions.merge_questions(question=asking.question, into=first, by=cast.mo, at=at)
    heard = []
    telling.register(heard.append)
    try:
        actions.answer_question(question=first, words="At one and at three.", by=cast.ben, at=at)
    finally:
        telling._listeners.remove(heard.append) if heard.append in telling._listeners else None
    assert set(heard[-1].question_ids) == {first.pk, asking.question.pk}
    found = queries.question_by_code(cast.team, asking.code)
    assert found.merged_into == first
    with pytest.raises(Refused, match="stands with another one"):
        actions.answer_question(question=asking.question, words="Yes.", by=cast.ben, at=at)


def test_nobody_votes_for_what_is_not_shown_or_after_the_close(cast, at, session):
    unread = asked(cast, session, at, is_shown=False)
    with pytest.raises(Refused, match="not shown"):
        actions.vote_for_question(question=unread, ballot=ballots.new(), at=at)
    question, late = asked(cast, session, at), session.ends_at + timedelta(days=2)
    with pytest.raises(Refused, match="closed"):
        actions.vote_for_question(question=question, ballot=ballots.new(), at=late)
    loose = asked(cast, None, at)
    with pytest.raises(Refused):
        actions.vote_for_question(question=loose, ballot=ballots.new(), at=at)


def test_closing_leaves_no_question_without_an_end_and_keeps_totals_only(cast, at, session):
    answered, open_one, unread = (
        asked(cast, session, at, "One?"),
        asked(cast, session, at, "Two?"),
        asked(cast, session, at, "Three?", is_shown=False),
    )
    actions.vote_for_question(question=open_one, ballot=ballots.new(), at=at)
    begun = session.starts_at + timedelta(minutes=90)
    with pytest.raises(Refused, match="has not begun"):
        actions.close_session(gathering=session, by=cast.ben, at=at)
    actions.answer_question(question=answered, words="Yes.", by=cast.ben, at=begun)
    with pytest.raises(Refused, match="not been read"):
        actions.close_session(gathering=session, by=cast.ben, at=begun)
    actions.decline_question(question=unread, because="It names somebody.", by=cast.ben, at=begun)
    with pytest.raises(Refused, match="who answers them"):
        actions.close_session(gathering=session, by=cast.ben, at=begun)
    due_on = begun.date() + timedelta(days=7)
    actions.close_session(gathering=session, owner=cast.ben, due_on=due_on, by=cast.ben, at=begun)
    open_one.refresh_from_db()
    assert (open_one.owner, open_one.answer_due_at.date()) == (cast.ben, due_on)
    assert QuestionVote.objects.count() == 0
    assert votes(session, begun) == {"One?": 0, "Two?": 1}
    with pytest.raises(Refused, match="closed"):
        actions.vote_for_question(question=open_one, ballot=ballots.new(), at=begun)
    [owed] = queries.owed_answers(cast.team, cast.row, begun).questions
    assert owed == open_one
    # Whoever owes it may answer it, though they coordinate nothing.
    actions.answer_question(question=open_one, words="We cannot say.", is_cannot=True, by=cast.ben, at=begun)
    assert queries.owed_answers(cast.team, cast.row, begun).owed == 0


def test_a_forgotten_session_is_closed_a_day_later_and_what_is_open_stays_owed(cast, at, session):
    question = asked(cast, session, at)
    actions.vote_for_question(question=question, ballot=ballots.new(), at=at)
    assert actions.close_forgotten_sessions(at=session.ends_at + timedelta(hours=23)) == 0
    late = session.ends_at + timedelta(hours=25)
    assert actions.close_forgotten_sessions(at=late) == 1
    assert actions.close_forgotten_sessions(at=late) == 0
    assert QuestionVote.objects.count() == 0
    assert votes(session, late) == {question.public_words: 1}
    assert queries.owed_answers(cast.team, cast.row, late).owed == 1


def test_an_owed_answer_has_somebody_and_a_day(cast, at, session):
    question = asked(cast, session, at)
    for owner, day in (
        (cast.ben, at.date() - timedelta(days=1)),
        (cast.ben, at.date() + timedelta(days=200)),
    ):
        with pytest.raises(Refused):
            actions.owe_answer(question=question, owner=owner, due_on=day, by=cast.cleo, at=at)
    due_on = at.date() + timedelta(days=3)
    question = actions.owe_answer(question=question, owner=cast.dot, due_on=due_on, by=cast.cleo, at=at)
    [shown] = queries.session_state(session, at).questions
    assert shown.state == "owed"


def test_only_those_who_run_the_session_touch_it(cast, at, session):
    question, other = asked(cast, session, at), asked(cast, session, at, "Another?")
    for stranger in (cast.dot, cast.noor, cast.ivo, cast.ada):
        with pytest.raises(Refused):
            actions.merge_questions(question=question, into=other, by=stranger, at=at)
        with pytest.raises(Refused):
            actions.put_on_stage(gathering=session, question=question, by=stranger, at=at)
        with pytest.raises(Refused):
            actions.close_session(gathering=session, by=stranger, at=session.ends_at)
        with pytest.raises(Refused):
            actions.take_card(gathering=session, client_id=uuid.uuid4(), words="Why?", by=stranger, at=at)
        with pytest.raises(Refused):
            actions.answer_question(question=question, words="No.", by=stranger, at=at)
        assert queries.desk_questions(stranger, session) == []
    for one in (cast.ben, cast.mo, cast.cleo):
        assert len(queries.desk_questions(one, session)) == 2
        actions.put_on_stage(gathering=session, question=question, by=one, at=at)
    assert queries.session_state(session, at).on_stage.id == str(question.pk)


def test_the_stage_shows_only_shown_questions_of_this_session(cast, at, session):
    unread, elsewhere = asked(cast, session, at, is_shown=False), asked(cast, None, at)
    for question in (unread, elsewhere):
        with pytest.raises(Refused):
            actions.put_on_stage(gathering=session, question=question, by=cast.ben, at=at)


def test_a_paper_card_is_shown_at_once_and_typed_in_twice_counts_once(cast, at, session):
    about = {
        "gathering": session,
        "client_id": uuid.uuid4(),
        "words": "Why so dark?",
        "by": cast.ben,
        "at": at,
    }
    question = actions.take_card(**about).question
    assert actions.take_card(**about).question == question
    [shown] = Question.objects.public(cast.team).filter(gathering=session)
    assert shown.came_on_paper
    actions.count_paper_votes(question=question, votes=14, by=cast.ben, at=at)
    [told] = queries.session_state(session, at).questions
    assert (told.votes, told.paper) == (0, 14)
    with pytest.raises(Refused):
        actions.count_paper_votes(question=question, votes=-1, by=cast.ben, at=at)


def test_what_stands_behind_a_question_becomes_a_voice(cast, at, session):
    question = asked(cast, session, at)
    heard = actions.raise_question(
        question=question, client_id=uuid.uuid4(), kind="worry", words="The stop is dark.", by=cast.ben, at=at
    )
    assert heard.voice.channel == "session"
    assert session.raised.count() == 1


def test_the_state_has_a_new_version_exactly_when_something_changed(cast, at, session):
    question = asked(cast, session, at)
    before = queries.session_state(session, at).version
    assert queries.session_state(session, at).version == before
    phone = ballots.new()
    actions.vote_for_question(question=question, ballot=phone, at=at)
    after = queries.session_state(session, at).version
    assert after != before
    actions.vote_for_question(question=question, ballot=phone, at=at)
    assert queries.session_state(session, at).version == after


def test_a_taken_back_question_takes_its_votes_along_and_frees_what_was_merged(cast, at, session):
    first, same = asked(cast, session, at), asked(cast, session, at, "The same?")
    actions.merge_questions(question=same, into=first, by=cast.mo, at=at)
    actions.vote_for_question(question=first, ballot=ballots.new(), at=at)
    actions.withdraw_question(question=first, at=at)
    assert votes(session, at) == {"The same?": 0}


@pytest.mark.reliability
@pytest.mark.django_db(transaction=True)
def test_many_votes_at_once_and_a_close_between_them_lose_and_double_nothing(cast, at, session):
    question, phones = asked(cast, session, at), [ballots.new() for _ in range(8)]
    begun = session.starts_at + timedelta(minutes=1)

    def work(number):
        if number == 12:
            due_on = begun.date() + timedelta(days=1)
            return actions.close_session(
                gathering=session, owner=cast.ben, due_on=due_on, by=cast.cleo, at=begun
            )
        return actions.vote_for_question(question=question, ballot=phones[number % 8], at=begun)

    refused = [one for one in in_parallel(work, 16) if isinstance(one, Refused)]
    question.refresh_from_db()
    # Eight phones tapped fifteen times; whoever came after the close was told so.
    assert question.phone_votes >= (15 - len(refused)) / 2
    assert question.phone_votes <= 8
    assert QuestionVote.objects.count() == 0


@pytest.mark.reliability
@pytest.mark.django_db(transaction=True)
def test_sixteen_taps_of_eight_phones_at_once_are_eight_votes(cast, at, session):
    question, phones = asked(cast, session, at), [ballots.new() for _ in range(8)]
    in_parallel(
        lambda number: actions.vote_for_question(question=question, ballot=phones[number % 8], at=at), 16
    )
    assert votes(session, at) == {question.public_words: 8}


def test_a_ballot_opens_one_vote_alone_and_ends():
    box, ballot = uuid.uuid4(), ballots.new(is_invited=True)
    text = ballots.seal(box, ballot)
    assert ballots.read(box, text, timedelta(hours=1)) == ballot
    assert ballots.read(uuid.uuid4(), text, timedelta(hours=1)) is None
    assert ballots.read(box, text[:-1], timedelta(hours=1)) is None
    assert ballots.read(box, "", timedelta(hours=1)) is None
    assert ballots.fingerprint(box, ballot) != ballots.fingerprint(uuid.uuid4(), ballot)
