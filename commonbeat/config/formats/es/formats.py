"""Dates as Spanish says them: "lunes 23 de noviembre de 2026".

Django asks this module for every pattern by name, also for the English ones that stand in our templates; so
`{{ day|date:"j F" }}` is right in both languages. `tests/test_spanish.py` finds a pattern that is missing here.
"""

PATTERNS = {
    "M": "b",
    "M Y": "b Y",
    "j M": "j b",
    "j M Y": "j b Y",
    "j M H": "j b H",
    "l j M": "l j b",
    "D j M": "D j b",
    "D j M, H:i": "D j b, H:i",
    "j F": r"j \d\e F",
    "j F Y": r"j \d\e F \d\e Y",
    "j F, G:i": r"j \d\e F, G:i",
    "j F, H:i": r"j \d\e F, H:i",
    "j F Y, G:i": r"j \d\e F \d\e Y, G:i",
    "F Y": r"F \d\e Y",
    "l j F": r"l j \d\e F",
    "l, j F": r"l j \d\e F",
    "l j F, H:i": r"l j \d\e F, H:i",
    "l j F Y": r"l j \d\e F \d\e Y",
    "l, j F Y": r"l j \d\e F \d\e Y",
}


def __getattr__(name: str) -> str:
    """The Spanish pattern for an English one."""
    try:
        return PATTERNS[name]
    except KeyError:
        raise AttributeError(name) from None
