"""Staff, what they show of themselves, and residents who asked to be greeted.

No other record of a person exists.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.safety.records import Record

if TYPE_CHECKING:
    from commonbeat.places.models import Neighborhood, Team

INVITE_LIFE = timedelta(days=7)
RECOVERY_LIFE = timedelta(days=7)
GREETING_DAYS = 365


class Duty(models.TextChoices):
    OFFICER = "officer", _("officer")
    COORDINATOR = "coordinator", _("coordinator")
    CONFIDANT = "confidant", _("confidant")
    MODERATOR = "moderator", _("moderator")
    AUDITOR = "auditor", _("auditor")
    ADMIN = "admin", _("administrator")


class StaffQuerySet(models.QuerySet["Staff"]):
    def visible_to(self, staff: Staff) -> StaffQuerySet:
        """Everybody who works in the team knows who else does."""
        return self.filter(team_id=staff.team_id) if staff.is_active else self.none()

    def active(self) -> StaffQuerySet:
        return self.filter(is_active=True)

    def with_duty(self, duty: str, neighborhood: Neighborhood | None = None) -> StaffQuerySet:
        """Active staff who hold the duty in this neighborhood or in the whole team."""
        held = Role.objects.filter(duty=duty)
        if neighborhood is not None:
            held = held.filter(Q(neighborhood=neighborhood) | Q(neighborhood=None))
        return self.active().filter(pk__in=held.values("staff"))


class StaffManager(BaseUserManager.from_queryset(StaffQuerySet)):  # type: ignore[misc]
    def create_user(
        self, *, email: str, team_id: uuid.UUID, password: str | None = None, **fields: object
    ) -> Staff:
        staff = self.model(email=self.normalize_email(email).lower(), team_id=team_id, **fields)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff

    def get_by_natural_key(self, email: str) -> Staff:
        return self.get(email=email.lower())


class Staff(AbstractBaseUser):
    """Somebody who signs in. What they may do is in their roles, never here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("places.Team", on_delete=models.PROTECT, related_name="staff")
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    objects = StaffManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def duties(self) -> set[str]:
        """The duties held anywhere in the team, read once per request."""
        return {role.duty for role in self.held_roles()}

    def held_roles(self) -> list[Role]:
        if not hasattr(self, "_held_roles"):
            self._held_roles = list(self.roles.all()) if self.is_active else []
        return self._held_roles

    def forget_roles(self) -> None:
        """Read the duties again the next time: they have just been changed."""
        self.__dict__.pop("_held_roles", None)

    def neighborhoods_as(self, *duties: str) -> set[uuid.UUID] | None:
        """Ids of the neighborhoods where one of these duties is held; None means the whole team."""
        found: set[uuid.UUID] = set()
        for role in self.held_roles():
            if role.duty in duties:
                if role.neighborhood_id is None:
                    return None
                found.add(role.neighborhood_id)
        return found

    def has_duty(self, *duties: str) -> bool:
        return any(role.duty in duties for role in self.held_roles())


class Role(Record):
    """One duty in one neighborhood, or in the whole team where neighborhood is empty."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="roles")
    duty = models.CharField(max_length=20, choices=Duty)
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.CASCADE, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "duty", "neighborhood"], nulls_distinct=False, name="role_once"
            )
        ]


class OfficerProfileQuerySet(models.QuerySet["OfficerProfile"]):
    def visible_to(self, staff: Staff) -> OfficerProfileQuerySet:
        """Everybody who works in the team sees the whole team."""
        return self.filter(team_id=staff.team_id) if staff.is_active else self.none()

    def public(self, team: Team) -> OfficerProfileQuerySet:
        return self.filter(team=team, is_public=True, left_on=None).select_related("staff")

    def of_neighborhood(self, neighborhood: Neighborhood) -> OfficerProfileQuerySet:
        here = Role.objects.filter(
            Q(neighborhood=neighborhood) | Q(neighborhood=None), duty__in=[Duty.OFFICER, Duty.COORDINATOR]
        )
        return self.filter(staff__in=here.values("staff"))


class OfficerProfile(Record):
    """What an officer wants residents to know; shown publicly only with is_public."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, related_name="profile")
    slug = models.SlugField(max_length=80)
    known_as = models.CharField(max_length=80)
    photo = models.CharField(max_length=120, blank=True)
    portrait_seed = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=120)
    may = models.TextField(max_length=2000)
    may_not = models.TextField(max_length=2000)
    why_here = models.TextField(max_length=2000)
    languages = models.JSONField(default=list)
    hours = models.CharField(max_length=200)
    reach = models.CharField(max_length=300)
    since = models.DateField()
    is_public = models.BooleanField(default=False)
    left_on = models.DateField(null=True, blank=True)
    handover_note = models.TextField(max_length=2000, blank=True)
    successor = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = OfficerProfileQuerySet.as_manager()

    class Meta:
        ordering = ["known_as"]
        constraints = [models.UniqueConstraint(fields=["team", "slug"], name="officer_slug_once")]


