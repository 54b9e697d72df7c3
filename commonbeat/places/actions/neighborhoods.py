"""What the team itself says about a neighborhood; the rest comes from the map."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commonbeat.journal import actions as journal
from commonbeat.places.models import Neighborhood
from commonbeat.safety.errors import Refused
from commonbeat.safety.text import clean


@transaction.atomic
def describe_neighborhood(
    *, neighborhood: Neighborhood, about: str, population: int | None, actor: Any, at: datetime
) -> Neighborhood:
    """The neighborhood with other words about it and another number of people; a later import keeps them."""
    if population is not None and population < 0:
        raise Refused(_("Please give a number of people, or leave it empty."), "population")
    neighborhood.about, neighborhood.population = clean(about, 4000, "about"), population
    neighborhood.save(update_fields=["about", "population"])
    journal.enter(
        team=neighborhood.team_id, actor=actor, action="describe_neighborhood",
        object_type="neighborhood", object_id=neighborhood.pk, at=at,
    )  # fmt: skip
    return neighborhood
