"""Planning a wave, drawing whom it asks, and the doors of it."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.openness.calendar import local_day
from commonbeat.people.models import Staff
from commonbeat.places.models import Neighborhood
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean
from commonbeat.trust import codes, rules
from commonbeat.trust.actions.notes import note
from commonbeat.trust.frame import Frame
from commonbeat.trust.models import DoorState, Invitation, Mode, Wave, WaveArea, WaveState

STILL = (WaveState.PLANNED, WaveState.OPEN)


@transaction.atomic
def start_wave(
    *,
    neighborhoods: list[Neighborhood],
    title: str,
    starts_on: date,
    ends_on: date,
    by: Staff,
    at: datetime,
    has_open_link: bool = False,
) -> Wave:
    """A new survey round in these neighborhoods; one at a time in each."""
    rules.need_asking(by, neighborhoods)
    title = clean(title, 120, "title")
    if not title:
        raise Refused(_("Please give the wave a title."), "title")
    rules.need_span(starts_on, ends_on, local_day(by.team, at))
    busy = Wave.objects.filter(areas__neighborhood__in=neighborhoods, closed_on=None, withdrawn_on=None)
    if busy.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise Refused(_("Another wave asks in one of these neighborhoods at that time."), "neighborhoods")
    wave = Wave.objects.create(
        team_id=by.team_id, title=title, starts_on=starts_on, ends_on=ends_on, has_open_link=has_open_link
    )
    WaveArea.objects.bulk_create(
        WaveArea(team_id=by.team_id, wave=wave, neighborhood=area) for area in neighborhoods
    )
    note("start wave", wave, by=by, at=at)
    return wave


@transaction.atomic
def draw(
    *,
    wave: Wave,
    frame: Frame,
    letters: int,
    doors: int,
    by: Staff,
    at: datetime,
    seed: int | None = None,
) -> Wave:
    """Draws so many addresses of each neighborhood by chance. The list itself is not kept, only its hash.

    The seed and the hash stand in the journal: who has the list can draw again and find the same addresses.
    """
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    rules.need_running(by, wave)
    rules.need_state(wave, local_day(wave.team, at), *STILL)
    if wave.drawn_on is not None:
        raise Refused(_("This wave is drawn already. A second draw would ask some people twice."))
    areas = list(wave.areas.select_related("neighborhood"))
    if letters < 0 or doors < 0 or not letters + doors:
        raise Refused(_("Say how many addresses to draw in each neighborhood."), "letters")
    if (letters + doors) * len(areas) > rules.MOST_INVITED:
        raise Refused(_("These are more than twenty thousand invitations. Draw fewer."), "letters")
    wave.seed = secrets.randbits(62) if seed is None else seed
    wave.frame_sha256, wave.drawn_on = frame.sha256, local_day(wave.team, at)
    wave.save(update_fields=["seed", "frame_sha256", "drawn_on"])
    drawn = {area.pk: frame.draw(area.neighborhood_id, letters + doors, wave.seed) for area in areas}
    if not any(drawn.values()):
        raise Refused(_("This list has no address in the neighborhoods of this wave."), "addresses")
    _invite(wave, areas, drawn, letters, frame.addresses)
    reason = f"seed {wave.seed}, list {wave.frame_sha256}"
    note("draw wave", wave, by=by, at=at, reason=reason)
    return wave


def _invite(
    wave: Wave,
    areas: list[WaveArea],
    drawn: Mapping[UUID, list[str]],
    letters: int,
    frame: Mapping[UUID, object],
) -> None:
    invitations = []
    for area in areas:
        chosen = drawn[area.pk]
        area.addresses = len(frame.get(area.neighborhood_id, ()))  # type: ignore[arg-type]
        area.letters, area.doors = min(letters, len(chosen)), max(0, len(chosen) - letters)
        for place, address in enumerate(chosen):
            row = Invitation(
                id=uuid.uuid4(),
                team_id=wave.team_id,
                wave=wave,
                neighborhood_id=area.neighborhood_id,
                address=address,
                mode=Mode.LETTER if place < letters else Mode.DOOR,
            )
            row.code_fingerprint = codes.fingerprint(codes.derive(row.pk))
            invitations.append(row)
    WaveArea.objects.bulk_update(areas, ["addresses", "letters", "doors"])
    # By id, which is chance: not in the order of the draw.
    Invitation.objects.bulk_create(sorted(invitations, key=lambda row: row.pk), batch_size=500)


@transaction.atomic
def note_door(
    *, invitation: Invitation, state: DoorState, by: Staff, at: datetime, tries: int | None = None
) -> Invitation:
    """Nobody was home, or they do not want to; the day is not kept.

    `tries`: the how manyeth try it was, where the note may come twice; then the second changes nothing.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not rules.may_knock(by, invitation) or invitation.mode != Mode.DOOR:
        raise Refused(_("Only officers of this neighborhood knock on its doors."))
    tries = min(invitation.tries + 1 if tries is None else tries, 99)
    if tries <= invitation.tries and invitation.door_state == state:
        return invitation
    invitation.door_state, invitation.tries = state, max(tries, invitation.tries)
    invitation.save(update_fields=["door_state", "tries"])
    note("note door", invitation.wave, by=by, at=at, is_quiet=True)
    return invitation


@transaction.atomic
def withdraw_wave(*, wave: Wave, because: str, by: Staff, at: datetime) -> Wave:
    """Takes a wave back with its reason: what was published goes, and nobody is asked any more."""
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    rules.need_running(by, wave)
    because = clean(because, 500, "because")
    if not because:
        raise Refused(_("Please say why this is taken back."), "because")
    if wave.closed_on is None:
        raise Refused(_("Close this wave first, so that its addresses are forgotten."))
    if wave.withdrawn_on is None:
        wave.withdrawn_on, wave.withdrawn_because = local_day(wave.team, at), because
        wave.save(update_fields=["withdrawn_on", "withdrawn_because"])
        note("withdraw wave", wave, by=by, at=at)
    return wave
