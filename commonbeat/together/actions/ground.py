"""What every write here stands on: the journal, and forms that are sent again."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from commonbeat.journal import actions as journal
from commonbeat.people.models import Staff
from commonbeat.safety.errors import Conflict, Refused

RESIDENT = "resident"
Row = TypeVar("Row", bound=models.Model)


def note(
    action: str, row: Any, *, by: Staff | str, at: datetime, reason: str = "", is_quiet: bool = False
) -> None:
    """One journal entry; a quiet one changes no public page."""
    journal.enter(
        team=row.team_id,
        actor=by,
        action=action,
        object_type=row._meta.model_name,
        object_id=row.pk,
        reason=reason,
        at=at,
        is_quiet=is_quiet,
    )


def once(model: type[Row], client_id: UUID, same: dict[str, Any], make: Callable[[], Row]) -> Row:
    """The row that came under this client id, made now or before; one that says something else is a Conflict."""
    rows = model._default_manager
    found = rows.filter(client_id=client_id).first()
    if found is None:
        try:
            with transaction.atomic():
                return make()
        except IntegrityError:
            found = rows.filter(client_id=client_id).first()
            if found is None:
                raise
    if any(getattr(found, name) != value for name, value in same.items()):
        raise Conflict(_("This was sent before with other words. Reload the page to see what we have."))
    return found


def need_past(day: date, today: date, field: str) -> None:
    """Refuses a deed dated after today."""
    if day > today:
        raise Refused(_("This date is still to come. Please enter what has been done, with its date."), field)


def need_coming(day: date, today: date, field: str) -> None:
    """Refuses a plan dated before today."""
    if day < today:
        raise Refused(_("This date is over. Please choose one that is still to come."), field)
