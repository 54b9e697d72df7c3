"""Who asked to be told, about what and how often."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.safety.records import Record

if TYPE_CHECKING:
    from commonbeat.people.models import Staff
    from commonbeat.places.models import Team


class Cadence(models.TextChoices):
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")
    MONTHLY = "monthly", _("once a month")


# Beside the topics of digests: an alert comes when there is one, never in a digest only.
ALERTS, AT_ONCE = "alerts", "at_once"


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


MATTERS = ("voice", "question", "conversation")


class Asking(Record):
    """What an address asked for and has not confirmed yet; a week later it is gone."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="askings")
    choices = models.JSONField(default=list)
    voice = models.ForeignKey(
        "listening.Voice", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    question = models.ForeignKey(
        "openness.Question", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    conversation = models.ForeignKey(
        "commonground.Conversation", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    problem = models.ForeignKey(
        "together.Problem", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    replaces = models.ForeignKey(
        Subscriber, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()

    @property
    def matter(self) -> str:
        """What it asks to follow: the name of one of MATTERS, a problem, or nothing."""
        return next((name for name in (*MATTERS, "problem") if getattr(self, f"{name}_id") is not None), "")


class Subscription(Record):
    """One neighborhood × topic × cadence; an empty topic means everything, ALERTS come at once."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="subscriptions")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=20, blank=True)
    cadence = models.CharField(max_length=10)
    chosen_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "neighborhood", "topic"], name="subscription_once"),
            models.CheckConstraint(
                condition=Q(cadence__in=[*Cadence.values, AT_ONCE]), name="subscription_has_a_cadence"
            ),
            models.CheckConstraint(
                condition=Q(topic=ALERTS, cadence=AT_ONCE) | ~(Q(topic=ALERTS) | Q(cadence=AT_ONCE)),
                name="alerts_come_at_once",
            ),
        ]


class Follow(Record):
    """A subscriber who wants a mail when something comes of one matter: what they said or asked, or took part in."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="follows")
    voice = models.OneToOneField(
        "listening.Voice", on_delete=models.CASCADE, null=True, blank=True, related_name="follow"
    )
    question = models.OneToOneField(
        "openness.Question", on_delete=models.CASCADE, null=True, blank=True, related_name="follow"
    )
    conversation = models.ForeignKey(
        "commonground.Conversation", on_delete=models.CASCADE, null=True, blank=True, related_name="follows"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "conversation"], name="conversation_followed_once"),
            models.CheckConstraint(
                condition=Q(voice__isnull=False, question=None, conversation=None)
                | Q(voice=None, question__isnull=False, conversation=None)
                | Q(voice=None, question=None, conversation__isnull=False),
                name="follow_of_one_matter",
            ),
        ]

    @property
    def name(self) -> str:
        """What it is called: of one's own words only the reference, never the words."""
        if self.voice is not None:
            return self.voice.reference
        if self.question is not None:
            return self.question.reference
        return self.conversation.title if self.conversation is not None else ""

    @property
    def is_wanted(self) -> bool:
        """Whether the person has not taken back what it is about."""
        if self.voice is not None:
            return self.voice.is_reachable
        if self.question is not None:
            return self.question.code_fingerprint is not None and self.question.withdrawn_on is None
        return True


class ProblemFollow(Record):
    """A subscriber who wants a mail when there is news of one problem; at most one a day."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="problem_follows")
    problem = models.ForeignKey("together.Problem", on_delete=models.CASCADE, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscriber", "problem"], name="problem_follow_once")]


class Bulletin(Record):
    """An alert or a report that was put into the mail for everybody who wanted it."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    about_id = models.UUIDField()
    queued_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "about_id"], name="bulletin_once")]


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


class HookQuerySet(models.QuerySet["Hook"]):
    def visible_to(self, staff: Staff) -> HookQuerySet:
        """Administrators of the team."""
        return self.filter(team_id=staff.team_id) if staff.has_duty("admin") else self.none()

    def current(self) -> HookQuerySet:
        return self.filter(ended_on=None)


class Hook(Record):
    """An address of another program that is told what the team published: which deed, on which id, no more."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    secret = models.BinaryField()
    verbs = models.JSONField(default=list)
    after_sequence = models.BigIntegerField()
    made_on = models.DateField()
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    objects = HookQuerySet.as_manager()

    class Meta:
        ordering = ["made_on", "name"]


class HookCallQuerySet(models.QuerySet["HookCall"]):
    def waiting(self) -> HookCallQuerySet:
        return self.filter(sent_at=None, dead_at=None, hook__ended_on=None)

    def due(self, at: datetime) -> HookCallQuerySet:
        free = Q(leased_until=None) | Q(leased_until__lte=at)
        return self.waiting().filter(free, next_try_at__lte=at)


class HookCall(Record):
    """One thing to tell another program; sent at least once, under the same id however often."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, related_name="calls")
    sequence = models.BigIntegerField()
    verb = models.CharField(max_length=40)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    happened_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=60, blank=True)

    objects = HookCallQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hook", "sequence"], name="hook_call_once")]
        indexes = [models.Index(fields=["next_try_at"], name="hook_call_due")]
