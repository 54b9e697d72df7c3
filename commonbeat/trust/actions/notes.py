"""One journal entry for a write."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from commonbeat.journal import actions as journal
from commonbeat.people.models import Staff

SYSTEM, RESIDENT = "system", "resident"


def note(
    action: str, row: Any, *, by: Staff | str, at: datetime, reason: str = "", is_quiet: bool = False
) -> None:
    """Enters in the journal who did what to which row; a quiet entry changes no public page."""
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
