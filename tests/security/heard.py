"""What was said in a town: voices, concerns on their way, and a complaint about Ben."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from commonbeat.listening import actions as listening
from commonbeat.listening.models import Attachment, SealedContact
from commonbeat.openness import actions as openness
from commonbeat.people.models import Staff
from commonbeat.post.models import Delivery
from commonbeat.safety import pictures
from tests.security.ground import COMPLAINT, DOT, WORDS, Corner, Town


def listen(town: Town, where: str, corner: Corner) -> None:
    """A voice with a photo and sealed details, and concerns on their way through the loop."""
    heard = hear(town, corner, contact_details="555 0100")
    town.codes[where] = heard.code or ""
    town.put("voice", where, heard.voice)
    town.put("photo", where, attach(heard.voice))
    asked = hear(town, corner)
    listening.read_back(voice=asked.voice, words="You are afraid.", by=corner.coordinator, at=town.at)
    town.codes[f"{where}, read back"] = asked.code or ""
    town.put("sealed contact", where, SealedContact.objects.get(voice=heard.voice))
    town.put("logged voice", where, hear(town, corner, logged_by=corner.officer, channel="phone").voice)
    town.put("held voice", where, hear(town, corner, is_held=True).voice)
    concern = matter(town, corner)
    town.put("concern", where, concern)
    town.put("promise", where, promise(town, corner, concern))
    shown = matter(town, corner)
    listening.publish_concern(
        concern=shown, public_words="The lamp is dark.", by=corner.coordinator, at=town.at
    )
    town.put("shown concern", where, shown)
    town.put("reference", where, shown.reference)
    told = matter(town, corner)
    done = {"by": corner.coordinator, "at": town.at}
    action = listening.act(concern=told, words="Mended.", done_on=town.at.date(), **done)
    report = listening.report_back(concern=told, words="It shines.", **done)
    town.put("told concern", where, told)
    paired = matter(town, corner)
    action = listening.act(concern=paired, words="Mended.", done_on=town.at.date(), **done)
    report = listening.report_back(concern=paired, words="It shines.", **done)
    pair = openness.publish_you_said_we_did(
        concern=paired, said="A lamp was dark.", did="It shines.", action=action, report_back=report, **done
    )
    town.put("pair", where, pair)
    quoted = matter(town, corner)
    action = listening.act(concern=quoted, words="Mended.", done_on=town.at.date(), **done)
    report = listening.report_back(concern=quoted, words="It shines.", **done)
    waiting = openness.publish_you_said_we_did(
        concern=quoted, said=WORDS, did="It shines.", action=action, report_back=report, **done
    )
    town.put("waiting pair", where, waiting)


def hear(town: Town, corner: Corner, **said: Any) -> listening.Heard:
    given = {"channel": "web", "kind": "worry", "words": WORDS, "place": corner.place, **said}
    return listening.hear(
        team=corner.team, neighborhood=corner.area, client_id=uuid.uuid4(), at=town.at, **given
    )


def matter(town: Town, corner: Corner) -> Any:
    """A concern that the officer looks after."""
    return listening.join(
        voices=[hear(town, corner).voice],
        by=corner.coordinator,
        title="Dark lamp",
        owner=corner.officer,
        at=town.at,
    )


def promise(town: Town, corner: Corner, concern: Any, by: Staff | None = None) -> Any:
    due_on = town.at.date() + timedelta(days=3)
    return listening.promise(
        concern=concern,
        words="It shines soon.",
        due_on=due_on,
        client_id=uuid.uuid4(),
        by=by or corner.officer,
        at=town.at,
    )


def attach(voice: Any) -> Attachment:
    """A kept photo, as if it had come with the voice."""
    name = pictures.store(uuid.uuid4(), pictures.CleanPicture(DOT, 1, 1, "0" * 64))
    path = pictures.path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(DOT)
    return Attachment.objects.create(
        team=voice.team, voice=voice, file=name, sha256="0" * 64, size=len(DOT), width=1, height=1,
        kept_until=date(2030, 1, 1),
    )  # fmt: skip


def complain(town: Town) -> None:
    """A complaint about Ben with a photo and sealed details, opened and promised about by the confidant."""
    cast = town.cast
    corner = Corner(cast.row, cast.ben, cast.cleo, cast.gate)
    about = {"kind": "complaint", "words": "Ben shouted at me.", "about_officer": cast.ben}
    heard = hear(town, corner, contact_details="555 0199", **about)
    town.codes[COMPLAINT] = heard.code or ""
    town.put("voice", COMPLAINT, heard.voice)
    town.put("photo", COMPLAINT, attach(heard.voice))
    town.put("sealed contact", COMPLAINT, SealedContact.objects.get(voice=heard.voice))
    town.put("held voice", COMPLAINT, hear(town, corner, is_held=True, **about).voice)
    second = hear(town, corner, **about).voice
    concern = listening.join(voices=[second], by=cast.noor, title="About Ben", at=town.at)
    town.put("concern", COMPLAINT, concern)
    town.put("told concern", COMPLAINT, concern)
    town.put("shown concern", COMPLAINT, concern)
    town.put("reference", COMPLAINT, concern.reference)
    town.put("promise", COMPLAINT, promise(town, corner, concern, by=cast.noor))
    note = Delivery.objects.filter(about_id=str(heard.voice.pk)).first()
    if note is not None:
        town.put("letter", COMPLAINT, note)
