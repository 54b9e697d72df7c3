"""Forgetting everywhere what has outlived its use, and scrubbing it from the bytes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone

from commonbeat.journal import actions as journal
from commonbeat.journal import ledger
from commonbeat.listening import actions as listening
from commonbeat.listening.models import Attachment
from commonbeat.openness import actions as openness
from commonbeat.people import actions as people
from commonbeat.people.queries import kept_pictures
from commonbeat.post import actions as post
from commonbeat.post import tasks
from commonbeat.presence import actions as presence
from commonbeat.safety import limits, pictures, purging
from commonbeat.safety.errors import Refused
from commonbeat.trust import actions as trust
from commonbeat.updates import actions as updates

JOURNAL_KEPT = timedelta(days=730)
SCRUB_TRIES = 20
SCRUB_PAUSE_SECONDS = 0.5


@dataclass
class Forgotten:
    """How much of what was forgotten, and what could not be."""

    counts: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def forget_outlived(*, at: datetime) -> Forgotten:
    """Apply every retention period of the data inventory as of `at`; one that fails stops no other."""
    done = Forgotten()
    for name, forget in _EVERYTHING.items():
        try:
            found = forget(at)
        except Refused as refusal:
            done.problems.append(f"{name}: {refusal.sentence}")
            continue
        done.counts |= found if isinstance(found, dict) else {name: int(found or 0)}
    return done


def scrub() -> bool:
    """Rewrite the database so that nothing deleted is left in its bytes; false when a reader stayed in the way."""
    is_gone = purging.scrub_database()
    for _ in range(SCRUB_TRIES):
        if is_gone:
            break
        time.sleep(SCRUB_PAUSE_SECONDS)
        is_gone = purging.checkpoint()
    return is_gone


def prune_journal(*, at: datetime) -> int:
    """Entries older than 24 months, behind a sealed checkpoint, and the purge ledger's months with them."""
    ledger.prune((at - JOURNAL_KEPT).date())
    return journal.prune(at - JOURNAL_KEPT, at)


def sweep_sessions(*, at: datetime) -> int:
    """Staff sessions that are over; returns how many."""
    return Session.objects.filter(expire_date__lt=at).delete()[0]


def sweep_pictures(*, at: datetime) -> int:
    """Pictures that no row names, left by a process that died before writing it; returns how many."""
    attached = set(Attachment.objects.values_list("file", flat=True))
    return pictures.sweep_kept(attached | kept_pictures(), at)


_EVERYTHING: dict[str, Callable[[datetime], Any]] = {
    "voices": lambda at: listening.forget_outlived(at=at),
    "greetings": lambda at: people.forget_greetings(at=at),
    "invitations and recoveries": lambda at: people.forget_letters(at=at),
    "RSVPs, access needs and unread questions": lambda at: openness.forget_outlived(at=at),
    "contacts and sightings": lambda at: presence.forget_contacts(at=at),
    "what went with words taken back": lambda at: trust.forget_outlived(at=at),
    "surveys that are over": lambda at: trust.close_due(at=at),
    "keys that open nothing": lambda at: trust.sweep_keys(at=min(at, timezone.now())),
    "subscriptions nobody confirmed": lambda at: updates.forget_lapsed(at=at),
    "mail that was sent": post.sweep,
    # Never ahead of the clock: it destroys the keys of all days before the one it is told.
    "rate counts": lambda at: limits.sweep(min(at, timezone.now())),
    "tasks that are done": lambda at: tasks.forget_finished(),
    "sessions": lambda at: sweep_sessions(at=at),
    "drafts' pictures": pictures.sweep,
    "pictures nobody names": lambda at: sweep_pictures(at=at),
    "journal entries": lambda at: prune_journal(at=at),
}
