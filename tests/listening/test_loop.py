"""From "heard" to "yes, that is solved": what moves a concern and what does not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from commonbeat.listening import actions, rules
from commonbeat.listening.models import Step
from commonbeat.safety.errors import Conflict, Refused
from tests.listening.making import concern, hear, promise, reported_back, say, state, states, understand

FORTNIGHT = timedelta(days=14)


def test_the_whole_loop(cast, at):
    voice = hear(cast, at).voice
    made = reported_back(cast, at, voice)
    say(voice, True, at)

    assert states(made) == ["heard", "understood", "answered", "acting", "reported_back", "confirmed"]


def test_answers_and_actions_need_not_wait_for_the_person_but_the_state_does(cast, at):
    voice = hear(cast, at).voice
    made = concern(cast, at, voice)
    row = actions.read_back(voice=voice, words="You are afraid.", by=cast.ben, at=at)
    actions.answer(concern=made, words="We asked the city.", by=cast.cleo, at=at)
    actions.act(concern=made, words="Lamps repaired.", done_on=at.date(), by=cast.ben, at=at)
    actions.report_back(concern=made, words="Light again.", by=cast.cleo, at=at)
    assert states(made) == ["heard"]

    actions.accept_read_back(read_back=row, is_accepted=True, at=at)
    assert states(made) == ["heard", "understood", "answered", "acting", "reported_back"]


def test_a_correction_counts_as_understood(cast, at):
    voice = hear(cast, at).voice
    made = concern(cast, at, voice)
    row = actions.read_back(voice=voice, words="You like it.", by=cast.ben, at=at)
    with pytest.raises(Refused):
        actions.accept_read_back(read_back=row, is_accepted=False, at=at)

    actions.accept_read_back(read_back=row, is_accepted=False, correction="I do not.", at=at)
    assert state(made) == "understood"


def test_understood_waits_for_everybody_who_can_be_reached(cast, at):
    first, second = hear(cast, at).voice, hear(cast, at).voice
    unreachable = hear(cast, at, with_code=False).voice
    made = concern(cast, at, first, second, unreachable)
    understand(cast, first, at)
    assert state(made) == "heard"

    understand(cast, second, at)
    assert state(made) == "understood"


def test_only_the_newest_read_back_can_be_answered_and_its_first_answer_stands(cast, at):
    voice = hear(cast, at).voice
    concern(cast, at, voice)
    old = actions.read_back(voice=voice, words="One.", by=cast.ben, at=at)
    new = actions.read_back(voice=voice, words="Two.", by=cast.ben, at=at)
    with pytest.raises(Refused):
        actions.accept_read_back(read_back=old, is_accepted=True, at=at)

    actions.accept_read_back(read_back=new, is_accepted=True, at=at)
    again = actions.accept_read_back(read_back=new, is_accepted=False, correction="No.", at=at)
    assert again.is_accepted is True


def test_silence_of_fourteen_days_ends_the_wait_and_is_counted_apart(cast, at):
    voice = hear(cast, at).voice
    made = concern(cast, at, voice)
    actions.read_back(voice=voice, words="You are afraid.", by=cast.ben, at=at)
    actions.settle_confirmations(at + FORTNIGHT - timedelta(hours=1))
    assert state(made) == "heard"

    assert actions.settle_confirmations(at + FORTNIGHT) == 1
    assert made.steps.get(state="understood").because == "~silent"
    assert actions.settle_confirmations(at + FORTNIGHT) == 0


def test_nobody_may_say_understood_while_somebody_can_be_asked(cast, at):
    made = concern(cast, at)
    with pytest.raises(Refused):
        actions.mark_understood(concern=made, by=cast.cleo, because="I was there.", at=at)


def test_where_nobody_can_be_reached_the_team_says_why_it_understood(cast, at):
    made = concern(cast, at, hear(cast, at, with_code=False).voice)
    with pytest.raises(Refused):
        actions.mark_understood(concern=made, by=cast.ben, because=" ", at=at)

    actions.mark_understood(concern=made, by=cast.ben, because="Read back on the street.", at=at)
    assert made.steps.get(state="understood").by == cast.ben


def test_one_who_can_be_reached_confirms_at_once(cast, at):
    voice = hear(cast, at).voice
    made = reported_back(cast, at, voice, hear(cast, at, with_code=False).voice)
    say(voice, True, at)
    assert state(made) == "confirmed"


def test_of_several_one_yes_and_no_no_for_fourteen_days_confirms(cast, at):
    voices = [hear(cast, at).voice for _ in range(3)]
    made = reported_back(cast, at, *voices)
    say(voices[0], True, at + timedelta(days=3))
    assert state(made) == "reported_back"
    actions.settle_confirmations(at + timedelta(days=13))
    assert state(made) == "reported_back"

    actions.settle_confirmations(at + FORTNIGHT)
    assert state(made) == "confirmed"


def test_all_saying_yes_confirms_without_waiting(cast, at):
    voices = [hear(cast, at).voice for _ in range(2)]
    made = reported_back(cast, at, *voices)
    for voice in voices:
        say(voice, True, at)
    assert state(made) == "confirmed"


def test_silence_alone_never_confirms_but_after_ninety_days_ends_it(cast, at):
    made = reported_back(cast, at)
    actions.settle_confirmations(at + timedelta(days=89))
    assert state(made) == "reported_back"
    actions.settle_confirmations(at + timedelta(days=90))
    assert states(made)[-2:] == ["reported_back", "closed"]
    assert rules.why(made.steps.last().because) == "Nobody told us within 90 days whether it is solved."
    say(made.voices.get(), False, at + timedelta(days=91))
    assert state(made) == "reopened"


def test_what_somebody_says_or_is_promised_never_ends_by_waiting(cast, at):
    unhappy, promised = reported_back(cast, at), reported_back(cast, at)
    say(unhappy.voices.get(), False, at)
    promise(cast, promised, (at + timedelta(days=5)).date(), at)
    actions.settle_confirmations(at + timedelta(days=400))
    assert state(unhappy) == "reopened"
    assert state(promised) == "reported_back"


def test_where_nobody_can_be_reached_nothing_is_ever_confirmed(cast, at):
    made = concern(cast, at, hear(cast, at, with_code=False).voice)
    actions.mark_understood(concern=made, by=cast.ben, because="Said face to face.", at=at)
    actions.answer(concern=made, words="Yes.", by=cast.ben, at=at)
    actions.act(concern=made, words="Done.", done_on=at.date(), by=cast.ben, at=at)
    actions.report_back(concern=made, words="Told at the café.", by=cast.ben, at=at)
    actions.settle_confirmations(at + timedelta(days=400))
    assert "confirmed" not in states(made)


def test_an_unhappy_answer_reopens_at_once(cast, at):
    voices = [hear(cast, at).voice for _ in range(2)]
    made = reported_back(cast, at, *voices)
    say(voices[0], True, at)
    say(voices[1], False, at)
    assert state(made) == "reopened"
    assert rules.why(made.steps.last().because) == "A person who raised it says it is not solved."


def test_an_unhappy_answer_reopens_what_was_confirmed_and_what_was_closed(cast, at):
    voice = hear(cast, at).voice
    made = reported_back(cast, at, voice)
    say(voice, True, at)
    say(voice, False, at)
    assert state(made) == "reopened"

    actions.close(concern=made, because="The city will not move.", by=cast.cleo, at=at)
    say(voice, False, at)
    assert state(made) == "reopened"


def test_who_was_unhappy_can_say_it_is_solved_after_all(cast, at):
    voice = hear(cast, at).voice
    made = reported_back(cast, at, voice)
    say(voice, False, at)
    say(voice, True, at)
    assert state(made) == "confirmed"


def test_after_reopening_an_old_yes_confirms_nothing(cast, at):
    voices = [hear(cast, at).voice for _ in range(2)]
    made = reported_back(cast, at, *voices)
    for voice in voices:
        say(voice, True, at)
    actions.reopen(concern=made, because="It is dark again.", by=cast.cleo, at=at)
    actions.act(concern=made, words="Repaired again.", done_on=at.date(), by=cast.ben, at=at)
    actions.report_back(concern=made, words="Light again.", by=cast.cleo, at=at)
    actions.settle_confirmations(at + timedelta(days=30))
    assert state(made) == "reported_back"

    say(voices[0], True, at + timedelta(days=30))
    assert state(made) == "confirmed"


def test_what_the_team_opened_again_is_not_confirmed_by_an_old_yes(cast, at):
    voice = hear(cast, at).voice
    made = reported_back(cast, at, voice)
    say(voice, True, at)
    actions.reopen(concern=made, because="It is dark again.", by=cast.cleo, at=at)
    actions.settle_confirmations(at + timedelta(days=30))
    assert state(made) == "reopened"

    say(voice, True, at + timedelta(days=30))
    assert state(made) == "confirmed"


def test_while_one_says_no_nobody_elses_yes_confirms(cast, at):
    voices = [hear(cast, at).voice for _ in range(2)]
    made = reported_back(cast, at, *voices)
    say(voices[0], False, at)
    say(voices[1], True, at)
    actions.settle_confirmations(at + timedelta(days=30))
    assert state(made) == "reopened"


def test_after_reopening_there_is_nothing_to_report_until_something_new_is_done(cast, at):
    voice = hear(cast, at).voice
    made = reported_back(cast, at, voice)
    say(voice, False, at)
    with pytest.raises(Refused):
        actions.report_back(concern=made, words="Still light.", by=cast.cleo, at=at)

    actions.act(concern=made, words="New lamp.", done_on=at.date(), by=cast.ben, at=at)
    actions.report_back(concern=made, words="A new lamp.", by=cast.cleo, at=at)
    assert states(made)[-3:] == ["reopened", "acting", "reported_back"]


def test_a_worry_cannot_be_reported_back_before_something_was_done(cast, at):
    made = concern(cast, at)
    actions.answer(concern=made, words="We look into it.", by=cast.cleo, at=at)
    with pytest.raises(Refused):
        actions.report_back(concern=made, words="We looked.", by=cast.cleo, at=at)


def test_an_answer_is_enough_for_a_question(cast, at):
    voice = hear(cast, at, kind="question", words="Why the cones?").voice
    made = concern(cast, at, voice)
    actions.answer(concern=made, words="A marathon.", by=cast.cleo, at=at)
    say(voice, True, at)
    assert states(made) == ["heard", "understood", "answered", "confirmed"]


def test_nobody_is_asked_before_they_were_told(cast, at):
    voice = hear(cast, at).voice
    made = concern(cast, at, voice)
    actions.answer(concern=made, words="We look into it.", by=cast.cleo, at=at)
    for is_solved in (True, False):
        with pytest.raises(Refused):
            say(voice, is_solved, at)
    assert states(made) == ["heard"]


def test_closing_needs_a_because(cast, at):
    made = concern(cast, at)
    with pytest.raises(Refused):
        actions.close(concern=made, because="  ", by=cast.cleo, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.create(team=cast.team, concern=made, number=9, state="closed", at=at)


def test_the_database_refuses_a_confirmation_by_staff(cast, at):
    made = concern(cast, at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.create(team=cast.team, concern=made, number=9, state="confirmed", by=cast.cleo, at=at)


def test_nothing_is_written_about_an_ended_concern(cast, at):
    made = concern(cast, at)
    actions.close(concern=made, because="It belongs to the city.", by=cast.cleo, at=at)
    with pytest.raises(Refused):
        actions.answer(concern=made, words="Late.", by=cast.cleo, at=at)
    with pytest.raises(Refused):
        actions.act(concern=made, words="Late.", done_on=at.date(), by=cast.cleo, at=at)


def test_a_newer_voice_opens_an_ended_concern_again_and_an_older_one_does_not(cast, at):
    made = concern(cast, at)
    older = hear(cast, at - timedelta(hours=5)).voice
    actions.close(concern=made, because="It belongs to the city.", by=cast.cleo, at=at)
    actions.join(voices=[older], concern=made, by=cast.cleo, at=at)
    assert state(made) == "closed"

    actions.join(voices=[hear(cast, at + timedelta(days=1)).voice], concern=made, by=cast.cleo, at=at)
    assert state(made) == "reopened"


def test_joining_twice_changes_nothing(cast, at):
    voice = hear(cast, at).voice
    made = concern(cast, at, voice)
    assert concern(cast, at, voice) == made
    assert states(made) == ["heard"]


def test_the_clock_of_a_concern_is_that_of_its_most_urgent_voice(cast, at):
    late = hear(cast, at).voice
    early = hear(cast, at - timedelta(hours=30)).voice
    made = concern(cast, at, late)
    actions.join(voices=[early], concern=made, by=cast.cleo, at=at)
    made.refresh_from_db()
    assert made.answer_due_at == early.answer_due_at
    assert made.opened_at == early.heard_at


def test_voices_of_two_neighborhoods_make_no_concern(cast, at):
    with pytest.raises(Refused):
        concern(cast, at, hear(cast, at).voice, hear(cast, at, neighborhood=cast.court).voice)


def test_only_somebody_who_works_there_can_look_after_it(cast, at):
    with pytest.raises(Refused):
        concern(cast, at, owner=cast.dot)
    with pytest.raises(Refused):
        concern(cast, at, owner=cast.ivo)


def test_the_same_form_twice_writes_once_and_other_words_are_a_conflict(cast, at):
    voice = hear(cast, at).voice
    made = concern(cast, at, voice)
    ids = [uuid4() for _ in range(4)]
    for _ in range(2):
        actions.read_back(voice=voice, words="I heard.", by=cast.ben, at=at, client_id=ids[0])
        actions.answer(concern=made, words="Yes.", by=cast.cleo, at=at, client_id=ids[1])
        actions.act(concern=made, words="Done.", done_on=at.date(), by=cast.ben, at=at, client_id=ids[2])
        actions.write(voice=voice, words="Thanks.", client_id=ids[3], at=at)
    assert [made.answers.count(), made.actions.count(), voice.turns.count(), voice.read_backs.count()] == [
        1
    ] * 4
    with pytest.raises(Conflict):
        actions.answer(concern=made, words="No.", by=cast.cleo, at=at, client_id=ids[1])
    with pytest.raises(Conflict):
        actions.write(voice=voice, words="No thanks.", client_id=ids[3], at=at)


def test_an_action_cannot_be_done_in_the_future(cast, at):
    made = concern(cast, at)
    with pytest.raises(Refused):
        actions.act(concern=made, words="Done.", done_on=at.date() + timedelta(days=1), by=cast.ben, at=at)


def test_thanks_can_be_settled_without_a_concern(cast, at):
    voice = hear(cast, at, kind="thanks").voice
    actions.settle(voice=voice, by=cast.cleo, because="We told the team.", at=at)
    voice.refresh_from_db()
    assert voice.settled_because == "We told the team."
    with pytest.raises(Refused):
        actions.settle(voice=concern(cast, at).voices.get(), by=cast.cleo, because="x", at=at)
