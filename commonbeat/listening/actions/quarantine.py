"""What came in and could not be taken as it was: kept byte for byte until somebody says what becomes of it."""

from __future__ import annotations

import base64
import zlib
from datetime import datetime
from typing import Any
from uuid import uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.listening.actions import complaints, notes, thread, voices
from commonbeat.listening.channels.mail.reading import read, storable
from commonbeat.listening.models import Intake, Kind, Voice
from commonbeat.listening.times import day
from commonbeat.people import actions as people
from commonbeat.people.models import Duty, Staff
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean, pieces

MOST_READABLE = 500_000
"""So much of a letter is shown and goes on as words."""
MOST_BYTES_SHOWN = 5_000
"""So much is shown of what is no letter."""


def put_in(intake: Intake, content: bytes) -> None:
    """The content into the row, which the caller saves."""
    intake.content = base64.b64encode(zlib.compress(content, 6)).decode()
    intake.size = len(content)


def content_of(intake: Intake) -> bytes:
    """What came, byte for byte; b"" once it was dealt with."""
    try:
        return zlib.decompress(base64.b64decode(intake.content)) if intake.content else b""
    except (ValueError, zlib.error):
        return b""


def readable(intake: Intake) -> str:
    """What can be read of it: the words of the mail, else whatever its bytes spell; says where it was cut."""
    content = content_of(intake)
    letter = read(content)
    words, most = f"{letter.subject}\n\n{letter.words}".strip(), MOST_READABLE
    if not words:
        words, most = storable(content[: MOST_BYTES_SHOWN * 4].decode("utf-8", "replace")), MOST_BYTES_SHOWN
    if len(words) <= most and (letter.words or letter.subject or len(content) <= MOST_BYTES_SHOWN):
        return words
    return f"{words[:most]} […]\n\n{_('There is more of it than we can show.')}"


@transaction.atomic
def type_in(*, intake: Intake, by: Staff, at: datetime, **said: Any) -> voices.Heard:
    """A coordinator read it and says what it is: a voice, what did not fit into the form as turns after it."""
    heard = voices.hear(team=intake.team, logged_by=by, at=at, **said)
    whole = readable(intake)
    rest = pieces(whole, voices.LIMITS["words"])[1:]
    thread.write_on(voice=heard.voice, words=rest, client_id=said["client_id"], at=at)
    complaints.keep_past(heard.voice, whole)
    because = _("Typed in as a voice: %(reference)s.") % {"reference": heard.voice.reference}
    put_aside(intake=intake, because=because, voice=heard.voice, by=by, at=at)
    return heard


@transaction.atomic
def hand_over(*, intake: Intake, about: Staff | None, by: Staff, at: datetime) -> voices.Heard:
    """It complains of somebody of the team: all that can be read of it goes to the confidants.

    Without `about` it is somebody whose name nobody knows.
    """
    team, source = intake.team, intake.source
    client_id = uuid5(intake.pk, "complaint")
    where = source.neighborhood if source else None
    where = where or team.neighborhoods.filter(is_current=True).first()
    if where is None:
        raise Refused(_("Add a neighborhood first."))
    whole = readable(intake)
    head, *rest = pieces(whole, voices.LIMITS["words"])
    heard = voices.hear(
        team=team,
        neighborhood=where,
        client_id=client_id,
        channel=source.channel if source else "mail",
        kind=Kind.COMPLAINT,
        words=head,
        about_officer=about or people.somebody_unlisted(team=team, at=at),
        with_code=False,
        at=at,
    )
    thread.write_on(voice=heard.voice, words=rest, client_id=client_id, at=at)
    complaints.keep_past(heard.voice, whole)
    put_aside(intake=intake, because=_("Handed to the confidants."), voice=heard.voice, by=by, at=at)
    return heard


@transaction.atomic
def put_aside(*, intake: Intake, by: Staff, because: str, at: datetime, voice: Voice | None = None) -> Intake:
    """Somebody looked at what waited in quarantine and says why nothing more is needed; its content goes."""
    because = clean(because, 500, "because")
    if not because:
        raise Refused(_("Say in a few words why nothing more is needed."), "because")
    if not by.has_duty(Duty.COORDINATOR, Duty.MODERATOR) or by.team_id != intake.team_id:
        raise Refused(_("This is not yours to do. Ask the coordinator of the neighborhood."))
    row = Intake.objects.select_for_update().get(pk=intake.pk)
    if row.handled_on is None:
        row.handled_on, row.handled_by, row.handled_because = day(intake.team, at), by, because
        row.content, row.voice = "", voice
        row.save(update_fields=["handled_on", "handled_by", "handled_because", "content", "voice"])
        notes.enter_row(actor=by, action="handle intake", row=row, at=at)
    return row
