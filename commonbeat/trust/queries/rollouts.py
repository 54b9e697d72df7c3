"""What a rollout could show, and what it shows so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from math import inf

import numpy as np
from django.utils.translation import gettext as _

from commonbeat.methods import effects
from commonbeat.openness.calendar import local_day
from commonbeat.places.models import Neighborhood
from commonbeat.trust.models import Rollout, RolloutArea
from commonbeat.trust.panels import counted, first_known, month_of

# A chance in words: the nearest of these.
CHANCES = (
    (0.05, "hardly ever"),
    (0.1, "one time in ten"),
    (0.2, "one time in five"),
    (0.33, "one time in three"),
    (0.5, "every other time"),
    (0.67, "two times in three"),
    (0.8, "four times in five"),
    (0.9, "nine times in ten"),
    (0.99, "nearly always"),
)


@dataclass(frozen=True)
class Reading:
    """What the months so far say. `effect` is None while there is too little."""

    sentence: str
    verdict: str
    months: list[date]
    effect: effects.Rollout | None
    ring: str = ""


def chance_words(chance: float) -> str:
    """How often that is, in words."""
    words = {
        "hardly ever": _("hardly ever"),
        "one time in ten": _("one time in ten"),
        "one time in five": _("one time in five"),
        "one time in three": _("one time in three"),
        "every other time": _("every other time"),
        "two times in three": _("two times in three"),
        "four times in five": _("four times in five"),
        "nine times in ten": _("nine times in ten"),
        "nearly always": _("nearly always"),
    }
    return words[min(CHANCES, key=lambda pair: abs(pair[0] - chance))[1]]


def power_sentences(rollout: Rollout) -> list[str]:
    """What could be seen, said before it begins."""
    told = rollout.power
    if not told.get("chances"):
        why = told.get("why_not", "")
        return [_("What this could show is not known yet. %(why)s") % {"why": why}] if why else []
    first = _("With %(areas)d neighborhoods and %(months)d months") % {
        "areas": told["areas"],
        "months": told["months"],
    }
    return [
        (
            _("%(first)s you would see %(percent)d %% less %(often)s.")
            if change < 0
            else _("%(first)s you would see %(percent)d %% more %(often)s.")
        )
        % {"first": first, "percent": round(abs(100 * change)), "often": chance_words(chance)}
        for change, chance in told["chances"]
    ]


def reading(rollout: Rollout, at: datetime) -> Reading:
    """The estimate from all whole months so far; never a plain before and after."""
    rows = list(rollout.areas.select_related("neighborhood").order_by("is_ring", "position"))
    treated = [row for row in rows if not row.is_ring]
    until = month_of(local_day(rollout.team, at))
    areas = [row.neighborhood for row in treated]
    months = first_known(rollout, areas, until)
    if not months or months[-1] < rollout.first_on:
        return Reading(
            _("It has not begun, or no whole month has passed since."), "too_little_data", months, None
        )
    starts = np.array([_number(months, row) for row in treated])
    found = _estimate(rollout, areas, months, starts)
    return Reading(
        sentence_of(rollout, found, _("where it began")),
        found.verdict if found else "too_little_data",
        months,
        found,
        _ring(rollout, rows, months),
    )


def sentence_of(rollout: Rollout, found: effects.Rollout | None, where: str) -> str:
    """The verdict as one sentence, with what could have been seen."""
    if found is None or found.efficient is None or found.lower is None or found.upper is None:
        return _("Too little is known to say whether it changed anything %(where)s.") % {"where": where}
    per_cent = abs(100 * (found.smallest_effect or 0) / found.without) if found.without else 0
    told = {
        "where": where,
        "what": rollout.outcome_words,
        "size": f"{abs(found.efficient.estimate):.1f}",
        "lower": f"{found.lower:+.1f}",
        "upper": f"{found.upper:+.1f}",
        "seen": round(per_cent),
    }
    if found.verdict == "clear_decrease":
        return (
            _("Clearly less %(where)s: %(size)s fewer a month (%(lower)s to %(upper)s) of “%(what)s”.") % told
        )
    if found.verdict == "clear_increase":
        return (
            _("Clearly more %(where)s: %(size)s more a month (%(lower)s to %(upper)s) of “%(what)s”.") % told
        )
    if found.verdict == "no_clear_effect":
        return _("No clear effect %(where)s on “%(what)s”; we could have seen %(seen)d %% or more.") % told
    return _("Too little is known to say whether it changed anything %(where)s.") % {"where": where}


def _estimate(
    rollout: Rollout, areas: list[Neighborhood], months: list[date], starts: np.ndarray
) -> effects.Rollout | None:
    try:
        return effects.rollout(counted(rollout, areas, months), starts, seed=0)
    except effects.Unusable:
        return None


def _ring(rollout: Rollout, rows: list[RolloutArea], months: list[date]) -> str:
    """Whether trouble moved: neighborhoods beside it, each from when the first one beside it began."""
    ring = [row for row in rows if row.is_ring]
    if len(ring) < 2:
        return ""
    begun = [row for row in rows if not row.is_ring]
    starts = np.array(
        [
            min(
                (
                    _number(months, one)
                    for one in begun
                    if one.neighborhood.shape.intersects(row.neighborhood.shape)
                ),
                default=inf,
            )
            for row in ring
        ]
    )
    found = _estimate(rollout, [row.neighborhood for row in ring], months, starts)
    return sentence_of(rollout, found, _("in the neighborhoods beside it"))


def _number(months: list[date], row: RolloutArea) -> float:
    """In which of the months it begins there; never, as long as that month is not over."""
    assert row.starts_on is not None  # noqa: S101 - only rings have none
    if row.starts_on > months[-1]:
        return inf
    return float((row.starts_on.year - months[0].year) * 12 + row.starts_on.month - months[0].month)
