"""What the team announces, is asked, agrees to work on, and can show it did."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.safety.records import Record

if TYPE_CHECKING:
    from commonbeat.people.models import Staff
    from commonbeat.places.models import Team

STALE_AFTER = timedelta(days=92)


class OpenQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Everything here is public once published; drafts are seen by coordinators of the neighborhood."""

    def visible_to(self, staff: Staff) -> OpenQuerySet:
        where = staff.neighborhoods_as("coordinator", "moderator")
        found = self.filter(team_id=staff.team_id) if staff.is_active else self.none()
        return found if where is None else found.filter(neighborhood_id__in=where)

    def public(self, team: Team) -> OpenQuerySet:
        return self.filter(team=team, published_at__isnull=False)


class GatheringKind(models.TextChoices):
    COFFEE = "coffee", _("coffee with the team")
    SURGERY = "surgery", _("drop-in surgery")
    BEAT_MEETING = "beat_meeting", _("beat meeting")
    WALK_ALONG = "walk_along", _("walk-along")
    INFORMATION_SESSION = "information_session", _("information session")


class Gathering(Record):
    """A meeting open to residents."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="gatherings")
    place = models.ForeignKey("places.Place", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=30, choices=GatheringKind)
    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80)
    purpose = models.TextField(max_length=2000)
    agenda = models.TextField(max_length=4000, blank=True)
    where = models.CharField(max_length=200, blank=True)
    access = models.CharField(max_length=500, blank=True)
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    capacity = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)
    host = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    canceled_because = models.CharField(max_length=300, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "slug"], name="gathering_slug_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="gathering_ends_after_start"),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(taken__lte=models.F("capacity")), name="gathering_never_overfull"
            ),
        ]


class Rsvp(Record):
    """Somebody means to come; no name is asked."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="rsvps")
    client_id = models.UUIDField(unique=True)
    code_fingerprint = models.CharField(max_length=64, unique=True)
    people = models.PositiveSmallIntegerField(default=1)
    access_needs = models.CharField(max_length=500, blank=True)
    canceled_on = models.DateField(null=True, blank=True)


class Minutes(Record):
    """What was said and decided at a gathering, and how many came."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    gathering = models.OneToOneField(Gathering, on_delete=models.CASCADE, related_name="minutes")
    words = models.TextField(max_length=10000)
    attended = models.PositiveIntegerField(null=True, blank=True)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)


class Raised(Record):
    """A voice that was raised at a gathering."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="raised")
    voice = models.OneToOneField("listening.Voice", on_delete=models.CASCADE, related_name="raised_at")


class Question(Record):
    """A question to the team, answered where everybody can read it."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="questions")
    gathering = models.ForeignKey(Gathering, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions")
    client_id = models.UUIDField(unique=True)
    code_fingerprint = models.CharField(max_length=64, unique=True, null=True, blank=True)
    reference = models.CharField(max_length=12, unique=True)
    words = models.TextField(max_length=1000)
    asked_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    declined_because = models.CharField(max_length=500, blank=True)

    objects = OpenQuerySet.as_manager()


class QuestionAnswer(Record):
    """An answer, or "we cannot answer because …"; a correction is a new row and the old one stays readable."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    words = models.TextField(max_length=5000)
    is_cannot = models.BooleanField(default=False)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()


class Initiative(Record):
    """Something the team has started: what, why, where, until when, how we will know."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="initiatives")
    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=80)
    what = models.TextField(max_length=2000)
    why = models.TextField(max_length=2000)
    where = models.CharField(max_length=200)
    starts_on = models.DateField()
    until = models.DateField()
    how_we_will_know = models.TextField(max_length=2000)
    what_came_of_it = models.TextField(max_length=2000, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "slug"], name="initiative_slug_once"),
            models.CheckConstraint(condition=Q(until__gte=models.F("starts_on")), name="initiative_until_after_start"),
        ]


class PriorityQuerySet(OpenQuerySet):
    def current(self, on: date) -> PriorityQuerySet:
        return self.filter(ended_on=None)

    def stale(self, on: date) -> PriorityQuerySet:
        """Agreed more than three months ago and not renewed since."""
        return self.current(on).filter(agreed_on__lt=on - STALE_AFTER)


class Priority(Record):
    """An issue agreed with residents."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="priorities")
    issue = models.CharField(max_length=200)
    why = models.TextField(max_length=2000)
    agreed_on = models.DateField()
    agreed_where = models.CharField(max_length=200, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = PriorityQuerySet.as_manager()


class PriorityAction(Record):
    """What we do for a priority, and when."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="actions")
    words = models.CharField(max_length=500)
    done_on = models.DateField()
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")


class YouSaidWeDidQuerySet(models.QuerySet["YouSaidWeDid"]):
    def public(self, team: Team) -> YouSaidWeDidQuerySet:
        return self.filter(team=team, withdrawn_on=None)


class YouSaidWeDid(Record):
    """A published pair with its evidence; impossible without an action and a report back."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="you_said_we_did")
    concern = models.OneToOneField("listening.Concern", on_delete=models.PROTECT, related_name="you_said_we_did")
    action = models.ForeignKey("listening.Action", on_delete=models.PROTECT, related_name="+")
    report_back = models.ForeignKey("listening.ReportBack", on_delete=models.PROTECT, related_name="+")
    said = models.TextField(max_length=1000)
    did = models.TextField(max_length=1000)
    published_at = models.DateTimeField()
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = YouSaidWeDidQuerySet.as_manager()
