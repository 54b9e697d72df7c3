"""Which counts may be published without pointing to a person."""

from commonbeat.methods.disclosure.counts import THRESHOLD, is_small, suppress

__all__ = ["THRESHOLD", "is_small", "suppress"]
