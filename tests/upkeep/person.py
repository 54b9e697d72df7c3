"""Everything one resident can leave with us, each with words that are found nowhere else."""

import io
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace

from PIL import Image

from commonbeat.listening import actions as listening
from commonbeat.listening.models import Voice
from commonbeat.openness import actions as openness
from commonbeat.openness.models import Question, Rsvp
from commonbeat.people import actions as people
from commonbeat.people.models import Acquaintance, TeamBox
from commonbeat.safety import pictures, sealing
from commonbeat.updates import actions as updates
from commonbeat.updates import links
from commonbeat.updates.models import Asking, Subscriber

SAID = "CanarySaid about the underpass"
WROTE = "CanaryWrote once more"
HEARD = "CanaryHeard by us"
NAME = "CanaryAmara"
KNOW = "CanaryKnow about my dog"
NEEDS = "CanaryNeeds a ramp"
ASKED = "CanaryAsked why"
ADDRESS = "canaryaddress@example.org"
CANARIES = (SAID, WROTE, HEARD, NAME, KNOW, NEEDS, ASKED)


@dataclass
class Left:
    """What she left, and what must not be found in the bytes once it is gone."""

    voice: Voice
    code: str
    greeting: Acquaintance
    greeting_code: str
    subscriber: Subscriber
    rsvp: Rsvp
    rsvp_code: str
    question: Question
    question_code: str
    picture: str
    secrets: list[bytes]


def leave_everything(cast: SimpleNamespace, at: datetime) -> Left:
    """Amara speaks, is greeted, subscribes, comes to a gathering and asks; all through the real actions."""
    said = _voice(cast, at)
    greeting, greeting_code = people.ask_to_be_greeted(
        team=cast.team, neighborhood=cast.row, client_id=uuid.uuid4(), call_me=NAME, months=6, has_consented=True,
        know=KNOW, at=at,
    )  # fmt: skip
    rsvp, rsvp_code = openness.reserve(
        gathering=_gathering(cast, at), client_id=uuid.uuid4(), people=2, access_needs=NEEDS, at=at
    )
    question, question_code = openness.ask(
        team=cast.team, neighborhood=cast.row, client_id=uuid.uuid4(), words=ASKED, at=at
    )
    subscriber = _subscriber(cast, at)
    contact, picture = said.voice.sealed_contact, said.voice.attachments.get().file
    secrets = [words.encode() for words in CANARIES]
    secrets += [bytes(contact.sealed), bytes(subscriber.address), pictures.read(picture)[200:400]]
    return Left(
        said.voice, said.code or "", greeting, greeting_code, subscriber, rsvp, rsvp_code, question, question_code,
        picture, secrets,
    )  # fmt: skip


def take_everything_back(left: Left, at: datetime) -> None:
    """She changes her mind about all of it."""
    listening.withdraw(voice=left.voice, at=at)
    people.end_greeting(acquaintance=left.greeting, at=at)
    updates.erase(subscriber=left.subscriber, at=at)
    openness.cancel_rsvp(rsvp=left.rsvp, at=at)
    openness.withdraw_question(question=left.question, at=at)


def photo() -> io.BytesIO:
    made = io.BytesIO()
    Image.effect_noise((160, 120), 80).convert("RGB").save(made, "JPEG")
    made.seek(0)
    return made


def _voice(cast: SimpleNamespace, at: datetime) -> listening.Heard:
    draft, (public_key, _private) = uuid.uuid4(), sealing.new_box()
    TeamBox.objects.get_or_create(
        team=cast.team, retired_at=None, defaults={"public_key": public_key, "made_at": at}
    )
    pictures.store(draft, pictures.clean_picture(photo()))
    said = listening.hear(
        team=cast.team, neighborhood=cast.row, client_id=uuid.uuid4(), channel="web", kind="worry", words=SAID,
        contact_details="CanaryDetails 555", draft_id=draft, at=at,
    )  # fmt: skip
    listening.join(voices=[said.voice], by=cast.cleo, at=at, title="Underpass", owner=cast.ben)
    listening.write(voice=said.voice, words=WROTE, client_id=uuid.uuid4(), by=None, at=at)
    listening.read_back(voice=said.voice, words=HEARD, by=cast.cleo, at=at)
    said.voice.refresh_from_db()
    return said


def _gathering(cast: SimpleNamespace, at: datetime):
    return openness.announce_gathering(
        neighborhood=cast.row, kind="coffee", title="Coffee", purpose="To talk.", starts_at=at + timedelta(days=3),
        ends_at=at + timedelta(days=3, hours=2), where="Corner café", by=cast.cleo, is_published=True, at=at,
    )  # fmt: skip


def _subscriber(cast: SimpleNamespace, at: datetime) -> Subscriber:
    updates.ask_to_subscribe(
        team=cast.team, email=ADDRESS, choices=[(cast.row, "", "weekly")], language="en", at=at
    )
    return updates.confirm(team=cast.team, token=links.confirm_token(Asking.objects.get()), at=at)
