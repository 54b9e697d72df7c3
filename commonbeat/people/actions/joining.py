"""Coming to the team, holding duties in it, and leaving it."""

from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.people import letters, rules
from commonbeat.people.actions.ground import enter, good_password, mail_address, must, needed
from commonbeat.people.models import (
    INVITE_LIFE,
    BoxKey,
    Duty,
    OfficerProfile,
    Role,
    Staff,
    StaffInvite,
    TeamBox,
)
from commonbeat.places.models import Neighborhood, Team
from commonbeat.safety import codes, pictures
from commonbeat.safety.clock import local_date
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean


@transaction.atomic
def invite(
    *,
    team: Team,
    email: str,
    name: str,
    duty: str,
    neighborhood: Neighborhood | None = None,
    by: Staff | None,
    at: datetime,
) -> tuple[StaffInvite, str]:
    """Invite somebody by mail with a link that works once, for seven days; also returns its token.

    An earlier invitation to the same address stops working. `by` is None only on the command line.
    """
    must(rules.may_manage_staff(by) and (by is None or by.team_id == team.pk))
    name = needed(clean(name, 120, "name"), _("Please write their name."), "name")
    email = mail_address(email)
    _refuse_misfit(duty, neighborhood, team)
    if Staff.objects.filter(email=email).exists():
        raise Refused(
            _("Somebody with this address is on the team already. Give them the duty instead."), "email"
        )
    StaffInvite.objects.filter(team=team, email=email).open(at).update(taken_back_at=at)
    token = codes.new_token()
    made = StaffInvite.objects.create(
        team=team,
        email=email,
        name=name,
        duty=duty,
        neighborhood=neighborhood,
        token_fingerprint=codes.token_fingerprint(token),
        invited_by=by,
        invited_at=at,
        expires_at=at + INVITE_LIFE,
    )
    letters.send_invite(made, token, at=at)
    enter("invite", made, team=team, by=by, at=at)
    return made, token


@transaction.atomic
def take_back_invite(*, invite: StaffInvite, by: Staff, at: datetime) -> None:
    """Make an invitation's link stop working."""
    must(rules.may_manage_staff(by) and by.team_id == invite.team_id)
    if StaffInvite.objects.filter(pk=invite.pk).open(at).update(taken_back_at=at):
        enter("take back invite", invite, team=invite.team, by=by, at=at)


@transaction.atomic
def accept_invite(
    *, team: Team, token: str, name: str, password: str, at: datetime, language: str = "en"
) -> Staff:
    """Join the team with a single-use link; they sign in from then on with this password."""
    found = StaffInvite.objects.filter(team=team, token_fingerprint__in=codes.token_fingerprints(token)).open(
        at
    )
    waiting = found.select_for_update(of=("self",)).first()
    if waiting is None or Staff.objects.filter(email=waiting.email).exists():
        raise Refused(_("This link no longer works. Please ask the colleague who sent it for a new one."))
    name = needed(clean(name, 120, "name"), _("Please write your name."), "name")
    good_password(password, Staff(email=waiting.email, name=name))
    waiting.used_at = at
    waiting.save(update_fields=["used_at"])
    staff = Staff.objects.create_user(
        email=waiting.email,
        team_id=team.pk,
        password=password,
        name=name,
        language=language,
        joined_on=local_date(at, team.timezone),
    )
    Role.objects.create(team=team, staff=staff, duty=waiting.duty, neighborhood=waiting.neighborhood)
    enter("join", staff, team=team, by=staff, at=at)
    return staff


@transaction.atomic
def give_role(
    *, staff: Staff, duty: str, neighborhood: Neighborhood | None = None, by: Staff | None, at: datetime
) -> Role:
    """Give somebody a duty in one neighborhood or in the whole team; nobody gives one to themselves."""
    must(rules.may_manage_staff(by, staff) and staff.is_active)
    _refuse_misfit(duty, neighborhood, staff.team)
    held = set(Role.objects.filter(staff=staff).values_list("duty", flat=True))
    if not rules.fits_others(duty, held):
        raise Refused(
            _("Whoever reads the journal must have no other duty, and nobody else reads it."), "duty"
        )
    role, is_new = Role.objects.get_or_create(
        team=staff.team, staff=staff, duty=duty, neighborhood=neighborhood
    )
    if is_new:
        staff.forget_roles()
        enter("give role", role, team=staff.team, by=by, at=at, reason=duty)
    return role


