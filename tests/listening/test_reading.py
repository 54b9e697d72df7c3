"""The inbox, what waits on us, one concern, and the person's own timeline."""

from datetime import timedelta
from uuid import uuid4

from django.utils.translation import override

from commonbeat.listening import actions, queries
from tests.listening.making import concern, hear, promise, reported_back, say, understand

HOUR = timedelta(hours=1)


def test_danger_stands_first_in_the_inbox_then_whatever_is_due_first(cast, at):
    new = hear(cast, at).voice
    old = hear(cast, at - 10 * HOUR).voice
    urgent = hear(cast, at, is_danger=True).voice
    assert [item.voice for item in queries.inbox(cast.cleo, at)] == [urgent, old, new]
    assert queries.inbox_count(cast.cleo) == 3


def test_the_inbox_says_how_late_an_answer_is(cast, at):
    hear(cast, at)
    start = at.replace(minute=0)
    (item,) = queries.inbox(cast.cleo, start + 71 * HOUR)
    assert (item.is_late, item.hours_left, item.hours_late) == (False, 1, 0)
    (item,) = queries.inbox(cast.cleo, start + 75 * HOUR)
    assert (item.is_late, item.hours_late) == (True, 3)


def test_the_inbox_is_one_query_however_long(cast, at, django_assert_num_queries):
    for _ in range(4):
        hear(cast, at, place=cast.cafe, logged_by=cast.ben)
    queries.inbox(cast.cleo, at)
    with django_assert_num_queries(1):
        for item in queries.inbox(cast.cleo, at):
            assert (item.voice.place.name, item.voice.logged_by.name) == ("Corner café", "Ben")


def test_a_concern_page_costs_the_same_queries_however_long_its_story(
    cast, at, django_assert_max_num_queries
):
    voices = [hear(cast, at, place=cast.cafe).voice for _ in range(3)]
    made = reported_back(cast, at, *voices)
    for voice in voices:
        actions.write(voice=voice, words="Thanks.", client_id=uuid4(), at=at)
        say(voice, False, at)
    promise(cast, made, at.date(), at)
    queries.concern_page(cast.cleo, made.pk, at)
    with django_assert_max_num_queries(18):
        page = queries.concern_page(cast.cleo, made.pk, at)
        for voice in page.voices:
            assert [row.by.name for row in voice.read_backs.all()] == ["Cleo"]
            assert len(voice.turns.all()) == len(voice.confirmations.all()) == 1
            assert not hasattr(voice, "sealed_contact")
        assert [row.by.name for row in page.current_promises] == ["Ben"]


def test_waiting_costs_the_same_queries_however_many(cast, at, django_assert_num_queries):
    for _ in range(3):
        concern(cast, at)
    queries.waiting(cast.cleo, at)
    with django_assert_num_queries(5):
        for row in queries.waiting(cast.cleo, at):
            assert row.concern.owner.name == "Ben"


def test_what_we_owe_changes_with_what_we_did(cast, at):
    voice = hear(cast, at, feeling_said="afraid").voice
    made = concern(cast, at, voice)

    def owed(hours=0):
        found = queries.waiting(cast.cleo, at + hours * HOUR)
        return [debt.what for debt in found[0].debts] if found else []

    assert owed() == ["answer", "read_back"]
    understand(cast, voice, at)
    assert owed() == ["answer"]
    actions.answer(concern=made, words="We look.", by=cast.cleo, at=at)
    assert owed() == ["act"]
    row = promise(cast, made, at.date(), at)
    assert owed() == ["promise"]
    actions.keep(promise=row, by=cast.ben, at=at)
    actions.act(concern=made, words="Done.", done_on=at.date(), by=cast.ben, at=at)
    assert owed() == ["tell"]
    actions.report_back(concern=made, words="Done.", by=cast.cleo, at=at)
    assert owed() == []
    actions.write(voice=voice, words="And the other lamp?", client_id=uuid4(), at=at)
    assert owed() == ["reply"]
    actions.write(voice=voice, words="Soon.", client_id=uuid4(), at=at, by=cast.cleo)
    say(voice, False, at)
    assert owed() == ["act"]


