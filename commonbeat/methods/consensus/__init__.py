"""Common ground: opinion groups, what each stands for, what unites them, and what to ask next.

The formulas of Polis written anew from its papers, with what they lack: how firm each group is, "not sure yet" for
people, no tiny groups, a bridging score. Votes in arrays go in, a :class:`Picture` comes out; see
docs/methods/consensus.md.
"""

from .picture import Picture, understand
from .running import Frame, Place, Running, frame_of
from .votes import AGREE, DISAGREE, PASS, Votes, gather

__all__ = [
    "AGREE",
    "DISAGREE",
    "PASS",
    "Frame",
    "Picture",
    "Place",
    "Running",
    "Votes",
    "frame_of",
    "gather",
    "understand",
]
