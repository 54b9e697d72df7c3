"""Initiatives and priorities say why, until when, and what came of it."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from commonbeat.listening import actions as listening
from commonbeat.listening import queries as listening_queries
from commonbeat.openness import actions, queries
from commonbeat.openness.models import Initiative, Priority
from commonbeat.safety.errors import Refused
from tests.openness.loop import acted

TODAY = date(2026, 11, 23)


def start(cast, at, **changes):
    return actions.start_initiative(
        **{
            "neighborhood": cast.row,
            "title": "Evening walks",
            "what": "We walk at dusk.",
            "why": "People asked for it.",
            "where": "Mill Street",
            "starts_on": TODAY,
            "until": TODAY + timedelta(days=30),
            "how_we_will_know": "We ask again in January.",
            "by": cast.cleo,
            "at": at,
            "is_published": True,
            **changes,
        }
    )


def agree(cast, at, **changes):
    return actions.agree_priority(
        **{
            "neighborhood": cast.row,
            "issue": "Dark corners",
            "why": "Eleven people named it.",
            "agreed_on": TODAY,
            "by": cast.cleo,
            "at": at,
            "is_published": True,
            **changes,
        }
    )


@pytest.mark.parametrize("missing", ["title", "what", "why", "where", "how_we_will_know"])
def test_an_initiative_without_its_reasons_is_refused(cast, at, missing):
    with pytest.raises(Refused) as refused:
        start(cast, at, **{missing: " "})
    assert refused.value.field == missing


def test_an_initiative_does_not_end_before_it_starts(cast, at):
    with pytest.raises(Refused):
        start(cast, at, until=TODAY - timedelta(days=1))


def test_an_initiative_past_its_date_stays_and_owes_its_outcome(cast, at):
    initiative = start(cast, at)
    later = TODAY + timedelta(days=31)
    assert queries.current_initiatives(cast.team, cast.row, later) == [initiative]
    assert initiative.owes_outcome(later)
    assert list(Initiative.objects.visible_to(cast.cleo).owing_an_outcome(later)) == [initiative]


def test_an_initiative_ends_only_with_what_came_of_it(cast, at):
    initiative = start(cast, at)
    with pytest.raises(Refused, match="came of it"):
        actions.end_initiative(initiative=initiative, what_came_of_it="", by=cast.cleo, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Initiative.objects.filter(pk=initiative.pk).update(ended_on=TODAY)
    actions.end_initiative(initiative=initiative, what_came_of_it="It did not work.", by=cast.cleo, at=at)
    assert queries.current_initiatives(cast.team, cast.row, TODAY) == []
    assert queries.ended_initiatives(cast.team, cast.row) == [initiative]
    with pytest.raises(Refused):
        actions.change_initiative(initiative=initiative, title="Again", by=cast.cleo, at=at)


def test_a_moved_end_leaves_the_first_one_visible(cast, at):
    initiative = start(cast, at)
    moved = actions.change_initiative(
        initiative=initiative, until=TODAY + timedelta(days=60), by=cast.cleo, at=at
    )
    assert moved.first_until == TODAY + timedelta(days=30)


def test_a_priority_is_stale_after_three_months_and_fresh_when_renewed(cast, at):
    priority = agree(cast, at)
    assert not priority.is_stale(TODAY + timedelta(days=92))
    late = at + timedelta(days=93)
    assert priority.is_stale(late.date())
    assert list(Priority.objects.visible_to(cast.cleo).stale(late.date())) == [priority]
    assert queries.priorities_with_actions(cast.team, cast.row, late.date()) == [priority]
    renewed = actions.renew_priority(priority=priority, by=cast.cleo, at=late)
    assert not renewed.is_stale(late.date())
    assert renewed.agreed_on == TODAY
    assert not Priority.objects.stale(late.date()).exists()


def test_a_priority_carries_its_actions_with_dates(cast, at, django_assert_num_queries):
    priority = agree(cast, at)
    actions.act_on_priority(priority=priority, words="Counted lamps.", done_on=TODAY, by=cast.cleo, at=at)
    with pytest.raises(Refused, match="still to come"):
        actions.act_on_priority(
            priority=priority, words="Will count.", done_on=TODAY + timedelta(days=2), by=cast.cleo, at=at
        )
    with django_assert_num_queries(2):
        [listed] = queries.priorities_with_actions(cast.team, cast.row, TODAY)
        assert [action.words for action in listed.actions.all()] == ["Counted lamps."]


def test_a_priority_is_not_agreed_in_the_future_and_ends_with_what_came_of_it(cast, at):
    with pytest.raises(Refused):
        agree(cast, at, agreed_on=TODAY + timedelta(days=1))
    priority = agree(cast, at)
    with pytest.raises(Refused):
        actions.end_priority(priority=priority, what_came_of_it="", by=cast.cleo, at=at)
    actions.end_priority(priority=priority, what_came_of_it="All lamps shine.", by=cast.cleo, at=at)
    assert queries.priorities_with_actions(cast.team, cast.row, TODAY) == []


def test_drafts_are_for_the_desk(cast, at):
    initiative, priority = start(cast, at, is_published=False), agree(cast, at, is_published=False)
    assert queries.current_initiatives(cast.team, None, TODAY) == []
    assert queries.priorities_with_actions(cast.team, None, TODAY) == []
    assert list(queries.initiatives_for(cast.cleo)) == [initiative]
    assert list(queries.priorities_for(cast.cleo, TODAY)) == [priority]
    assert not queries.initiatives_for(cast.dot).exists()
    actions.publish_initiative(initiative=initiative, by=cast.cleo, at=at)
    actions.publish_priority(priority=priority, by=cast.cleo, at=at)
    assert queries.current_initiatives(cast.team, None, TODAY) == [initiative]
    assert queries.priorities_with_actions(cast.team, None, TODAY) == [priority]


def test_only_coordinators_of_the_neighborhood_start_and_agree(cast, at):
    for staff in (cast.ben, cast.dot, cast.mo, cast.noor, cast.ivo, cast.ada):
        with pytest.raises(Refused):
            start(cast, at, by=staff)
        with pytest.raises(Refused):
            agree(cast, at, by=staff)


def test_every_public_promise_stands_in_the_ledger_with_its_earlier_words(cast, at):
    done = acted(cast, at)
    concern = done.concern
    today = at.date()
    assert listening_queries.promise_ledger(cast.team, cast.row, today) == []
    listening.publish_concern(concern=concern, public_words="It was dark there.", by=cast.cleo, at=at)
    [kept] = listening_queries.promise_ledger(cast.team, cast.row, today)
    assert (kept.fate, kept.before) == ("kept", [])
    waiting = listening.promise(
        concern=concern, words="A second lamp.", due_on=today, client_id=uuid.uuid4(), by=cast.cleo, at=at
    )
    listening.correct_promise(
        promise=waiting,
        words="A second lamp.",
        due_on=today + timedelta(days=9),
        reason="The part is late.",
        client_id=uuid.uuid4(),
        by=cast.cleo,
        at=at,
    )
    first, second = listening_queries.promise_ledger(cast.team, cast.row, today)
    assert [old.due_on for old in first.before] == [today]
    assert (first.fate, second.fate) == ("open", "kept")
    assert listening_queries.promise_ledger(cast.team, cast.court, today) == []
