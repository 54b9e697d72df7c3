"""Handing out everything held about one person, to them or to somebody with a right to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.journal import actions as journal
from commonbeat.places.models import Team
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean
from commonbeat.upkeep import queries

LONGEST_PURPOSE = 120
LONGEST_REQUESTER = 60


@transaction.atomic
def disclose(*, team: Team, secret: str, requester: str, purpose: str, at: datetime) -> dict[str, Any]:
    """Everything held under one code or subscriber's address; who asked and what for stands in the journal.

    The person reads both when they come back, and the public page counts it.
    """
    requester, purpose = (
        clean(requester, LONGEST_REQUESTER, "requester"),
        clean(purpose, LONGEST_PURPOSE, "purpose"),
    )
    if not requester or not purpose:
        raise Refused(_("Say who asks for this and what for; the person will read it."))
    found = queries.found_by(team, secret, at)
    if found is None:
        raise Refused(
            _("Nothing is held under this code or address: it is wrong, or what it opened is gone.")
        )
    told = queries.everything_about(found, at)
    journal.enter(
        team=team,
        actor="system",
        action="disclose",
        object_type=found._meta.label,
        object_id=found.pk,
        reason=f"{requester}: {purpose}",
        at=at,
        is_quiet=True,
    )
    return {"team": team.name, "made_at": at.isoformat(), "requester": requester, "purpose": purpose, **told}
