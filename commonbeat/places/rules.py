"""What must hold of a team before it may work."""

import re
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.utils import OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from commonbeat.places.models import Team
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

NUMBER = re.compile(r"^[0-9+*#][0-9 +*#()/-]{1,23}$")


def emergency_numbers(numbers: Any) -> list[dict[str, str]]:
    """The numbers as they are stored; refused when there is none or one is not a telephone number."""
    kept = []
    for entry in numbers if isinstance(numbers, list) else []:
        number = entry.get("number") if isinstance(entry, dict) else None
        if not isinstance(number, str) or not NUMBER.match(number.strip()):
            raise Refused(
                _("“%(number)s” is not a telephone number. Please write it with digits only.")
                % {"number": str(number)[:40]},
                "emergency_numbers",
            )
        label = clean(str(entry.get("label", "")), 60) or _("Emergency")
        kept.append({"label": label, "number": number.strip()})
    if not kept:
        raise Refused(
            _("A team needs an emergency number. Please give the number people call when in danger."),
            "emergency_numbers",
        )
    return kept


def timezone(name: str) -> str:
    """A time zone that exists."""
    if name not in available_timezones():
        raise Refused(
            _("There is no time zone “%(name)s”. Please write it like Europe/Helsinki.")
            % {"name": name[:60]},
            "timezone",
        )
    return name


def languages(codes: list[str]) -> list[str]:
    """Languages we can show; refused when one is not among them."""
    known = {code for code, _name in settings.LANGUAGES}
    unknown = [code for code in codes if code not in known]
    if unknown or not codes:
        raise Refused(
            _("Please choose languages among: %(languages)s.") % {"languages": ", ".join(sorted(known))},
            "languages",
        )
    return list(dict.fromkeys(codes))


def teams_without_emergency_numbers() -> list[str]:
    """Names of teams that must not serve; empty is good."""
    return [team.name for team in Team.objects.all() if not team.emergency_numbers]


@register(Tags.database)
def check_emergency_numbers(databases: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """Nothing is served for a team that cannot tell people whom to call."""
    if not databases:
        return []
    try:
        missing = teams_without_emergency_numbers()
    except (OperationalError, ProgrammingError):
        connections["default"].close()
        return []  # before the first migration there is no team
    return [
        Error(f"The team “{name}” has no emergency number.", hint="Give it one.", id="places.E001")
        for name in missing
    ]
