"""A neighborhood alert: plain, rare, with what to do and when it ends."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from commonbeat.listening.models import Topic
from commonbeat.safety.records import Record
from commonbeat.together.models.base import HereQuerySet

if TYPE_CHECKING:
    from commonbeat.places.models import Team


class AlertQuerySet(HereQuerySet):
    def public(self, team: Team) -> Self:
        return self.filter(team=team)

    def in_force(self, at: datetime) -> Self:
        """Sent and neither over nor called off."""
        return self.filter(sent_at__lte=at, ends_at__gt=at, ended_at=None).order_by("ends_at")


class Alert(Record):
    """Something everybody here should know now; it cannot be sent without its end."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="alerts")
    client_id = models.UUIDField(unique=True)
    topic = models.CharField(max_length=20, choices=Topic, default=Topic.OTHER)
    title = models.CharField(max_length=80)
    what = models.CharField(max_length=500)
    to_do = models.CharField(max_length=500)
    sent_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("sent_at")), name="alert_ends_after_it_is_sent"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | ~Q(ended_because=""), name="ending_an_alert_needs_a_because"
            ),
        ]

    def is_in_force(self, at: datetime) -> bool:
        return self.ended_at is None and self.sent_at <= at < self.ends_at
