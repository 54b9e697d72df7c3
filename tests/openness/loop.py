"""A concern walked through the loop, as far as a test needs it."""

import uuid
from datetime import datetime, timedelta
from types import SimpleNamespace

from commonbeat.listening import actions as listening

WORDS = "The lamp at the school gate has been dark for weeks and my children are afraid"


def say(cast: SimpleNamespace, at: datetime, words: str = WORDS, **about: object):
    """One voice on the web, in Harbor Row."""
    return listening.hear(
        team=cast.team,
        neighborhood=cast.row,
        client_id=uuid.uuid4(),
        channel="web",
        kind="worry",
        words=words,
        at=at,
        **about,
    ).voice


def raised(cast: SimpleNamespace, at: datetime, **about: object):
    """A concern with one voice."""
    return listening.join(
        voices=[say(cast, at, **about)],
        by=cast.cleo,
        at=at,
        title="Dark lamp",
        kind="worry",
        topic="lighting",
    )


def acted(cast: SimpleNamespace, at: datetime, **about: object) -> SimpleNamespace:
    """A concern that went all the way to its report back, ten days before `at`."""
    began = at - timedelta(days=10)
    concern = raised(cast, began, **about)
    voice = concern.voices.get()
    read_back = listening.read_back(voice=voice, words="The lamp is dark.", by=cast.cleo, at=began)
    listening.accept_read_back(read_back=read_back, is_accepted=True, correction="", at=began)
    listening.answer(concern=concern, words="We ask the city.", by=cast.cleo, at=began)
    promise = listening.promise(
        concern=concern,
        words="The lamp shines by Friday.",
        due_on=at.date(),
        client_id=uuid.uuid4(),
        by=cast.cleo,
        at=began,
    )
    done_on = (at - timedelta(days=4)).date()
    action = listening.act(
        concern=concern, words="The city mended the lamp.", done_on=done_on, by=cast.cleo, at=at
    )
    listening.keep(promise=promise, by=cast.cleo, at=at)
    report = listening.report_back(concern=concern, words="It shines again.", by=cast.cleo, at=at)
    return SimpleNamespace(concern=concern, voice=voice, promise=promise, action=action, report_back=report)
