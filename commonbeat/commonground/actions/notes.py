"""One journal entry for a write."""

from commonbeat.openness.actions.notes import RESIDENT, note

__all__ = ["RESIDENT", "note"]
