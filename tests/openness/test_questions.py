"""Questions: read before they are shown, owed an answer, and corrected in the open."""

import uuid
from datetime import timedelta

import pytest

from commonbeat.openness import actions, queries
from commonbeat.openness.models import Question
from commonbeat.safety.errors import Conflict, Refused
from tests.openness.test_gatherings import announce

WORDS = "Why is the lamp at Ann Smith's door still dark?"
SHOWN = "Why is the lamp on Mill Street still dark?"


def ask(cast, at, **changes):
    about = {"team": cast.team, "neighborhood": cast.row, "client_id": uuid.uuid4(), "words": WORDS, "at": at}
    return actions.ask(**{**about, **changes})


def shown(cast, at, **changes):
    question = ask(cast, at, **changes).question
    return actions.publish_question(question=question, public_words=SHOWN, by=cast.mo, at=at)


def test_a_question_is_shown_only_after_it_was_read_and_in_the_words_that_were_read(cast, at):
    question, code = ask(cast, at)
    assert queries.owed_answers(cast.team, cast.row, at).questions == []
    assert queries.owed_answers(cast.team, cast.row, at).unread == 1
    with pytest.raises(Refused):
        actions.publish_question(question=question, public_words=SHOWN, by=cast.ben, at=at)
    actions.publish_question(question=question, public_words=SHOWN, by=cast.mo, at=at)
    [listed] = queries.owed_answers(cast.team, cast.row, at).questions
    assert listed.public_words == SHOWN
    assert queries.question_by_code(cast.team, code) == question


def test_the_clock_for_an_answer_runs_from_the_question(cast, at):
    question = shown(cast, at)
    assert question.answer_due_at == at.replace(minute=0) + timedelta(hours=72)
    assert question.asked_at.minute == 0
    board = queries.owed_answers(cast.team, None, question.answer_due_at)
    assert (board.owed, board.late) == (1, 0)
    assert queries.owed_answers(cast.team, None, question.answer_due_at + timedelta(hours=1)).late == 1


def test_a_question_to_a_gathering_is_due_after_it(cast, at):
    gathering = announce(cast, at)
    question = ask(cast, at, gathering=gathering).question
    assert question.answer_due_at > gathering.ends_at + timedelta(hours=71)


def test_an_answer_stops_the_clock_and_so_does_we_cannot_answer_because(cast, at):
    for is_cannot in (False, True):
        question = shown(cast, at)
        actions.answer_question(
            question=question, words="Parts are late.", is_cannot=is_cannot, by=cast.cleo, at=at
        )
    assert queries.owed_answers(cast.team, None, at).owed == 0
    assert [one.answers.all()[0].is_cannot for one in queries.answered_questions(cast.team, cast.row)] in (
        [False, True],
        [True, False],
    )


def test_an_answer_prepared_early_is_not_shown_before_its_question(cast, at):
    question = ask(cast, at).question
    actions.answer_question(question=question, words="Parts are late.", by=cast.cleo, at=at)
    assert queries.answered_questions(cast.team, cast.row) == []
    actions.publish_question(question=question, public_words=SHOWN, by=cast.cleo, at=at)
    assert queries.answered_questions(cast.team, cast.row) == [question]


def test_a_correction_leaves_the_first_answer_readable(cast, at):
    question = shown(cast, at)
    with pytest.raises(Refused, match="no answer yet"):
        actions.correct_answer(question=question, words="Soon.", because="?", by=cast.cleo, at=at)
    actions.answer_question(question=question, words="On Monday.", by=cast.cleo, at=at)
    with pytest.raises(Refused, match="correct it"):
        actions.answer_question(question=question, words="On Friday.", by=cast.cleo, at=at)
    actions.correct_answer(question=question, words="On Friday.", because="A holiday.", by=cast.cleo, at=at)
    [listed] = queries.answered_questions(cast.team, cast.row)
    assert [answer.words for answer in listed.answers.all()] == ["On Monday.", "On Friday."]


def test_a_declined_question_is_not_shown_and_the_person_reads_why(cast, at):
    question, code = ask(cast, at)
    actions.decline_question(question=question, because="It names a neighbor.", by=cast.mo, at=at)
    board = queries.owed_answers(cast.team, None, at)
    assert (board.questions, board.owed) == ([], 0)
    assert queries.question_by_code(cast.team, code).declined_because == "It names a neighbor."
    with pytest.raises(Refused):
        actions.answer_question(question=question, words="No.", by=cast.cleo, at=at)


def test_a_shown_question_can_be_taken_down(cast, at):
    question = shown(cast, at)
    actions.decline_question(question=question, because="It names a neighbor after all.", by=cast.mo, at=at)
    assert queries.owed_answers(cast.team, None, at).questions == []


def test_a_question_taken_back_is_gone_with_its_words_and_code(cast, at):
    question, code = ask(cast, at)
    actions.publish_question(question=question, public_words=SHOWN, by=cast.mo, at=at)
    actions.answer_question(question=question, words="Parts are late.", by=cast.cleo, at=at)
    actions.withdraw_question(question=question, at=at)
    actions.withdraw_question(question=question, at=at)
    row = Question.objects.get()
    assert (row.words, row.public_words, row.answers.count()) == ("", "", 0)
    assert queries.question_by_code(cast.team, code) is None
    assert queries.answered_questions(cast.team, None) == []
    with pytest.raises(Refused):
        actions.publish_question(question=row, public_words=SHOWN, by=cast.mo, at=at)


def test_what_was_asked_is_forgotten_and_what_was_shown_stays(cast, at):
    question, code = ask(cast, at)
    actions.publish_question(question=question, public_words=SHOWN, by=cast.mo, at=at)
    actions.answer_question(question=question, words="Parts are late.", by=cast.cleo, at=at)
    declined = ask(cast, at).question
    actions.decline_question(question=declined, because="It names a neighbor.", by=cast.mo, at=at)
    unanswered = shown(cast, at)
    actions.forget_outlived(at=at + timedelta(days=179))
    assert Question.objects.filter(words=WORDS).count() == 3
    actions.forget_outlived(at=at + timedelta(days=181))
    assert list(Question.objects.filter(words=WORDS)) == [unanswered]
    [listed] = queries.answered_questions(cast.team, None)
    assert (listed.words, listed.public_words, listed.answers.count()) == ("", SHOWN, 1)
    assert queries.question_by_code(cast.team, code) is None
    assert not Question.objects.filter(pk=declined.pk).exists()


def test_a_resend_finds_the_same_question_and_other_words_are_a_conflict(cast, at):
    client_id = uuid.uuid4()
    assert ask(cast, at, client_id=client_id) == ask(cast, at, client_id=client_id)
    with pytest.raises(Conflict):
        ask(cast, at, client_id=client_id, words="Another one")
    assert Question.objects.count() == 1


def test_nobody_of_another_neighborhood_sees_a_question(cast, at):
    ask(cast, at)
    for staff in (cast.dot, cast.ben, cast.noor, cast.ivo, cast.ada):
        assert not queries.questions_for(staff).exists()
    assert queries.questions_for(cast.mo).waiting_for_moderation().count() == 1


@pytest.mark.parametrize("code", ["", "x", "0" * 27, "a" * 500, "\x00"])
def test_a_wrong_code_opens_nothing(cast, at, code):
    assert queries.question_by_code(cast.team, code) is None
    assert queries.rsvp_by_code(cast.team, code) is None
