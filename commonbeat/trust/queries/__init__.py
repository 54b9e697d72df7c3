"""Every read of this room."""

from commonbeat.trust.queries.asking import (
    AreaProgress,
    Letter,
    by_code,
    doors,
    letters,
    may_say_felt,
    open_wave,
    progress,
)
from commonbeat.trust.queries.comparing import Beside, Mixture, beside, mixture
from commonbeat.trust.queries.desk import AskNext, ask_next, not_heard, waves_for
from commonbeat.trust.queries.felt import FeltShown, felt_last_quarter
from commonbeat.trust.queries.rollouts import Reading, power_sentences, reading
from commonbeat.trust.queries.scorecard import Line, scorecard
from commonbeat.trust.queries.shown import (
    Happened,
    History,
    Point,
    happened,
    histories,
    histories_in,
    publications,
)

__all__ = [
    "AreaProgress",
    "AskNext",
    "Beside",
    "FeltShown",
    "Happened",
    "History",
    "Letter",
    "Line",
    "Mixture",
    "Point",
    "Reading",
    "ask_next",
    "beside",
    "by_code",
    "doors",
    "felt_last_quarter",
    "happened",
    "histories",
    "histories_in",
    "letters",
    "may_say_felt",
    "mixture",
    "not_heard",
    "open_wave",
    "power_sentences",
    "progress",
    "publications",
    "reading",
    "scorecard",
    "waves_for",
]
