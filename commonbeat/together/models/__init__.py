"""Problems worked on with residents and partners, groups that look out, alerts, and the community's report."""

from commonbeat.together.models.alert import Alert
from commonbeat.together.models.group import GroupKind, GroupWalk, WatchGroup
from commonbeat.together.models.problem import (
    CHEERS,
    Aspect,
    Finding,
    Helper,
    Measure,
    Phase,
    PhaseStep,
    Problem,
    ProblemConcern,
    SetAside,
    Word,
    WordKind,
)
from commonbeat.together.models.report import Period, Report, ReportCorrection
from commonbeat.together.models.task import LinkUse, Partner, PartnerLink, Task

__all__ = [
    "CHEERS",
    "Alert",
    "Aspect",
    "Finding",
    "GroupKind",
    "GroupWalk",
    "Helper",
    "LinkUse",
    "Measure",
    "Partner",
    "PartnerLink",
    "Period",
    "Phase",
    "PhaseStep",
    "Problem",
    "ProblemConcern",
    "Report",
    "ReportCorrection",
    "SetAside",
    "Task",
    "WatchGroup",
    "Word",
    "WordKind",
]