class AcquaintanceQuerySet(models.QuerySet["Acquaintance"]):
    def current(self, on: date) -> AcquaintanceQuerySet:
        return self.filter(ended_on=None, expires_on__gte=on)

    def over(self, on: date) -> AcquaintanceQuerySet:
        """Those whose time has run out but whose words are still here."""
        return self.filter(ended_on=None, expires_on__lt=on)

    def visible_to(self, staff: Staff) -> AcquaintanceQuerySet:
        """Only officers of the neighborhood: nobody else has a reason to greet."""
        where = staff.neighborhoods_as(Duty.OFFICER)
        found = self.filter(team_id=staff.team_id)
        return found if where is None else found.filter(neighborhood_id__in=where)


class Acquaintance(Record):
    """A resident who asked to be greeted by name. They can read, change and end it with their code.

    Once ended only the hidden client id is left for a while, so that a browser that resends the form
    does not start it again.
    """

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey(
        "places.Place", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    client_id = models.UUIDField(unique=True)
    body_hash = models.CharField(max_length=64)
    code_fingerprint = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - unique or none
    call_me = models.CharField(max_length=80, blank=True)
    say_it = models.CharField(max_length=120, blank=True)
    know = models.CharField(max_length=500, blank=True)
    consent_words = models.TextField(blank=True)
    consented_on = models.DateField()
    expires_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = AcquaintanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(call_me="", say_it="", know="", code_fingerprint=None),
                name="ended_means_erased",
            ),
            models.CheckConstraint(
                condition=~Q(ended_on=None) | ~Q(call_me="") & Q(code_fingerprint__isnull=False),
                name="greeting_has_a_name",
            ),
        ]


class AcquaintanceRead(Record):
    """An officer read an acquaintance; the person sees the row."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    acquaintance = models.ForeignKey(Acquaintance, on_delete=models.CASCADE, related_name="reads")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    read_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["acquaintance", "staff", "read_on"], name="read_once_a_day")
        ]


class StaffInviteQuerySet(models.QuerySet["StaffInvite"]):
    def visible_to(self, staff: Staff) -> StaffInviteQuerySet:
        found = self.filter(team_id=staff.team_id)
        return found if staff.has_duty(Duty.ADMIN) else self.none()

    def open(self, at: datetime) -> StaffInviteQuerySet:
        return self.filter(used_at=None, taken_back_at=None, expires_at__gt=at)


class StaffInvite(Record):
    """A single-use link with which somebody joins the team in one duty."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    name = models.CharField(max_length=120)
    duty = models.CharField(max_length=20, choices=Duty)
    neighborhood = models.ForeignKey("places.Neighborhood", on_delete=models.CASCADE, null=True, blank=True)
    token_fingerprint = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Staff, on_delete=models.CASCADE, null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = StaffInviteQuerySet.as_manager()


class MfaRecoveryQuerySet(models.QuerySet["MfaRecovery"]):
    def visible_to(self, staff: Staff) -> MfaRecoveryQuerySet:
        found = self.filter(team_id=staff.team_id)
        return found if staff.has_duty(Duty.ADMIN, Duty.COORDINATOR) else self.none()

    def waiting(self, at: datetime) -> MfaRecoveryQuerySet:
        """Asked for and neither agreed to nor too old."""
        return self.filter(approved_at=None, asked_at__gt=at - RECOVERY_LIFE)

    def usable(self, at: datetime) -> MfaRecoveryQuerySet:
        """Agreed to, with a link that still works."""
        return self.filter(used_at=None, approved_at__gt=at - RECOVERY_LIFE, staff__is_active=True)


class MfaRecovery(Record):
    """A lost second factor, given back only when two people agree; then a single-use link is mailed."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="recoveries")
    asked_by = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    approved_by = models.ForeignKey(Staff, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    token_fingerprint = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - unique or none
    used_at = models.DateTimeField(null=True, blank=True)

    objects = MfaRecoveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(approved_by=models.F("asked_by")), name="recovery_needs_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(asked_by=models.F("staff")) & ~Q(approved_by=models.F("staff")),
                name="recovery_is_for_somebody_else",
            ),
        ]


class TeamBox(Record):
    """The key pair to which contact details are sealed; the private half exists only wrapped, in BoxKey."""

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="boxes")
    public_key = models.BinaryField()
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team"], condition=Q(retired_at=None), name="one_box_in_use_per_team"
            )
        ]


class BoxKey(Record):
    """One confidant's passphrase-wrapped copy of the box's private key.

    A copy handed on by a colleague is temporary: it opens nothing until its owner has put their own
    passphrase on it.
    """

    team = models.ForeignKey("places.Team", on_delete=models.CASCADE, related_name="+")
    box = models.ForeignKey(TeamBox, on_delete=models.CASCADE, related_name="keys")
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="box_keys")
    wrapped = models.BinaryField()
    is_temporary = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["box", "staff"], name="box_key_once")]
