"""What the worker does without being asked, where it takes several rooms or the whole database."""

from datetime import datetime, timedelta

from commonbeat.upkeep import actions


def note_taken_back(*, at: datetime) -> int:
    """What a process that died could not note in the purge ledger."""
    return actions.catch_up()


def scrub(*, at: datetime) -> None:
    """Gone from the bytes, not only from the tables."""
    actions.scrub()


ROUNDS = {
    "note what was taken back": (timedelta(minutes=10), note_taken_back),
    "sweep old sessions": (timedelta(hours=6), actions.sweep_sessions),
    "sweep pictures nobody names": (timedelta(hours=24), actions.sweep_pictures),
    "prune the journal": (timedelta(hours=24), actions.prune_journal),
    # Last, so that it finds what the others deleted.
    "scrub the bytes": (timedelta(hours=24), scrub),
}
