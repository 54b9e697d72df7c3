"""Few answers, many areas, honest intervals; see docs/methods/trust.md."""

from .direct import Direct, direct, fay_herriot
from .estimating import Estimates, estimate
from .forecasting import Forecast, forecast
from .frame import Answers, Population, Unusable, answers, population

__all__ = [
    "Answers",
    "Direct",
    "Estimates",
    "Forecast",
    "Population",
    "Unusable",
    "answers",
    "direct",
    "estimate",
    "fay_herriot",
    "forecast",
    "population",
]
