"""Forgetting what has outlived its use; the periods are those of the data inventory."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from commonbeat.listening.actions import notes
from commonbeat.listening.actions.withdrawal import erase, erase_pictures, erase_way_back
from commonbeat.listening.models import ENDED, Attachment, Concern, ReplyPath, SealedContact, Voice
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


@transaction.atomic
def forget_voice(*, voice: Voice, at: datetime) -> None:
    """Erase one voice and leave its shell for the figures; doing it again changes nothing."""
    voice = Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk)
    if voice.withdrawn_on is None and voice.purged_on is None:
        voice.purged_on = at.date()
        erase(voice)
        notes.enter(actor="system", action="forget", on=voice, about=voice, at=at)


@transaction.atomic
def forget_contact(*, voice: Voice, at: datetime) -> None:
    """Erase the sealed details of one voice and the way back to it; doing it again changes nothing."""
    ways = erase_way_back(ReplyPath.objects.filter(voice=voice))
    if SealedContact.objects.filter(voice=voice).delete()[0] + ways:
        notes.enter(actor="system", action="forget contact", on=voice, about=voice, at=at)


@transaction.atomic
def forget_pictures(*, voice: Voice, at: datetime) -> None:
    """Erase the pictures of one voice; doing it again changes nothing."""
    if erase_pictures(Attachment.objects.filter(voice=voice)):
        notes.enter(actor="system", action="forget picture", on=voice, about=voice, at=at)


def _forget_voices(at: datetime) -> int:
    outlived = Voice.objects.filter(ended_before(hour(at) - WORDS_KEPT), withdrawn_on=None, purged_on=None)
    found = list(outlived)
    for voice in found:
        forget_voice(voice=voice, at=at)
    return len(found)


def _forget_details(at: datetime) -> int:
    leaves_details = Q(sealed_contact__isnull=False) | Q(reply_path__isnull=False)
    outlived = Voice.objects.filter(leaves_details, ended_before(hour(at) - DETAILS_KEPT))
    found = list(outlived)
    for voice in found:
        forget_contact(voice=voice, at=at)
    return len(found)


@transaction.atomic
def _forget_pictures(at: datetime) -> int:
    outlived = Attachment.objects.filter(kept_until__lt=at.date()).select_related("voice")
    voices = [attachment.voice for attachment in outlived]
    for voice in voices:
        notes.enter(actor="system", action="forget picture", on=voice, about=voice, at=at)
    erase_pictures(Attachment.objects.filter(kept_until__lt=at.date()))
    return len(voices)
