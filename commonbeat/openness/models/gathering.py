"""Meetings open to residents: who comes, what was said, what was raised."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commonbeat.listening.models import Topic
from commonbeat.openness.models.base import OpenQuerySet
from commonbeat.safety.records import Record

if TYPE_CHECKING:
    from commonbeat.people.models import Staff


class GatheringQuerySet(OpenQuerySet):
    def visible_to(self, staff: Staff) -> Self:
        """What the desk sees, and the gatherings one hosts."""
        seen = super().visible_to(staff)
        return (seen | self.filter(team_id=staff.team_id, host=staff)) if staff.is_active else self.none()

    def upcoming(self, at: datetime) -> Self:
        """Those not over yet, soonest first; canceled ones stay visible until they would have ended."""
        return self.filter(ends_at__gt=at).order_by("starts_at")

    def held(self, at: datetime) -> Self:
        """Those that took place, newest first."""
        return self.filter(ends_at__lte=at, canceled_because="").order_by("-starts_at")


class GatheringKind(models.TextChoices):
    COFFEE = "coffee", _("coffee with the team")
    SURGERY = "surgery", _("drop-in surgery")
    BEAT_MEETING = "beat_meeting", _("beat meeting")
    WALK_ALONG = "walk_along", _("walk-along")
    INFORMATION_SESSION = "information_session", _("information session")


class Gathering(Record):
    """A meeting open to residents."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey(
        "places.Neighborhood", on_delete=models.PROTECT, related_name="gatherings"
    )
    place = models.ForeignKey(
        "places.Place", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=30, choices=GatheringKind)
    topic = models.CharField(max_length=20, choices=Topic, blank=True)
    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80)
    purpose = models.TextField(max_length=2000)
    agenda = models.TextField(max_length=4000, blank=True)
    where = models.CharField(max_length=200, blank=True)
    access = models.CharField(max_length=500, blank=True)
    link = models.URLField(max_length=300, blank=True)
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    capacity = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    host = models.ForeignKey(
        "people.Staff", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    canceled_at = models.DateTimeField(null=True, blank=True)
    canceled_because = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=0)

    objects = GatheringQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "slug"], name="gathering_slug_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="gathering_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(taken__lte=F("capacity")), name="gathering_never_overfull"
            ),
            models.CheckConstraint(
                condition=Q(canceled_at=None) | ~Q(canceled_because=""), name="canceling_needs_a_because"
            ),
        ]

    @property
    def is_canceled(self) -> bool:
        return bool(self.canceled_because)


class RsvpQuerySet(models.QuerySet["Rsvp"]):
    def visible_to(self, staff: Staff) -> RsvpQuerySet:
        """The host and the coordinators of the neighborhood; access needs are nobody else's business."""
        where = staff.neighborhoods_as("coordinator")
        if not staff.is_active:
            return self.none()
        seen = Q(gathering__host=staff)
        seen |= Q(pk__isnull=False) if where is None else Q(gathering__neighborhood_id__in=where)
        return self.filter(seen, team_id=staff.team_id)

    def coming(self) -> RsvpQuerySet:
        return self.filter(canceled_on=None)


class Rsvp(Record):
    """Somebody means to come; no name is asked."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="rsvps")
    client_id = models.UUIDField(unique=True)
    body_hash = models.CharField(max_length=64)
    code_fingerprint = models.CharField(max_length=64, unique=True)
    people = models.PositiveSmallIntegerField(default=1)
    access_needs = models.CharField(max_length=500, blank=True)
    canceled_on = models.DateField(null=True, blank=True)

    objects = RsvpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(people__range=(1, 10)), name="rsvp_for_one_to_ten"),
            models.CheckConstraint(
                condition=Q(canceled_on=None) | Q(access_needs=""), name="canceled_rsvp_keeps_no_needs"
            ),
        ]


class Minutes(Record):
    """What was said and decided at a gathering, and how many came."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    gathering = models.OneToOneField(Gathering, on_delete=models.CASCADE, related_name="minutes")
    words = models.TextField(max_length=10000)
    attended = models.PositiveIntegerField(null=True, blank=True)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)


class MinutesCorrection(Record):
    """What was wrong in published minutes; the first wording stays readable beside it."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    words = models.TextField(max_length=2000)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    corrected_on = models.DateField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="minutes_correction_number_once")
        ]


class Raised(Record):
    """A voice that was raised at a gathering."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="raised")
    voice = models.OneToOneField("listening.Voice", on_delete=models.CASCADE, related_name="raised_at")
