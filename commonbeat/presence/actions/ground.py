"""What every write here stands on: the rule, the words, the journal, and phones that send again."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from commonbeat.journal import actions as journal
from commonbeat.people.models import Staff
from commonbeat.safety.errors import Conflict, Refused


class Resendable(Protocol):
    """A row that keeps which body came under its client id."""

    client_id: UUID
    body_hash: str


Row = TypeVar("Row", bound=Resendable)


def must(is_allowed: bool) -> None:
    """Refuses what the rules do not give to this person."""
    if not is_allowed:
        raise Refused(_("This is not yours to do. Please ask the coordinator of the neighborhood."))


def needed(words: str, sentence: str, field: str) -> str:
    """The words, refused when there are none."""
    if not words:
        raise Refused(sentence, field)
    return words


def enter(action: str, on: models.Model, *, by: Staff | str, at: datetime, is_quiet: bool = False) -> None:
    """One journal entry."""
    journal.enter(
        team=getattr(on, "team_id"),  # noqa: B009 - every row here carries its team
        actor=by,
        action=action,
        object_type=str(on._meta.model_name),
        object_id=on.pk,
        at=at,
        is_quiet=is_quiet,
    )


def once(model: type[Row], client_id: UUID, body_hash: str, make: Callable[[], Row]) -> Row:
    """The row that came under this client id, made now or before; another body is a Conflict."""
    rows = model._default_manager  # type: ignore[attr-defined]
    found: Row | None = rows.filter(client_id=client_id).first()
    if found is None:
        try:
            with transaction.atomic():
                return make()
        except IntegrityError:
            found = rows.filter(client_id=client_id).first()
            if found is None:
                raise
    if found.body_hash != body_hash:
        raise Conflict(_("This was sent before with other words. Reload the page to see what we have."))
    return found
