"""Planned and delivered presence on foot. No track of anybody's position exists."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.safety.records import Record

if TYPE_CHECKING:
    from commonbeat.people.models import Staff
    from commonbeat.places.models import Team


class StopReason(models.TextChoices):
    CONCERN = "concern", _("an open concern")
    PROMISE = "promise", _("a promise is due")
    NOT_VISITED = "not_visited", _("nobody has visited for a while")
    GATHERING = "gathering", _("a gathering")
    GREETING = "greeting", _("somebody asked for a hello")
    UNSAFE = "unsafe", _("people feel unsafe nearby")
    SELDOM_HEARD = "seldom_heard", _("we hear too little from here")
    PULSE = "pulse", _("people spoke up here this week")
    REGULAR = "regular", _("somebody is always here then")
    OTHER = "other", _("another reason")


def of_officer_or_desk(staff: Staff) -> Q:
    """Rows of neighborhoods this person coordinates, and their own."""
    where = staff.neighborhoods_as("coordinator")
    seen = Q(team_id=staff.team_id)
    return seen if where is None else seen & (Q(neighborhood_id__in=where) | Q(officer=staff))


class WalkQuerySet(models.QuerySet["Walk"]):
    def visible_to(self, staff: Staff) -> WalkQuerySet:
        """Coordinators of the neighborhood and the officer who walks it."""
        return self.filter(of_officer_or_desk(staff)) if staff.is_active else self.none()

    def public(self, team: Team) -> WalkQuerySet:
        return self.filter(team=team, is_announced=True).standing()

    def standing(self) -> WalkQuerySet:
        """Walks that were not canceled."""
        return self.filter(canceled_because="")

    def between(self, since: datetime, until: datetime) -> WalkQuerySet:
        """Walks that start in this span; its end belongs to the next."""
        return self.filter(starts_at__gte=since, starts_at__lt=until)


class Walk(Record):
    """Planned presence on foot by one officer. Canceled before it starts; afterwards it is an abstraction."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="walks")
    officer = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="walks")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    is_announced = models.BooleanField(default=False)
    canceled_because = models.CharField(max_length=300, blank=True)

    objects = WalkQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="walk_ends_after_start"
            )
        ]


class StopQuerySet(models.QuerySet["Stop"]):
    def visible_to(self, staff: Staff) -> StopQuerySet:
        return self.filter(walk__in=Walk.objects.visible_to(staff))

    def public(self, team: Team) -> StopQuerySet:
        """Stops that residents were told about."""
        return self.filter(team=team, is_announced=True, walk__canceled_because="", called_off_at=None)

    def called_off(self, team: Team) -> StopQuerySet:
        """Stops that residents were told about and that will not be; calendars must say so."""
        is_off = Q(called_off_at__isnull=False) | ~Q(walk__canceled_because="")
        return self.filter(is_off, team=team, is_announced=True)


class PlannedStops(models.Manager.from_queryset(StopQuerySet)):  # type: ignore[misc]
    """Stops that are on the plan; those that residents were told of and then called off are in `Stop.every` only."""

    def get_queryset(self) -> StopQuerySet:
        found: StopQuerySet = super().get_queryset().filter(called_off_at=None)
        return found


class Stop(Record):
    """One place on a walk, with the reason in words."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    walk = models.ForeignKey(Walk, on_delete=models.CASCADE, related_name="stops")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, related_name="stops")
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=12)
    reason = models.CharField(max_length=20, choices=StopReason)
    reason_words = models.CharField(max_length=300)
    concern = models.ForeignKey(
        "listening.Concern", on_delete=models.SET_NULL, null=True, blank=True, related_name="stops"
    )
    is_announced = models.BooleanField(default=False)
    minutes_on_foot = models.PositiveSmallIntegerField(null=True, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)

    objects = PlannedStops()
    every = StopQuerySet.as_manager()

    class Meta:
        ordering = ["at"]


class Visit(Record):
    """A stop delivered, or skipped with why. The hour and the minutes, not a track."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    stop = models.OneToOneField(Stop, on_delete=models.CASCADE, related_name="visit")
    client_id = models.UUIDField(unique=True)
    body_hash = models.CharField(max_length=64)
    is_delivered = models.BooleanField()
    arrived_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=0)
    skipped_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_delivered=True) | ~Q(skipped_because=""), name="skipping_needs_a_because"
            )
        ]


class AbstractionKind(models.TextChoices):
    EMERGENCY = "emergency", _("an emergency")
    STAND_IN = "stand_in", _("stood in for a colleague")
    EVENT = "event", _("a large event")
    OFFICE = "office", _("work indoors")
    OTHER = "other", _("something else")


class Abstraction(Record):
    """Taken off a planned walk for other duty, and why."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    walk = models.ForeignKey(Walk, on_delete=models.CASCADE, related_name="abstractions")
    client_id = models.UUIDField(unique=True)
    body_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=12, choices=AbstractionKind, default=AbstractionKind.OTHER)
    because = models.CharField(max_length=300)
    minutes = models.PositiveSmallIntegerField()
    on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(because=""), name="abstraction_needs_a_because")]


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, staff: Staff) -> ContactQuerySet:
        """Coordinators of the neighborhood and the officer who had the contact."""
        return self.filter(of_officer_or_desk(staff)) if staff.is_active else self.none()


class Contact(Record):
    """One informal encounter; no name needed."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(
        "places.Place", on_delete=models.SET_NULL, null=True, blank=True, related_name="contacts"
    )
    officer = models.ForeignKey("people.Staff", on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField(unique=True)
    body_hash = models.CharField(max_length=64)
    happened_at = models.DateTimeField(db_index=True)
    seconds_to_log = models.PositiveIntegerField(null=True, blank=True)
    voice = models.OneToOneField(
        "listening.Voice", on_delete=models.SET_NULL, null=True, blank=True, related_name="contact"
    )

    objects = ContactQuerySet.as_manager()


class Sighting(Record):
    """A resident says whether they saw an officer this week, and whether they know one by name.

    Anybody may answer through the open link; whoever was invited at random answers the survey instead.
    """

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="+")
    client_id = models.UUIDField(unique=True)
    body_hash = models.CharField(max_length=64)
    week = models.DateField(db_index=True)
    was_seen = models.BooleanField()
    knows_us = models.BooleanField(null=True, blank=True)
