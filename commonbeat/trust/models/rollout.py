"""Something new, started neighborhood by neighborhood in a random order that was frozen before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.safety.records import Record

if TYPE_CHECKING:
    from commonbeat.people.models import Staff
    from commonbeat.places.models import Team


class Outcome(models.TextChoices):
    """What it should change: counted in months, or a measure of the survey."""

    CONCERNS = "concerns", _("concerns raised here in a month")
    SEEN = "seen", _("of a hundred residents asked, how many saw us this week")
    GIVEN = "given", _("a monthly count that somebody else keeps")
    HEARD = "heard", _("of a hundred residents, how many feel heard (survey)")
    SAFE = "safe", _("of a hundred residents, how many feel safe (survey)")
    TRUST = "trust", _("of a hundred residents, how many trust us (survey)")
    INFORMED = "informed", _("of a hundred residents, how many feel informed (survey)")
    PRESENCE = "presence", _("of a hundred residents, how many see us every week (survey)")

    @property
    def is_survey(self) -> bool:
        """Whether surveys tell it, not months."""
        return self in SURVEYED

    @property
    def is_share(self) -> bool:
        """Whether it is told of a hundred residents."""
        return self.is_survey or self == Outcome.SEEN


SURVEYED = (Outcome.HEARD, Outcome.SAFE, Outcome.TRUST, Outcome.INFORMED, Outcome.PRESENCE)


class RolloutQuerySet(models.QuerySet["Rollout"]):
    def visible_to(self, staff: Staff) -> RolloutQuerySet:
        """Rollouts in which this person coordinates every neighborhood."""
        if not staff.is_active or not staff.has_duty("coordinator"):
            return self.none()
        found = self.filter(team_id=staff.team_id)
        where = staff.neighborhoods_as("coordinator")
        if where is None:
            return found
        elsewhere = RolloutArea.objects.exclude(neighborhood_id__in=where).values("rollout")
        return found.exclude(pk__in=elsewhere)

    def public(self, team: Team) -> RolloutQuerySet:
        """Frozen ones: announced with everything that can be checked later."""
        return self.filter(team=team).exclude(frozen_on=None).order_by("-frozen_on")


class Rollout(Record):
    """What we expect, where, and in which order; after freezing nothing of it can be changed."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    hypothesis = models.TextField(max_length=1000)
    outcome = models.CharField(max_length=12, choices=Outcome)
    outcome_words = models.CharField(max_length=200)
    is_less_better = models.BooleanField(default=True)
    first_on = models.DateField()
    months_apart = models.PositiveSmallIntegerField(default=1)
    areas_at_once = models.PositiveSmallIntegerField(default=1)
    seed = models.BigIntegerField()
    power = models.JSONField(default=dict)
    frozen_on = models.DateField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = RolloutQuerySet.as_manager()

    class Meta:
        ordering = ["-first_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(frozen_on=None) | Q(first_on__gt=models.F("frozen_on")),
                name="rollout_frozen_before_the_first_visit",
            ),
            models.CheckConstraint(
                condition=Q(frozen_on=None) | ~Q(fingerprint=""), name="frozen_rollout_has_its_hash"
            ),
            models.CheckConstraint(
                condition=Q(months_apart__gte=1, areas_at_once__gte=1), name="rollout_goes_forward"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RolloutArea(Record):
    """One neighborhood and when its turn is; a ring neighborhood is only watched for displacement."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    rollout = models.ForeignKey(Rollout, on_delete=models.CASCADE, related_name="areas")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    is_ring = models.BooleanField(default=False)

    class Meta:
        ordering = ["is_ring", "position"]
        constraints = [
            models.UniqueConstraint(fields=["rollout", "neighborhood"], name="rollout_area_once"),
            models.CheckConstraint(
                condition=Q(is_ring=False) | Q(starts_on=None), name="ring_is_never_treated"
            ),
        ]


class RolloutMonth(Record):
    """What was counted in one neighborhood in one month, where somebody else keeps the count."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    rollout = models.ForeignKey(Rollout, on_delete=models.CASCADE, related_name="months")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    value = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rollout", "neighborhood", "month"], name="rollout_month_once")
        ]
