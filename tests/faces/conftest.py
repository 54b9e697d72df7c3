"""Fixtures of the faces."""

from tests.faces.desk_scene import scene  # noqa: F401
