"""One thing somebody said, and the thread between them and the team."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.people.models import Duty, Role
from commonbeat.safety.records import Record

if TYPE_CHECKING:
    from commonbeat.people.models import Staff
    from commonbeat.places.models import Team


class Channel(models.TextChoices):
    STREET = "street", _("on the street")
    WEB = "web", _("on the web")
    MAIL = "mail", _("by mail")
    SESSION = "session", _("at a gathering")
    CONVERSATION = "conversation", _("in a conversation")
    SURVEY = "survey", _("in a survey")
    PAPER = "paper", _("on paper")
    PHONE = "phone", _("by phone")
    SOCIAL = "social", _("on social media")
    SMS = "sms", _("by text message")
    OPEN311 = "open311", _("through another program")


class Kind(models.TextChoices):
    WORRY = "worry", _("worry")
    QUESTION = "question", _("question")
    IDEA = "idea", _("idea")
    THANKS = "thanks", _("thanks")
    INFORMATION = "information", _("information")
    COMPLAINT = "complaint", _("complaint")


class Feeling(models.TextChoices):
    AFRAID = "afraid", _("afraid")
    ANGRY = "angry", _("angry")
    SAD = "sad", _("sad")
    FED_UP = "fed_up", _("fed up")
    HOPEFUL = "hopeful", _("hopeful")
    FINE = "fine", _("fine")


class Need(models.TextChoices):
    LISTEN = "listen", _("be listened to")
    ANSWER = "answer", _("an answer")
    ACTION = "action", _("something done")
    ADVICE = "advice", _("advice")


class Topic(models.TextChoices):
    """Acts and conditions, never kinds of people."""

    LIGHTING = "lighting", _("lighting and dark places")
    TRAFFIC = "traffic", _("traffic and crossings")
    NOISE = "noise", _("noise")
    DAMAGE = "damage", _("damage and litter")
    HARASSMENT = "harassment", _("harassment and threats")
    THEFT = "theft", _("theft and break-ins")
    DRUGS = "drugs", _("drink and drugs")
    WELCOME = "welcome", _("public space and neighbors")
    TEAM = "team", _("our team")
    OTHER = "other", _("something else")


# What nobody at the desk has looked at yet.
WAITING = {"concern": None, "withdrawn_on": None, "purged_on": None, "settled_on": None}


def works_under(neighborhoods: set[UUID]) -> models.QuerySet[Role]:
    """Roles of those whom a coordinator of these neighborhoods leads."""
    return Role.objects.filter(
        Q(neighborhood_id__in=neighborhoods) | Q(neighborhood=None), duty__in=[Duty.OFFICER, Duty.COORDINATOR]
    )


def complaints_for(staff: Staff, voices: str = "pk__in") -> Q | None:
    """Which complaints about an officer this member of staff may know of; None means not one.

    Only confidants, and among them neither those it is about nor whoever coordinates one of those.
    `voices` is the lookup by which a row is found from its voices' ids.
    """
    where, leads = staff.neighborhoods_as("confidant"), staff.neighborhoods_as("coordinator")
    if not staff.has_duty("confidant") or leads is None:
        return None
    found = Q(about_officer__isnull=False) & ~Q(about_officer=staff)
    if where is not None:
        found &= Q(neighborhood_id__in=where)
    past = Q(staff=staff)
    if leads:
        led = works_under(leads).values("staff")
        found &= ~Q(about_officer__in=led)
        past |= Q(staff__in=led)
    return found & ~Q(**{voices: Voice.also_about.through.objects.filter(past).values("voice")})


class VoiceQuerySet(models.QuerySet["Voice"]):
    def visible_to(self, staff: Staff) -> VoiceQuerySet:
        """Coordinators and moderators of the neighborhood, and the officer who owns or logged it.

        A complaint about an officer goes past that officer and their line, to confidants only.
        """
        if not staff.is_active:
            return self.none()
        desk = staff.neighborhoods_as("coordinator", "moderator")
        seen = Q(pk__isnull=False) if desk is None else Q(neighborhood_id__in=desk)
        if staff.has_duty("officer"):
            seen |= Q(concern__owner=staff) | Q(logged_by=staff)
        visible = seen & Q(about_officer=None)
        complaints = complaints_for(staff)
        if complaints is not None:
            visible |= complaints
        return self.filter(visible, team_id=staff.team_id)

    def unjoined(self) -> VoiceQuerySet:
        """What somebody at the desk still has to look at."""
        return self.filter(**WAITING)

    def held(self) -> VoiceQuerySet:
        """What waits for a moderator before it counts."""
        return self.standing().filter(is_held=True)

    def standing(self) -> VoiceQuerySet:
        """Voices nobody took back."""
        return self.filter(withdrawn_on=None)


class Voice(Record):
    """One thing somebody said, through one channel. Times are kept to the hour."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.PROTECT, related_name="voices")
    place = models.ForeignKey(
        "places.Place", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    concern = models.ForeignKey(
        "listening.Concern", on_delete=models.SET_NULL, null=True, blank=True, related_name="voices"
    )
    client_id = models.UUIDField(unique=True)
    body_hash = models.CharField(max_length=64, blank=True)
    code_fingerprint = models.CharField(max_length=64, unique=True, null=True, blank=True)
    reference = models.CharField(max_length=12, unique=True)
    channel = models.CharField(max_length=20, choices=Channel)
    kind = models.CharField(max_length=20, choices=Kind)
    words = models.TextField(max_length=5000, blank=True)
    language = models.CharField(max_length=10, default="en")
    where = models.CharField(max_length=200, blank=True)
    when = models.CharField(max_length=200, blank=True)
    topic = models.CharField(max_length=20, choices=Topic, blank=True)
    need = models.CharField(max_length=20, choices=Need, blank=True)
    feeling_said = models.CharField(max_length=20, choices=Feeling, blank=True)
    feeling_guessed = models.CharField(max_length=20, choices=Feeling, blank=True)
    feeling_estimated = models.CharField(max_length=20, choices=Feeling, blank=True)
    feeling_probability = models.FloatField(null=True, blank=True)
    intensity = models.PositiveSmallIntegerField(null=True, blank=True)
    is_danger = models.BooleanField(default=False)
    is_me_too = models.BooleanField(default=False)
    is_held = models.BooleanField(default=False)
    may_be_quoted = models.BooleanField(default=False)
    # Protected: losing the name would show the complaint to everybody it must go past.
    about_officer = models.ForeignKey(
        "people.Staff", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Who else of the team its words name: it goes past them as well.
    also_about = models.ManyToManyField("people.Staff", related_name="+", blank=True)
    logged_by = models.ForeignKey(
        "people.Staff", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    heard_at = models.DateTimeField(db_index=True)
    settled_on = models.DateField(null=True, blank=True)
    settled_because = models.CharField(max_length=500, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    purged_on = models.DateField(null=True, blank=True)

    objects = VoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(is_me_too=False) | Q(words=""), name="me_too_has_no_words"),
            models.CheckConstraint(
                condition=Q(intensity=None) | Q(intensity__range=(1, 5)), name="intensity_is_one_to_five"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, purged_on=None)
                | Q(words="", where="", when="", settled_because="", body_hash="", code_fingerprint=None),
                name="withdrawn_or_purged_means_erased",
            ),
        ]
        indexes = [
            # All that the pulse counts and its quotes ask for, newest first, so that they read the index alone.
            models.Index(
                fields=[
                    *("team", "heard_at", "neighborhood", "kind", "topic", "need", "place", "language"),
                    *("feeling_said", "feeling_guessed", "feeling_estimated"),
                    # SQLite looks at what the condition says once more, and would read the row for it.
                    *("about_officer", "is_held", "withdrawn_on"),
                ],
                condition=Q(about_officer=None, is_held=False, withdrawn_on=None),
                name="voice_told",
            ),
            # The inbox in the order it is read, with whatever it can be narrowed to.
            models.Index(
                fields=[
                    *("team", "heard_at", "is_danger", "neighborhood", "kind", "channel", "logged_by"),
                    *("feeling_said", "feeling_guessed", "feeling_estimated"),
                    *("about_officer", "is_held", *WAITING),
                ],
                condition=Q(about_officer=None, is_held=False, **WAITING),
                name="voice_waiting",
            ),
            # What is rare among many.
            models.Index(
                fields=["team", "heard_at"], condition=Q(is_danger=True, **WAITING), name="voice_danger"
            ),
            models.Index(fields=["team", "neighborhood"], condition=Q(is_held=True), name="voice_held"),
            models.Index(
                fields=["team", "neighborhood"], condition=~Q(about_officer=None), name="voice_complaint"
            ),
        ]

    @property
    def feeling(self) -> str:
        """What the person said stands first, the officer's guess second, an estimate third."""
        return self.feeling_said or self.feeling_guessed or self.feeling_estimated

    @property
    def feeling_word(self) -> str:
        """The same in the reader's language."""
        return str(Feeling(self.feeling).label) if self.feeling else ""

    @property
    def is_reachable(self) -> bool:
        """Whether the person can come back with a code and see what we write."""
        return self.code_fingerprint is not None and self.withdrawn_on is None

    @property
    def answer_due_at(self) -> datetime:
        """By when the team owes a first real answer to this voice, in real hours."""
        return self.heard_at + timedelta(hours=self.team.hours_to_answer(self.kind))


class ReadBack(Record):
    """ "This is what I heard": our words for the person to accept or correct."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="read_backs")
    number = models.PositiveIntegerField()
    client_id = models.UUIDField(unique=True, null=True, blank=True)
    words = models.TextField(max_length=2000)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    is_accepted = models.BooleanField(null=True, blank=True)
    correction = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["voice", "number"], name="read_back_number_once"),
            models.CheckConstraint(
                condition=Q(is_accepted=None, answered_at=None)
                | Q(is_accepted__isnull=False, answered_at__isnull=False),
                name="read_back_answered_once",
            ),
        ]


class Turn(Record):
    """One turn in the conversation on a voice, by the person or by the team."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField()
    client_id = models.UUIDField(unique=True)
    words = models.TextField(max_length=5000)
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_from_team = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["voice", "number"], name="turn_number_once")]


