"""Chats that phones send, again and again; sightings; and where it is worth going."""

import uuid
from datetime import timedelta

import pytest

from commonbeat.journal.models import Entry
from commonbeat.listening.models import Concern, Promise, Voice
from commonbeat.listening.queries import by_code
from commonbeat.people.actions import give_role
from commonbeat.presence import actions, queries
from commonbeat.presence.models import Contact, Sighting, StopReason
from commonbeat.safety import codes
from commonbeat.safety.errors import Conflict, Refused
from tests.presence.test_walks import START, plan, stop_on

pytestmark = pytest.mark.django_db


def chat(cast, at, client_id=None, **changed):
    given = {
        "officer": cast.ben, "client_id": client_id or uuid.uuid4(), "neighborhood": cast.row,
        "place": cast.cafe, "happened_at": at,
    }  # fmt: skip
    return actions.record_contact(at=at, **{**given, **changed})


def test_just_a_chat_makes_no_voice(cast, at):
    contact = chat(cast, at, seconds_to_log=6)
    assert contact.voice is None
    assert contact.seconds_to_log == 6
    assert not Voice.objects.exists()


def test_what_was_said_becomes_a_street_voice_logged_by_the_officer(cast, at):
    contact = chat(cast, at, kind="worry", feeling="afraid", need="action", words="The lamp is out again")
    voice = contact.voice
    assert (voice.channel, voice.kind, voice.feeling_guessed, voice.need) == (
        "street",
        "worry",
        "afraid",
        "action",
    )
    assert voice.logged_by == cast.ben
    assert not voice.is_reachable
    assert voice in Voice.objects.visible_to(cast.cleo)
    assert voice not in Voice.objects.visible_to(cast.dot)


def test_promise_opens_a_concern_the_officer_looks_after(cast, at):
    due = (at + timedelta(days=3)).date()
    contact = chat(
        cast, at, kind="worry", words="The lamp is out", promise_words="Ask the city", promise_due_on=due
    )
    concern = Concern.objects.get()
    assert concern.owner == cast.ben
    assert concern.title == "The lamp is out"
    assert contact.voice.concern_id == concern.pk
    promise = Promise.objects.get()
    assert (promise.words, promise.due_on, promise.by) == ("Ask the city", due, cast.ben)


def test_promise_needs_a_day(cast, at):
    with pytest.raises(Refused) as refusal:
        chat(cast, at, kind="worry", words="Lamp", promise_words="Ask")
    assert refusal.value.field == "promise_due_on"
    assert not Contact.objects.exists()


def test_phone_that_sends_again_changes_nothing(cast, at):
    client_id = uuid.uuid4()
    given = {"kind": "worry", "words": "Lamp", "promise_words": "Ask", "promise_due_on": at.date()}
    first = chat(cast, at, client_id, happened_at=at - timedelta(hours=2), **given)
    for later in range(16):
        again = chat(
            cast, at + timedelta(minutes=later), client_id, happened_at=at - timedelta(hours=2), **given
        )
        assert again == first
    assert Contact.objects.count() == Voice.objects.count() == Promise.objects.count() == 1
    assert Entry.objects.filter(action="record contact").count() == 1
    with pytest.raises(Conflict):
        chat(cast, at, client_id, happened_at=at - timedelta(hours=2), **{**given, "words": "Other"})


def test_chat_is_kept_to_the_hour_and_never_in_the_future(cast, at):
    past = chat(cast, at, happened_at=at - timedelta(hours=3, minutes=7))
    assert past.happened_at == at.replace(minute=0) - timedelta(hours=3)
    assert chat(cast, at, happened_at=at + timedelta(days=2)).happened_at == at.replace(minute=0)


def test_only_who_walks_there_logs_there(cast, at):
    for officer in (cast.dot, cast.mo, cast.ada, cast.noor, cast.ivo):
        with pytest.raises(Refused):
            chat(cast, at, officer=officer)
    with pytest.raises(Refused):
        chat(cast, at, place=cast.yard)


def test_others_see_no_contact(cast, at):
    contact = chat(cast, at)
    assert contact in Contact.objects.visible_to(cast.ben)
    assert contact in Contact.objects.visible_to(cast.cleo)
    for staff in (cast.dot, cast.mo, cast.ada, cast.noor, cast.ivo):
        assert contact not in Contact.objects.visible_to(staff)


def test_half_a_promise_leaves_nothing_behind(cast, at):
    with pytest.raises(Refused):
        chat(
            cast,
            at,
            kind="worry",
            words="Lamp",
            promise_words="Ask",
            promise_due_on=at.date() - timedelta(days=9),
        )
    assert not Contact.objects.exists()
    assert not Voice.objects.exists()


def test_sighting_keeps_the_week_and_counts_once(cast, at):
    client_id = uuid.uuid4()
    for _twice in range(2):
        seen = actions.see(team=cast.team, neighborhood=cast.row, client_id=client_id, was_seen=True, at=at)
    assert str(seen.week) == "2026-11-23"
    assert str(client_id) not in str(Sighting.objects.values().get())
    with pytest.raises(Conflict):
        actions.see(team=cast.team, neighborhood=cast.row, client_id=client_id, was_seen=False, at=at)
    actions.see(team=cast.team, neighborhood=cast.row, client_id=uuid.uuid4(), was_seen=False, at=at)
    figures = queries.sighting_figures(cast.team, cast.row, seen.week)
    assert (figures.answered, figures.seen) == (2, 1)


