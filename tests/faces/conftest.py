"""Fixtures of the faces."""

from tests.faces.desk_scene import kept_scene, scene  # noqa: F401
from tests.faces.plan_scene import planned  # noqa: F401
