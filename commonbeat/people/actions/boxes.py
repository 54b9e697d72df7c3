"""The team's box for sealed contact details: its private key exists only under confidants' passphrases."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.people.actions.ground import enter, must
from commonbeat.people.models import BoxKey, Duty, Staff, TeamBox
from commonbeat.places.models import Team
from commonbeat.safety import sealing
from commonbeat.safety.errors import Refused

SHORTEST_PASSPHRASE = 12
LONGEST_PASSPHRASE = 500


@transaction.atomic
def make_box(*, confidant: Staff, passphrase: str, at: datetime) -> TeamBox:
    """The first confidant makes the team's box under their own passphrase."""
    must(confidant.has_duty(Duty.CONFIDANT))
    _check(passphrase)
    team = _locked(confidant.team)
    if TeamBox.objects.filter(team=team, retired_at=None).exists():
        raise Refused(_("Your team has a box already. Ask a confidant who can open it to share it with you."))
    public, private = sealing.new_box()
    box = TeamBox.objects.create(team=team, public_key=public, made_at=at)
    BoxKey.objects.create(team=team, box=box, staff=confidant, wrapped=sealing.wrap(private, passphrase))
    enter("make box", box, team=team, by=confidant, at=at)
    return box


@transaction.atomic
def share_box(
    *, by: Staff, passphrase: str, to: Staff, temporary_passphrase: str, at: datetime
) -> list[BoxKey]:
    """Hand a colleague a copy of every key you can open, under a passphrase they must replace with their own.

    A copy that still waits for its owner's passphrase is replaced; one that has it is left alone.
    """
    must(by.has_duty(Duty.CONFIDANT) and by.pk != to.pk)
    if to.team_id != by.team_id or not to.is_active or not to.has_duty(Duty.CONFIDANT):
        raise Refused(_("Only confidants of your team may hold a key. Make them a confidant first."), "to")
    _check(temporary_passphrase, "temporary_passphrase")
    if temporary_passphrase == passphrase:
        raise Refused(
            _("Please do not give away your own passphrase: choose another one."), "temporary_passphrase"
        )
    BoxKey.objects.filter(staff=to, is_temporary=True).delete()
    kept = set(BoxKey.objects.filter(staff=to).values_list("box", flat=True))
    opened = {box: key for box, key in _open_all(by, passphrase).items() if box not in kept}
    made = [
        BoxKey.objects.create(
            team=by.team,
            box_id=box,
            staff=to,
            wrapped=sealing.wrap(private, temporary_passphrase),
            is_temporary=True,
        )
        for box, private in opened.items()
    ]
    enter("share box", to, team=by.team, by=by, at=at)
    return made


@transaction.atomic
def choose_passphrase(*, confidant: Staff, old: str, new: str, at: datetime) -> None:
    """Put one's own new passphrase on every copy that the old one opens."""
    must(confidant.has_duty(Duty.CONFIDANT))
    _check(new, "new")
    if new == old:
        raise Refused(_("Please choose a passphrase that nobody else has seen."), "new")
    for box, private in _open_all(confidant, old, field="old", with_temporary=True).items():
        BoxKey.objects.filter(staff=confidant, box_id=box).update(
            wrapped=sealing.wrap(private, new), is_temporary=False
        )
    enter("choose passphrase", confidant, team=confidant.team, by=confidant, at=at)


@transaction.atomic
def rotate_box(*, by: Staff, passphrase: str, at: datetime) -> TeamBox:
    """Seal from now on to a new box, for example after a confidant left.

    Details sealed before stay readable with the old keys; the new key must be shared anew.
    """
    must(by.has_duty(Duty.CONFIDANT))
    team = _locked(by.team)
    before = TeamBox.objects.filter(team=team, retired_at=None).first()
    if before is None or before.pk not in _open_all(by, passphrase):
        raise Refused(_("Only a confidant who can open the present box may replace it."))
    before.retired_at = at
    before.save(update_fields=["retired_at"])
    return make_box(confidant=by, passphrase=passphrase, at=at)


def _locked(team: Team) -> Team:
    return Team.objects.select_for_update().get(pk=team.pk)


def _check(passphrase: str, field: str = "passphrase") -> None:
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refused(_("A passphrase needs at least 12 characters. Four or five words are good."), field)
    if len(passphrase) > LONGEST_PASSPHRASE:
        raise Refused(_("This passphrase is longer than 500 characters. Please choose a shorter one."), field)


def _open_all(
    staff: Staff, passphrase: str, field: str = "passphrase", with_temporary: bool = False
) -> dict[uuid.UUID, bytes]:
    """The private key of every box this passphrase opens for this person; refused when it opens none."""
    if len(passphrase) > LONGEST_PASSPHRASE:
        raise Refused(_("This passphrase does not open the box. Please try again."), field)
    opened = {}
    for key in BoxKey.objects.filter(staff=staff).select_for_update():
        if key.is_temporary and not with_temporary:
            continue
        try:
            opened[key.box_id] = sealing.unlock(bytes(key.wrapped), passphrase)
        except Refused:
            continue
    if not opened:
        raise Refused(_("This passphrase does not open the box. Please try again."), field)
    return opened
