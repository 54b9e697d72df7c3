"""Who asked to be told, about what and how often."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonbeat.listening.models import Topic
from commonbeat.safety.records import Record


class Cadence(models.TextChoices):
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")
    MONTHLY = "monthly", _("once a month")


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def reachable(self) -> SubscriberQuerySet:
        """Confirmed and not left."""
        return self.filter(confirmed_on__isnull=False, left_on=None)


class Subscriber(Record):
    """An address that asked for mail. The address is stored hidden, found again by its fingerprint."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    address = models.BinaryField()
    address_fingerprint = models.CharField(max_length=64)
    language = models.CharField(max_length=10, default="en")
    asked_at = models.DateTimeField()
    confirmed_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "address_fingerprint"], name="subscriber_once")]


class Subscription(Record):
    """One neighborhood × topic × cadence; an empty topic means everything."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=20, choices=Topic, blank=True)
    cadence = models.CharField(max_length=10, choices=Cadence)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "neighborhood", "topic"], name="subscription_once")
        ]


class Follow(Record):
    """A subscriber who said something and wants a mail when we write about it."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="follows")
    voice = models.OneToOneField("listening.Voice", on_delete=models.CASCADE, related_name="follow")


class Digest(Record):
    """What was put into one subscriber's mail for one period."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="digests")
    cadence = models.CharField(max_length=10, choices=Cadence)
    period_ends_on = models.DateField()
    item_count = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "cadence", "period_ends_on"], name="digest_once")
        ]
