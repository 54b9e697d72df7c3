"""Forgetting what has outlived its use; the periods are those of the data inventory."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from commonbeat.listening.actions import notes
from commonbeat.listening.actions.withdrawal import erase, erase_pictures
from commonbeat.listening.models import ENDED, Attachment, Concern, SealedContact, Voice
from commonbeat.listening.times import hour

WORDS_KEPT = timedelta(days=180)
DETAILS_KEPT = timedelta(days=30)


def forget_outlived(*, at: datetime) -> dict[str, int]:
    """Erase voices 180 days and sealed details 30 days after their end, and pictures after 90 days.

    Returns how many of each. Gone from the bytes of the database only after the file was rewritten.
    """
    return {
        "voices": _forget_voices(at),
        "sealed contacts": _forget_details(at),
        "pictures": _forget_pictures(at),
    }


def ended_before(moment: datetime) -> Q:
    """Voices whose concern ended, or that were settled, before this moment."""
    ended = Concern.objects.in_states(ENDED, before=moment)
    return Q(concern__in=ended.values("pk")) | Q(concern=None, settled_on__lt=moment.date())


def _forget_voices(at: datetime) -> int:
    outlived = Voice.objects.filter(ended_before(hour(at) - WORDS_KEPT), withdrawn_on=None, purged_on=None)
    ids = list(outlived.values_list("pk", flat=True))
    for voice_id in ids:
        with transaction.atomic():
            voice = Voice.objects.select_for_update(of=("self",)).get(pk=voice_id)
            voice.purged_on = at.date()
            erase(voice)
            notes.enter(actor="system", action="forget", on=voice, about=voice, at=at)
    return len(ids)


@transaction.atomic
def _forget_details(at: datetime) -> int:
    outlived = SealedContact.objects.filter(
        voice__in=Voice.objects.filter(ended_before(hour(at) - DETAILS_KEPT)).values("pk")
    ).select_related("voice")
    found = list(outlived)
    for contact in found:
        contact.delete()
        notes.enter(actor="system", action="forget contact", on=contact.voice, about=contact.voice, at=at)
    return len(found)


@transaction.atomic
def _forget_pictures(at: datetime) -> int:
    outlived = Attachment.objects.filter(kept_until__lt=at.date()).select_related("voice")
    voices = [attachment.voice for attachment in outlived]
    for voice in voices:
        notes.enter(actor="system", action="forget picture", on=voice, about=voice, at=at)
    erase_pictures(Attachment.objects.filter(kept_until__lt=at.date()))
    return len(voices)
