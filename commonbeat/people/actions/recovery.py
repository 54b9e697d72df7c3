"""A lost second step or password: two colleagues vouch, then a single-use link is mailed."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.people import letters, rules
from commonbeat.people.actions.ground import enter, good_password, must
from commonbeat.people.models import INVITE_LIFE, MfaRecovery, Staff, StaffInvite
from commonbeat.places.models import Team
from commonbeat.safety import codes
from commonbeat.safety.errors import Refused

LETTERS_KEPT = timedelta(days=365)


@transaction.atomic
def ask_mfa_recovery(*, staff: Staff, by: Staff, at: datetime) -> MfaRecovery:
    """The first of two people says that this colleague lost their way in; asking twice counts once."""
    must(rules.may_help_back_in(by, staff) and staff.is_active)
    waiting = MfaRecovery.objects.filter(staff=staff).waiting(at).first()
    if waiting is not None:
        return waiting
    asked = MfaRecovery.objects.create(team=staff.team, staff=staff, asked_by=by, asked_at=at)
    enter("ask recovery", asked, team=staff.team, by=by, at=at)
    return asked


@transaction.atomic
def approve_mfa_recovery(*, recovery: MfaRecovery, by: Staff, at: datetime) -> str:
    """The second person agrees: every second step and the password are gone at once, and a link is mailed.

    Returns the link's token, for tests and the demo; whoever approves is never shown it.
    """
    found = MfaRecovery.objects.select_for_update(of=("self",)).filter(pk=recovery.pk).waiting(at).first()
    if found is None:
        raise Refused(_("This was approved already or is older than seven days. Please ask for it again."))
    must(rules.may_help_back_in(by, found.staff) and found.staff.is_active)
    if by.pk == found.asked_by_id:
        raise Refused(_("You asked for this yourself. Another coordinator or administrator must agree."))
    token = codes.new_token()
    found.approved_by, found.approved_at = by, at
    found.token_fingerprint = codes.token_fingerprint(token)
    found.save(update_fields=["approved_by", "approved_at", "token_fingerprint"])
    Authenticator.objects.filter(user=found.staff).delete()
    # Without a usable password every session of theirs ends with its next request.
    found.staff.set_unusable_password()
    found.staff.save(update_fields=["password"])
    letters.send_recovery(found, token, at=at)
    enter("approve recovery", found, team=found.team, by=by, at=at)
    return token


@transaction.atomic
def use_recovery(*, team: Team, token: str, password: str, at: datetime) -> Staff:
    """Come back with the single-use link and a new password; the second step is set up next."""
    recovery = (
        MfaRecovery.objects.select_for_update(of=("self",))
        .filter(team=team, token_fingerprint__in=codes.token_fingerprints(token))
        .usable(at)
        .first()
    )
    if recovery is None:
        raise Refused(_("This link no longer works. Please ask your two colleagues again."))
    staff = recovery.staff
    good_password(password, staff)
    staff.set_password(password)
    staff.save(update_fields=["password"])
    recovery.used_at = at
    recovery.save(update_fields=["used_at"])
    enter("use recovery", recovery, team=team, by=staff, at=at)
    return staff


@transaction.atomic
def forget_letters(*, at: datetime) -> int:
    """Remove invitations and recoveries older than a year; returns how many."""
    invites = StaffInvite.objects.filter(invited_at__lt=at - LETTERS_KEPT - INVITE_LIFE).delete()[0]
    return invites + MfaRecovery.objects.filter(asked_at__lt=at - LETTERS_KEPT).delete()[0]
