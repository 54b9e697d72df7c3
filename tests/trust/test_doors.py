"""Knocking with no signal: what a phone hands in later counts once, and leads to nobody."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from commonbeat.faces.officer import phone_pass
from commonbeat.journal.models import Entry
from commonbeat.trust import passes
from commonbeat.trust.models import Answer, Box, Invitation, Mode
from tests.faces.test_officer_phone import hand_in, seal
from tests.trust.asking import make_wave

pytestmark = pytest.mark.django_db


@pytest.fixture
def knocking(cast):
    """A wave that began two days ago, with four doors and two letters in Harbor Row."""
    return make_wave(cast, letters=2, doors=4, at=timezone.now() - timedelta(days=2))


def note(officer, at=None, **more):
    at = at or timezone.now()
    return {"pass": phone_pass.issue(officer), "at": at.isoformat(), **more}


def ticked(officer, row, at=None, **more):
    content = {"kind": "answer", "door_pass": passes.issue(row), "tongue": "es", "heard": "skip", **more}
    return note(officer, at, **{"safe_day": "7", **content})


def send(officer, *contents, by=None):
    items = [(one, seal(one, content)) for one, content in ((str(uuid.uuid4()), each) for each in contents)]
    return [one["status"] for one in hand_in(Client(), by or officer, *items).json()["results"]]


def doors(wave):
    return wave.invitations.filter(mode=Mode.DOOR)


def waiting(wave):
    return sum(len(bytes(box.sealed)) for box in Box.objects.filter(wave=wave))


def test_an_answer_from_the_phone_waits_sealed_and_counts_once(cast, knocking):
    row = doors(knocking).first()
    entries = Entry.objects.count()
    assert send(cast.ben, ticked(cast.ben, row), ticked(cast.ben, row)) == ["saved", "saved"]
    assert Invitation.objects.get(pk=row.pk).is_used
    one = waiting(knocking)
    assert send(cast.ben, ticked(cast.ben, row)) == ["saved"]
    assert waiting(knocking) == one > 0
    assert not Answer.objects.exists()
    assert Entry.objects.count() == entries, "no entry tells that, or when, somebody answered"


def test_an_answer_given_in_time_counts_when_it_arrives_later_and_none_after_closing(cast, knocking):
    first, second = doors(knocking)[:2]
    today = timezone.localdate()
    knocking.starts_on, knocking.ends_on = today - timedelta(days=9), today - timedelta(days=1)
    knocking.save()
    assert send(cast.ben, ticked(cast.ben, first)) == ["refused"]
    given = timezone.now() - timedelta(days=2)
    assert send(cast.ben, ticked(cast.ben, first, at=given)) == ["saved"]
    knocking.closed_on = today
    knocking.save()
    assert send(cast.ben, ticked(cast.ben, second, at=given)) == ["refused"]


def test_only_doors_and_only_by_officers_of_the_neighborhood(cast, knocking):
    row, letter = (
        doors(knocking).first(),
        knocking.invitations.get_queryset().filter(mode=Mode.LETTER).first(),
    )
    assert send(cast.dot, ticked(cast.dot, row)) == ["refused"]
    assert send(cast.ben, ticked(cast.ben, letter)) == ["refused"]
    assert send(cast.ben, ticked(cast.ben, row, door_pass="forged")) == ["refused"]
    assert send(cast.ben, ticked(cast.ben, row, safe_day="99")) == ["refused"]
    assert send(cast.ben, ticked(cast.ben, row, safe_day="skip")) == ["refused"]
    assert not waiting(knocking)


def test_a_door_that_is_noted_twice_was_tried_once(cast, knocking):
    row = doors(knocking).first()
    closed = note(cast.ben, kind="door", door=str(row.pk), do="not-home", tries=0)
    assert send(cast.ben, closed, closed) == ["saved", "saved"]
    assert (Invitation.objects.get(pk=row.pk).tries, Entry.objects.filter(action="note door").count()) == (
        1,
        1,
    )
    assert send(cast.dot, note(cast.dot, kind="door", door=str(row.pk), do="refused")) == ["saved"]
    assert Invitation.objects.get(pk=row.pk).door_state == "not_home", "of elsewhere: nothing happens"
    assert send(cast.ben, note(cast.ben, kind="door", door=str(row.pk), do="refused", tries=1)) == ["saved"]
    assert Invitation.objects.get(pk=row.pk).door_state == "refused"


def test_the_page_holds_the_questions_in_every_language_and_no_key_to_another_answer(cast, knocking, client):
    from tests.signin import sign_in

    sign_in(client, cast.ben)
    page = client.get("/officer/doors/").content.decode()
    assert page.count("data-answer") == 2
    for letter in knocking.invitations.filter(mode=Mode.LETTER):
        assert letter.address not in page
        assert passes.issue(letter) not in page
