"""The report to the community: figures of a month or a year, with the coordinator's own words in between."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonbeat.safety.records import Record
from commonbeat.together.models.base import HereQuerySet

if TYPE_CHECKING:
    from commonbeat.places.models import Team


class Period(models.TextChoices):
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class ReportQuerySet(HereQuerySet):
    def public(self, team: Team) -> Self:
        return self.filter(team=team, published_at__isnull=False)


class Report(Record):
    """The words of one report; its figures are counted from the records whenever it is read."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="reports")
    period = models.CharField(max_length=5, choices=Period)
    first_on = models.DateField()
    opening = models.TextField(max_length=3000)
    went_well = models.TextField(max_length=3000, blank=True)
    went_wrong = models.TextField(max_length=3000)
    comes_next = models.TextField(max_length=3000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-first_on", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["neighborhood", "period", "first_on"], name="one_report_per_period"
            )
        ]

    @property
    def name(self) -> str:
        """The part of its address: 2026, or 2026-10."""
        return f"{self.first_on:%Y}" if self.period == Period.YEAR else f"{self.first_on:%Y-%m}"

    @property
    def next_on(self) -> date:
        """The first day after it."""
        if self.period == Period.YEAR:
            return date(self.first_on.year + 1, 1, 1)
        later = self.first_on.year * 12 + self.first_on.month
        return date(later // 12, later % 12 + 1, 1)


class ReportCorrection(Record):
    """What was wrong in a published report; the first wording stays readable beside it."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    words = models.TextField(max_length=2000)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    corrected_on = models.DateField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_correction_number_once")
        ]
