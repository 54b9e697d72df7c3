"""Who does what until when, and the organizations that do it with us."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from commonbeat.safety.records import Record

if TYPE_CHECKING:
    from commonbeat.people.models import Staff


class PartnerQuerySet(models.QuerySet["Partner"]):
    def visible_to(self, staff: Staff) -> PartnerQuerySet:
        """Those who work in the neighborhood of the problem."""
        where = staff.neighborhoods_as("officer", "coordinator", "moderator")
        found = self.filter(team_id=staff.team_id) if staff.is_active else self.none()
        return found if where is None else found.filter(problem__neighborhood_id__in=where)


class Partner(Record):
    """An organization that works on one problem with us; its address is written to and never shown."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey("together.Problem", on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(max_length=120)
    can_do = models.CharField(max_length=300, blank=True)
    address = models.BinaryField(null=True)
    added_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["problem", "name"], name="partner_once_per_problem")]


class PartnerLinkQuerySet(models.QuerySet["PartnerLink"]):
    def open(self, at: datetime) -> PartnerLinkQuerySet:
        """Neither revoked nor over, of a partner who is still there."""
        return self.filter(revoked_at=None, expires_at__gt=at, partner__left_on=None)


class PartnerLink(Record):
    """A signed link that opens one problem for one partner, until it expires or is revoked."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="links")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_because = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = PartnerLinkQuerySet.as_manager()

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None) | ~Q(revoked_because=""), name="revoking_needs_a_because"
            ),
            models.UniqueConstraint(
                fields=["partner"], condition=Q(revoked_at=None), name="one_link_at_a_time_per_partner"
            ),
        ]

    def is_open(self, at: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > at and self.partner.left_on is None


class LinkUse(Record):
    """How often a partner's link was used in one hour, and for what; never by whom or from where."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    link = models.ForeignKey(PartnerLink, on_delete=models.CASCADE, related_name="uses")
    what = models.CharField(max_length=20)
    at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-at", "what"]
        constraints = [models.UniqueConstraint(fields=["link", "what", "at"], name="link_use_once_an_hour")]


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, staff: Staff) -> TaskQuerySet:
        """Those who work in the neighborhood it is done in."""
        where = staff.neighborhoods_as("officer", "coordinator", "moderator")
        found = self.filter(team_id=staff.team_id) if staff.is_active else self.none()
        if where is None:
            return found
        return found.filter(Q(problem__neighborhood_id__in=where) | Q(group__neighborhood_id__in=where))

    def open(self) -> TaskQuerySet:
        return self.filter(done_on=None, dropped_because="")

    def late(self, on: date) -> TaskQuerySet:
        return self.open().filter(due_on__lt=on)


class Task(Record):
    """Something somebody pledged to do, with its date; without a partner it is ours."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey(
        "together.Problem", on_delete=models.CASCADE, null=True, blank=True, related_name="tasks"
    )
    group = models.ForeignKey(
        "together.WatchGroup", on_delete=models.CASCADE, null=True, blank=True, related_name="tasks"
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks"
    )
    client_id = models.UUIDField(unique=True)
    words = models.CharField(max_length=300)
    pledged_on = models.DateField()
    is_own_word = models.BooleanField(default=False)
    due_on = models.DateField()
    first_due_on = models.DateField()
    moved_because = models.CharField(max_length=300, blank=True)
    done_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=500, blank=True)
    dropped_because = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(problem=None, group__isnull=False, partner=None)
                | Q(problem__isnull=False, group=None),
                name="task_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(dropped_because=""), name="task_ends_one_way"
            ),
            models.CheckConstraint(
                condition=Q(due_on=models.F("first_due_on")) | ~Q(moved_because=""),
                name="moving_a_task_needs_a_because",
            ),
        ]

    def is_late(self, on: date) -> bool:
        return self.done_on is None and not self.dropped_because and self.due_on < on
