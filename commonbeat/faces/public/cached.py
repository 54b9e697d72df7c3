"""Public pages are the same for everybody; what other programs read is too."""

from commonbeat.faces.cached import for_everybody, version_of

__all__ = ["for_everybody", "version_of"]
