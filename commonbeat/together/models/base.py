"""Who sees what is worked on together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from commonbeat.people.models import Staff


class HereQuerySet(models.QuerySet[Any]):
    """Rows of a neighborhood: those who work there see them."""

    def visible_to(self, staff: Staff) -> Self:
        """Officers, coordinators and moderators of the neighborhood."""
        if not staff.is_active:
            return self.none()
        where = staff.neighborhoods_as("officer", "coordinator", "moderator")
        found = self.filter(team_id=staff.team_id)
        return found if where is None else found.filter(neighborhood_id__in=where)
