"""What is swept without being asked, where it takes several rooms to know what to keep."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from commonbeat.listening.models import Attachment
from commonbeat.people.queries import kept_pictures
from commonbeat.safety import pictures


def sweep_sessions(*, at: datetime) -> int:
    """Staff sessions that are over; returns how many."""
    return Session.objects.filter(expire_date__lt=at).delete()[0]


def sweep_pictures(*, at: datetime) -> int:
    """Pictures that no row names, left by a process that died before writing it; returns how many."""
    attached = set(Attachment.objects.values_list("file", flat=True))
    return pictures.sweep_kept(attached | kept_pictures(), at)


ROUNDS = {
    "sweep old sessions": (timedelta(hours=6), sweep_sessions),
    "sweep pictures nobody names": (timedelta(hours=24), sweep_pictures),
}
