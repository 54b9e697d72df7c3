"""Our own map: calm, on paper, drawn once at import and served without asking anybody else."""

from commonbeat.places.drawing.frame import Frame, outline, project, unproject
from commonbeat.places.drawing.sheet import STYLE_CSP, Land, draw, inline

__all__ = ["STYLE_CSP", "Frame", "Land", "draw", "inline", "outline", "project", "unproject"]
