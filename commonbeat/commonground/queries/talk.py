"""A conversation as those who take part in it see it: one statement at a time, and what is theirs."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import Prefetch, QuerySet

from commonbeat.commonground.models import Choice, Conversation, Outcome, Snapshot, Statement, Vote
from commonbeat.methods.consensus.statements import priority
from commonbeat.places.models import Neighborhood, Team
from commonbeat.safety import ballots
from commonbeat.safety.ballots import Ballot

MOST_OWN = 200


@dataclass(frozen=True)
class Turn:
    """What a device is asked next, and how far it has come; `statement` is None when it has seen everything."""

    statement: Statement | None
    voted: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.voted


@dataclass(frozen=True)
class OwnVote:
    """A vote of this device and what came of its statement."""

    statement: Statement
    choice: Choice
    outcomes: list[Outcome]


@dataclass(frozen=True)
class Own:
    """What this device said and how it voted, for the browser that carries its mark alone."""

    votes: list[OwnVote]
    statements: list[Statement]


def running_conversations(team: Team, neighborhood: Neighborhood | None, at: datetime) -> list[Conversation]:
    """Where people can take part now, those that end first on top."""
    found = Conversation.objects.public(team).running(at).select_related("neighborhood")
    return list(found if neighborhood is None else found.filter(neighborhood=neighborhood))


def past_conversations(
    team: Team, neighborhood: Neighborhood | None, at: datetime, limit: int = 20
) -> list[Conversation]:
    """What can be read, newest first."""
    found = Conversation.objects.public(team).over(at).select_related("neighborhood")
    return list((found if neighborhood is None else found.filter(neighborhood=neighborhood))[:limit])


def conversation_by_slug(team: Team, slug: str) -> Conversation | None:
    """The published conversation of this name."""
    found = Conversation.objects.public(team).filter(slug=slug)
    return found.select_related("team", "neighborhood").first()


def shown_statements(conversation: Conversation) -> QuerySet[Statement]:
    """Everything that can be voted on."""
    return Statement.objects.public(conversation.team).filter(conversation=conversation)


def turn_of(conversation: Conversation, ballot: Ballot | None) -> Turn:
    """The next statement by routing priority, drawn by chance that is the same until the device votes."""
    shown = list(shown_statements(conversation).only("number", "public_words", "is_ours", "published_at"))
    voted = _voted(conversation, ballot)
    unseen = [one for one in shown if one.pk not in voted]
    done = len(shown) - len(unseen)
    if not unseen:
        return Turn(None, done, len(shown))
    device = ballots.fingerprint(conversation.pk, ballot) if ballot else "nobody"
    weights = _priorities(conversation, [one.number for one in unseen])
    dice = random.Random(f"{device}/{done}")  # noqa: S311 - which statement comes next is no secret
    [chosen] = dice.choices(unseen, weights=weights)
    return Turn(chosen, done, len(shown))


def own_part(conversation: Conversation, ballot: Ballot | None) -> Own:
    """Everything of this device, newest statement first; empty once the conversation is closed."""
    if ballot is None:
        return Own([], [])
    device = ballots.fingerprint(conversation.pk, ballot)
    rows = Vote.objects.filter(voter__conversation=conversation, voter__device=device)
    rows = rows.filter(statement__withdrawn_on=None).select_related("statement")
    rows = rows.prefetch_related(Prefetch("statement__outcomes")).order_by("-statement__number")
    votes = [
        OwnVote(row.statement, Choice(row.choice), list(row.statement.outcomes.all()))
        for row in rows[:MOST_OWN]
    ]
    said = Statement.objects.filter(conversation=conversation, device=device, withdrawn_on=None)
    return Own(votes, list(said.order_by("-number")))


def given_by(conversation: Conversation, ballot: Ballot | None) -> dict[int, int]:
    """How this device voted, by the number of the statement."""
    if ballot is None:
        return {}
    device = ballots.fingerprint(conversation.pk, ballot)
    rows = Vote.objects.filter(voter__conversation=conversation, voter__device=device)
    return dict(rows.values_list("statement__number", "choice"))


def _voted(conversation: Conversation, ballot: Ballot | None) -> set[object]:
    if ballot is None:
        return set()
    device = ballots.fingerprint(conversation.pk, ballot)
    rows = Vote.objects.filter(voter__conversation=conversation, voter__device=device)
    return set(rows.values_list("statement_id", flat=True))


def _priorities(conversation: Conversation, numbers: list[int]) -> list[float]:
    """As last computed; a statement that is newer counts as one without a vote."""
    content = (
        Snapshot.objects.filter(conversation=conversation).values_list("content", flat=True).first() or {}
    )
    known = dict(zip(content.get("numbers", []), content.get("priority", []), strict=False))
    nothing = np.zeros(1, dtype=np.int64)
    fresh = float(priority(nothing, nothing, nothing, np.zeros(1))[0])
    return [max(float(known.get(number, fresh)), 1e-6) for number in numbers]
