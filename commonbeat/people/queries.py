"""Every read about people. There is no search by name and no list of residents to take away."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.utils.translation import gettext as _

from commonbeat.people import rules
from commonbeat.people.models import (
    Acquaintance,
    BoxKey,
    Duty,
    MfaRecovery,
    OfficerProfile,
    Staff,
    StaffInvite,
    TeamBox,
)
from commonbeat.places.models import Neighborhood, Team
from commonbeat.safety import codes
from commonbeat.safety.clock import local_date


@dataclass(frozen=True)
class Reading:
    """Somebody read an acquaintance, shown to the person."""

    who: str
    on: date


@dataclass(frozen=True)
class GreetingPlace:
    """Where how many people would like a hello; no name yet."""

    place_id: uuid.UUID | None
    name: str
    count: int


@dataclass(frozen=True)
class BoxState:
    """Who can open sealed contact details, and what should be done about it."""

    box: TeamBox | None
    holders: list[Staff]
    waiting: list[Staff]
    without: list[Staff]
    warnings: list[str]


def colleagues(staff: Staff) -> list[Staff]:
    """Everybody who works in the team, with their duties, in three queries."""
    found = Staff.objects.visible_to(staff).active().prefetch_related("roles__neighborhood")
    return list(found.select_related("profile"))


def officers_of(team: Team, neighborhood: Neighborhood) -> list[OfficerProfile]:
    """Public pages of those who work in this neighborhood."""
    return list(OfficerProfile.objects.public(team).of_neighborhood(neighborhood))


def handed_over(officers: list[OfficerProfile], since: date) -> list[OfficerProfile]:
    """Public pages of those who left since then and were followed by one of these officers, newest first."""
    left = OfficerProfile.objects.filter(is_public=True, left_on__gte=since, successor__in=officers)
    return list(left.select_related("successor").order_by("-left_on"))


def came_before(profile: OfficerProfile) -> list[OfficerProfile]:
    """Whose work this officer carries on, newest first."""
    before = OfficerProfile.objects.filter(is_public=True, successor=profile, left_on__isnull=False)
    return list(before.order_by("-left_on"))


def profile_by_slug(team: Team, slug: str) -> OfficerProfile | None:
    """A public page; of somebody who left too, with their handover note and who came after."""
    shown = OfficerProfile.objects.filter(team=team, is_public=True, slug=slug)
    return shown.select_related("staff", "successor").first()


def kept_pictures() -> set[str]:
    """The names of all photos that pages show, so that no sweep removes them."""
    return set(OfficerProfile.objects.exclude(photo="").values_list("photo", flat=True))


def invite_by_token(*, team: Team, token: str, at: datetime) -> StaffInvite | None:
    """The invitation a link belongs to; None for wrong, used, taken back and too old alike."""
    found = StaffInvite.objects.filter(team=team, token_fingerprint__in=codes.token_fingerprints(token))
    return found.open(at).select_related("neighborhood").first()


def recovery_by_token(*, team: Team, token: str, at: datetime) -> MfaRecovery | None:
    """The recovery a link belongs to; None for wrong, used and too old alike."""
    found = MfaRecovery.objects.filter(team=team, token_fingerprint__in=codes.token_fingerprints(token))
    return found.usable(at).select_related("staff", "asked_by", "approved_by").first()


def greeting_by_code(*, team: Team, code: str, at: datetime) -> Acquaintance | None:
    """What a person asked for, found by their code; None for wrong, ended and expired alike."""
    meant = codes.normalise(code)
    # A code that cannot be one is looked up all the same, so that the time taken tells nothing.
    fingerprints = codes.fingerprints(meant or "")
    found = Acquaintance.objects.filter(team=team, code_fingerprint__in=fingerprints)
    return found.current(local_date(at, team.timezone)).select_related("neighborhood", "place").first()


def greeting_places(staff: Staff, at: datetime) -> list[GreetingPlace]:
    """At which places how many people asked to be greeted, for officers there; reading this tells no name."""
    found = Acquaintance.objects.visible_to(staff).current(local_date(at, staff.team.timezone))
    rows = found.values_list("place", "place__name").annotate(count=Count("pk")).order_by("place__name")
    named = [GreetingPlace(place, name, count) for place, name, count in rows if place is not None]
    anywhere = [GreetingPlace(None, _("Anywhere"), count) for place, _name, count in rows if place is None]
    return named + anywhere


def readings(acquaintance: Acquaintance) -> list[Reading]:
    """Who read an acquaintance on which day, newest first, by the name residents know them under."""
    rows = acquaintance.reads.select_related("staff__profile").order_by("-read_on")
    return [Reading(_known_as(row.staff), row.read_on) for row in rows]


def open_invites(staff: Staff, at: datetime) -> list[StaffInvite]:
    """Invitations that still wait."""
    return list(StaffInvite.objects.visible_to(staff).open(at).select_related("neighborhood", "invited_by"))


def waiting_recoveries(staff: Staff, at: datetime) -> list[MfaRecovery]:
    """Colleagues who wait for a second person to vouch for them."""
    return list(MfaRecovery.objects.visible_to(staff).waiting(at).select_related("staff", "asked_by"))


def current_box(team: Team) -> TeamBox | None:
    """The box contact details are sealed to; None where no confidant has made one yet."""
    return TeamBox.objects.filter(team=team, retired_at=None).first()


def box_state(team: Team) -> BoxState:
    """Who holds a key, who still has to choose a passphrase, who has none, and what to worry about."""
    box = current_box(team)
    people = list(Staff.objects.filter(team=team).with_duty(Duty.CONFIDANT))
    keys = dict(BoxKey.objects.filter(box=box).values_list("staff", "is_temporary")) if box else {}
    holders = [person for person in people if keys.get(person.pk) is False]
    waiting = [person for person in people if keys.get(person.pk) is True]
    without = [person for person in people if person.pk not in keys]
    return BoxState(box, holders, waiting, without, _warnings(box, len(people), len(holders)))


def _warnings(box: TeamBox | None, confidants: int, holders: int) -> list[str]:
    found = []
    if confidants < rules.CONFIDANTS_NEEDED:
        found.append(_("The team needs at least two confidants, so that one may be away."))
    if box is None:
        found.append(_("Nobody has made the box yet: until then nobody can leave contact details."))
    elif holders < rules.CONFIDANTS_NEEDED:
        found.append(
            _("Fewer than two confidants can open the box. With the last passphrase the details are lost.")
        )
    return found


def _known_as(staff: Staff) -> str:
    profile = getattr(staff, "profile", None)
    return profile.known_as if profile else _("an officer")
