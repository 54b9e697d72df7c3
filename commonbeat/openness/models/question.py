"""Questions to the team, and their public answers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from commonbeat.listening.models import Topic
from commonbeat.openness.models.base import OpenQuerySet
from commonbeat.openness.models.gathering import Gathering, GatheringKind
from commonbeat.safety.records import Record

if TYPE_CHECKING:
    from commonbeat.people.models import Staff
    from commonbeat.places.models import Team


class QuestionQuerySet(OpenQuerySet):
    def visible_to(self, staff: Staff) -> Self:
        """What the desk sees, what was asked at one's own session, and what one owes the answer to."""
        if not staff.is_active:
            return self.none()
        own = Q(owner=staff) | Q(gathering__host=staff, gathering__kind=GatheringKind.INFORMATION_SESSION)
        return super().visible_to(staff) | self.filter(own, team_id=staff.team_id)

    def public(self, team: Team) -> Self:
        """Questions a moderator let through and nobody took back; a merged one stands with the other."""
        return self.filter(team=team, published_at__isnull=False, withdrawn_on=None, merged_into=None)

    def waiting_for_moderation(self) -> Self:
        return self.filter(published_at=None, declined_because="", withdrawn_on=None).order_by("asked_at")

    def owed(self) -> Self:
        """Asked, not refused, not taken back, not merged, and without an answer: the most urgent first."""
        standing = self.filter(declined_because="", withdrawn_on=None, merged_into=None)
        return standing.filter(answers=None).order_by("answer_due_at")

    def overdue(self, at: datetime) -> Self:
        return self.owed().filter(answer_due_at__lt=at)


class Question(Record):
    """A question to the team, answered where everybody can read it."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey(
        "places.Neighborhood", on_delete=models.PROTECT, related_name="questions"
    )
    gathering = models.ForeignKey(
        Gathering, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions"
    )
    client_id = models.UUIDField(unique=True)
    body_hash = models.CharField(max_length=64)
    code_fingerprint = models.CharField(max_length=64, unique=True, null=True, blank=True)
    reference = models.CharField(max_length=12, unique=True)
    topic = models.CharField(max_length=20, choices=Topic, blank=True)
    words = models.TextField(max_length=1000, blank=True)
    public_words = models.TextField(max_length=1000, blank=True)
    language = models.CharField(max_length=10, default="en")
    asked_at = models.DateTimeField(db_index=True)
    answer_due_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    declined_because = models.CharField(max_length=500, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged"
    )
    owner = models.ForeignKey(
        "people.Staff", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    came_on_paper = models.BooleanField(default=False)
    paper_votes = models.PositiveIntegerField(default=0)
    phone_votes = models.PositiveIntegerField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(public_words=""), name="shown_question_has_read_words"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(declined_because=""), name="question_shown_or_declined"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="question_not_merged_into_itself",
            ),
        ]


class QuestionAnswer(Record):
    """An answer, or "we cannot answer because …"; a correction is a new row, the old one stays readable."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveSmallIntegerField()
    words = models.TextField(max_length=5000)
    is_cannot = models.BooleanField(default=False)
    corrected_because = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="question_answer_number_once"),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(corrected_because=""), name="answer_correction_needs_a_because"
            ),
        ]