@transaction.atomic
def take_role(*, role: Role, by: Staff | None, at: datetime) -> None:
    """Take a duty from somebody; the last administrator and the last key to the sealed details stay."""
    staff = role.staff
    must(rules.may_manage_staff(by, staff))
    _lock_team(staff.team)
    others = Role.objects.filter(staff=staff, duty=role.duty).exclude(pk=role.pk)
    if not others.exists():
        _refuse_last(staff, {role.duty})
        if role.duty == Duty.CONFIDANT:
            BoxKey.objects.filter(staff=staff).delete()
    enter("take role", role, team=staff.team, by=by, at=at, reason=role.duty)
    role.delete()
    staff.forget_roles()


@transaction.atomic
def leave(
    *,
    staff: Staff,
    handover_note: str = "",
    successor: OfficerProfile | None = None,
    by: Staff | None,
    at: datetime,
) -> Staff:
    """End somebody's work here: they cannot sign in anymore; their page keeps the note and a successor."""
    must(rules.may_end_work(by, staff))
    if not staff.is_active:
        return staff
    _lock_team(staff.team)
    _refuse_last(staff, set(Role.objects.filter(staff=staff).values_list("duty", flat=True)))
    on = local_date(at, staff.team.timezone)
    _end_profile(staff, clean(handover_note, 2000, "handover_note"), successor, on)
    staff.is_active, staff.left_on = False, on
    staff.set_unusable_password()
    staff.save(update_fields=["is_active", "left_on", "password"])
    for rows in (Role, BoxKey):
        rows.objects.filter(staff=staff).delete()
    Authenticator.objects.filter(user=staff).delete()
    staff.forget_roles()
    enter("leave", staff, team=staff.team, by=by, at=at)
    return staff


def _end_profile(staff: Staff, note: str, successor: OfficerProfile | None, on: date) -> None:
    profile = OfficerProfile.objects.filter(staff=staff).first()
    if profile is None:
        return
    if successor is not None and (successor.team_id != staff.team_id or successor.pk == profile.pk):
        raise Refused(_("Please choose a colleague of the same team."), "successor")
    photo, profile.photo, profile.reach = profile.photo, "", ""
    profile.left_on, profile.handover_note, profile.successor = on, note, successor
    profile.save(update_fields=["photo", "reach", "left_on", "handover_note", "successor"])
    if photo:
        transaction.on_commit(lambda: pictures.forget(photo))


def _refuse_misfit(duty: str, neighborhood: Neighborhood | None, team: Team) -> None:
    if duty not in Duty.values:
        raise Refused(_("Please choose one of the duties offered."), "duty")
    if neighborhood is not None and neighborhood.team_id != team.pk:
        raise Refused(_("Please choose a neighborhood of your team."), "neighborhood")
    if not rules.fits_team(duty, neighborhood is not None):
        raise Refused(
            _("This duty is for the whole team. Please leave the neighborhood empty."), "neighborhood"
        )


def _lock_team(team: Team) -> None:
    """So that two people who leave at once cannot both count on the other one staying."""
    Team.objects.select_for_update().get(pk=team.pk)


def _refuse_last(staff: Staff, duties: set[str]) -> None:
    admins = Staff.objects.filter(team=staff.team_id).with_duty(Duty.ADMIN).exclude(pk=staff.pk)
    if Duty.ADMIN in duties and not admins.exists():
        raise Refused(_("The team needs an administrator. Please make somebody else one first."))
    box = TeamBox.objects.filter(team=staff.team_id, retired_at=None).first()
    if Duty.CONFIDANT not in duties or box is None:
        return
    keys = BoxKey.objects.filter(box=box, is_temporary=False)
    if keys.filter(staff=staff).exists() and not keys.exclude(staff=staff).exists():
        raise Refused(
            _("This is the only key to the sealed details. Share the box with another confidant first.")
        )
