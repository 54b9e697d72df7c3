"""The outbox: what must reach somebody, written in the same transaction as the thing it tells about."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from commonbeat.safety import sealing
from commonbeat.safety.hidden import HiddenTextField
from commonbeat.safety.records import Record

WAITING = Q(channel="mail", sent_at=None, dropped_at=None, dead_at=None)


class Channel(models.TextChoices):
    MAIL = "mail"
    DESK = "desk"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def of_team(self, team: Any) -> DeliveryQuerySet:
        return self.filter(team_id=getattr(team, "pk", team))

    def visible_to(self, staff: Any) -> DeliveryQuerySet:
        """What is meant for one of this person's duties. A list must also keep to objects they may see."""
        return self.filter(team_id=staff.team_id, audience__in=staff.duties())

    def about_any(self, about_type: str, ids: Iterable[object]) -> DeliveryQuerySet:
        return self.filter(about_type=about_type, about_id__in=[str(one) for one in ids])

    def for_desk(self) -> DeliveryQuerySet:
        """Notifications that nobody has put away yet."""
        return self.filter(channel=Channel.DESK, seen_at=None)

    def waiting(self) -> DeliveryQuerySet:
        """Mail that was neither sent, dropped nor given up."""
        return self.filter(WAITING)

    def due(self, at: datetime) -> DeliveryQuerySet:
        """Waiting mail whose time has come and which nobody is sending at this moment."""
        return self.waiting().filter(Q(leased_until=None) | Q(leased_until__lte=at), next_try_at__lte=at)

    def dead(self) -> DeliveryQuerySet:
        """Mail we gave up on; the desk shows it."""
        return self.filter(dead_at__isnull=False)


class Delivery(Record):
    """One thing to tell somebody. The address and the words are gone as soon as it was sent.

    A team is named by its id, because teams live in a higher room. `about` is an object's kind and id.
    """

    team_id = models.UUIDField()
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, choices=Channel)
    audience = models.CharField(max_length=20)
    recipient = models.BinaryField(null=True)
    subject = models.CharField(max_length=200)
    # A mail that waits may hold a link that opens something: as unreadable as the address.
    body_text = HiddenTextField(blank=True)
    body_html = HiddenTextField(blank=True)
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200, unique=True)
    about_type = models.CharField(max_length=40)
    about_id = models.CharField(max_length=64)
    dedupe = models.CharField(max_length=200, unique=True)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=100, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at"], condition=WAITING, name="delivery_due"),
            models.Index(fields=["team_id", "channel", "queued_at"], name="delivery_of_team"),
            models.Index(fields=["about_id"], name="delivery_about"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~WAITING | Q(recipient__isnull=False), name="waiting_mail_has_a_recipient"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, dropped_at=None)
                | Q(sent_at=None, dead_at=None)
                | Q(dropped_at=None, dead_at=None),
                name="delivery_ends_one_way",
            ),
        ]

    @property
    def address(self) -> str:
        """Whom it goes to; empty once it was sent."""
        return sealing.reveal(self.recipient) if self.recipient else ""


class KeptMailQuerySet(models.QuerySet["KeptMail"]):
    def of_team(self, team: Any) -> KeptMailQuerySet:
        return self.filter(team_id=getattr(team, "pk", team))

    def newest_first(self) -> KeptMailQuerySet:
        return self.order_by("-id")


class KeptMail(models.Model):
    """A mail that was kept on a page instead of being sent; only where mail is kept, as in the demo."""

    team_id = models.UUIDField()
    message_id = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40)
    recipient = models.BinaryField()
    subject = models.CharField(max_length=200)
    body_text = models.TextField()
    body_html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    kept_at = models.DateTimeField()

    objects = KeptMailQuerySet.as_manager()

    @property
    def address(self) -> str:
        return sealing.reveal(self.recipient)


class RoundRecord(models.Model):
    """Up to when a round was made and whether somebody is making it; it holds no team's data."""

    name = models.CharField(max_length=120, primary_key=True)
    slot = models.BigIntegerField(default=-1)
    leased_until = models.DateTimeField(null=True)


def new_message_id(domain: str) -> str:
    """A random Message-ID that stays the same however often the mail is tried."""
    return f"<{uuid.uuid4().hex}@{domain}>"
