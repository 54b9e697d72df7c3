"""Does it change anything? Staggered rollouts, displacement, a single area; see docs/methods/effects.md.

Arrays in, frozen results out, with an interval and a verdict that may well be "no clear effect".
"""

from .displacement import AREAS, Displacement, Pair, Weights, wdd
from .power import Power, power
from .rollouts import Effect, Rollout, Unusable, rollout
from .synthetic import Synthetic, synthetic

__all__ = [
    "AREAS",
    "Displacement",
    "Effect",
    "Pair",
    "Power",
    "Rollout",
    "Synthetic",
    "Unusable",
    "Weights",
    "power",
    "rollout",
    "synthetic",
    "wdd",
]
