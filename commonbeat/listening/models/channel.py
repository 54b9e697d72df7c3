"""How something reached us through another program, and how an answer finds its way back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.safety.hidden import HiddenTextField
from commonbeat.safety.records import Record

if TYPE_CHECKING:
    from commonbeat.people.models import Staff
    from commonbeat.places.models import Team


class SourceKind(models.TextChoices):
    """What brings voices besides our own pages; each value is also a channel of a voice."""

    MAIL = "mail", _("a mailbox")
    SMS = "sms", _("text messages and messengers")
    SOCIAL = "social", _("an account on social media")
    OPEN311 = "open311", _("another program (Open311)")


class Outcome(models.TextChoices):
    VOICE = "voice", _("a voice")
    REPLY = "reply", _("a reply in a thread")
    REPEAT = "repeat", _("the same words again")
    AUTOMATIC = "automatic", _("written by a machine")
    STOPPED = "stopped", _("asked us to stop")
    QUARANTINED = "quarantined", _("waits for somebody to look at it")


class SourceQuerySet(models.QuerySet["Source"]):
    def visible_to(self, staff: Staff) -> SourceQuerySet:
        """Administrators of the team set them up; nobody else sees addresses and keys."""
        return self.filter(team_id=staff.team_id) if staff.has_duty("admin") else self.none()

    def of(self, team: Team, channel: str) -> SourceQuerySet:
        """Those of a team that are switched on."""
        return self.filter(team=team, channel=channel, is_on=True)


class Source(Record):
    """A mailbox, a gateway, an account or a program that brings us what people say."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, choices=SourceKind)
    name = models.CharField(max_length=80)
    is_on = models.BooleanField(default=True)
    # Where a voice belongs that names no place.
    neighborhood = models.ForeignKey(
        "places.Neighborhood", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    address = models.CharField(max_length=254, blank=True)
    server = models.CharField(max_length=254, blank=True)
    secret = HiddenTextField(blank=True)
    # Recognizes a program by the key it shows, without keeping that key readable.
    secret_fingerprint = models.CharField(max_length=64, unique=True, null=True, blank=True)
    cursor = models.CharField(max_length=254, blank=True)
    came_on = models.DateField(null=True, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["channel", "name"]
        constraints = [models.UniqueConstraint(fields=["team", "channel", "name"], name="source_name_once")]


class ReplyPath(Record):
    """How our words get back to somebody who wrote by mail, phone or social media; gone with the matter."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    voice = models.OneToOneField("listening.Voice", on_delete=models.CASCADE, related_name="reply_path")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    address = HiddenTextField()
    # A mark of the address, to notice the same sender; unreadable without our key.
    sender = models.CharField(max_length=64, blank=True)
    # What a mail program or a social network calls the message we answer.
    thread = HiddenTextField(blank=True)
    thread_mark = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["team", "sender"]),
            models.Index(fields=["thread_mark"], condition=~Q(thread_mark=""), name="reply_path_thread"),
        ]


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, staff: Staff) -> SheetQuerySet:
        """Coordinators of the whole team, and whoever brought it in."""
        found = self.filter(team_id=staff.team_id)
        return found if staff.neighborhoods_as("coordinator") is None else found.filter(by=staff)


class Sheet(Record):
    """A table of voices somebody brought in, so that it can be taken back as a whole."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    row_count = models.PositiveIntegerField()
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    imported_at = models.DateTimeField()
    undone_on = models.DateField(null=True, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["-imported_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "fingerprint"], condition=Q(undone_on=None), name="sheet_stands_once"
            )
        ]


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, staff: Staff) -> IntakeQuerySet:
        """Coordinators and moderators of the neighborhood its way in belongs to, or of any where it has none."""
        where = staff.neighborhoods_as("coordinator", "moderator")
        found = self.filter(team_id=staff.team_id)
        if not staff.is_active or not staff.has_duty("coordinator", "moderator"):
            return found.none()
        if where is None:
            return found
        return found.filter(Q(source__neighborhood_id__in=where) | Q(source__neighborhood=None))

    def quarantined(self) -> IntakeQuerySet:
        """What waits for somebody to look at it."""
        return self.filter(outcome=Outcome.QUARANTINED, handled_on=None)


class Intake(Record):
    """One thing another program handed over, and what became of it: the same one again changes nothing."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, null=True, blank=True, related_name="intakes")
    voice = models.ForeignKey(
        "listening.Voice", on_delete=models.SET_NULL, null=True, blank=True, related_name="intakes"
    )
    event = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64)
    sender = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome)
    because = models.CharField(max_length=40, blank=True)
    came_at = models.DateTimeField()
    size = models.PositiveIntegerField(default=0)
    # Only of what waits in quarantine: packed, and unreadable without our key.
    content = HiddenTextField(blank=True)
    handled_on = models.DateField(null=True, blank=True)
    handled_by = models.ForeignKey(
        "people.Staff", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    handled_because = models.CharField(max_length=500, blank=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "event"], name="intake_once")]
        indexes = [
            models.Index(fields=["team", "outcome", "came_at"]),
            models.Index(fields=["team", "sender", "came_at"]),
        ]

    @property
    def heard_at(self) -> datetime:
        return self.came_at
