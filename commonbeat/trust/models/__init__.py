"""Surveys, what is estimated from them, and whether what we do changes anything."""

from commonbeat.trust.models.answer import Answer, Box, FeltHeard, Received, Remark
from commonbeat.trust.models.figures import Basis, Estimate, PopulationCell, Publication
from commonbeat.trust.models.rollout import Outcome, Rollout, RolloutArea, RolloutMonth
from commonbeat.trust.models.wave import (
    INVITED,
    OPEN,
    DoorState,
    Invitation,
    Mode,
    Wave,
    WaveArea,
    WaveState,
)

__all__ = [
    "INVITED",
    "OPEN",
    "Answer",
    "Basis",
    "Box",
    "DoorState",
    "Estimate",
    "FeltHeard",
    "Invitation",
    "Mode",
    "Outcome",
    "PopulationCell",
    "Publication",
    "Received",
    "Remark",
    "Rollout",
    "RolloutArea",
    "RolloutMonth",
    "Wave",
    "WaveArea",
    "WaveState",
]
