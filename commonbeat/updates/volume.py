"""How much mail to expect, told before anybody joins."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonbeat.openness.calendar import day_start, local_day
from commonbeat.places.models import Neighborhood
from commonbeat.updates.items import MOST, Item, about, items_between
from commonbeat.updates.models import AT_ONCE
from commonbeat.updates.periods import containing

WEEKS = 12


@dataclass(frozen=True)
class ExpectedVolume:
    """What one choice would have brought in the last twelve weeks."""

    cadence: str
    mails: int
    items: int

    @property
    def sentence(self) -> str:
        """ "About 4 mails a month, each with about 3 items." """
        if self.cadence == AT_ONCE:
            return _("Never more than three in thirty days, often none.")
        if not self.mails:
            return _("No mail in the last twelve weeks: nothing new was published about this.")
        a_month = max(1, round(self.mails * 52 / 12 / WEEKS))
        each = max(1, round(self.items / self.mails))
        mails = ngettext("About %(mails)d mail a month", "About %(mails)d mails a month", a_month) % {
            "mails": a_month
        }
        items = ngettext("with about %(items)d item", "each with about %(items)d items", each) % {
            "items": each
        }
        if self.mails * 52 / 12 / WEEKS < 0.75:
            mails = _("Less than one mail a month")
        return _("%(mails)s, %(items)s.") % {"mails": mails, "items": items}


def expected_volume(neighborhood: Neighborhood, topic: str, cadence: str, at: datetime) -> ExpectedVolume:
    """What this choice would have brought in the last twelve weeks."""
    return volume_of(recent_items(neighborhood, at), neighborhood, topic, cadence)


def recent_items(neighborhood: Neighborhood, at: datetime) -> list[Item]:
    """Everything of the last twelve weeks; read once where several choices are shown together."""
    today = day_start(neighborhood.team, local_day(neighborhood.team, at))
    return items_between(neighborhood, today - timedelta(weeks=WEEKS), today)


def volume_of(items: list[Item], neighborhood: Neighborhood, topic: str, cadence: str) -> ExpectedVolume:
    """What these items would have brought to somebody with this choice."""
    if cadence == AT_ONCE:
        return ExpectedVolume(cadence, 0, 0)
    team = neighborhood.team
    counts = Counter(containing(local_day(team, item.at), cadence) for item in about(items, {topic}))
    return ExpectedVolume(cadence, len(counts), sum(min(count, MOST) for count in counts.values()))
