""" "You said, we did": what may be published, and what it stands on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from commonbeat.listening.models import Voice
from commonbeat.safety.records import Record

if TYPE_CHECKING:
    from commonbeat.people.models import Staff
    from commonbeat.places.models import Team


class YouSaidWeDidQuerySet(models.QuerySet["YouSaidWeDid"]):
    def visible_to(self, staff: Staff) -> YouSaidWeDidQuerySet:
        where = staff.neighborhoods_as("coordinator", "moderator")
        found = self.filter(team_id=staff.team_id) if staff.is_active else self.none()
        return found if where is None else found.filter(neighborhood_id__in=where)

    def waiting_for_reading(self) -> YouSaidWeDidQuerySet:
        """Written with somebody's own words, and not yet read by a moderator."""
        return self.filter(published_at=None, withdrawn_on=None).order_by("written_at")

    def public(self, team: Team) -> YouSaidWeDidQuerySet:
        """Published and standing pairs that somebody's voice still stands behind.

        One that quotes somebody goes when they take their words back, or these turn out to be a complaint.
        """
        voices = Voice.objects.filter(concern=OuterRef("concern")).standing()
        found = self.filter(Exists(voices), team=team, published_at__isnull=False, withdrawn_on=None)
        return found.filter(concern__about_officer=None).exclude(
            Q(quotations__voice__withdrawn_on__isnull=False)
            | Q(quotations__voice__about_officer__isnull=False)
        )


class YouSaidWeDid(Record):
    """A published pair; impossible without an action and a report back of the same concern."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey(
        "places.Neighborhood", on_delete=models.PROTECT, related_name="you_said_we_did"
    )
    concern = models.ForeignKey("listening.Concern", on_delete=models.CASCADE, related_name="you_said_we_did")
    action = models.ForeignKey("listening.Action", on_delete=models.CASCADE, related_name="+")
    report_back = models.ForeignKey("listening.ReportBack", on_delete=models.CASCADE, related_name="+")
    said = models.TextField(max_length=1000)
    did = models.TextField(max_length=1000)
    is_verbatim = models.BooleanField(default=False)
    has_consent = models.BooleanField(default=False)
    read_by = models.ForeignKey(
        "people.Staff", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    read_on = models.DateField(null=True, blank=True)
    written_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)

    objects = YouSaidWeDidQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concern"], condition=Q(withdrawn_on=None), name="one_standing_pair_per_concern"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None)
                | Q(is_verbatim=False)
                | Q(has_consent=True)
                | Q(read_on__isnull=False),
                name="quoting_needs_consent_or_reading",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(withdrawn_because=""), name="withdrawing_needs_a_because"
            ),
        ]


class Quotation(Record):
    """A published pair uses this person's own words, so it goes when they take them back."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    pair = models.ForeignKey(YouSaidWeDid, on_delete=models.CASCADE, related_name="quotations")
    voice = models.ForeignKey("listening.Voice", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pair", "voice"], name="quotation_once")]
