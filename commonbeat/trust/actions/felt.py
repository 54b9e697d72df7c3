"""Whether a reporter felt heard, asked once after their concern ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonbeat.listening.models import Voice
from commonbeat.openness.calendar import local_day
from commonbeat.safety.errors import Refused
from commonbeat.trust.actions.notes import RESIDENT, note
from commonbeat.trust.models import FeltHeard, Remark


def feel_heard(*, voice: Voice, said: str, at: datetime) -> FeltHeard:
    """Keeps what they said, with its week; who says it again keeps what was said first."""
    if said not in FeltHeard.Said.values:
        raise Refused(_("Press one of the three buttons."))
    if voice.about_officer_id is not None or voice.withdrawn_on is not None:
        raise Refused(_("This cannot be answered here."))
    on = local_day(voice.team, at)
    try:
        with transaction.atomic():
            felt = FeltHeard.objects.create(
                team_id=voice.team_id,
                neighborhood_id=voice.neighborhood_id,
                voice=voice,
                said=said,
                week=on - timedelta(days=on.weekday()),
            )
            note("feel heard", felt, by=RESIDENT, at=at, is_quiet=True)
    except IntegrityError:
        return FeltHeard.objects.get(voice=voice)
    return felt


@transaction.atomic
def forget_outlived(*, at: datetime) -> int:
    """Forgets what belonged to words that somebody took back; returns how many rows went."""
    gone = FeltHeard.objects.filter(voice__withdrawn_on__isnull=False).delete()[0]
    return gone + Remark.objects.filter(voice__withdrawn_on__isnull=False).delete()[0]
