"""The append-only record of every action: who, what, on which object, why; ids only, never content."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q

from commonbeat.safety.records import Record


class ActorKind(models.TextChoices):
    STAFF = "staff"
    RESIDENT = "resident"
    SYSTEM = "system"


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, staff: Any) -> EntryQuerySet:
        """Only auditors of the team read the journal."""
        return self.filter(team_id=staff.team_id) if staff.has_duty("auditor") else self.none()

    def of_team(self, team_id: uuid.UUID) -> EntryQuerySet:
        return self.filter(team_id=team_id)

    def about(self, object_id: object) -> EntryQuerySet:
        return self.filter(object_id=str(object_id))

    def newest_first(self) -> EntryQuerySet:
        return self.order_by("-sequence")


class Entry(models.Model):
    """One action. The database refuses to change it; its hash covers all of it and the entry before.

    A team is named by its id, because teams live in a higher room. A quiet entry does not move the
    version of the public pages, so that not even their number tells that something came in.
    """

    sequence = models.BigIntegerField(primary_key=True)
    team_id = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=10, choices=ActorKind)
    actor_id = models.UUIDField(null=True)
    action = models.CharField(max_length=40)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    reason = models.CharField(max_length=200, blank=True)
    is_quiet = models.BooleanField(default=False)
    at = models.DateTimeField()
    key_version = models.PositiveSmallIntegerField()
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["team_id", "sequence"], condition=Q(is_quiet=False), name="entry_version"),
            models.Index(fields=["sequence"], condition=Q(is_quiet=False), name="entry_not_quiet"),
            models.Index(fields=["object_id", "sequence"], name="entry_about"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(actor_kind=ActorKind.STAFF, actor_id__isnull=False)
                | (~Q(actor_kind=ActorKind.STAFF) & Q(actor_id=None)),
                name="entry_names_staff_only",
            )
        ]


class Checkpoint(Record):
    """Entries up to `sequence` were checked and pruned; the seal says that we did it."""

    sequence = models.BigIntegerField(unique=True)
    hash = models.CharField(max_length=64)
    pruned = models.PositiveIntegerField()
    at = models.DateTimeField()
    key_version = models.PositiveSmallIntegerField()
    seal = models.CharField(max_length=64)


class PublishedHead(Record):
    """The newest entry of a day, shown on the public page so that others can keep it."""

    on = models.DateField(unique=True)
    sequence = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    key_version = models.PositiveSmallIntegerField()
    seal = models.CharField(max_length=64)
