"""One of everything the desk works on, in Harbor Row, brought about by the real actions."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commonbeat.listening import actions as listening
from commonbeat.openness import actions as openness
from commonbeat.people import actions as people
from commonbeat.presence import actions as presence
from commonbeat.safety import sealing
from tests.cast import make_cast, make_team
from tests.kept import again
from tests.signin import sign_in

PASSPHRASE = "four words and a lamp"
DETAILS = "Amara, +358 40 123 4567"
COMPLAINT = "An officer shouted at my son on the square."


def hear(cast: SimpleNamespace, words: str = "It is dark in the underpass.", **more: Any) -> Any:
    given = {
        "team": cast.team, "neighborhood": cast.row, "client_id": uuid4(), "channel": "web", "kind": "worry",
        "words": words, "at": timezone.now() - timedelta(hours=5), **more,
    }  # fmt: skip
    return listening.hear(**given).voice


def join(cast: SimpleNamespace, *voices: Any, title: str = "Underpass lamps", **more: Any) -> Any:
    made = list(voices) or [hear(cast)]
    return listening.join(
        voices=made, by=cast.cleo, at=timezone.now() - timedelta(hours=4), title=title, **more
    )


def walk(cast: SimpleNamespace, days: int = 1) -> Any:
    start = (timezone.now() + timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
    return presence.plan_walk(
        officer=cast.ben, neighborhood=cast.row, starts_at=start, ends_at=start + timedelta(hours=4),
        by=cast.cleo, at=timezone.now(),
    )  # fmt: skip


def gathering(cast: SimpleNamespace, days: int = 3, **more: Any) -> Any:
    start = timezone.now() + timedelta(days=days)
    return openness.announce_gathering(
        neighborhood=cast.row, kind="coffee", title="Coffee with the team", purpose="Talk with us.", host=cast.ben,
        place=cast.cafe, starts_at=start, ends_at=start + timedelta(hours=2), by=cast.cleo,
        at=min(start, timezone.now()) - timedelta(days=1), **more,
    )  # fmt: skip


def ask(cast: SimpleNamespace, words: str = "Who pays for you?") -> Any:
    at = timezone.now()
    return openness.ask(team=cast.team, neighborhood=cast.row, client_id=uuid4(), words=words, at=at).question


@pytest.fixture
def kept_scene(db: None, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The same scene for every test, until it is some minutes old."""
    # The same locks, made of less work.
    monkeypatch.setattr(sealing, "OPERATIONS", 1)
    monkeypatch.setattr(sealing, "MEMORY", 8192 * 2)
    return again(a_scene)


@pytest.fixture
def scene(kept_scene: SimpleNamespace) -> SimpleNamespace:
    """Everything in Harbor Row; Dot, who works elsewhere, must see none of it."""
    return kept_scene


def a_scene() -> SimpleNamespace:
    cast = make_cast(make_team())
    now = timezone.now()
    who = {"by": cast.cleo, "at": now}
    people.make_box(confidant=cast.noor, passphrase=PASSPHRASE, at=now)
    voice = hear(cast, "Scooters on the pavement.", contact_details=DETAILS)
    concern = join(cast, owner=cast.ben)
    due_on = (now + timedelta(days=3)).date()
    planned = walk(cast)
    made = openness.agree_priority(
        neighborhood=cast.row, issue="Speed at the gate", why="Asked for.", agreed_on=now.date(), **who
    )
    initiative = openness.start_initiative(
        neighborhood=cast.row, title="Walking school bus", what="We walk along.", why="Cars.", where="Mill Street",
        starts_on=now.date(), until=due_on, how_we_will_know="Fewer worries.", **who,
    )  # fmt: skip
    paired = join(cast, title="A bench by the locks")
    listening.answer(concern=paired, words="The city agreed.", **who)
    action = listening.act(concern=paired, words="Two benches stand there.", done_on=now.date(), **who)
    told = listening.report_back(concern=paired, words="The benches are there.", **who)
    pair = openness.publish_you_said_we_did(
        concern=paired,
        said="A bench was missing.",
        did="Two stand there.",
        action=action,
        report_back=told,
        **who,
    )
    return SimpleNamespace(
        cast=cast, voice=voice, concern=concern, walk=planned, priority=made, initiative=initiative, pair=pair,
        promise=listening.promise(concern=concern, words="We go there.", due_on=due_on, client_id=uuid4(), **who),
        stop=presence.add_stop(
            walk=planned, place=cast.cafe, at_time=planned.starts_at, reason="other", reason_words="Coffee", **who
        ),
        gathering=gathering(cast),
        question=ask(cast),
        held=hear(cast, "Cheap watches", is_held=True),
        complaint=hear(cast, COMPLAINT, kind="complaint", about_officer=cast.ben),
        contact=voice.sealed_contact,
        invite=people.invite(
            team=cast.team, email="farid@team.example", name="Farid", duty="officer", neighborhood=cast.row,
            by=cast.ada, at=now,
        )[0],
        recovery=people.ask_mfa_recovery(staff=cast.ben, by=cast.cleo, at=now),
        role=cast.ben.roles.get(),
    )  # fmt: skip


def at_desk(staff: Any) -> Client:
    """Somebody of the team, signed in with both steps."""
    return sign_in(Client(), staff)


def url(name: str, *args: Any) -> str:
    return reverse(f"desk:{name}", args=args)


def post(client: Client, path: str, **fields: Any) -> Any:
    """Send a form as a browser would, with its own client id."""
    return client.post(path, {"client_id": str(uuid4()), **fields})


def text(response: Any) -> str:
    return str(response.content.decode())
