"""A survey round and those who were invited to it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commonbeat.safety.records import Record

if TYPE_CHECKING:
    from commonbeat.people.models import Staff
    from commonbeat.places.models import Neighborhood, Team


class Mode(models.TextChoices):
    """How somebody was reached."""

    LETTER = "letter", _("by letter")
    DOOR = "door", _("at the door")
    POSTER = "poster", _("by a poster")
    LINK = "link", _("by an open link")


INVITED = (Mode.LETTER, Mode.DOOR)
OPEN = (Mode.POSTER, Mode.LINK)


class WaveState(models.TextChoices):
    PLANNED = "planned", _("planned")
    OPEN = "open", _("open")
    OVER = "over", _("over, not closed yet")
    CLOSED = "closed", _("closed")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("taken back")


class WaveQuerySet(models.QuerySet["Wave"]):
    def visible_to(self, staff: Staff) -> WaveQuerySet:
        """Waves in which this person coordinates every neighborhood that is asked."""
        if not staff.is_active or not staff.has_duty("coordinator"):
            return self.none()
        found = self.filter(team_id=staff.team_id)
        where = staff.neighborhoods_as("coordinator")
        if where is None:
            return found
        elsewhere = WaveArea.objects.exclude(neighborhood_id__in=where).values("wave")
        return found.exclude(pk__in=elsewhere)

    def public(self, team: Team) -> WaveQuerySet:
        """Published and not taken back, newest first."""
        found = self.filter(team=team, publication__isnull=False, withdrawn_on=None)
        return found.order_by("-starts_on", "-pk")

    def open_on(self, on: date) -> WaveQuerySet:
        """Those that take answers today."""
        return self.filter(starts_on__lte=on, ends_on__gte=on, closed_on=None)

    def asking(self, neighborhood: Neighborhood) -> WaveQuerySet:
        """Those that ask in this neighborhood."""
        return self.filter(areas__neighborhood=neighborhood)

    def due_to_close(self, on: date) -> WaveQuerySet:
        return self.filter(ends_on__lt=on, closed_on=None)


class Wave(Record):
    """One survey round: whom it asks, and how those were drawn."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    has_open_link = models.BooleanField(default=False)
    seed = models.BigIntegerField(null=True, blank=True)
    frame_sha256 = models.CharField(max_length=64, blank=True)
    drawn_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)

    objects = WaveQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="wave_ends_after_start"),
            models.CheckConstraint(
                condition=Q(drawn_on=None) | Q(seed__isnull=False), name="drawn_wave_keeps_its_seed"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(withdrawn_because=""), name="taken_back_wave_says_why"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def state(self, on: date) -> WaveState:
        """Where the wave stands on this day."""
        if self.withdrawn_on is not None:
            return WaveState.WITHDRAWN
        if hasattr(self, "publication"):
            return WaveState.PUBLISHED
        if self.closed_on is not None:
            return WaveState.CLOSED
        if on < self.starts_on:
            return WaveState.PLANNED
        return WaveState.OPEN if on <= self.ends_on else WaveState.OVER


class WaveArea(Record):
    """One neighborhood of a wave: how many addresses there were, and how many were drawn."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="areas")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="+")
    addresses = models.PositiveIntegerField(default=0)
    letters = models.PositiveIntegerField(default=0)
    doors = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "neighborhood"], name="wave_area_once"),
            models.CheckConstraint(
                condition=Q(addresses__gte=F("letters") + F("doors")), name="drawn_from_what_was_there"
            ),
        ]


class DoorState(models.TextChoices):
    NOT_HOME = "not_home", _("nobody home")
    REFUSED = "refused", _("does not want to")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, staff: Staff) -> InvitationQuerySet:
        """Coordinators of the wave, and officers for the doors of their neighborhoods."""
        if not staff.is_active:
            return self.none()
        seen = Q(wave__in=Wave.objects.visible_to(staff))
        if staff.has_duty("officer"):
            where = staff.neighborhoods_as("officer")
            doors = Q(team_id=staff.team_id, mode=Mode.DOOR)
            seen |= doors if where is None else doors & Q(neighborhood_id__in=where)
        return self.filter(seen)

    def to_knock(self, on: date) -> InvitationQuerySet:
        """Doors that nobody has answered yet, those tried least first."""
        waiting = self.filter(mode=Mode.DOOR, is_used=False, wave__in=Wave.objects.open_on(on))
        return waiting.exclude(door_state=DoorState.REFUSED).order_by("tries", "address")


class Invitation(Record):
    """A single-use right to answer, drawn for an address; gone when the wave closes.

    It knows that it was used, not when. Nothing in it or beside it leads to an answer.
    """

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="invitations")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=200)
    mode = models.CharField(max_length=10, choices=[(mode.value, mode.label) for mode in INVITED])
    code_fingerprint = models.CharField(max_length=64, unique=True)
    is_used = models.BooleanField(default=False)
    door_state = models.CharField(max_length=10, choices=DoorState, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["address"]
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "neighborhood", "address"], name="one_invitation_an_address"
            )
        ]
