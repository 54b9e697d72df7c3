"""What a rollout could show, and what it shows so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import inf

import numpy as np
from django.utils.translation import gettext as _

from commonbeat.methods import effects
from commonbeat.openness.calendar import local_day
from commonbeat.safety.errors import Refused
from commonbeat.trust.models import Outcome, Rollout, RolloutArea
from commonbeat.trust.panels import Known, known, month_of

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
    """What the months or surveys so far say. `effect` is None while there is too little."""

    sentence: str
    verdict: str
    months: list[date]
    effect: effects.Rollout | None
    ring: str = ""
    is_survey: bool = False


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
    outcome = Outcome(rollout.outcome)
    first = (
        _("With %(areas)d neighborhoods and %(months)d surveys")
        if outcome.is_survey
        else _("With %(areas)d neighborhoods and %(months)d months")
    ) % {"areas": told["areas"], "months": told["months"]}
    if outcome.is_share:
        sentence = _("%(first)s you would see a rise by %(points)d of a hundred %(often)s.")
        return [
            sentence % {"first": first, "points": points, "often": chance_words(chance)}
            for points, chance in told["chances"]
        ]
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
    """The estimate from all whole months, or published surveys, so far; never a plain before and after."""
    rows = list(rollout.areas.select_related("neighborhood").order_by("is_ring", "position"))
    treated = [row for row in rows if not row.is_ring]
    today = local_day(rollout.team, at)
    is_survey = Outcome(rollout.outcome).is_survey
    until = today if is_survey else month_of(today)
    seen = _seen(rollout, treated, until)
    if not seen.times or seen.times[-1] < rollout.first_on:
        words = (
            _("It has not begun, or no survey was published since.")
            if is_survey
            else _("It has not begun, or no whole month has passed since.")
        )
        return Reading(words, "too_little_data", seen.times, None, is_survey=is_survey)
    found = _estimate(seen, [row.starts_on for row in treated])
    return Reading(
        sentence_of(rollout, found, _("where it began")),
        found.verdict if found else "too_little_data",
        seen.times,
        found,
        _ring(rollout, rows, until),
        is_survey,
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
        "points": round(found.smallest_effect or 0),
    }
    sentences = _of_a_hundred() if Outcome(rollout.outcome).is_share else _a_month()
    return (
        sentences.get(found.verdict, _("Too little is known to say whether it changed anything %(where)s."))
        % told
    )


def _a_month() -> dict[str, str]:
    return {
        "clear_decrease": _(
            "Clearly less %(where)s: %(size)s fewer a month (%(lower)s to %(upper)s) of “%(what)s”."
        ),
        "clear_increase": _(
            "Clearly more %(where)s: %(size)s more a month (%(lower)s to %(upper)s) of “%(what)s”."
        ),
        "no_clear_effect": _(
            "No clear effect %(where)s on “%(what)s”; we could have seen %(seen)d %% or more."
        ),
    }


def _of_a_hundred() -> dict[str, str]:
    return {
        "clear_decrease": _("Clearly fewer %(where)s: %(size)s less (%(lower)s to %(upper)s) on “%(what)s”."),
        "clear_increase": _("Clearly more %(where)s: %(size)s more (%(lower)s to %(upper)s) on “%(what)s”."),
        "no_clear_effect": _(
            "No clear effect %(where)s on “%(what)s”; we could have seen %(points)d of a hundred or more."
        ),
    }


def _seen(rollout: Rollout, rows: list[RolloutArea], until: date) -> Known:
    try:
        return known(rollout, [row.neighborhood for row in rows], until)
    except Refused:
        return Known([], np.zeros((len(rows), 0)))


def _estimate(seen: Known, starts_on: Sequence[date | None]) -> effects.Rollout | None:
    starts = [inf if day is None else seen.number(day) for day in starts_on]
    try:
        return effects.rollout(seen.values, starts, seed=0)
    except effects.Unusable:
        return None


def _ring(rollout: Rollout, rows: list[RolloutArea], until: date) -> str:
    """Whether trouble moved: neighborhoods beside it, each from when the first one beside it began."""
    ring = [row for row in rows if row.is_ring]
    if len(ring) < 2:
        return ""
    begun = [row for row in rows if not row.is_ring]
    starts_on = [
        min(
            (
                one.starts_on
                for one in begun
                if one.starts_on and one.neighborhood.shape.intersects(row.neighborhood.shape)
            ),
            default=None,
        )
        for row in ring
    ]
    found = _estimate(_seen(rollout, ring, until), starts_on)
    return sentence_of(rollout, found, _("in the neighborhoods beside it"))
