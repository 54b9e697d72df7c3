"""Who may do what to whom: pure questions, answered from roles alone."""

from datetime import date, timedelta

from django.utils.translation import ngettext

from commonbeat.people.models import GREETING_DAYS, Duty, OfficerProfile, Staff

# These duties reach everybody's work; a duty in one neighborhood would promise a wall that is not there.
WHOLE_TEAM_ONLY = frozenset({Duty.CONFIDANT, Duty.AUDITOR, Duty.ADMIN})
# Whoever reads the journal must have nothing of their own in it to hide.
AUDITOR_MAY_NOT_BE = frozenset({Duty.OFFICER, Duty.COORDINATOR, Duty.CONFIDANT, Duty.MODERATOR, Duty.ADMIN})
CONFIDANTS_NEEDED = 2


def may_manage_staff(by: Staff | None, staff: Staff | None = None) -> bool:
    """Administrators invite and give duties, never to themselves; nobody at all means the command line."""
    if by is None:
        return True
    if staff is not None and (staff.pk == by.pk or staff.team_id != by.team_id):
        return False
    return by.has_duty(Duty.ADMIN)


def may_end_work(by: Staff | None, staff: Staff) -> bool:
    """People leave by themselves, or an administrator sees them out."""
    return by is None or by.pk == staff.pk or may_manage_staff(by, staff)


def may_edit_profile(by: Staff, profile: OfficerProfile) -> bool:
    """Officers write their own page; a coordinator of the same team may help."""
    if by.pk == profile.staff_id:
        return True
    return by.team_id == profile.team_id and shares_neighborhood(by, profile.staff)


def shares_neighborhood(coordinator: Staff, staff: Staff) -> bool:
    """Whether the person works where the other one coordinates."""
    where = coordinator.neighborhoods_as(Duty.COORDINATOR)
    if where is None:
        return True
    works = staff.neighborhoods_as(Duty.OFFICER, Duty.COORDINATOR)
    return bool(where) if works is None else bool(where & works)


def may_help_back_in(by: Staff, staff: Staff) -> bool:
    """Administrators and coordinators may vouch for a colleague who lost their way in, not for themselves."""
    return by.pk != staff.pk and by.team_id == staff.team_id and by.has_duty(Duty.ADMIN, Duty.COORDINATOR)


def fits_team(duty: str, has_neighborhood: bool) -> bool:
    """Whether this duty may be held in one neighborhood, or only in the whole team."""
    return not (has_neighborhood and duty in WHOLE_TEAM_ONLY)


def fits_others(duty: str, held: set[str]) -> bool:
    """Whether one person may hold this duty beside those they already hold."""
    if duty == Duty.AUDITOR:
        return not held & AUDITOR_MAY_NOT_BE
    return not (Duty.AUDITOR in held and duty in AUDITOR_MAY_NOT_BE)


def latest_end(consented_on: date) -> date:
    """The last day on which somebody may be greeted by name without being asked again."""
    return consented_on + timedelta(days=GREETING_DAYS)


def consent_words(team: str, months: int) -> str:
    """What a person agrees to who asks to be greeted by name; kept as they read it."""
    return ngettext(
        "Officers of %(team)s who walk in this neighborhood may read what I wrote here, to greet me by name. "
        "Nobody else may. Each reading is written down and I can see it. It ends after %(months)d month, "
        "or at once when I say so, and is then erased.",
        "Officers of %(team)s who walk in this neighborhood may read what I wrote here, to greet me by name. "
        "Nobody else may. Each reading is written down and I can see it. It ends after %(months)d months, "
        "or at once when I say so, and is then erased.",
        months,
    ) % {"team": team, "months": months}
