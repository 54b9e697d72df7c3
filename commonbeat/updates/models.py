"""Who asked to be told, about what and how often."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.listening.models import Topic
from commonbeat.safety.records import Record

if TYPE_CHECKING:
    from commonbeat.places.models import Team


class Cadence(models.TextChoices):
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")
    MONTHLY = "monthly", _("once a month")


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def of_team(self, team: Team) -> SubscriberQuerySet:
        return self.filter(team=team)

    def reachable(self) -> SubscriberQuerySet:
        """Those who confirmed their address; whoever leaves is not in the table anymore."""
        return self.filter(confirmed_on__isnull=False)

    def lapsed(self, before: datetime) -> SubscriberQuerySet:
        """Those who never confirmed, with nothing asked since."""
        return self.filter(confirmed_on=None, asked_at__lt=before)


class Subscriber(Record):
    """An address that asked for mail. Stored hidden, found by its fingerprint, gone on leaving."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    address = models.BinaryField()
    address_fingerprint = models.CharField(max_length=64)
    language = models.CharField(max_length=10, default="en")
    asked_at = models.DateTimeField()
    confirmed_on = models.DateField(null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "address_fingerprint"], name="subscriber_once")
        ]


class Asking(Record):
    """What an address asked for and has not confirmed yet; a week later it is gone."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="askings")
    choices = models.JSONField(default=list)
    voice = models.ForeignKey(
        "listening.Voice", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    replaces = models.ForeignKey(
        Subscriber, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()


class Subscription(Record):
    """One neighborhood × topic × cadence; an empty topic means everything."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=20, choices=Topic, blank=True)
    cadence = models.CharField(max_length=10, choices=Cadence)
    chosen_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "neighborhood", "topic"], name="subscription_once"),
            models.CheckConstraint(
                condition=Q(cadence__in=Cadence.values), name="subscription_has_a_cadence"
            ),
        ]


class Follow(Record):
    """A subscriber who said something and wants a mail when we write about it."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="follows")
    voice = models.OneToOneField("listening.Voice", on_delete=models.CASCADE, related_name="follow")


class DigestQuerySet(models.QuerySet["Digest"]):
    def before(self, day: date) -> DigestQuerySet:
        return self.filter(period_ends_on__lt=day)


class Digest(Record):
    """What was put into one subscriber's mail for one period; no mail goes out for nothing."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="digests")
    cadence = models.CharField(max_length=10, choices=Cadence)
    period_ends_on = models.DateField()
    item_count = models.PositiveSmallIntegerField()

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "cadence", "period_ends_on"], name="digest_once")
        ]
