"""Conversations: what is said, who votes how without being anybody, and the picture that comes of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.listening.models import Topic
from commonbeat.openness.models.base import OpenQuerySet
from commonbeat.safety.records import Record

if TYPE_CHECKING:
    from commonbeat.people.models import Staff
    from commonbeat.places.models import Team


class ConversationQuerySet(OpenQuerySet):
    def running(self, at: datetime) -> Self:
        """Open for votes, those that end first on top."""
        return self.filter(published_at__isnull=False, closed_at=None, closes_at__gt=at).order_by("closes_at")

    def over(self, at: datetime) -> Self:
        """Closed, or past their day; newest first."""
        return self.filter(~Q(closed_at=None) | Q(closes_at__lte=at)).order_by("-closes_at")

    def to_close(self, at: datetime) -> Self:
        return self.filter(published_at__isnull=False, closed_at=None, closes_at__lte=at)


class Conversation(Record):
    """One question to everybody, answered by statements that everybody votes on."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey(
        "places.Neighborhood", on_delete=models.PROTECT, related_name="conversations"
    )
    topic = models.CharField(max_length=20, choices=Topic, blank=True)
    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80)
    question = models.CharField(max_length=300)
    why = models.TextField(max_length=2000)
    takes_statements = models.BooleanField(default=True)
    imported_from = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    what_came_of_it = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "slug"], name="conversation_slug_once")]

    def is_running(self, at: datetime) -> bool:
        """Whether votes are taken."""
        return self.published_at is not None and self.closed_at is None and at < self.closes_at


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, staff: Staff) -> StatementQuerySet:
        where = staff.neighborhoods_as("coordinator", "moderator")
        found = self.filter(team_id=staff.team_id, withdrawn_on=None) if staff.is_active else self.none()
        return found if where is None else found.filter(conversation__neighborhood_id__in=where)

    def public(self, team: Team) -> StatementQuerySet:
        """What a moderator let through, nobody took out, and its author did not take back."""
        shown = self.filter(team=team, published_at__isnull=False, withdrawn_on=None)
        return shown.filter(hidden_because="").order_by("number")

    def waiting(self) -> StatementQuerySet:
        """Not read yet, the oldest first."""
        return self.filter(published_at=None, declined_because="", withdrawn_on=None).order_by("number")


class Statement(Record):
    """One idea in a sentence, said by anyone; shown after a moderator has read it."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="statements")
    number = models.PositiveIntegerField()
    client_id = models.UUIDField(unique=True)
    body_hash = models.CharField(max_length=64, blank=True)
    device = models.CharField(max_length=64, blank=True)
    words = models.CharField(max_length=300, blank=True)
    public_words = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=10, default="en")
    is_ours = models.BooleanField(default=False)
    said_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    declined_because = models.CharField(max_length=300, blank=True)
    hidden_because = models.CharField(max_length=300, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="statement_number_once"),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(public_words="") | Q(withdrawn_on__isnull=False),
                name="shown_statement_has_read_words",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(declined_because=""), name="statement_shown_or_declined"
            ),
        ]

    @property
    def is_shown(self) -> bool:
        return self.published_at is not None and not self.hidden_because and self.withdrawn_on is None


class Outcome(Record):
    """What came of a statement; a later one is a new row, the earlier one stays readable."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="outcomes")
    number = models.PositiveSmallIntegerField()
    words = models.TextField(max_length=2000)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    written_on = models.DateField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["statement", "number"], name="outcome_number_once")]


class Invite(Record):
    """A right to vote as somebody who was invited; which vote it became is kept nowhere."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="invites")
    fingerprint = models.CharField(max_length=64, unique=True)
    used_on = models.DateField(null=True, blank=True)


class Voter(Record):
    """A device that voted; its mark is forgotten when the conversation closes."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="voters")
    number = models.BigIntegerField()
    device = models.CharField(max_length=64, blank=True)
    is_invited = models.BooleanField(default=False)
    came_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "device"], condition=~Q(device=""), name="one_voter_a_device"
            ),
            models.UniqueConstraint(fields=["conversation", "number"], name="voter_number_once"),
        ]


class Choice(models.IntegerChoices):
    AGREE = 1, _("agree")
    PASS = 0, _("pass")
    DISAGREE = -1, _("disagree")


class Vote(Record):
    """How one device votes on one statement; the last word counts."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    voter = models.ForeignKey(Voter, on_delete=models.CASCADE, related_name="votes")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="votes")
    choice = models.SmallIntegerField(choices=Choice)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voter", "statement"], name="one_vote_a_voter_and_statement"),
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="vote_is_one_of_three"),
        ]


class Snapshot(Record):
    """The picture of a conversation as it was last computed, and what places one more voter in it."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="snapshot")
    computed_at = models.DateTimeField()
    seconds = models.FloatField(default=0)
    signature = models.CharField(max_length=80)
    content = models.JSONField(default=dict)
    frame = models.JSONField(default=dict)
