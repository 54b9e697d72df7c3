"""A wave in Harbor Row, and answers to it, as the tests need them."""

import random
from datetime import date, datetime, timedelta
from types import SimpleNamespace

from commonbeat.openness.calendar import local_day
from commonbeat.people.models import Duty
from commonbeat.trust import actions, questionnaire
from commonbeat.trust.frame import Frame
from commonbeat.trust.models import Invitation, Mode, Outcome, Rollout, RolloutArea, Wave
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
    start = local_day(cast.team, at)
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
        # Three digits each: no address is the beginning of another one.
        frame = Frame({area.pk: [f"{area.name} Street {n}" for n in range(101, 301)] for area in areas})
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


def surveyed(cast: SimpleNamespace, at: datetime) -> Rollout:
    """A published wave and an open one in Harbor Row, and a rollout that is fixed; returns the rollout."""
    if Rollout.objects.exists():
        return Rollout.objects.get()
    before = at - timedelta(days=60)
    wave = make_wave(cast, letters=20, at=before)
    dice = random.Random(1)
    for row in wave.invitations.select_related("wave__team")[:12]:
        answer(row, dice, at=before + timedelta(days=1))
    end = before + timedelta(days=25)
    actions.publish_wave(
        wave=actions.close_wave(wave=wave, by="system", at=end), by=boss(cast), at=end + timedelta(hours=1)
    )
    make_wave(cast, letters=5, is_open=True, at=at)
    rollout = Rollout.objects.create(
        team=cast.team, title="Foot beat", hypothesis="Less noise.", outcome=Outcome.CONCERNS, seed=1,
        outcome_words="concerns a month", first_on=date(2100, 1, 1),
    )  # fmt: skip
    RolloutArea.objects.create(
        team=cast.team, rollout=rollout, neighborhood=cast.row, position=1, starts_on=rollout.first_on
    )
    Rollout.objects.filter(pk=rollout.pk).update(frozen_on=before.date(), fingerprint="0" * 64)
    return rollout
