"""A problem: two or more similar harms that residents expect us to work on, from scanning to assessing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from commonbeat.listening.models import Topic
from commonbeat.safety.records import Record
from commonbeat.together.models.base import HereQuerySet

if TYPE_CHECKING:
    from commonbeat.places.models import Team

# The six questions that tell a problem from a single matter (Clarke and Eck 2005, step 14).
CHEERS = ("community", "harm", "expectation", "events", "recurring", "similarity")
# A place asked about less than this long after the other counts as the same season.
SHORTEST_PERIOD = timedelta(days=7)


class Phase(models.TextChoices):
    SCAN = "scan", _("scanning")
    ANALYSE = "analyse", _("analysing")
    RESPOND = "respond", _("responding")
    ASSESS = "assess", _("assessing")
    CLOSED = "closed", _("assessed and closed")
    SET_ASIDE = "set_aside", _("not a problem after all")


ENDED = (Phase.CLOSED, Phase.SET_ASIDE)


class Aspect(models.TextChoices):
    WHO = "who", _("who is concerned, and who could help")
    WHERE = "where", _("where")
    WHEN = "when", _("when")
    WHY = "why", _("why there and then")


class WordKind(models.TextChoices):
    BETTER = "better", _("It got better")
    SAME = "same", _("It is the same")
    WORSE = "worse", _("It got worse")


class ProblemQuerySet(HereQuerySet):
    def public(self, team: Team) -> Self:
        """Everything that was not taken off the pages; a file is public from its first day."""
        return self.filter(team=team, hidden_because="")

    def with_phase(self) -> Self:
        """The last step's phase and when it was taken."""
        last = PhaseStep.objects.filter(problem=OuterRef("pk")).order_by("-number")
        return self.annotate(
            phase=Subquery(last.values("phase")[:1]), phase_at=Subquery(last.values("at")[:1])
        )

    def open(self) -> Self:
        return self.with_phase().exclude(phase__in=ENDED)


class Problem(Record):
    """The file of one problem. Its phase is its last step."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="problems")
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=160)
    topic = models.CharField(max_length=20, choices=Topic, default=Topic.OTHER)
    what = models.TextField(max_length=2000)
    owner = models.ForeignKey(
        "people.Staff", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    community = models.CharField(max_length=500, blank=True)
    harm = models.CharField(max_length=500, blank=True)
    expectation = models.CharField(max_length=500, blank=True)
    events = models.CharField(max_length=500, blank=True)
    recurring = models.CharField(max_length=500, blank=True)
    similarity = models.CharField(max_length=500, blank=True)
    what_came_of_it = models.TextField(max_length=2000, blank=True)
    opened_at = models.DateTimeField(db_index=True)
    hidden_because = models.CharField(max_length=300, blank=True)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "slug"], name="problem_slug_once")]

    @property
    def open_questions(self) -> list[str]:
        """Which of the six questions nobody has answered yet."""
        return [name for name in CHEERS if not getattr(self, name)]


class ProblemConcern(Record):
    """A concern that belongs to a problem; never one about an officer."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="links")
    concern = models.OneToOneField("listening.Concern", on_delete=models.CASCADE, related_name="problem_link")
    added_on = models.DateField()
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")


class Finding(Record):
    """Something found out: who, where, when or why. About acts and places, never about one person."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="findings")
    client_id = models.UUIDField(unique=True)
    aspect = models.CharField(max_length=10, choices=Aspect)
    words = models.TextField(max_length=1000)
    is_public = models.BooleanField(default=True)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["found_at", "pk"]


class Measure(Record):
    """The same thing counted before and after, here and at a comparison place. Planned before it is answered.

    `before` and `after` are the first days of two periods of `days` days each.
    """

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="measures")
    client_id = models.UUIDField(unique=True)
    what = models.CharField(max_length=200)
    counted_by = models.CharField(max_length=200)
    compared_with = models.CharField(max_length=200)
    why_comparable = models.CharField(max_length=500)
    days = models.PositiveSmallIntegerField()
    before_on = models.DateField()
    after_on = models.DateField(null=True, blank=True)
    here_before = models.PositiveIntegerField()
    there_before = models.PositiveIntegerField()
    here_after = models.PositiveIntegerField(null=True, blank=True)
    there_after = models.PositiveIntegerField(null=True, blank=True)
    planned_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["planned_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gte=SHORTEST_PERIOD.days), name="measure_at_least_a_week"
            ),
            models.CheckConstraint(
                condition=Q(after_on=None, here_after=None, there_after=None, finished_at=None)
                | Q(
                    after_on__gt=F("before_on"),
                    here_after__isnull=False,
                    there_after__isnull=False,
                    finished_at__isnull=False,
                ),
                name="measure_finished_whole",
            ),
        ]

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def before_until(self) -> object:
        return self.before_on + timedelta(days=self.days - 1)

    @property
    def after_until(self) -> object:
        return self.after_on + timedelta(days=self.days - 1) if self.after_on else None


class PhaseStep(Record):
    """One move of a problem, with why. It closes only with the finished measure it was assessed by."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    phase = models.CharField(max_length=10, choices=Phase)
    because = models.CharField(max_length=500, blank=True)
    assessed_by = models.ForeignKey(
        Measure, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["problem", "number"], name="phase_step_number_once"),
            models.CheckConstraint(
                condition=~Q(phase="closed") | Q(assessed_by__isnull=False),
                name="closing_needs_an_assessment",
            ),
            models.CheckConstraint(
                condition=~Q(phase="set_aside") | ~Q(because=""), name="setting_aside_needs_a_because"
            ),
        ]


class Word(Record):
    """A resident says whether it got better; the week is all that is kept of when."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="words")
    client_id = models.UUIDField(unique=True)
    body_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=10, choices=WordKind)
    week = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["problem", "week"])]


class Helper(Record):
    """A resident wants to help with a problem or a group: what they said is a voice, with its code."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    problem = models.ForeignKey(
        Problem, on_delete=models.CASCADE, null=True, blank=True, related_name="helpers"
    )
    group = models.ForeignKey(
        "together.WatchGroup", on_delete=models.CASCADE, null=True, blank=True, related_name="helpers"
    )
    voice = models.OneToOneField("listening.Voice", on_delete=models.CASCADE, related_name="helps")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(problem=None, group__isnull=False) | Q(problem__isnull=False, group=None),
                name="helper_of_one_thing",
            )
        ]


class SetAside(Record):
    """A concern that looked like part of a problem, and why it is not."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    concern = models.OneToOneField("listening.Concern", on_delete=models.CASCADE, related_name="set_aside")
    because = models.CharField(max_length=300)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    on = models.DateField()
