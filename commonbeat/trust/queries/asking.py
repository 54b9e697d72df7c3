"""Who is asked just now, and what a code opens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from commonbeat.listening.models import ConcernState, Voice
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood, Team
from commonbeat.trust import codes
from commonbeat.trust.actions.answers import count
from commonbeat.trust.models import Box, FeltHeard, Invitation, Mode, Wave, WaveArea

MOST_DOORS = 60
ENDED = (ConcernState.CONFIRMED, ConcernState.CLOSED)


@dataclass(frozen=True)
class Letter:
    """One letter to print: where it goes, and the code in it."""

    address: str
    neighborhood: Neighborhood
    code: str


@dataclass(frozen=True)
class AreaProgress:
    """How a neighborhood of an open wave is doing. Answers are counted, never looked at; all ways together."""

    area: WaveArea
    came: int
    doors_left: int


def by_code(team: Team, typed: str) -> Invitation | None:
    """The invitation somebody holds the code of; the same None for a wrong one and one whose wave closed."""
    code = codes.normalise(typed)
    if code is None:
        return None
    rows = Invitation.objects.select_related("wave__team", "neighborhood")
    return rows.filter(team=team, code_fingerprint__in=codes.fingerprints(code)).first()


def open_wave(neighborhood: Neighborhood, on: date) -> Wave | None:
    """The wave that everybody in this neighborhood may answer today."""
    asking = Wave.objects.open_on(on).asking(neighborhood).filter(has_open_link=True, withdrawn_on=None)
    return asking.select_related("team").first()


def letters(wave: Wave, *, limit: int | None = None) -> list[Letter]:
    """The letters still to be answered, by neighborhood and address."""
    rows = wave.invitations.filter(mode=Mode.LETTER, is_used=False).select_related("neighborhood")
    return [
        Letter(row.address, row.neighborhood, codes.show(codes.derive(row.pk, row.code_fingerprint)))
        for row in rows.order_by("neighborhood__name", "address")[:limit]
    ]


def doors(staff: Staff, on: date) -> list[Invitation]:
    """The doors this officer may knock on today: those tried least first, then as they stand along the street."""
    seen = Invitation.objects.visible_to(staff).to_knock(on).select_related("neighborhood", "wave")
    return sorted(seen, key=lambda row: (row.tries, _along(row.address)))[:MOST_DOORS]


def _along(address: str) -> list[str]:
    """The address with its numbers filled up, so that 9 comes before 12."""
    return [part.zfill(8) if part.isdecimal() else part for part in re.split(r"(\d+)", address.casefold())]


def progress(wave: Wave) -> list[AreaProgress]:
    """How many answers came in each neighborhood, sealed ones included, and how many doors are left."""
    waiting: dict[object, int] = {}
    for box in Box.objects.filter(wave=wave):
        if box.mode in (Mode.LETTER, Mode.DOOR):
            waiting[box.neighborhood_id] = waiting.get(box.neighborhood_id, 0) + count(box)
    stored = dict(
        wave.answers.filter(is_invited=True)
        .order_by()
        .values_list("neighborhood")
        .annotate(number=Count("pk"))
    )
    left = Q(is_used=False, mode=Mode.DOOR) & ~Q(door_state="refused")
    open_doors = dict(
        wave.invitations.filter(left).order_by().values_list("neighborhood").annotate(number=Count("pk"))
    )
    areas = wave.areas.select_related("neighborhood").order_by("neighborhood__name")
    return [
        AreaProgress(
            area,
            waiting.get(area.neighborhood_id, 0) + stored.get(area.neighborhood_id, 0),
            open_doors.get(area.neighborhood_id, 0),
        )
        for area in areas
    ]


def may_say_felt(voice: Voice) -> bool:
    """Whether this reporter is asked now: their concern ended, and they have not said so yet."""
    if voice.concern is None or voice.about_officer_id is not None or voice.withdrawn_on is not None:
        return False
    state = voice.concern.steps.order_by("-number").values_list("state", flat=True).first()
    return state in ENDED and not FeltHeard.objects.filter(voice=voice).exists()
