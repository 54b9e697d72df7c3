"""Addresses: written in one way, found by a fingerprint, stored hidden."""

import hashlib
import hmac

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from commonbeat.places.models import Team
from commonbeat.safety import keys
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean

LONGEST = 254


def checked(email: str) -> str:
    """The address in lower case; refused when no mail could be sent there."""
    email = clean(email, LONGEST, "email").lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(_("Please enter a mail address such as name@example.org."), "email") from None
    return email


def fingerprint(team: Team, email: str) -> str:
    """Equal for equal addresses of one team; without our key it tells nothing."""
    # The first pepper for ever: an address must be found again after the pepper was rotated.
    key = keys.derive(keys.all("pepper")[-1], "address of a subscriber")
    return hmac.new(key, f"{team.pk} {email}".encode(), hashlib.sha256).hexdigest()
