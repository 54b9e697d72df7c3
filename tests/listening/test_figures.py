"""The loop in numbers: each step includes the further ones, every missing concern is in one leak."""

from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from commonbeat.listening import actions, queries, rules
from commonbeat.listening.models import Concern
from commonbeat.listening.queries.figures import STEPS, Fate, summarize
from tests.listening.making import concern, hear, reported_back, say, understand


@st.composite
def walks(draw) -> tuple[str, ...]:
    """The states of a concern that made any moves the table allows."""
    states = [rules.HEARD]
    for _ in range(draw(st.integers(0, 12))):
        onward = rules.allowed(states[-1])
        if not onward:
            break
        states.append(draw(st.sampled_from(onward)))
    return tuple(map(str, states))


fates = st.builds(
    Fate,
    states=walks(),
    is_unasked=st.booleans(),
    is_reachable=st.booleans(),
    is_read_back=st.booleans(),
    hours_to_answer=st.none() | st.integers(0, 400),
)


@given(st.lists(fates, max_size=30))
def test_each_step_includes_the_further_ones_and_the_leaks_add_up(found):
    figures = summarize(found)
    counts = [
        figures.heard,
        figures.understood,
        figures.answered,
        figures.acted,
        figures.reported_back,
        figures.confirmed,
    ]
    assert figures.heard == len(found)
    for step, (before, after) in zip(STEPS, pairwise(counts), strict=True):
        assert before - after == sum(leak.count for leak in figures.leaks if leak.step == step)
    assert figures.heard - figures.confirmed == sum(leak.count for leak in figures.leaks)
    assert all(leak.count > 0 and leak.sentence for leak in figures.leaks)


@given(walks())
def test_what_is_called_confirmed_stands_confirmed_now(states):
    assert (summarize([Fate(states)]).confirmed == 1) == (states[-1] == "confirmed")


def figures(cast, at, where=None, **more):
    return queries.loop_figures(cast.team, where, at - timedelta(days=30), at + timedelta(days=30), **more)


def test_the_figures_name_where_each_concern_was_lost(cast, at):
    voices = [hear(cast, at).voice for _ in range(4)]
    not_read, waiting, told, confirmed = voices
    concern(cast, at, not_read)
    made = concern(cast, at, waiting)
    actions.read_back(voice=waiting, words="You are afraid.", by=cast.cleo, at=at)
    actions.answer(concern=made, words="We look.", by=cast.cleo, at=at + timedelta(hours=31))
    reported_back(cast, at, told)
    reported_back(cast, at, confirmed)
    say(confirmed, True, at)
    acted = hear(cast, at).voice
    made = concern(cast, at, acted)
    understand(cast, acted, at)
    actions.answer(concern=made, words="Yes.", by=cast.cleo, at=at)
    actions.act(concern=made, words="Done.", done_on=at.date(), by=cast.ben, at=at)
    street = concern(cast, at, hear(cast, at, with_code=False).voice)
    actions.close(concern=concern(cast, at), because="Not ours.", by=cast.cleo, at=at)
    hear(cast, at)

    found = figures(cast, at)
    counts = (
        found.heard, found.understood, found.answered, found.acted, found.reported_back, found.confirmed
    )  # fmt: skip
    assert counts == (7, 3, 3, 3, 2, 1)
    assert {(leak.step, leak.reason): leak.count for leak in found.leaks} == {
        ("understood", "not_read_back"): 1,
        ("understood", "no_word"): 1,
        ("understood", "unreachable"): 1,
        ("understood", "closed"): 1,
        ("reported_back", "not_told"): 1,
        ("confirmed", "no_word"): 1,
    }
    assert (found.unreachable, found.closed, found.unsorted, found.reopened) == (1, 1, 1, 0)
    assert found.median_hours_to_answer == 0
    assert [step["count"] for step in found.steps] == list(counts)
    assert figures(cast, at, public=True).unsorted == 0

    actions.mark_understood(concern=street, by=cast.ben, because="Face to face.", at=at)
    assert figures(cast, at).unasked == 1


def test_who_takes_their_yes_back_takes_it_out_of_the_figures(cast, at):
    voice = hear(cast, at).voice
    reported_back(cast, at, voice)
    say(voice, True, at)
    assert figures(cast, at).confirmed == 1
    say(voice, False, at)
    found = figures(cast, at)
    assert (found.reported_back, found.confirmed, found.reopened) == (1, 0, 1)
    assert [(leak.step, leak.reason) for leak in found.leaks] == [("confirmed", "reopened")]


def test_figures_are_of_the_neighborhood_and_the_period_asked_for(cast, at):
    concern(cast, at)
    concern(cast, at - timedelta(days=60))
    assert figures(cast, at, cast.row).heard == 1
    assert figures(cast, at, cast.court).heard == 0


def test_the_heading_says_where_most_is_lost(cast, at):
    assert figures(cast, at).finding == "We have not heard anything in this period."
    for _ in range(2):
        voice = hear(cast, at).voice
        made = concern(cast, at, voice)
        understand(cast, voice, at)
        actions.answer(concern=made, words="Yes.", by=cast.cleo, at=at)
        actions.act(concern=made, words="Done.", done_on=at.date(), by=cast.ben, at=at)
    concern(cast, at)
    assert figures(cast, at).finding == "Most of what we lose, we lose between acting and telling."


def test_the_figures_cost_the_same_queries_however_many_concerns(cast, at, django_assert_num_queries):
    for _ in range(3):
        reported_back(cast, at)
    with django_assert_num_queries(7):
        figures(cast, at)


def test_me_too_and_withdrawal_change_people_not_concerns(cast, at):
    made = concern(cast, at)
    actions.publish_concern(concern=made, public_words="Dark.", by=cast.cleo, at=at)
    made = Concern.objects.get()
    heard = actions.me_too(concern=made, client_id=uuid4(), at=at)
    assert (figures(cast, at).heard, queries.public_concern(cast.team, made.reference).people) == (1, 2)
    actions.withdraw(voice=heard.voice, at=at)
    assert (figures(cast, at).heard, queries.public_concern(cast.team, made.reference).people) == (1, 1)
