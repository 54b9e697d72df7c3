"""What a week of walks is planned from, each try at it, and what somebody wished for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commonbeat.listening.models import works_under
from commonbeat.safety.records import Record

if TYPE_CHECKING:
    from commonbeat.people.models import Staff


class PlannersQuerySet(models.QuerySet[Any]):
    """Rows about a neighborhood for those who plan there; an officer's own for the officer."""

    def visible_to(self, staff: Staff) -> Self:
        if not staff.is_active:
            return self.none()
        where = staff.neighborhoods_as("coordinator")
        seen = Q(team_id=staff.team_id)
        return self.filter(seen if where is None else seen & self.of_planner(staff, where))

    def of_planner(self, staff: Staff, where: set[Any]) -> Q:
        return Q(neighborhood_id__in=where)


class ShiftQuerySet(PlannersQuerySet):
    def of_planner(self, staff: Staff, where: set[Any]) -> Q:
        return Q(neighborhood_id__in=where) | Q(officer=staff)


class Shift(Record):
    """When an officer usually walks: a weekday, from and until, and where the walk begins and ends."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey("people.Staff", on_delete=models.CASCADE, related_name="shifts")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="+")
    base = models.ForeignKey(
        "places.Place", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    weekday = models.PositiveSmallIntegerField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    may_cross = models.BooleanField(default=False)
    is_announced = models.BooleanField(default=False)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        ordering = ["weekday", "starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["officer", "weekday", "starts_at"], name="shift_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="shift_on_a_weekday"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_start"),
        ]


class LeaveKind(models.TextChoices):
    AWAY = "away", _("away")
    TRAINING = "training", _("in training")
    OTHER_DUTY = "other_duty", _("on other duty")


class LeaveQuerySet(PlannersQuerySet):
    def visible_to(self, staff: Staff) -> Self:
        """Those who plan for the officer, the officer, and whoever stands in."""
        if not staff.is_active:
            return self.none()
        where = staff.neighborhoods_as("coordinator")
        if where is None:
            return self.filter(team_id=staff.team_id)
        own = Q(officer=staff) | Q(cover=staff)
        led = Q(officer__in=works_under(where).values("staff")) if where else Q(pk__in=[])
        return self.filter(own | led, team_id=staff.team_id)

    def during(self, since: date, until: date) -> Self:
        """Touching these days, the last one included."""
        return self.filter(first_on__lte=until, last_on__gte=since)


class Leave(Record):
    """Days on which an officer does not walk, and who stands in. Never why somebody is ill."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey("people.Staff", on_delete=models.CASCADE, related_name="leaves")
    kind = models.CharField(max_length=12, choices=LeaveKind)
    first_on = models.DateField()
    last_on = models.DateField()
    cover = models.ForeignKey(
        "people.Staff", on_delete=models.SET_NULL, null=True, blank=True, related_name="covers"
    )

    objects = LeaveQuerySet.as_manager()

    class Meta:
        ordering = ["first_on"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="leave_ends_after_start"),
            models.CheckConstraint(condition=~Q(cover=F("officer")), name="nobody_covers_for_themselves"),
        ]


class RegularStopQuerySet(PlannersQuerySet):
    def of_planner(self, staff: Staff, where: set[Any]) -> Q:
        return Q(place__neighborhood_id__in=where)


class RegularStop(Record):
    """Where somebody must be every week at this time: at the gate when school ends."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey("places.Place", on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    why = models.CharField(max_length=200)
    is_announced = models.BooleanField(default=False)

    objects = RegularStopQuerySet.as_manager()

    class Meta:
        ordering = ["weekday", "starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["place", "weekday", "starts_at"], name="regular_stop_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="regular_stop_on_a_weekday"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="regular_stop_has_a_time"),
        ]


class PlanSettings(Record):
    """What the team's plans weigh, by the names in prizes.WEIGHTS, and how long a visit lasts."""

    team = models.OneToOneField("places.Team", on_delete=models.CASCADE, related_name="plan_settings")
    weights = models.JSONField(default=dict, blank=True)
    visit_minutes = models.PositiveSmallIntegerField(default=12)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(visit_minutes__range=(5, 60)), name="a_visit_is_a_visit")
        ]


class WeekPlanQuerySet(models.QuerySet["WeekPlan"]):
    def visible_to(self, staff: Staff) -> WeekPlanQuerySet:
        """Those who plan there; a plan for the whole team only those who coordinate all of it."""
        if not staff.is_active or not staff.has_duty("coordinator"):
            return self.none()
        where = staff.neighborhoods_as("coordinator")
        seen = self.filter(team_id=staff.team_id)
        return seen if where is None else seen.filter(neighborhood_id__in=where)


class WeekPlan(Record):
    """One week of one neighborhood, or of the whole team. A draft until one of its tries is published."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey(
        "places.Neighborhood", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    monday = models.DateField(db_index=True)
    weights = models.JSONField(default=dict, blank=True)

    objects = WeekPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-monday"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "neighborhood", "monday"], nulls_distinct=False, name="one_plan_a_week"
            )
        ]


class PlanRun(Record):
    """One try at a week: its seed, its inputs and how long it searched, so that it can be made again."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    week = models.ForeignKey(WeekPlan, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveIntegerField()
    seed = models.PositiveIntegerField()
    iterations = models.PositiveBigIntegerField()
    inputs = models.BinaryField()
    inputs_sha256 = models.CharField(max_length=64)
    outcome = models.JSONField()
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["week", "number"], name="plan_run_number_once")]


class WishKind(models.TextChoices):
    PIN = "pin", _("pinned")
    FORBID = "forbid", _("left out")


class Wish(Record):
    """What somebody wants of the next try: a stop kept on a walk, or a place left out of one or of all."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    week = models.ForeignKey(WeekPlan, on_delete=models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=8, choices=WishKind)
    place = models.ForeignKey("places.Place", on_delete=models.CASCADE, related_name="+")
    walk_key = models.CharField(max_length=64, blank=True)
    at_time = models.DateTimeField(null=True, blank=True)
    is_announced = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["week", "place", "walk_key"], name="one_wish_a_place_and_walk"),
            models.CheckConstraint(
                condition=Q(kind="forbid", is_announced=False) | ~Q(kind="forbid"),
                name="nobody_is_told_of_a_place_left_out",
            ),
        ]


class PlannedWalk(Record):
    """Which walk came of which shift when the week was published."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    week = models.ForeignKey(WeekPlan, on_delete=models.CASCADE, related_name="walks")
    key = models.CharField(max_length=64)
    walk = models.OneToOneField("presence.Walk", on_delete=models.CASCADE, related_name="planned")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["week", "key"], name="planned_walk_once")]
