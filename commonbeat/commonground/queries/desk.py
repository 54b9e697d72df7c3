"""What the desk works on; every list begins with what the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from commonbeat.commonground.models import Conversation, Invite, Statement, Voter
from commonbeat.people.models import Staff


@dataclass(frozen=True)
class Conduct:
    """How a conversation goes: what waits to be read, who takes part."""

    waiting: list[Statement]
    shown: list[Statement]
    hidden: list[Statement]
    declined: list[Statement]
    voters: int
    invited: int
    invites: int
    used: int


def conversations_for(staff: Staff) -> QuerySet[Conversation]:
    """Conversations with drafts, those that end last on top."""
    found = Conversation.objects.visible_to(staff).select_related("team", "neighborhood")
    return found.order_by("-closes_at")


def waiting_statements(staff: Staff, at: datetime) -> int:
    """How many statements of running conversations nobody has read yet."""
    found = Statement.objects.visible_to(staff).waiting()
    return found.filter(conversation__closed_at=None, conversation__closes_at__gt=at).count()


def conduct_of(staff: Staff, conversation: Conversation) -> Conduct:
    """Everything the desk decides about one conversation."""
    rows = Statement.objects.visible_to(staff).filter(conversation=conversation).order_by("number")
    rows = rows.prefetch_related("outcomes").annotate(vote_count=Count("votes"))
    shown = [row for row in rows if row.published_at is not None]
    voters = Voter.objects.filter(conversation=conversation)
    invites = Invite.objects.filter(conversation=conversation)
    return Conduct(
        waiting=[row for row in rows if row.published_at is None and not row.declined_because],
        shown=[row for row in shown if not row.hidden_because],
        hidden=[row for row in shown if row.hidden_because],
        declined=[row for row in rows if row.declined_because],
        voters=voters.count(),
        invited=voters.filter(is_invited=True).count(),
        invites=invites.count(),
        used=invites.exclude(used_on=None).count(),
    )
