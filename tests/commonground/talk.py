"""A conversation with votes, as far as a test needs it."""

import secrets
import uuid
from datetime import timedelta

import numpy as np

from commonbeat.commonground import actions
from commonbeat.commonground.models import Statement, Vote, Voter
from commonbeat.safety import ballots

WORDS = [
    "Mill Street needs more light.",
    "Walks in the evening make us feel safer.",
    "Dogs should be on a leash in the park.",
    "The night bus should stop at the school.",
    "Music in the yard should end at ten.",
    "Cars should not enter the square.",
    "The bins should be emptied twice a week.",
    "We want a bench at the corner.",
    "The gate should stay open at night.",
    "Cameras would help at the station.",
]


def start(cast, at, *, is_published=True, words=WORDS, **changes):
    """A conversation of Harbor Row with statements of ours, open for two weeks."""
    conversation = actions.start_conversation(
        **{
            "neighborhood": cast.row,
            "title": "Mill Street in the evening",
            "question": "What should change on Mill Street after dark?",
            "why": "We plan the winter and want to know what you agree on.",
            "closes_at": at + timedelta(days=14),
            "by": cast.cleo,
            "at": at,
            **changes,
        }
    )
    for text in words:
        actions.add_statement(conversation=conversation, words=text, by=cast.cleo, at=at)
    if is_published:
        actions.publish_conversation(conversation=conversation, by=cast.cleo, at=at)
    return conversation


def said(conversation, at, words="We need a crossing.", ballot=None):
    return actions.say_statement(
        conversation=conversation, client_id=uuid.uuid4(), words=words, ballot=ballot or ballots.new(), at=at
    )


def camps(conversation, at, people=(20, 20), *, is_invited=False, clear=0.95, seed=0):
    """People in camps who vote on everything: each camp agrees with its own half of the statements."""
    rng = np.random.default_rng(seed)
    statements = list(Statement.objects.filter(conversation=conversation).order_by("number"))
    voters, votes = [], []
    for camp, count in enumerate(people):
        likes = [(number + camp) % 2 == 0 or number == 0 for number in range(len(statements))]
        for _person in range(count):
            voter = Voter(
                team_id=conversation.team_id, conversation=conversation, is_invited=is_invited, came_at=at,
                number=secrets.randbelow(2**40), device=uuid.uuid4().hex,
            )  # fmt: skip
            voters.append(voter)
            for statement, does in zip(statements, likes, strict=True):
                agrees = does if rng.random() < clear else not does
                votes.append(
                    Vote(team_id=voter.team_id, voter=voter, statement=statement, choice=1 if agrees else -1)
                )
    Voter.objects.bulk_create(voters)
    Vote.objects.bulk_create(votes)
    return voters
