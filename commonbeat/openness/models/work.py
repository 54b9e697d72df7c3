"""What the team has started and what it agreed with residents to work on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from commonbeat.listening.models import Topic
from commonbeat.openness.models.base import OpenQuerySet
from commonbeat.safety.records import Record

STALE_AFTER = timedelta(days=92)
FRESH_ON = Coalesce("renewed_on", "agreed_on")


class InitiativeQuerySet(OpenQuerySet):
    def current(self, on: date) -> Self:
        """Started and not ended; one past its date stays until we say what came of it."""
        return self.filter(starts_on__lte=on, ended_on=None).order_by("until")

    def owing_an_outcome(self, on: date) -> Self:
        return self.filter(ended_on=None, until__lt=on).order_by("until")

    def ended(self) -> Self:
        return self.filter(ended_on__isnull=False).order_by("-ended_on")


class Initiative(Record):
    """Something the team has started: what, why, where, until when, how we will know."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey(
        "places.Neighborhood", on_delete=models.PROTECT, related_name="initiatives"
    )
    topic = models.CharField(max_length=20, choices=Topic, blank=True)
    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80)
    what = models.TextField(max_length=2000)
    why = models.TextField(max_length=2000)
    where = models.CharField(max_length=200)
    starts_on = models.DateField()
    until = models.DateField()
    first_until = models.DateField()
    how_we_will_know = models.TextField(max_length=2000)
    what_came_of_it = models.TextField(max_length=2000, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "slug"], name="initiative_slug_once"),
            models.CheckConstraint(
                condition=Q(until__gte=F("starts_on")), name="initiative_until_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | ~Q(what_came_of_it=""), name="ended_initiative_says_what_came"
            ),
        ]

    def owes_outcome(self, on: date) -> bool:
        """Whether its date has passed and we have not said what came of it."""
        return self.ended_on is None and self.until < on


class PriorityQuerySet(OpenQuerySet):
    def current(self, on: date) -> Self:
        """Agreed and not ended, the freshest first; a stale one stays, and is shown as stale."""
        return self.filter(ended_on=None, agreed_on__lte=on).order_by(FRESH_ON.desc())

    def stale(self, on: date) -> Self:
        """Agreed more than three months ago and not renewed since."""
        return self.current(on).annotate(was_fresh_on=FRESH_ON).filter(was_fresh_on__lt=on - STALE_AFTER)


class Priority(Record):
    """An issue agreed with residents."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey(
        "places.Neighborhood", on_delete=models.PROTECT, related_name="priorities"
    )
    topic = models.CharField(max_length=20, choices=Topic, blank=True)
    issue = models.CharField(max_length=200)
    why = models.TextField(max_length=2000)
    agreed_on = models.DateField()
    agreed_where = models.CharField(max_length=200, blank=True)
    renewed_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    what_came_of_it = models.TextField(max_length=2000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = PriorityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(renewed_on=None) | Q(renewed_on__gte=F("agreed_on")),
                name="priority_renewed_after_agreed",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | ~Q(what_came_of_it=""), name="ended_priority_says_what_came"
            ),
        ]

    def is_stale(self, on: date) -> bool:
        """Whether residents last agreed to it more than three months ago."""
        return self.ended_on is None and (self.renewed_on or self.agreed_on) < on - STALE_AFTER


class PriorityAction(Record):
    """What we do for a priority, and when."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="actions")
    words = models.CharField(max_length=500)
    done_on = models.DateField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["done_on"]
