"""How a demo community is told from a real team: by the journal entry that its building ended with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from commonbeat.journal import actions as journal
from commonbeat.journal.models import Entry
from commonbeat.places.models import Team

BUILT = "build demo"
REASON = re.compile(r"seed (\d+), (\d+) weeks")


@dataclass(frozen=True)
class Built:
    """What a demo community was built from, and when (to the hour)."""

    team: Team
    seed: int
    weeks: int
    at: datetime


def mark(team: Team, seed: int, weeks: int, at: datetime) -> None:
    """Say that this team is made up; call it last, in the transaction that builds it."""
    reason = f"seed {seed}, {weeks} weeks"
    journal.enter(
        team=team, actor="system", action=BUILT, object_type="team", object_id=team.pk, reason=reason, at=at
    )


def built_as(team: Team | None) -> Built | None:
    """What this team was built from; None for a real one."""
    if team is None:
        return None
    entry = Entry.objects.filter(team_id=team.pk, action=BUILT, object_id=str(team.pk)).first()
    told = REASON.fullmatch(entry.reason) if entry else None
    return Built(team, int(told[1]), int(told[2]), entry.at) if entry and told else None


def real_teams() -> list[Team]:
    """Teams that nobody built for a demo."""
    return [team for team in Team.objects.all() if built_as(team) is None]
