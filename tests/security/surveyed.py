"""Who is asked in a town, and what is rolled out in it."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from commonbeat.trust import actions
from commonbeat.trust.frame import Frame
from commonbeat.trust.models import Mode, Rollout, RolloutArea
from tests.security.ground import Corner, Town


def survey(town: Town, where: str, corner: Corner) -> None:
    """A wave that asks today, one still to be drawn, a drafted rollout and a fixed one."""
    by = {"by": corner.coordinator, "at": town.at}
    today = timezone.localtime(town.at).date()
    asking = actions.start_wave(
        neighborhoods=[corner.area],
        title="Autumn",
        starts_on=today + timedelta(days=1),
        ends_on=today + timedelta(days=30),
        has_open_link=True,
        **by,
    )
    addresses = [f"{corner.area.name} Street {number}" for number in range(1, 9)]
    frame = Frame({corner.area.pk: addresses})
    asking = actions.draw(wave=asking, frame=frame, letters=2, doors=2, seed=1, **by)
    # Wherever midnight is, it asks already.
    asking.starts_on = today - timedelta(days=1)
    asking.save()
    town.put("wave", where, asking)
    town.put("door", where, asking.invitations.filter(mode=Mode.DOOR).first())
    planned = actions.start_wave(
        neighborhoods=[corner.area],
        title="Spring",
        starts_on=today + timedelta(days=60),
        ends_on=today + timedelta(days=80),
        **by,
    )
    town.put("undrawn wave", where, planned)
    town.put("draft rollout", where, roll_out(corner))
    town.put("fixed rollout", where, roll_out(corner, frozen_on=today, fingerprint="0" * 64))


def roll_out(corner: Corner, **more: object) -> Rollout:
    """A rollout in a single neighborhood, as no coordinator could plan it."""
    found = Rollout.objects.create(
        team=corner.team,
        title="New foot beat",
        hypothesis="Less noise.",
        outcome="given",
        outcome_words="concerns a month",
        first_on=date(2100, 1, 1),
        seed=1,
    )
    RolloutArea.objects.create(
        team=corner.team,
        rollout=found,
        neighborhood=corner.area,
        position=1,
        starts_on=found.first_on,
    )
    if more:
        Rollout.objects.filter(pk=found.pk).update(**more)
    return found