class Confirmation(Record):
    """The person's own word on whether it is solved; never staff's."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="confirmations")
    number = models.PositiveIntegerField()
    after_step = models.PositiveIntegerField()
    client_id = models.UUIDField(unique=True)
    is_solved = models.BooleanField()
    words = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["voice", "number"], name="confirmation_number_once")]


class Attachment(Record):
    """A cleaned photo; its file was on disk before this row."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    voice = models.ForeignKey(Voice, on_delete=models.CASCADE, related_name="attachments")
    file = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    kept_until = models.DateField()


class SealedContactQuerySet(models.QuerySet["SealedContact"]):
    def visible_to(self, staff: Staff) -> SealedContactQuerySet:
        """Confidants of the neighborhood; for a complaint only those outside the line of the officer."""
        where = staff.neighborhoods_as("confidant")
        ordinary = (
            Q(about_officer=None) if where is None else Q(about_officer=None, neighborhood_id__in=where)
        )
        complaints = complaints_for(staff)
        seen = ordinary if complaints is None else ordinary | complaints
        return (
            self.filter(voice__in=Voice.objects.filter(seen, team_id=staff.team_id))
            if staff.is_active
            else self.none()
        )


class SealedContact(Record):
    """Contact details the server itself cannot read."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="sealed_contact")
    box = models.ForeignKey("people.TeamBox", on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    objects = SealedContactQuerySet.as_manager()


class Opening(Record):
    """A confidant opened sealed details, and why; shown to the person."""

    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(SealedContact, on_delete=models.CASCADE, related_name="openings")
    by = models.ForeignKey("people.Staff", on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()


def public_voices(team: Team) -> VoiceQuerySet:
    """Voices that may be counted in public figures."""
    return Voice.objects.filter(team=team, about_officer=None, is_held=False).standing()
