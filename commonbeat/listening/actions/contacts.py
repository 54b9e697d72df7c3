"""Opening sealed contact details: by a confidant, for a reason the person reads."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.listening.actions import notes
from commonbeat.listening.actions.ground import must, needed
from commonbeat.listening.models import Opening, SealedContact
from commonbeat.listening.times import hour
from commonbeat.people.models import BoxKey, Staff
from commonbeat.safety import sealing
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean


def open_contact(*, contact: SealedContact, passphrase: str, reason: str, by: Staff, at: datetime) -> str:
    """The details somebody sealed; the opening and its reason are kept first and shown to them."""
    must(by, "open_contact", contact)
    reason = needed(
        clean(reason, 500, "reason"), _("Say why you open the details; the person will read it."), "reason"
    )
    key = BoxKey.objects.filter(box_id=contact.box_id, staff=by, is_temporary=False).first()
    if key is None:
        raise Refused(_("You have no key to this box yet. Ask another confidant to share it with you."))
    # Stretching the passphrase takes a while: not inside a transaction.
    details = sealing.open_sealed(sealing.unlock(bytes(key.wrapped), passphrase), bytes(contact.sealed))
    with transaction.atomic():
        opening = Opening.objects.create(
            team_id=contact.team_id, contact=contact, by=by, reason=reason, at=hour(at)
        )
        notes.enter(actor=by, action="open contact", on=opening, about=contact.voice, at=at)
    return details
