"""Answers, and the sealed boxes in which they wait until nobody can tell whose they are."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonbeat.safety.records import Record
from commonbeat.trust.models.wave import Mode, Wave


class Box(Record):
    """Sealed answers of one wave, neighborhood and way, in no order, until there are enough of them.

    One row for all of them: rows of their own would keep the order in which they came.
    """

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="boxes")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=10, choices=Mode)
    lock_name = models.CharField(max_length=24)
    public_key = models.BinaryField()
    sealed = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "neighborhood", "mode"], name="one_box_a_way")]


class Received(Record):
    """A form from an open link reached us: a scrambled mark of the form, which belongs to no answer."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="+")
    client_id = models.UUIDField(unique=True)


class Answer(Record):
    """What one person replied. No time, no address, no code, no words; `mode` is empty where ways were mixed,
    `neighborhood` where too few answered in it."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="answers")
    neighborhood = models.ForeignKey(
        "places.Neighborhood", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_invited = models.BooleanField()
    mode = models.CharField(max_length=10, choices=Mode, blank=True)
    replies = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["wave", "is_invited", "neighborhood"], name="answers_of_area")]


class Remark(Record):
    """The words somebody left in a survey became a voice; of who left them only whether they felt heard."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="remarks")
    voice = models.OneToOneField("listening.Voice", on_delete=models.CASCADE, related_name="remark")
    felt_heard = models.BooleanField(null=True, blank=True)


class FeltHeardQuerySet(models.QuerySet["FeltHeard"]):
    def standing(self) -> FeltHeardQuerySet:
        """Those whose voice was not taken back."""
        return self.filter(voice__withdrawn_on=None)


class FeltHeard(Record):
    """After a concern ended, its reporter said once whether they felt heard. Not part of any survey."""

    class Said(models.TextChoices):
        YES = "yes"
        PARTLY = "partly"
        NO = "no"

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="+")
    voice = models.OneToOneField("listening.Voice", on_delete=models.CASCADE, related_name="felt_heard")
    said = models.CharField(max_length=10, choices=Said)
    week = models.DateField(db_index=True)

    objects = FeltHeardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(said__in=["yes", "partly", "no"]), name="felt_heard_is_one_of_three"
            )
        ]
