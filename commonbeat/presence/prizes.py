"""What a stop is worth, from what is still unmet at a place, and why, in words.

Only what `Need` holds can move a plan. What may never be in it is written in docs/methods/presence.md.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commonbeat.presence.models import StopReason
from commonbeat.safety.errors import Refused

MOST_WEIGHT = 10
NEVER_AS_TIMES_THE_TARGET = 1.5
BESIDES = 0.1
SEPARATOR = " · "
_NUMBER = re.compile(r"\d+")


def joined(before: str, now: str) -> str:
    """Reasons that stood there before and those of now, each once and with the number of now."""
    parts = filter(None, [*before.split(SEPARATOR), *now.split(SEPARATOR)])
    return SEPARATOR.join({_NUMBER.sub("#", part).casefold(): part for part in parts}.values())


@dataclass(frozen=True)
class Weight:
    """One thing a plan weighs: its plain name, what it means, and what it counts unless the team says."""

    name: str
    label: Lazy
    usual: int


WEIGHTS = (
    Weight("concern", gettext_lazy("A concern that waits for an answer"), 5),
    Weight("promise", gettext_lazy("A promise that is due or late"), 6),
    Weight("wait", gettext_lazy("A place nobody has visited for a while"), 4),
    Weight("unsafe", gettext_lazy("People who told us that they feel unsafe nearby"), 3),
    Weight("seldom_heard", gettext_lazy("A neighborhood we hear less from than its share"), 2),
    Weight("pulse", gettext_lazy("A place the pulse of this week asks for"), 2),
    Weight("greeting", gettext_lazy("Somebody who asked for a hello"), 3),
)


@dataclass(frozen=True)
class Need:
    """What is unmet at one place. These fields, and no others, may move a plan."""

    place_id: UUID
    concern_days: tuple[int, ...] = ()
    """Days each unanswered concern here has waited."""
    promise_days: tuple[int, ...] = ()
    """Days until each unkept promise here is due; below zero it is late."""
    days_since_visit: int | None = None
    target_days: int = 14
    unsafe_voices: int = 0
    heard_share: float = 1.0
    """The neighborhood's share of voices divided by its share of residents."""
    has_greeting: bool = False
    pulse: str = ""
    """Why this week's pulse asks for a visit, in words; empty where it does not."""
    pulse_is_loud: bool = False
    """Whether people spoke up here this week, rather than nobody for long."""
    first_concern: UUID | None = field(default=None, compare=False)
    """Which concern the stop is shown with; it moves nothing."""


@dataclass(frozen=True)
class Worth:
    """The prize of a visit, and its reasons, the weightiest first."""

    prize: float
    reasons: tuple[tuple[str, str], ...]

    @property
    def main(self) -> str:
        return self.reasons[0][0] if self.reasons else str(StopReason.OTHER)

    @property
    def words(self) -> str:
        return SEPARATOR.join(words for _reason, words in self.reasons[:3])


def usual_weights() -> dict[str, int]:
    return {weight.name: weight.usual for weight in WEIGHTS}


def checked_weights(given: Mapping[str, object]) -> dict[str, int]:
    """Whole numbers from 0 to 10 under the names above; anything else is refused."""
    weights = usual_weights()
    for name, value in given.items():
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if name not in weights or not is_number or not 0 <= int(str(value)) <= MOST_WEIGHT:
            raise Refused(_("A weight is a whole number from 0 to 10."), name)
        weights[name] = int(str(value))
    if not any(weights.values()):
        raise Refused(_("At least one weight must be above 0, or no place is worth a visit."))
    return weights


def worth(need: Need, weights: Mapping[str, int]) -> Worth:
    """How much a visit is worth; never below a small constant, so that no place is forgotten."""
    parts = [
        (weights["concern"] * _concerns(need), StopReason.CONCERN, _concern_words(need)),
        (weights["promise"] * _promises(need), StopReason.PROMISE, _promise_words(need)),
        (weights["wait"] * _wait(need), StopReason.NOT_VISITED, _wait_words(need)),
        (weights["unsafe"] * math.log1p(need.unsafe_voices), StopReason.UNSAFE, _unsafe_words(need)),
        (weights["seldom_heard"] * _unheard(need), StopReason.SELDOM_HEARD, _unheard_words(need)),
        (weights["pulse"] * _pulse(need), _pulse_reason(need), need.pulse),
        (weights["greeting"] * need.has_greeting, StopReason.GREETING, _("somebody here asked for a hello")),
    ]
    prize = BESIDES + sum(value for value, _reason, _words in parts)
    told = sorted((part for part in parts if part[0] > 0 and part[2]), key=lambda part: -part[0])
    return Worth(round(prize, 3), tuple((str(reason), words) for _value, reason, words in told))


def later(need: Need, days: int) -> Need:
    """The same need so many days later, when the stop is made."""
    return replace(
        need,
        concern_days=tuple(one + days for one in need.concern_days),
        promise_days=tuple(one - days for one in need.promise_days),
        days_since_visit=None if need.days_since_visit is None else need.days_since_visit + days,
    )


def _concerns(need: Need) -> float:
    """1 for a new one, 3 after two weeks and longer; together at most 6."""
    return min(6.0, sum(1 + 2 * min(max(days, 0), 14) / 14 for days in need.concern_days))


def _promises(need: Need) -> float:
    """From 0.5 a week ahead to 1 on the day and 3 two weeks late; together at most 6."""
    each = (1 + min(-days, 14) / 7 if days < 0 else max(0.0, 1 - days / 14) for days in need.promise_days)
    return min(6.0, sum(each))


def _wait(need: Need) -> float:
    """The square of how many times the target has gone by, at most 4: the longer, the more it counts."""
    if need.days_since_visit is None:
        times = NEVER_AS_TIMES_THE_TARGET
    else:
        times = max(need.days_since_visit, 0) / max(need.target_days, 1)
    return min(times, 2.0) ** 2


def _unheard(need: Need) -> float:
    return min(1.0, max(0.0, 1 - need.heard_share))


def _pulse(need: Need) -> float:
    """1 where people spoke up this week, half where nobody has for a season."""
    return (1.0 if need.pulse_is_loud else 0.5) if need.pulse else 0.0


def _pulse_reason(need: Need) -> StopReason:
    return StopReason.PULSE if need.pulse_is_loud else StopReason.SELDOM_HEARD


def _concern_words(need: Need) -> str:
    count = len(need.concern_days)
    words = ngettext("%(count)d concern waiting", "%(count)d concerns waiting", count)
    return words % {"count": count} if count else ""


def _promise_words(need: Need) -> str:
    late = sum(days < 0 for days in need.promise_days)
    if late:
        return ngettext("%(count)d promise is late", "%(count)d promises are late", late) % {"count": late}
    if not need.promise_days:
        return ""
    return _("a promise is due that week") if min(need.promise_days) < 7 else _("a promise is due soon")


def _wait_words(need: Need) -> str:
    days = need.days_since_visit
    if days is None:
        return _("nobody has been here yet")
    return ngettext("%(days)d day since a visit", "%(days)d days since a visit", days) % {"days": days}


def _unsafe_words(need: Need) -> str:
    return _("people told us that they feel unsafe nearby") if need.unsafe_voices else ""


def _unheard_words(need: Need) -> str:
    return _("we hear less from here than its share") if _unheard(need) > 0.25 else ""
