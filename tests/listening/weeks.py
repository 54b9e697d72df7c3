"""Many voices at once, week by week, for tests of what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

from commonbeat.listening.models import Voice
from commonbeat.safety import codes


def voices(cast: SimpleNamespace, at: datetime, weeks: Sequence[int], **fields: object) -> None:
    """So many voices in each week, the last number in the seven days before `at`."""
    rows = []
    for back, count in enumerate(reversed(weeks)):
        for _one in range(count):
            given = {
                "team": cast.team, "neighborhood": cast.row, "channel": "web", "kind": "worry", "words": "Words",
                "topic": "lighting", "language": "en", **fields,
            }  # fmt: skip
            heard_at = at - timedelta(days=7 * back + 2)
            rows.append(
                Voice(client_id=uuid4(), reference=codes.short_reference(), heard_at=heard_at, **given)
            )
    Voice.objects.bulk_create(rows)
