"""A problem goes its way step by step, and no way leads past the assessment."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from commonbeat.listening import actions as listening
from commonbeat.listening.models import Concern
from commonbeat.safety.errors import Refused
from commonbeat.together import actions, queries, rules
from commonbeat.together.models import Phase, PhaseStep, Problem
from tests.openness.loop import raised
from tests.together.solving import (
    ANSWERS,
    DAY,
    analysing,
    assessing,
    closed,
    measured,
    opened,
    responding,
    task,
    who,
)


def move(cast, problem, to, at, because="Because."):
    return actions.move_problem(problem=problem, to=to, because=because, by=cast.cleo, at=at)


@given(st.lists(st.sampled_from(list(Phase)), max_size=30))
def test_no_way_leads_to_the_end_past_the_assessment(wanted):
    now, way = Phase.SCAN, [Phase.SCAN]
    for to in wanted:
        if (now, to) in rules.MOVES:
            now = to
            way.append(to)
    for place, phase in enumerate(way):
        if phase == Phase.CLOSED:
            assert way[place - 1] == Phase.ASSESS


def test_the_six_questions_come_first(cast, at):
    problem = opened(cast, at)
    with pytest.raises(Refused, match="six questions"):
        move(cast, problem, Phase.ANALYSE, at)
    actions.answer_cheers(problem=problem, **ANSWERS, **who(cast, at))
    assert move(cast, problem, Phase.ANALYSE, at).number == 2


def test_one_voice_alone_is_not_a_problem(cast, at):
    problem = opened(cast, at, concerns=[raised(cast, at)])
    actions.answer_cheers(problem=problem, **ANSWERS, **who(cast, at))
    with pytest.raises(Refused, match="two or more"):
        move(cast, problem, Phase.ANALYSE, at)
    concern = problem.links.get().concern
    concern = listening.publish_concern(concern=concern, public_words="It is dark.", **who(cast, at))
    listening.me_too(concern=concern, client_id=uuid.uuid4(), at=at)
    move(cast, problem, Phase.ANALYSE, at)


def test_who_where_when_and_why_come_before_trying(cast, at):
    problem = analysing(cast, at)
    with pytest.raises(Refused, match="when"):
        move(cast, problem, Phase.RESPOND, at)


def test_assessing_needs_something_done_and_something_counted_before(cast, at):
    problem = responding(cast, at)
    with pytest.raises(Refused, match="Nothing was done"):
        move(cast, problem, Phase.ASSESS, at)
    done = task(cast, problem, at)
    actions.finish_task(task=done, done_on=at.date(), **who(cast, at))
    with pytest.raises(Refused, match="counted before"):
        move(cast, problem, Phase.ASSESS, at)
    measured(cast, problem, at)
    move(cast, problem, Phase.ASSESS, at)


@pytest.mark.parametrize("make", [opened, analysing, responding])
def test_nothing_is_closed_before_it_is_assessed(cast, at, make):
    problem = make(cast, at)
    with pytest.raises(Refused):
        actions.close_problem(problem=problem, what_came_of_it="Done.", **who(cast, at))
    with pytest.raises(Refused):
        move(cast, problem, Phase.CLOSED, at)


def test_it_closes_only_counted_again_with_words_and_without_open_tasks(cast, at):
    problem = assessing(cast, at)
    with pytest.raises(Refused, match="counted again"):
        actions.close_problem(problem=problem, what_came_of_it="Done.", **who(cast, at))
    later = at + 56 * DAY
    measure = problem.measures.get()
    counted = {"here_after": 12, "there_after": 29}
    with pytest.raises(Refused, match="not over yet"):
        actions.finish_measure(measure=measure, after_on=at.date(), **counted, **who(cast, at))
    early = at.date() - DAY
    with pytest.raises(Refused, match="something was done"):
        actions.finish_measure(measure=measure, after_on=early, **counted, **who(cast, later))
    actions.finish_measure(measure=measure, after_on=at.date(), **counted, **who(cast, later))
    left = task(cast, problem, later)
    with pytest.raises(Refused, match="still open"):
        actions.close_problem(problem=problem, what_came_of_it="Done.", **who(cast, later))
    actions.drop_task(task=left, because="Not needed.", **who(cast, later))
    with pytest.raises(Refused, match="came of it"):
        actions.close_problem(problem=problem, what_came_of_it=" ", **who(cast, later))
    actions.close_problem(problem=problem, what_came_of_it="Done.", **who(cast, later))
    assert rules.phase_of(problem) == Phase.CLOSED


def test_the_database_itself_closes_nothing_that_was_not_assessed(cast, at):
    problem = assessing(cast, at)
    with pytest.raises(IntegrityError), transaction.atomic():
        PhaseStep.objects.create(team=cast.team, problem=problem, number=9, phase=Phase.CLOSED, at=at)


def test_what_was_counted_once_is_not_changed(cast, at):
    problem = closed(cast, at)
    measure = problem.measures.get()
    with pytest.raises(Refused, match="already"):
        actions.finish_measure(
            measure=measure, after_on=at.date(), here_after=1, there_after=1, **who(cast, at + 80 * DAY)
        )


def test_the_counts_are_read_beside_the_place_to_compare_with(cast, at):
    measure = closed(cast, at).measures.get()
    found = queries.assess(measure)
    assert found.verdict == "clear_decrease"
    assert found.change == pytest.approx((12 - 40) - (29 - 30))
    assert "It got better" in found.sentence
    measure.here_after, measure.there_after = 38, 29
    assert queries.assess(measure).verdict == "no_clear_effect"
    measure.here_after = 2
    assert queries.assess(measure).verdict == "too_little"


def test_it_can_be_tried_again_and_opened_again(cast, at):
    problem = assessing(cast, at)
    move(cast, problem, Phase.RESPOND, at)
    move(cast, problem, Phase.ASSESS, at)
    move(cast, problem, Phase.ANALYSE, at)
    again = closed(cast, at, title="Another")
    move(cast, again, Phase.ANALYSE, at)
    assert [step.phase for step in again.steps.all()][-2:] == [Phase.CLOSED, Phase.ANALYSE]


def test_setting_aside_needs_a_reason(cast, at):
    problem = opened(cast, at)
    with pytest.raises(Refused, match="say why"):
        move(cast, problem, Phase.SET_ASIDE, at, because="")
    move(cast, problem, Phase.SET_ASIDE, at)
    assert not queries.problems_of(cast.team, cast.row)[0].is_open


def test_a_concern_about_an_officer_is_never_behind_a_problem(cast, at):
    about = listening.hear(
        team=cast.team, neighborhood=cast.row, client_id=uuid.uuid4(), channel="web", kind="complaint",
        words="He shouted.", about_officer=cast.ben, at=at,
    ).voice  # fmt: skip
    concern = listening.join(
        voices=[about], by=cast.noor, at=at, title="Shouting", kind="complaint", topic="team"
    )
    with pytest.raises(Refused):
        opened(cast, at, concerns=[concern])
    assert not Problem.objects.exists()


def test_a_concern_belongs_to_one_problem(cast, at):
    problem = opened(cast, at)
    concern = problem.links.first().concern
    with pytest.raises(Refused, match="already"):
        opened(cast, at, concerns=[concern], title="Again")
    assert Problem.objects.count() == 1


def test_looks_without_acts_are_not_written_on_a_page_everybody_reads(cast, at):
    words = "A suspicious man with dark skin was standing by the gate."
    with pytest.raises(Refused, match="what was done"):
        opened(cast, at, what=words)
    problem = analysing(cast, at)
    with pytest.raises(Refused, match="what was done"):
        actions.add_finding(
            problem=problem, client_id=uuid.uuid4(), aspect="who", words=words, **who(cast, at)
        )


def test_only_those_who_look_after_it_work_on_it(cast, at):
    problem = analysing(cast, at)
    wanted = {"problem": problem, "aspect": "why", "words": "Old wires."}
    for staff in (cast.dot, cast.mo, cast.noor, cast.ivo, cast.ada):
        with pytest.raises(Refused):
            actions.add_finding(client_id=uuid.uuid4(), by=staff, at=at, **wanted)
        with pytest.raises(Refused):
            actions.move_problem(problem=problem, to=Phase.SCAN, by=staff, at=at)
    actions.add_finding(client_id=uuid.uuid4(), by=cast.ben, at=at, **wanted)
    with pytest.raises(Refused):
        actions.move_problem(problem=problem, to=Phase.RESPOND, by=cast.ben, at=at)
    assert not Problem.objects.visible_to(cast.dot).exists()
    assert queries.problem_file(cast.dot, problem.pk, at) is None


def test_a_form_sent_twice_counts_once(cast, at):
    problem = analysing(cast, at)
    same = {"problem": problem, "client_id": uuid.uuid4(), "aspect": "why"}
    first = actions.add_finding(words="Old wires.", **same, **who(cast, at))
    assert actions.add_finding(words="Old wires.", **same, **who(cast, at)) == first
    with pytest.raises(Refused, match="other words"):
        actions.add_finding(words="Other.", **same, **who(cast, at))


def test_a_hidden_file_is_gone_from_the_pages_and_stays_at_the_desk(cast, at):
    problem = opened(cast, at)
    actions.hide_problem(problem=problem, because="It names a shop.", by=cast.mo, at=at)
    assert queries.problem_page(cast.team, problem.slug, at) is None
    assert queries.problem_file(cast.cleo, problem.pk, at)
    actions.show_problem(problem=problem, **who(cast, at))
    assert queries.problem_page(cast.team, problem.slug, at)


def test_two_similar_concerns_are_suggested_and_one_is_not(cast, at):
    first = raised(cast, at - DAY)
    assert queries.suggestions(cast.cleo, at) == []
    second = raised(cast, at)
    [found] = queries.suggestions(cast.cleo, at)
    assert [one.pk for one in found.concerns] == [first.pk, second.pk]
    assert queries.suggestions(cast.dot, at) == []
    for concern in (first, second):
        actions.set_concern_aside(concern=concern, because="Two lamps, two reasons.", by=cast.cleo, at=at)
    assert queries.suggestions(cast.cleo, at) == []
    third = raised(cast, at)
    [again] = queries.suggestions(cast.cleo, at)
    assert third in again.concerns
    opened(cast, at, concerns=again.concerns)
    assert queries.suggestions(cast.cleo, at) == []


def test_far_places_and_other_topics_are_not_similar(cast, at):
    raised(cast, at, place=cast.cafe)
    Concern.objects.update(place=cast.cafe)
    other = raised(cast, at)
    Concern.objects.filter(pk=other.pk).update(place=cast.yard)
    assert queries.suggestions(cast.cleo, at) == []
    Concern.objects.filter(pk=other.pk).update(place=cast.cafe, topic="noise")
    assert queries.suggestions(cast.cleo, at) == []


def test_a_measure_is_planned_with_a_place_to_compare_with(cast, at):
    problem = responding(cast, at)
    for name in ("what", "counted_by", "compared_with", "why_comparable"):
        with pytest.raises(Refused) as refused:
            measured(cast, problem, at, **{name: " "})
        assert refused.value.field == name
    with pytest.raises(Refused):
        measured(cast, problem, at, before_on=at.date() - timedelta(days=3))
    with pytest.raises(Refused):
        measured(cast, problem, at, days=3)
    with pytest.raises(Refused):
        measured(cast, problem, at, here_before=-1)


def test_place_time_and_topic_are_counted_for_the_desk_and_few_are_held_back_on_the_page(cast, at):
    problem = analysing(cast, at)
    counted = {one.title: one.cells for one in queries.problem_file(cast.cleo, problem.pk, at).tables}
    assert sum(counted["Where"].values()) == 2
    assert sum(counted["What about"].values()) == 2
    assert "At what time they told us" in counted
    page = queries.problem_page(cast.team, problem.slug, at + timedelta(days=14))
    assert not page.telling
    assert "At what time they told us" not in {table.title for table in page.tables}
