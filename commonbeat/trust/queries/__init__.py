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
from commonbeat.trust.queries.desk import AskNext, FeltFigures, ask_next, felt_figures, not_heard, waves_for
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
    "FeltFigures",
    "Happened",
    "History",
    "Letter",
    "Line",
    "Point",
    "Reading",
    "ask_next",
    "by_code",
    "doors",
    "felt_figures",
    "happened",
    "histories",
    "histories_in",
    "letters",
    "may_say_felt",
    "not_heard",
    "open_wave",
    "power_sentences",
    "progress",
    "publications",
    "reading",
    "scorecard",
    "waves_for",
]