def test_place_waits_from_its_last_visit_or_chat(cast, at):
    chat(cast, at, place=cast.cafe)
    on = (at + timedelta(days=16)).date()
    late = {one.place.name: one for one in queries.places_overdue(cast.team, cast.row, on)}
    assert late["Corner café"].sentence == "16 days since a visit"
    assert late["School gate, Mill Street"].days is None
    assert list(late) == ["Corner café", "School gate, Mill Street"]
    cast.cafe.visit_target_days = 16
    cast.cafe.save()
    assert "Corner café" not in [one.place.name for one in queries.places_overdue(cast.team, cast.row, on)]


def test_suggested_stops_say_why_one_reason_a_place(cast, at):
    chat(cast, at, kind="worry", words="Dark corner", promise_words="Ask the city", promise_due_on=at.date())
    found = queries.suggested_stops(cast.ben, cast.row, at.date())
    assert [(one.place.name, one.reason) for one in found] == [
        ("Corner café", StopReason.PROMISE),
        ("School gate, Mill Street", StopReason.NOT_VISITED),
    ]
    assert found[0].reason_words == "A promise is due today: Ask the city"
    assert found[0].concern is not None
    assert queries.suggested_stops(cast.dot, cast.row, at.date())[0].reason == StopReason.NOT_VISITED


def test_complaint_leads_nobody_anywhere(cast, at):
    give_role(staff=cast.noor, duty="officer", neighborhood=cast.row, by=cast.ada, at=at)
    complaint = Concern.objects.create(
        team=cast.team, neighborhood=cast.row, place=cast.cafe, reference="AAA-BBB", title="About Ben",
        kind="complaint", about_officer=cast.ben, opened_at=at, answer_due_at=at,
    )  # fmt: skip
    assert "About Ben" not in str(queries.suggested_stops(cast.ben, cast.row, at.date()))
    assert "About Ben" not in str(queries.suggested_stops(cast.cleo, cast.row, at.date()))
    assert complaint in Concern.objects.visible_to(cast.noor)
    assert "About Ben" not in str(queries.suggested_stops(cast.noor, cast.row, at.date()))
    walk = plan(cast, at, officer=cast.noor)
    with pytest.raises(Refused):
        stop_on(walk, cast.cafe, at, cast.cleo, reason=StopReason.CONCERN, concern=complaint)


def test_figures_are_the_teams_and_honest(cast, at):
    walk = plan(cast, at)
    first, second = stop_on(walk, cast.cafe, at, cast.cleo), stop_on(walk, cast.gate, at, cast.cleo)
    actions.record_visit(stop=first, client_id=uuid.uuid4(), by=cast.ben, minutes=10, at=START)
    actions.take_off_walk(
        walk=walk, client_id=uuid.uuid4(), because="Football match", minutes=60, by=cast.ben, at=START
    )
    plan(cast, at, starts_at=START + timedelta(hours=4), ends_at=START + timedelta(hours=5))
    canceled = plan(cast, at, starts_at=START + timedelta(hours=6), ends_at=START + timedelta(hours=7))
    actions.cancel_walk(walk=canceled, because="Ill", by=cast.cleo, at=at)
    week = (at.date(), at.date() + timedelta(days=7))
    figures = queries.presence_figures(cast.team, cast.row, *week, at=START + timedelta(days=2))
    assert (figures.planned_hours, figures.delivered_hours, figures.abstracted_hours) == (4.0, 1.0, 1.0)
    assert (figures.planned_stops, figures.delivered_stops, figures.unrecorded_stops) == (2, 1, 1)
    assert figures.canceled_walks == 1
    assert figures.reasons[0].because == "Football match"
    assert (
        queries.presence_figures(cast.team, cast.court, *week, at=START + timedelta(days=2)).planned_hours
        == 0
    )
    assert queries.presence_figures(cast.team, None, *week, at=START).planned_hours == 0, "not over yet"
    assert second.pk


def test_walk_without_stops_counts_where_a_chat_was_logged_during_it(cast, at):
    plan(cast, at)
    week = (at.date(), at.date() + timedelta(days=7))
    after = START + timedelta(days=1)
    assert queries.presence_figures(cast.team, cast.row, *week, at=after).delivered_hours == 0
    chat(cast, after, happened_at=START + timedelta(hours=1))
    assert queries.presence_figures(cast.team, cast.row, *week, at=after).delivered_hours == 3.0


def test_nothing_counts_officers():
    import dataclasses

    for shown in (queries.PresenceFigures, queries.SightingFigures, queries.Reason):
        assert not [field.name for field in dataclasses.fields(shown) if "officer" in field.name]


def test_old_contacts_are_forgotten(cast, at):
    chat(cast, at)
    actions.see(team=cast.team, neighborhood=cast.row, client_id=uuid.uuid4(), was_seen=True, at=at)
    assert actions.forget_contacts(at=at + timedelta(days=300)) == 0
    assert actions.forget_contacts(at=at + timedelta(days=373)) == 2


def test_a_code_handed_out_on_the_street_opens_what_was_said(cast, at):
    code = codes.new_code()
    contact = chat(cast, at, kind="worry", words="Bikes race past.", handed_code=codes.show(code).lower())
    found = by_code(cast.team, code)
    assert found == contact.voice
    assert found.is_reachable
