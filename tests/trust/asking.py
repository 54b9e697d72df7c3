"""A wave in Harbor Row, and answers to it, as the tests need them."""

import random
from datetime import datetime, timedelta
from types import SimpleNamespace

from commonbeat.people.models import Duty
from commonbeat.trust import actions, questionnaire
from commonbeat.trust.frame import Frame
from commonbeat.trust.models import Invitation, Mode, Wave
from tests.cast import AT, make_staff

OPEN_AT = AT + timedelta(days=1)
AFTER = AT + timedelta(days=22)


def boss(cast: SimpleNamespace):
    """Who coordinates the whole team."""
    if not hasattr(cast, "boss"):
        cast.boss = make_staff(cast.team, "Bo", Duty.COORDINATOR)
    return cast.boss


def make_wave(
    cast: SimpleNamespace, *, areas=None, letters=40, doors=0, is_open=False, at: datetime = AT, by=None
) -> Wave:
    areas = [cast.row] if areas is None else areas
    by = by or boss(cast)
    start = at.date()
    wave = actions.start_wave(
        neighborhoods=areas,
        title="Autumn",
        starts_on=start,
        ends_on=start + timedelta(days=20),
        has_open_link=is_open,
        by=by,
        at=at,
    )
    if letters or doors:
        frame = Frame({area.pk: [f"{area.name} Street {n}" for n in range(1, 201)] for area in areas})
        wave = actions.draw(wave=wave, frame=frame, letters=letters, doors=doors, by=by, at=at, seed=7)
    return wave


def some_replies(dice: random.Random, *, skip: float = 0.1, **fixed) -> dict:
    """Replies of somebody by chance, some questions skipped."""
    replies = {item.key: dice.choice(item.values) for item in questionnaire.ITEMS if dice.random() >= skip}
    return replies | fixed


def answer(invitation: Invitation, dice: random.Random, words: str = "", at=OPEN_AT, **fixed) -> bool:
    return actions.answer_invited(
        invitation=invitation, replies=some_replies(dice, **fixed), words=words, language="en", at=at
    )


def answer_all(wave: Wave, count: int, *, area=None, seed: int = 0, mode: str = Mode.LETTER, **fixed) -> list:
    """So many of those invited answer; returns who did, in the order they did."""
    dice = random.Random(seed)
    rows = wave.invitations.filter(mode=mode, is_used=False).select_related("wave__team")
    if area is not None:
        rows = rows.filter(neighborhood=area)
    chosen = dice.sample(list(rows.order_by("address")), count)
    for row in chosen:
        assert answer(row, dice, **fixed)
    return chosen
