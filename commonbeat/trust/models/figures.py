"""What is estimated, and what of it was published."""

from __future__ import annotations

from django.db import models

from commonbeat.safety.records import Record
from commonbeat.trust.models.wave import Wave


class Basis(models.TextChoices):
    SURVEY = "survey+model"
    MODEL = "model only"


class PopulationCell(Record):
    """How many people of one age, sex and tenure live in a neighborhood: a public count, nobody in particular."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey(
        "places.Neighborhood", on_delete=models.CASCADE, related_name="population_cells"
    )
    age = models.CharField(max_length=10, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    tenure = models.CharField(max_length=10, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["neighborhood", "age", "sex", "tenure"], name="population_cell_once"
            )
        ]


class Estimate(Record):
    """One measure of one neighborhood in one wave; `n` answers of it, for the desk."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="estimates")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(max_length=12)
    n = models.PositiveIntegerField()
    value = models.FloatField()
    lower = models.FloatField()
    upper = models.FloatField()
    basis = models.CharField(max_length=14, choices=Basis)
    change = models.FloatField(null=True, blank=True)
    change_lower = models.FloatField(null=True, blank=True)
    change_upper = models.FloatField(null=True, blank=True)
    rank_lower = models.PositiveIntegerField(null=True, blank=True)
    rank_upper = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["wave", "neighborhood", "measure"], name="estimate_once")
        ]


class Publication(Record):
    """All that is ever shown of a wave, worked out once, so that no two formats and no two weeks differ."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    wave = models.OneToOneField(Wave, on_delete=models.CASCADE, related_name="publication")
    published_on = models.DateField()
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    figures = models.JSONField()
