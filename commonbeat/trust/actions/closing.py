"""Closing a wave: the last answers leave their boxes, and whom it asked is forgotten."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from commonbeat.openness.calendar import local_day
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood
from commonbeat.safety import lockboxes
from commonbeat.trust import rules
from commonbeat.trust.actions.answers import chance, open_box, store
from commonbeat.trust.actions.notes import SYSTEM, note
from commonbeat.trust.models import INVITED, OPEN, Box, Invitation, Received, Wave, WaveState

Piles = dict[str, list[str]]
MIXED = ""


@transaction.atomic
def close_wave(*, wave: Wave, by: Staff | str, at: datetime) -> Wave:
    """Ends a wave whose last day is over; closing it again changes nothing.

    Where fewer than eight came by one way, they join those that came by another; where fewer than eight
    came at all, they count only for the whole wave; what still is not eight is never opened.
    """
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    if wave.closed_on is not None:
        return wave
    if isinstance(by, Staff):
        rules.need_running(by, wave)
    rules.need_state(wave, local_day(wave.team, at), WaveState.OVER)
    boxes = list(Box.objects.select_for_update(of=("self",)).filter(wave=wave).select_related("neighborhood"))
    _empty(wave, [box for box in boxes if box.mode in INVITED], at)
    for mode in OPEN:
        _empty(wave, [box for box in boxes if box.mode == mode], at, together=mode)
    names = [box.lock_name for box in boxes]
    transaction.on_commit(lambda: _destroy(names), robust=True)
    Box.objects.filter(wave=wave).delete()
    wave.closed_on = local_day(wave.team, at)
    wave.save(update_fields=["closed_on"])
    note("close wave", wave, by=by, at=at, is_quiet=True)
    forget_addresses(wave=wave, at=at)
    return wave


@transaction.atomic
def forget_addresses(*, wave: Wave, at: datetime) -> None:
    """Removes every invitation with its address: from now on nobody was asked by name of a door."""
    Received.objects.filter(wave=wave).delete()
    Invitation.objects.filter(wave=wave).delete()
    note("forget addresses", wave, by=SYSTEM, at=at, is_quiet=True)


def close_due(*, at: datetime) -> int:
    """Closes every wave whose last day is over."""
    done = 0
    for wave in Wave.objects.filter(closed_on=None).select_related("team"):
        if wave.ends_on < local_day(wave.team, at):
            close_wave(wave=wave, by=SYSTEM, at=at)
            done += 1
    return done


def _destroy(names: list[str]) -> None:
    for name in names:
        lockboxes.destroy(name)


def _empty(wave: Wave, boxes: list[Box], at: datetime, together: str = MIXED) -> None:
    """Stores what these boxes hold, at least eight at a time; `together` is how mixed ones were reached."""
    by_area: dict[UUID, Piles] = defaultdict(dict)
    areas: dict[UUID, Neighborhood] = {}
    for box in boxes:
        areas[box.neighborhood_id] = box.neighborhood
        by_area[box.neighborhood_id][box.mode] = open_box(box)
    left: list[str] = []
    # Neither the order of the neighborhoods nor of the ways tells anything.
    for area_id in chance.sample(list(by_area), len(by_area)):
        for mode, texts in _piles(by_area[area_id], together).items():
            if len(texts) >= rules.TOGETHER:
                store(wave, areas[area_id], mode, texts, at)
            else:
                left += texts
    if len(left) >= rules.TOGETHER:
        store(wave, None, together, left, at)


def _piles(piles: Piles, together: str) -> Piles:
    """The piles of one neighborhood; while one is too small it joins the next smallest."""
    kept = {mode: texts for mode, texts in piles.items() if texts}
    while len(kept) > 1:
        smallest, following = sorted(kept, key=lambda mode: len(kept[mode]))[:2]
        if len(kept[smallest]) >= rules.TOGETHER:
            break
        mixed = kept.pop(smallest) + kept.pop(following)
        kept[together] = kept.get(together, []) + mixed
    return kept
