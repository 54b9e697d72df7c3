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

__all__ = [
    "AreaProgress",
    "Letter",
    "by_code",
    "doors",
    "letters",
    "may_say_felt",
    "open_wave",
    "progress",
]
