"""Chats on the street, and whether residents saw somebody."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.listening import actions as listening
from commonbeat.listening.models import Channel, Kind, Voice
from commonbeat.people.models import Duty, Staff
from commonbeat.places.models import Neighborhood, Place, Team
from commonbeat.presence import rules
from commonbeat.presence.actions.ground import enter, must, once
from commonbeat.presence.models import Contact, Sighting
from commonbeat.safety import codes
from commonbeat.safety.clock import local_date, to_hour
from commonbeat.safety.errors import Refused
from commonbeat.safety.resends import body_hash
from commonbeat.safety.text import clean

KEPT = timedelta(days=365)
LONGEST_LOGGING_SECONDS = 24 * 3600


@transaction.atomic
def record_contact(
    *,
    officer: Staff,
    client_id: uuid.UUID,
    neighborhood: Neighborhood,
    happened_at: datetime,
    at: datetime,
    place: Place | None = None,
    kind: str | None = None,
    feeling: str = "",
    need: str = "",
    words: str = "",
    promise_words: str = "",
    promise_due_on: date | None = None,
    seconds_to_log: int | None = None,
    topic: str = "",
    language: str = "",
    handed_code: str = "",
) -> Contact:
    """Log one chat, to the hour. Without a kind, words or a promise it was just a chat and no voice is made.

    `handed_code` was shown to the person on the spot, so that they can come back to what they said.

    What was said becomes a voice; a promise opens a concern that the officer looks after. The same body
    under the same client id changes nothing; another body is a Conflict.
    """
    _refuse_elsewhere(officer, neighborhood, place)
    said = {"kind": kind or "", "feeling": feeling, "need": need, "topic": topic, "handed_code": handed_code}
    said |= _words(words, promise_words, promise_due_on)
    fresh = Contact(
        team=neighborhood.team,
        neighborhood=neighborhood,
        place=place,
        officer=officer,
        # Hidden, because the code handed out on the phone's plain page follows from it.
        client_id=codes.hide_client_id(client_id),
        happened_at=to_hour(min(happened_at, at)),
        seconds_to_log=_seconds(seconds_to_log),
    )
    return _keep(fresh, said, language or neighborhood.team.languages[0], at)


@transaction.atomic
def see(
    *,
    team: Team,
    neighborhood: Neighborhood,
    client_id: uuid.UUID,
    was_seen: bool,
    at: datetime,
) -> Sighting:
    """A resident saw or did not see an officer this week, through the open link; no finer time is kept."""
    if neighborhood.team_id != team.pk:
        raise Refused(_("Please choose one of our neighborhoods."), "neighborhood")
    hidden = codes.hide_client_id(client_id)
    mark = body_hash(neighborhood=neighborhood.pk, was_seen=was_seen)

    def make() -> Sighting:
        sighting = Sighting.objects.create(
            team=team,
            neighborhood=neighborhood,
            client_id=hidden,
            body_hash=mark,
            week=rules.week_of(local_date(at, team.timezone)),
            was_seen=was_seen,
        )
        enter("see", sighting, by="resident", at=at, is_quiet=True)
        return sighting

    return once(Sighting, hidden, mark, make)


@transaction.atomic
def say_whether_known(*, client_id: uuid.UUID, knows_us: bool, at: datetime) -> Sighting | None:
    """Whoever just answered adds whether they know an officer by name; a second answer changes nothing."""
    rows = Sighting.objects.select_for_update().filter(client_id=codes.hide_client_id(client_id))
    sighting = rows.first()
    if sighting is not None and sighting.knows_us is None:
        sighting.knows_us = knows_us
        sighting.save(update_fields=["knows_us"])
        enter("say whether known", sighting, by="resident", at=at, is_quiet=True)
    return sighting


@transaction.atomic
def forget_contacts(*, at: datetime) -> int:
    """Remove contacts and sightings older than a year; returns how many."""
    contacts = Contact.objects.filter(happened_at__lt=at - KEPT).delete()[0]
    return contacts + Sighting.objects.filter(week__lt=(at - KEPT).date()).delete()[0]


def _refuse_elsewhere(officer: Staff, neighborhood: Neighborhood, place: Place | None) -> None:
    must(officer.has_duty(Duty.OFFICER, Duty.COORDINATOR) and rules.works_in(officer, neighborhood))
    if place is not None and place.neighborhood_id != neighborhood.pk:
        raise Refused(_("Please choose a place in the same neighborhood."), "place")


def _words(words: str, promise_words: str, promise_due_on: date | None) -> dict[str, Any]:
    promise_words = clean(promise_words, 500, "promise_words")
    if promise_words and promise_due_on is None:
        raise Refused(_("Please say by which day you will keep the promise."), "promise_due_on")
    kept = {"words": clean(words, 5000, "words"), "promise_words": promise_words}
    return {**kept, "promise_due_on": promise_due_on}


def _keep(fresh: Contact, said: dict[str, Any], language: str, at: datetime) -> Contact:
    """The contact with all that follows from it, made now or by an earlier send."""
    where = {"officer": fresh.officer_id, "neighborhood": fresh.neighborhood_id, "place": fresh.place_id}
    # Not the time: a phone whose clock runs ahead is given ours, which is another one when it sends again.
    fresh.body_hash = body_hash(**said, **where)

    def make() -> Contact:
        fresh.save(force_insert=True)
        fresh.voice = _voice_of(fresh, said, language)
        if fresh.voice is not None:
            fresh.save(update_fields=["voice"])
        enter("record contact", fresh, by=fresh.officer, at=at)
        return fresh

    return once(Contact, fresh.client_id, fresh.body_hash, make)


def _voice_of(contact: Contact, said: dict[str, Any], language: str) -> Voice | None:
    if not (said["kind"] or said["words"] or said["promise_words"] or said["handed_code"]):
        return None
    heard = listening.hear(
        team=contact.team,
        neighborhood=contact.neighborhood,
        client_id=_derived(contact.client_id, "voice"),
        channel=Channel.STREET,
        kind=said["kind"] or Kind.INFORMATION,
        words=said["words"],
        at=contact.happened_at,
        language=language,
        place=contact.place,
        topic=said["topic"],
        need=said["need"],
        feeling_guessed=said["feeling"],
        logged_by=contact.officer,
        with_code=bool(said["handed_code"]),
        handed_code=said["handed_code"],
    )
    if said["promise_words"]:
        _promise(contact, heard.voice, said)
    return heard.voice


def _promise(contact: Contact, voice: Voice, said: dict[str, Any]) -> None:
    first_line = (said["words"] or said["promise_words"]).splitlines()[0]
    concern = listening.join(
        voices=[voice],
        by=contact.officer,
        at=contact.happened_at,
        title=first_line if len(first_line) <= 100 else first_line[:99].rsplit(" ", 1)[0] + "…",
        kind=voice.kind,
        topic=voice.topic,
        owner=contact.officer,
    )
    listening.promise(
        concern=concern,
        words=said["promise_words"],
        due_on=said["promise_due_on"],
        client_id=_derived(contact.client_id, "promise"),
        by=contact.officer,
        at=contact.happened_at,
    )


def _derived(client_id: uuid.UUID, what: str) -> uuid.UUID:
    """The id of what follows from a contact: the same for every resend."""
    return uuid.uuid5(client_id, what)


def _seconds(seconds: int | None) -> int | None:
    return None if seconds is None else max(0, min(seconds, LONGEST_LOGGING_SECONDS))
