"""What staff do at the door: kept in the journal, so that an auditor can tell when somebody came in."""

from datetime import datetime

from django.db import transaction

from commonbeat.journal import actions as journal
from commonbeat.people.models import Staff

DEEDS = frozenset(
    {
        "sign in",
        "sign out",
        "change password",
        "add second step",
        "remove second step",
        "make recovery codes",
    }
)


@transaction.atomic
def note_at_door(*, staff: Staff, what: str, at: datetime) -> None:
    """One entry about somebody's own way in; it changes no page anybody reads."""
    if what not in DEEDS:
        raise ValueError(what)
    journal.enter(
        team=staff.team_id,
        actor=staff,
        action=what,
        object_type="staff",
        object_id=staff.pk,
        at=at,
        is_quiet=True,
    )
