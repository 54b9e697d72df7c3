"""The room of an information session: what stands on its screen, who voted for which question."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from commonbeat.openness.models.gathering import Gathering, GatheringKind
from commonbeat.openness.models.question import Question
from commonbeat.safety.records import Record

# Whoever went home first may still vote that evening, and the minutes are written the next morning.
OPEN_AFTER = timedelta(hours=24)


class Session(Record):
    """What an information session has beside its gathering."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    gathering = models.OneToOneField(Gathering, on_delete=models.CASCADE, related_name="session")
    on_stage = models.ForeignKey(Question, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)


class QuestionVote(Record):
    """One device wants this question answered; the row is gone when the session closes."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="votes")
    device = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "device"], name="one_vote_a_device_and_question")
        ]


def is_session(gathering: Gathering) -> bool:
    """Whether questions are collected and voted for there."""
    return gathering.kind == GatheringKind.INFORMATION_SESSION


def voting_ends_at(gathering: Gathering) -> datetime:
    """When votes are closed by themselves, where nobody closed them earlier."""
    return gathering.ends_at + OPEN_AFTER
