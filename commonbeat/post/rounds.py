"""What the worker does for the three lowest rooms without being asked."""

from datetime import datetime, timedelta

from commonbeat.journal.actions import publish_head
from commonbeat.post import actions
from commonbeat.safety import limits, pictures


def send_mail(*, at: datetime) -> None:
    """Mail whose next try is due, and what a lost task forgot."""
    actions.send_due(at)


def sweep_drafts(*, at: datetime) -> None:
    """Pictures of drafts nobody sent, and counts whose hour is over."""
    pictures.sweep(at)
    limits.sweep(at)


def publish_journal_head(*, at: datetime) -> None:
    """The head of the journal, for the public page."""
    publish_head(at)


def sweep_outbox(*, at: datetime) -> None:
    """What was sent long ago."""
    actions.sweep(at)


ROUNDS = {
    "send what waits": (timedelta(minutes=1), send_mail),
    "sweep drafts": (timedelta(hours=1), sweep_drafts),
    "publish the head of the journal": (timedelta(hours=24), publish_journal_head),
    "sweep the outbox": (timedelta(hours=24), sweep_outbox),
}
