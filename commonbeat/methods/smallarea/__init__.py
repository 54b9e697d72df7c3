"""Few answers, many areas, honest intervals; see docs/methods/trust.md."""

from .direct import Direct, direct, fay_herriot
from .estimating import Estimates, estimate
from .frame import Answers, Population, Unusable, answers, population

__all__ = [
    "Answers",
    "Direct",
    "Estimates",
    "Population",
    "Unusable",
    "answers",
    "direct",
    "estimate",
    "fay_herriot",
    "population",
]
