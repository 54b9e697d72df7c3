"""What a public page asks of the database does not grow with what there is to show."""

import pytest

from commonbeat.openness import actions, queries
from tests.openness.loop import acted
from tests.openness.test_gatherings import announce
from tests.openness.test_pairs import publish
from tests.openness.test_questions import shown
from tests.openness.test_work import agree, start


@pytest.mark.parametrize("count", [1, 4])
def test_public_lists_cost_the_same_however_long(cast, at, count, django_assert_num_queries):
    for _ in range(count):
        gathering = announce(cast, at)
        publish(cast, acted(cast, at), at)
        start(cast, at)
        agree(cast, at)
        shown(cast, at)
        question = shown(cast, at)
        actions.answer_question(question=question, words="On Friday.", by=cast.cleo, at=at)
    team, row, today = cast.team, cast.row, at.date()
    for reading, queries_needed in (
        (lambda: [one.place.name for one in queries.next_gatherings(team, row, at)], 1),
        (lambda: [one.place.name for one in queries.gatherings_for_calendar(team, row, at)], 1),
        (lambda: queries.gathering_page(team, gathering.slug, at), 3),
        (lambda: [one.action.words for one in queries.published_pairs(team, row)], 1),
        (lambda: [one.neighborhood.name for one in queries.current_initiatives(team, row, today)], 1),
        (lambda: [list(one.actions.all()) for one in queries.priorities_with_actions(team, row, today)], 2),
        (lambda: queries.owed_answers(team, row, at), 4),
        (lambda: [list(one.answers.all()) for one in queries.answered_questions(team, row)], 2),
    ):
        with django_assert_num_queries(queries_needed):
            assert reading()
