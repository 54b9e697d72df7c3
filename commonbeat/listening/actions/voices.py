"""Hearing somebody, and what the desk does with a voice before it belongs to a concern."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from PIL import Image

from commonbeat.listening.actions import complaints, notes
from commonbeat.listening.actions.ground import lock_voice, must, needed
from commonbeat.listening.models import (
    Attachment,
    Channel,
    Concern,
    Feeling,
    Kind,
    Need,
    SealedContact,
    Topic,
    Voice,
)
from commonbeat.listening.times import day, hour
from commonbeat.methods.text.danger import describes_immediate_danger
from commonbeat.people.models import Staff, TeamBox
from commonbeat.places.models import Neighborhood, Place, Team
from commonbeat.safety import codes, pictures, resends, sealing
from commonbeat.safety.errors import Conflict, Refused
from commonbeat.safety.text import clean

PHOTO_DAYS = 90
DETAILS_LIMIT = 500
REFERENCE_ATTEMPTS = 4

LIMITS = {"words": 5000, "where": 200, "when": 200, "language": 10}
CHOICES: dict[str, type[TextChoices]] = {
    "channel": Channel,
    "kind": Kind,
    "topic": Topic,
    "need": Need,
    "feeling_said": Feeling,
    "feeling_guessed": Feeling,
}
# What makes two forms the same; the language of the page they were sent from does not.
BODY = (
    *("channel", "kind", "words", "where", "when", "topic", "need", "feeling_said", "feeling_guessed"),
    *("intensity", "may_be_quoted", "neighborhood_id", "place_id", "about_officer_id", "logged_by_id"),
)


@dataclass(frozen=True)
class Heard:
    """A voice that is kept; the code is shown once, and again when the same form is sent again."""

    voice: Voice
    code: str | None
    is_new: bool


def hear(
    *,
    team: Team,
    neighborhood: Neighborhood,
    client_id: UUID,
    channel: str,
    kind: str,
    words: str,
    at: datetime,
    language: str = "en",
    place: Place | None = None,
    where: str = "",
    when: str = "",
    topic: str = "",
    need: str = "",
    feeling_said: str = "",
    feeling_guessed: str = "",
    intensity: int | None = None,
    is_danger: bool = False,
    is_held: bool = False,
    may_be_quoted: bool = False,
    about_officer: Staff | None = None,
    logged_by: Staff | None = None,
    contact_details: str = "",
    draft_id: UUID | None = None,
    with_code: bool = True,
    with_note: bool = True,
    handed_code: str = "",
) -> Heard:
    """Keep what somebody said: voice, photo, sealed details, journal entry and one note to the desk together.

    The same client id again gives the same voice and code; with another body it is a Conflict.
    `handed_code` was handed to the person on the street; otherwise the code follows from the client id.
    `draft_id` names the picture that waits for this draft; `at` is the only time, kept to the hour.
    Without a note the desk is not told of this one by itself.
    """
    voice = Voice(
        team=team, neighborhood=neighborhood, place=place, about_officer=about_officer, logged_by=logged_by,
        channel=channel, kind=kind, words=words, where=where, when=when, topic=topic, need=need,
        feeling_said=feeling_said, feeling_guessed=feeling_guessed, intensity=intensity, language=language,
        may_be_quoted=may_be_quoted, is_danger=is_danger, is_held=is_held,
    )  # fmt: skip
    _check(voice)
    details = clean(contact_details, DETAILS_LIMIT, "contact_details")
    handed = _handed(handed_code)
    said = {name: getattr(voice, name) for name in BODY}
    body = resends.body_hash(**said, details=details, has_photo=draft_id is not None, handed=handed)
    return _keep(
        voice, client_id, body, at, details=details, draft_id=draft_id, with_code=with_code,
        with_note=with_note, handed=handed,
    )  # fmt: skip


def me_too(
    *, concern: Concern, client_id: UUID, at: datetime, with_code: bool = True, is_held: bool = False
) -> Heard:
    """One more person who says the same about a published concern; refused once it has ended."""
    if concern.published_at is None or concern.about_officer_id is not None:
        raise Refused(_("This is not on the public list anymore. Tell us in your own words instead."))
    state = concern.steps.order_by("-number").values_list("state", flat=True).first()
    hidden = codes.hide_client_id(client_id)
    if state in ("confirmed", "closed") and not Voice.objects.filter(client_id=hidden).exists():
        raise Refused(_("This has ended. If it is back, tell us what happened, and we start again."))
    voice = Voice(
        team=concern.team,
        neighborhood_id=concern.neighborhood_id,
        concern=concern,
        channel=Channel.WEB,
        kind=concern.kind,
        topic=concern.topic,
        is_me_too=True,
        is_held=is_held,
    )
    body = resends.body_hash(me_too=concern.pk)
    return _keep(voice, client_id, body, at, with_code=with_code)


def add_pictures(*, voice: Voice, draft_ids: list[UUID], at: datetime) -> None:
    """Keep more pictures beside a voice; each is on the disk before its row, and the same one again adds nothing."""
    until = day(voice.team, at) + timedelta(days=PHOTO_DAYS)
    for draft_id in draft_ids:
        picture = _picture(draft_id)
        if picture and not Attachment.objects.filter(voice=voice, file=picture["file"]).exists():
            Attachment.objects.create(team=voice.team, voice=voice, kept_until=until, **picture)


@transaction.atomic
def settle(*, voice: Voice, by: Staff, because: str, at: datetime) -> Voice:
    """Thanks or a chat that needs nothing more: it leaves the inbox without a concern, and we say why."""
    because = needed(
        clean(because, 500, "because"), _("Say in a few words why nothing more is needed."), "because"
    )
    voice = lock_voice(voice)
    must(by, "settle", voice)
    if voice.concern_id is not None:
        raise Refused(_("This voice belongs to a concern already. Close the concern instead."))
    if voice.settled_on is None:
        voice.settled_on, voice.settled_because = day(voice.team, at), because
        voice.save(update_fields=["settled_on", "settled_because"])
        notes.enter(actor=by, action="settle voice", on=voice, about=voice, at=at)
    return voice


@transaction.atomic
def release(*, voice: Voice, by: Staff, at: datetime) -> Voice:
    """A moderator lets a held voice into the inbox; doing it again changes nothing."""
    voice = lock_voice(voice)
    must(by, "release", voice)
    if voice.is_held:
        voice.is_held = False
        voice.save(update_fields=["is_held"])
        notes.enter(actor=by, action="release voice", on=voice, about=voice, at=at)
    return voice


def _keep(
    voice: Voice,
    client_id: UUID,
    body: str,
    at: datetime,
    *,
    with_code: bool,
    with_note: bool = True,
    details: str = "",
    draft_id: UUID | None = None,
    handed: str = "",
) -> Heard:
    code = (handed or codes.derive_code(client_id)) if with_code else None
    voice.client_id = codes.hide_client_id(client_id)
    voice.code_fingerprint = codes.fingerprint(code) if code else None
    voice.body_hash, voice.heard_at = body, hour(at)
    # On the disk before its row: a row never names a picture that is not there.
    picture = _picture(draft_id)
    for attempt in range(REFERENCE_ATTEMPTS):
        voice.reference = codes.short_reference()
        try:
            with transaction.atomic():
                _write(voice, at, details=details, picture=picture, with_note=with_note)
        except IntegrityError:
            kept = _heard_before(voice.client_id, client_id, body, handed)
            if kept is not None:
                return kept
            if handed and Voice.objects.filter(code_fingerprint=voice.code_fingerprint).exists():
                raise _unusable_code() from None
            # Nobody sent this before: the short reference was taken by chance.
            if attempt + 1 == REFERENCE_ATTEMPTS:
                raise
        else:
            break
    return Heard(voice, code, True)


def _write(
    voice: Voice, at: datetime, *, details: str, picture: dict[str, Any] | None, with_note: bool
) -> None:
    voice.save(force_insert=True)
    complaints.keep_past(voice, f"{voice.words}\n{voice.where}")
    if details:
        SealedContact.objects.create(team=voice.team, voice=voice, **_sealed(voice.team, details))
    if picture:
        until = day(voice.team, at) + timedelta(days=PHOTO_DAYS)
        Attachment.objects.create(team=voice.team, voice=voice, kept_until=until, **picture)
    if with_note:
        notes.tell_desk(voice, at)
    notes.enter(actor=voice.logged_by or "resident", action="hear", on=voice, about=voice, at=at)


def _heard_before(hidden: UUID, client_id: UUID, body: str, handed: str = "") -> Heard | None:
    """The voice another request kept under this client id; Conflict when it said something else."""
    kept = Voice.objects.select_related("team", "neighborhood").filter(client_id=hidden).first()
    if kept is None:
        return None
    if not kept.body_hash:
        # Taken back or forgotten since: a late resend brings nothing back.
        return Heard(kept, None, False)
    if kept.body_hash != body:
        raise Conflict(_("Something else was sent with this form already. Start again to say something new."))
    if kept.code_fingerprint is None:
        return Heard(kept, None, False)
    return Heard(kept, handed or codes.derive_code(client_id, kept.code_fingerprint), False)


def _handed(code: str) -> str:
    meant = codes.normalise(code) if code else ""
    if meant is None:
        raise _unusable_code()
    return meant


def _unusable_code() -> Refused:
    return Refused(_("This code was damaged. Log the chat again to hand out another one."), "code")


def _sealed(team: Team, details: str) -> dict[str, Any]:
    box = TeamBox.objects.filter(team=team, retired_at=None).first()
    if box is None:
        raise Refused(
            _("We cannot keep contact details safely yet. Please go on without them; your code is enough."),
            "contact_details",
        )
    return {"box": box, "sealed": sealing.seal(bytes(box.public_key), details)}


def _picture(draft_id: UUID | None) -> dict[str, Any] | None:
    name = pictures.keep(draft_id) if draft_id is not None else None
    if name is None:
        return None
    content = pictures.read(name)
    with Image.open(pictures.path_of(name), formats=("JPEG",)) as image:
        width, height = image.size
    return {
        "file": name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "width": width,
        "height": height,
    }


def _check(voice: Voice) -> None:
    """Make the voice's words fit to store; refuse answers that were not offered and strangers to the team."""
    for field, limit in LIMITS.items():
        setattr(voice, field, clean(getattr(voice, field), limit, field))
    voice.language = voice.language or "en"
    for field, choices in CHOICES.items():
        word = getattr(voice, field)
        if word not in choices.values and (word or field in ("channel", "kind")):
            raise Refused(_("Choose one of the answers offered."), field)
    if voice.intensity is not None and not 1 <= voice.intensity <= 5:
        raise Refused(_("Choose how strongly, from one to five."), "intensity")
    parts = (voice.neighborhood, voice.place, voice.about_officer, voice.logged_by)
    if any(part is not None and part.team_id != voice.team_id for part in parts):
        raise Refused(_("This place does not belong to this team."), "place")
    # It never keeps anything from being saved; it only puts the voice first.
    voice.is_danger = voice.is_danger or describes_immediate_danger(voice.words) is not None
