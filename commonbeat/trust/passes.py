"""After a code was typed once, or at a door, the page carries a signed pass to the invitation instead."""

from __future__ import annotations

import uuid
from datetime import timedelta

from commonbeat.places.models import Team
from commonbeat.safety import signing
from commonbeat.trust.models import Invitation

PURPOSE = "survey pass"
# As long as a page with half an answer may lie open.
LIFE = timedelta(days=7)


def issue(invitation: Invitation) -> str:
    """A pass to one invitation."""
    return signing.sign(PURPOSE, str(invitation.pk))


def read(team: Team, text: str) -> Invitation | None:
    """The invitation a pass leads to; None when it is not ours, too old, or the wave has closed."""
    held = signing.unsign(PURPOSE, text, life=LIFE) if text else None
    if not isinstance(held, str):
        return None
    rows = Invitation.objects.select_related("wave__team", "neighborhood")
    return rows.filter(pk=uuid.UUID(held), team=team).first()
