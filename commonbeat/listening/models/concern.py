"""One matter that one or more voices raise, and what we owe because of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from commonbeat.listening.models.voice import Kind, Topic, Turn, complaints_for
from commonbeat.safety.records import Record

if TYPE_CHECKING:
    from commonbeat.people.models import Staff
    from commonbeat.places.models import Team


class ConcernState(models.TextChoices):
    HEARD = "heard", _("heard")
    UNDERSTOOD = "understood", _("understood")
    ANSWERED = "answered", _("answered")
    ACTING = "acting", _("acting")
    REPORTED_BACK = "reported_back", _("reported back")
    CONFIRMED = "confirmed", _("confirmed")
    REOPENED = "reopened", _("reopened")
    CLOSED = "closed", _("closed, because …")


ENDED = (ConcernState.CONFIRMED, ConcernState.CLOSED)


class ConcernQuerySet(models.QuerySet["Concern"]):
    def visible_to(self, staff: Staff) -> ConcernQuerySet:
        """Those who work in the neighborhood, and the owner; complaints only as their voices are."""
        if not staff.is_active:
            return self.none()
        where = staff.neighborhoods_as("coordinator", "moderator", "officer")
        seen = Q(about_officer=None)
        if where is not None:
            here = Q(neighborhood_id__in=where)
            seen &= here | Q(owner=staff) if staff.has_duty("coordinator", "officer") else here
        complaints = complaints_for(staff, "voices__in")
        if complaints is not None:
            seen |= complaints
        return self.filter(seen, team_id=staff.team_id)

    def public(self, team: Team) -> ConcernQuerySet:
        """Concerns the team chose to show; never one about an officer."""
        return self.filter(team=team, about_officer=None, published_at__isnull=False)

    def with_state(self) -> ConcernQuerySet:
        """The last step's state and when it was taken."""
        last = Step.objects.filter(concern=OuterRef("pk")).order_by("-number")
        return self.annotate(
            state=Subquery(last.values("state")[:1]),
            state_at=Subquery(last.values("at")[:1]),
        )

    def in_states(self, states: Iterable[str], *, before: datetime | None = None) -> ConcernQuerySet:
        """Concerns that stand in one of these states; with `before`, only those that came there earlier."""
        found = self.with_state().filter(state__in=list(states))
        return found if before is None else found.filter(state_at__lt=before)

    def with_evidence(self) -> ConcernQuerySet:
        """Whether there is an answer, an action and a report back to show."""
        mine = OuterRef("pk")
        return self.annotate(
            is_answered=Exists(Answer.objects.filter(concern=mine)),
            has_action=Exists(Action.objects.filter(concern=mine)),
            is_reported_back=Exists(ReportBack.objects.filter(concern=mine)),
        )

    def open(self) -> ConcernQuerySet:
        """Neither confirmed nor closed."""
        return self.with_state().exclude(state__in=ENDED)

    def owing(self) -> ConcernQuerySet:
        """Open ones, and ended ones in which a promise is open or a person had the last word."""
        later = Turn.objects.filter(voice=OuterRef("voice"), number__gt=OuterRef("number"))
        theirs = Turn.objects.filter(~Exists(later), is_from_team=False, voice__withdrawn_on=None)
        return self.with_state().filter(
            ~Q(state__in=ENDED)
            | Q(pk__in=Promise.objects.due().values("concern"))
            | Q(pk__in=theirs.filter(voice__concern__isnull=False).values("voice__concern"))
        )

    def unanswered(self) -> ConcernQuerySet:
        """Those who raised it have neither an answer nor a report back."""
        return self.filter(answers=None, report_backs=None)

    def overdue(self, at: datetime) -> ConcernQuerySet:
        """Open concerns whose first real answer is late."""
        return self.open().unanswered().filter(answer_due_at__lt=at)


class Concern(Record):
    """One matter. Its state is its last Step."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="concerns")
    place = models.ForeignKey(
        "places.Place", on_delete=models.SET_NULL, null=True, blank=True, related_name="concerns"
    )
    reference = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=Kind)
    topic = models.CharField(max_length=20, choices=Topic, default=Topic.OTHER)
    owner = models.ForeignKey(
        "people.Staff", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    about_officer = models.ForeignKey(
        "people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(db_index=True)
    answer_due_at = models.DateTimeField()
    public_words = models.TextField(max_length=2000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["team", "neighborhood", "opened_at"])]


class Step(Record):
    """One move of a concern, with why. The unique number serializes two people moving at once."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=ConcernState)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    because = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["concern", "number"], name="step_number_once"),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(because=""), name="closing_needs_a_because"
            ),
            models.CheckConstraint(condition=~Q(state="confirmed") | Q(by=None), name="staff_never_confirm"),
        ]


class Answer(Record):
    """A real answer to everybody who raised the concern."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveIntegerField()
    client_id = models.UUIDField(unique=True, null=True, blank=True)
    words = models.TextField(max_length=5000)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["concern", "number"], name="answer_number_once")]


class PromiseQuerySet(models.QuerySet["Promise"]):
    def visible_to(self, staff: Staff) -> PromiseQuerySet:
        return self.filter(concern__in=Concern.objects.visible_to(staff))

    def public(self, team: Team) -> PromiseQuerySet:
        return self.filter(concern__in=Concern.objects.public(team))

    def current(self) -> PromiseQuerySet:
        """Promises that no later row corrects."""
        return self.filter(correction=None)

    def due(self) -> PromiseQuerySet:
        return self.current().filter(outcome=None)

    def late(self, on: date) -> PromiseQuerySet:
        return self.due().filter(due_on__lt=on)


class Promise(Record):
    """Something we publicly said we will do, with a date. A correction is a new row."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="promises")
    client_id = models.UUIDField(unique=True)
    words = models.CharField(max_length=500)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    made_on = models.DateField()
    due_on = models.DateField()
    corrects = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="correction"
    )
    correction_reason = models.CharField(max_length=500, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("made_on")), name="promise_due_after_made"
            )
        ]


class PromiseOutcome(Record):
    """Kept, or broken with the reason; late is read from the dates."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    promise = models.OneToOneField(Promise, on_delete=models.CASCADE, related_name="outcome")
    is_kept = models.BooleanField()
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(is_kept=True) | ~Q(reason=""), name="broken_needs_a_reason")
        ]


class Action(Record):
    """Something that was done about a concern, by us or by a partner."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="actions")
    number = models.PositiveIntegerField()
    client_id = models.UUIDField(unique=True, null=True, blank=True)
    words = models.CharField(max_length=1000)
    done_by = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    done_on = models.DateField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["concern", "number"], name="action_number_once")]


class ReportBack(Record):
    """Telling those who raised it what was done."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey(Concern, on_delete=models.CASCADE, related_name="report_backs")
    number = models.PositiveIntegerField()
    client_id = models.UUIDField(unique=True, null=True, blank=True)
    words = models.TextField(max_length=5000)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["concern", "number"], name="report_back_number_once")]
