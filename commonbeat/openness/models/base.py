"""What everything announced shares: a draft is the desk's, a published row is everybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from commonbeat.people.models import Staff
    from commonbeat.places.models import Team


class OpenQuerySet(models.QuerySet[Any]):
    """Everything here is public once published; drafts are seen by coordinators of the neighborhood."""

    def visible_to(self, staff: Staff) -> Self:
        where = staff.neighborhoods_as("coordinator", "moderator")
        found = self.filter(team_id=staff.team_id) if staff.is_active else self.none()
        return found if where is None else found.filter(neighborhood_id__in=where)

    def public(self, team: Team) -> Self:
        return self.filter(team=team, published_at__isnull=False)
