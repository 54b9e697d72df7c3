"""What every write here stands on: the rule, the words, the journal."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext as _

from commonbeat.journal import actions as journal
from commonbeat.people.models import Staff
from commonbeat.places.models import Team
from commonbeat.safety.errors import Refused


def must(is_allowed: bool) -> None:
    """Refuses what the rules do not give to this person."""
    if not is_allowed:
        raise Refused(_("This is not yours to do. Please ask an administrator of your team."))


def needed(words: str, sentence: str, field: str) -> str:
    """The words, refused when there are none."""
    if not words:
        raise Refused(sentence, field)
    return words


def enter(
    action: str, on: models.Model, *, team: Team, by: Staff | str | None, at: datetime, reason: str = ""
) -> None:
    """One journal entry; nobody at all means the command line."""
    journal.enter(
        team=team,
        actor="system" if by is None else by,
        action=action,
        object_type=str(on._meta.model_name),
        object_id=on.pk,
        reason=reason,
        at=at,
    )


def mail_address(text: str) -> str:
    """A mail address as it is kept, in small letters."""
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(_("This is not a mail address. Please write it like name@team.org."), "email") from None
    return email


def good_password(password: str, staff: Staff | None = None) -> str:
    """A password that is long and not well known; refused with the reasons."""
    try:
        validate_password(password, staff)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), "password") from None
    return password
