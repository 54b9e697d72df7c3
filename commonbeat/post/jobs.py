"""What comes round in the lowest rooms."""

from datetime import datetime

from commonbeat.journal.actions import publish_head
from commonbeat.post import actions
from commonbeat.post.schedule import every
from commonbeat.safety import limits, pictures


@every("minute")
def send_mail(at: datetime) -> None:
    """Mail whose next try is due, and what a lost task forgot."""
    actions.send_due(at)


@every("hour")
def sweep_drafts(at: datetime) -> None:
    """Pictures of drafts nobody sent, and counts whose hour is over."""
    pictures.sweep(at)
    limits.sweep(at)


@every("day")
def publish_journal_head(at: datetime) -> None:
    """The head of the journal, for the public page."""
    publish_head(at)


@every("day")
def sweep_outbox(at: datetime) -> None:
    """What was sent long ago."""
    actions.sweep(at)
