"""Short ways to bring voices and concerns about in tests; everything goes through the real actions."""

from datetime import date, datetime
from types import SimpleNamespace
from uuid import uuid4

from commonbeat.listening import actions
from commonbeat.listening.models import Concern, Voice

WORDS = "The underpass is dark again and my daughter walks home that way."


def hear(cast: SimpleNamespace, at: datetime, **said: object) -> actions.Heard:
    given = {
        "team": cast.team,
        "neighborhood": cast.row,
        "client_id": uuid4(),
        "channel": "web",
        "kind": "worry",
        "words": WORDS,
        "at": at,
        **said,
    }
    return actions.hear(**given)


def concern(cast: SimpleNamespace, at: datetime, *voices: Voice, **more: object) -> Concern:
    given = {"title": "Underpass lamps", "owner": cast.ben, "by": cast.cleo, "at": at, **more}
    return actions.join(voices=list(voices) or [hear(cast, at).voice], **given)


def reported_back(cast: SimpleNamespace, at: datetime, *voices: Voice, **more: object) -> Concern:
    """A concern whose people accepted what we heard and were told what was done."""
    made = concern(cast, at, *voices, **more)
    for voice in made.voices.filter(code_fingerprint__isnull=False, is_me_too=False):
        understand(cast, voice, at)
    actions.answer(concern=made, words="We asked the city.", by=cast.cleo, at=at)
    actions.act(concern=made, words="Lamps repaired.", done_on=at.date(), by=cast.ben, at=at)
    actions.report_back(concern=made, words="It is light again.", by=cast.cleo, at=at)
    return made


def understand(cast: SimpleNamespace, voice: Voice, at: datetime) -> None:
    row = actions.read_back(voice=voice, words="You are afraid in the dark.", by=cast.cleo, at=at)
    actions.accept_read_back(read_back=row, is_accepted=True, at=at)


def say(voice: Voice, is_solved: bool, at: datetime) -> None:
    actions.confirm(voice=voice, is_solved=is_solved, client_id=uuid4(), at=at)


def states(made: Concern) -> list[str]:
    return list(made.steps.order_by("number").values_list("state", flat=True))


def state(made: Concern) -> str:
    return states(made)[-1]


def promise(cast: SimpleNamespace, made: Concern, due_on: date, at: datetime, **more: object):
    given = {"words": "We look after dark.", "client_id": uuid4(), "by": cast.ben, **more}
    return actions.promise(concern=made, due_on=due_on, at=at, **given)