def test_in_what_has_ended_we_still_owe_a_reply_and_what_we_promised(cast, at):
    one, two, three = (concern(cast, at, hear(cast, at).voice) for _ in range(3))
    promise(cast, one, at.date(), at)
    for made in (one, two, three):
        actions.close(concern=made, because="Not ours.", by=cast.cleo, at=at)
    actions.write(voice=two.voices.get(), words="Whose then?", client_id=uuid4(), at=at)
    found = {row.concern: [debt.what for debt in row.debts] for row in queries.waiting(cast.cleo, at)}
    assert found == {one: ["promise"], two: ["reply"]}


def test_lateness_is_said_in_words(cast, at):
    concern(cast, at, hear(cast, at, feeling_said="afraid").voice)
    start = at.replace(minute=0)
    (row,) = queries.waiting(cast.cleo, start + 78 * HOUR)
    assert (row.first.sentence, row.first.is_late, row.people) == ("an answer, 6 h late", True, 1)
    assert (row.feeling, row.feeling_word) == ("afraid", "afraid")
    (row,) = queries.waiting(cast.cleo, start + 72 * HOUR + timedelta(days=3))
    assert row.first.sentence == "an answer, 3 days late"


def test_the_timeline_tells_the_person_everything_in_order(cast, at):
    voice = hear(cast, at).voice
    other = hear(cast, at, words="Somebody else's words").voice
    made = concern(cast, at, voice, other)
    day = timedelta(days=1)
    understand(cast, voice, at + day)
    actions.answer(concern=made, words="We asked the city.", by=cast.cleo, at=at + 2 * day)
    row = promise(cast, made, at.date() + 9 * day, at + 3 * day)
    actions.correct_promise(
        promise=row, words="Later.", due_on=at.date() + 20 * day, reason="No part.", client_id=uuid4(),
        by=cast.ben, at=at + 4 * day,
    )  # fmt: skip
    actions.act(
        concern=made, words="Lamps repaired.", done_on=(at + 5 * day).date(), by=cast.ben, at=at + 5 * day
    )
    actions.report_back(concern=made, words="Light again.", by=cast.cleo, at=at + 6 * day)
    say(voice, False, at + 7 * day)
    actions.write(voice=voice, words="Still dark.", client_id=uuid4(), at=at + 8 * day)

    events = queries.timeline(voice, at + 8 * day)
    assert [event.what for event in events] == [
        "heard", "read_back", "accepted", "answer", "promise", "promise_changed", "action", "report_back",
        "said_no", "reopened", "you_wrote",
    ]  # fmt: skip
    assert "Somebody else" not in repr(events)
    assert [event.state for event in events if event.what.startswith("promise")] == ["done", "now"]


def test_the_timeline_costs_the_same_queries_however_long(cast, at, django_assert_max_num_queries):
    voice = hear(cast, at).voice
    reported_back(cast, at, voice)
    voice = queries.by_code(cast.team, "") or type(voice).objects.select_related("team").get()
    with django_assert_max_num_queries(17):
        queries.timeline(voice, at)


def test_where_it_stands_is_a_sentence_with_what_happens_next(cast, at):
    voice = hear(cast, at).voice
    assert queries.stand(voice, at).next == "You will have an answer by Thursday 26 November, 11:00."
    late = queries.stand(voice, at + 100 * HOUR)
    assert late.is_late
    made = concern(cast, at, voice)
    assert queries.stand(voice, at).state == "heard"
    row = actions.read_back(voice=voice, words="You are afraid.", by=cast.cleo, at=at)
    assert queries.open_read_back(voice) == row
    actions.accept_read_back(read_back=row, is_accepted=True, at=at)
    assert queries.open_read_back(voice) is None
    assert not queries.stand(voice, at).may_confirm
    actions.answer(concern=made, words="We look.", by=cast.cleo, at=at)
    promise(cast, made, at.date(), at)
    assert "We promised, by Monday 23 November" in queries.stand(voice, at).next
    actions.act(concern=made, words="Done.", done_on=at.date(), by=cast.ben, at=at)
    actions.report_back(concern=made, words="Done.", by=cast.cleo, at=at)
    assert queries.stand(voice, at).may_confirm
    say(voice, True, at)
    assert queries.stand(voice, at).state == "confirmed"


def test_a_reason_nobody_typed_is_read_in_the_readers_language(cast, at):
    voice = hear(cast, at).voice
    made = reported_back(cast, at, voice)
    say(voice, False, at)
    assert made.steps.last().because.startswith("~")
    with override("es"):
        assert not queries.timeline(voice, at)[-1].words.startswith("~")
