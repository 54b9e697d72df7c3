"""Forgetting what has outlived its use, as the data inventory says."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from commonbeat.openness.models import Question, Rsvp

NEEDS_KEPT = timedelta(days=30)
RSVPS_KEPT = timedelta(days=365)
WORDS_KEPT = timedelta(days=180)


@transaction.atomic
def forget_outlived(*, at: datetime) -> int:
    """Forgets access needs and RSVPs of gatherings long over, and what a question said before it was read.

    A shown question stays in the words a moderator read, with its answers; its code stops working.
    Returns how many rows lost something.
    """
    needs = Rsvp.objects.filter(gathering__ends_at__lt=at - NEEDS_KEPT).exclude(access_needs="")
    forgotten = needs.update(access_needs="")
    forgotten += Rsvp.objects.filter(gathering__ends_at__lt=at - RSVPS_KEPT).delete()[0]
    declined = Question.objects.filter(asked_at__lt=at - WORDS_KEPT).exclude(declined_because="")
    forgotten += declined.delete()[0]
    answered = Question.objects.filter(
        published_at__isnull=False, answers__number=1, answers__at__lt=at - WORDS_KEPT
    )
    kept = answered.filter(~Q(words="") | Q(code_fingerprint__isnull=False))
    ids = list(kept.values_list("pk", flat=True))
    return forgotten + Question.objects.filter(pk__in=ids).update(
        words="", code_fingerprint=None, body_hash=""
    )
