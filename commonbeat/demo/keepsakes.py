"""What whoever tries the demo needs in hand: people to be, codes to come back with, second steps to type."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from commonbeat.demo.marker import Built
from commonbeat.demo.settling_in import address_of
from commonbeat.demo.town import named_id
from commonbeat.listening.queries import by_code
from commonbeat.openness.queries import question_by_code, rsvp_by_code
from commonbeat.people.models import Staff
from commonbeat.people.queries import greeting_by_code
from commonbeat.places.models import Team
from commonbeat.safety import codes
from commonbeat.safety.errors import Refused

SECONDS_A_CODE = 30

PEOPLE: dict[str, str | Lazy] = {
    "ben": _(
        "Walks Kamppi. On the phone: today's walk with a reason at every stop, promises, and people who asked to "
        "be greeted. Try it in a narrow window."
    ),
    "cleo": _(
        "Sits at the desk: the inbox, what is late, the loop with its leaks, gatherings, and what becomes public."
    ),
    "ines": _("Walks in the evening in three neighborhoods, in Spanish too, and has a promise due soon."),
    "amina": _("Walks around the station and the primary school."),
    "dot": _("Walks in Kruununhaka. Sees nothing of Kamppi, and nothing of the complaint about Dot."),
    "samu": _("Is new in Siltasaari, where almost nobody is heard, and has taken over a late promise."),
    "noor": _(
        "Confidant: opens sealed contact details for a reason, and looks after a complaint nobody else can see."
    ),
    "tove": _("The other confidant, so that one may be away."),
    "mo": _("Moderator: reads held voices and new questions before anybody else does."),
    "ivo": _("Auditor: reads the journal, who did what and when, and never what anybody said."),
    "ada": _(
        "Administrator: invites people, gives duties, changes settings, and reads nothing that was told."
    ),
}

Opens = Callable[[Team, str, Any], object]


def _a_thread(team: Team, code: str, _at: Any) -> object:
    return by_code(team, code)


def _a_place_kept(team: Team, code: str, _at: Any) -> object:
    return rsvp_by_code(team, code)


def _a_question(team: Team, code: str, _at: Any) -> object:
    return question_by_code(team, code)


def _a_greeting(team: Team, code: str, at: Any) -> object:
    return greeting_by_code(team=team, code=code, at=at)


# What a code opens, the client id it was made from, and how to see whether it still does.
CODES: list[tuple[str | Lazy, tuple[object, ...], Opens]] = [
    (_("The team wrote what it understood. Is that right?"), ("dog", 0, "voice"), _a_thread),
    (_("Something was done. Is it solved?"), ("parkpath", 0, "voice"), _a_thread),
    (_("It was not solved after all, and is open again."), ("vans", 0, "voice"), _a_thread),
    (_("A long conversation that ended well."), ("older", 0, "voice"), _a_thread),
    (_("Contact details were opened: who did it, and why."), ("followed", 0, "voice"), _a_thread),
    (_("A complaint about an officer, known to confidants only."), ("rude", 0, "voice"), _a_thread),
    (_("A conversation in Spanish."), ("phone", 0, "voice"), _a_thread),
    (_("Two places at a gathering, to change or give back."), ("rsvp", "session-kamppi", 0), _a_place_kept),
    (_("A question whose answer was corrected."), ("question", "cost"), _a_question),
    (_("A question that was not shown, and why."), ("question", "name"), _a_question),
    (_("Being greeted by name: who read it, and how to end it."), ("greeting", "aino"), _a_greeting),
]


@dataclass(frozen=True)
class Person:
    """Somebody of the team whom the visitor may be."""

    key: str
    name: str
    first_name: str
    duty: str
    seed: str
    about: str
    address: str
    second_step: str


@dataclass(frozen=True)
class Code:
    """A code that opens something right now, and what."""

    opens: str
    code: str


def people(built: Built) -> list[Person]:
    """Everybody of the story who still works there, in the order one would meet them."""
    found = Staff.objects.filter(team=built.team).active().select_related("profile").prefetch_related("roles")
    known = {staff.email: staff for staff in found}
    steps = _second_steps(built.team)
    return [
        Person(
            key=key,
            name=staff.name,
            first_name=staff.name.split()[0],
            duty=", ".join(dict.fromkeys(str(role.get_duty_display()) for role in staff.held_roles())),
            seed=_seed(staff),
            about=str(about),
            address=staff.email,
            second_step=steps.get(staff.pk, ""),
        )
        for key, about in PEOPLE.items()
        if (staff := known.get(address_of(key))) is not None
    ]


def person(built: Built, key: str) -> Staff | None:
    """The member of staff behind a short name of the story."""
    if key not in PEOPLE:
        return None
    found: Staff | None = Staff.objects.filter(team=built.team, email=address_of(key)).active().first()
    return found


def still_open(built: Built, at: Any) -> list[Code]:
    """The codes that open something now: what a visitor took back is gone here too."""
    found = []
    for opens, parts, is_open in CODES:
        code = codes.derive_code(named_id(built.seed, *parts))
        if is_open(built.team, code, at) is not None:
            found.append(Code(str(opens), codes.show(code)))
    return found


def _seed(staff: Staff) -> str:
    """What their portrait is drawn from, whether they show a page or not."""
    profile = getattr(staff, "profile", None)
    return profile.portrait_seed if profile and profile.portrait_seed else str(staff.pk)


def _second_steps(team: Team) -> dict[uuid.UUID, str]:
    """The six digits that each person's authenticator app would show this very moment."""
    counter = int(time.time()) // SECONDS_A_CODE
    found = {}
    own = Authenticator.objects.filter(user__team=team, type=Authenticator.Type.TOTP)
    for user_id, data in own.values_list("user", "data"):
        try:
            found[user_id] = format_hotp_value(hotp_value(decrypt(data["secret"]), counter))
        except Refused:
            continue
    return found
